//! `kosmic rolling`: K in windows that move along two series.

use std::path::Path;

use kosmic_core::{Alignment, Missing, Rolling, RollingK, Series};
use kosmic_plot::{Figure, LineFigure};
use serde::Serialize;

use crate::arguments::RollingArguments;
use crate::failure::Failure;
use crate::input::Inputs;
use crate::output::{Sheet, aligned, counted, fixed};
use crate::prepared::{print_json, print_lines};

/// The least number of pairs that a correlation is defined for.
const LEAST_PAIRS: usize = 3;

/// What `--json` prints; the names are a contract. What is undefined is null.
#[derive(Serialize)]
struct Report {
    n: usize,
    /// Null where the window only grows.
    window: Option<usize>,
    step: usize,
    minimum: usize,
    alignment: Alignment,
    missing: Missing,
    /// The row each window belongs to, counted from 0.
    row: Vec<usize>,
    /// The first and the last row of each window.
    first: Vec<usize>,
    last: Vec<usize>,
    /// Pairs without a missing value.
    pairs: Vec<usize>,
    k: Vec<Option<f64>>,
    r: Vec<Option<f64>>,
}

pub(super) fn run(arguments: &RollingArguments) -> Result<(), Failure> {
    verify(arguments)?;
    let table = arguments.input.read_filled()?;
    let inputs = Inputs::select(&table, &arguments.input)?;
    let (x, y) = (inputs.x.series()?, inputs.y.series()?);
    let rolling = choices(arguments, x)?;
    let k = rolling.k(x, y).map_err(Failure::data)?;
    let report = Report::new(arguments, &k);
    if let Some(path) = &arguments.plot {
        report.draw(&inputs, path)?;
    }
    if arguments.json {
        return print_json(&report, [&table]);
    }
    print_lines(&report.lines(&inputs), [&table])
}

/// What cannot be is no matter of the data.
fn verify(arguments: &RollingArguments) -> Result<(), Failure> {
    match (arguments.window, arguments.minimum) {
        (Some(window), Some(minimum)) if minimum > window => Err(Failure::usage(anyhow::anyhow!(
            "a minimum of {minimum} pairs lies above the window of {window} rows"
        ))),
        _ => Ok(()),
    }
}

/// A window that only grows is one as long as the series.
fn choices(arguments: &RollingArguments, x: Series<'_>) -> Result<Rolling, Failure> {
    let rolling = match (arguments.window, arguments.minimum) {
        (Some(window), None) => Rolling::new(window),
        (Some(window), Some(minimum)) => Rolling::new(window).minimum(minimum),
        (None, minimum) => {
            let minimum = minimum.unwrap_or(LEAST_PAIRS);
            if minimum > x.len().max(LEAST_PAIRS) {
                return Err(Failure::data(anyhow::anyhow!(
                    "a minimum of {minimum} pairs is more than there are: {} rows",
                    x.len()
                )));
            }
            Rolling::new(x.len().max(LEAST_PAIRS)).minimum(minimum)
        }
    };
    Ok(rolling
        .step(arguments.step)
        .alignment(arguments.alignment.into())
        .missing(arguments.input.missing.rows()))
}

impl Report {
    fn new(arguments: &RollingArguments, k: &RollingK) -> Self {
        let windows = k.windows;
        let of_each = |what: &dyn Fn(usize) -> usize| (0..k.len()).map(what).collect();
        Self {
            n: windows.n,
            window: arguments.window,
            step: windows.step,
            minimum: windows.minimum,
            alignment: windows.alignment,
            missing: arguments.input.missing.rows(),
            row: of_each(&|window| windows.row(window)),
            first: of_each(&|window| windows.rows(window).start),
            last: of_each(&|window| windows.rows(window).end - 1),
            pairs: of_each(&|window| k.pairs(window)),
            k: k.iter().collect(),
            r: (0..k.len()).map(|window| k.r(window)).collect(),
        }
    }

    fn draw(&self, inputs: &Inputs<'_>, path: &Path) -> Result<(), Failure> {
        let rows: Vec<f64> = self.row.iter().map(|row| *row as f64).collect();
        let label = match self.window {
            Some(window) => format!("row; {window} rows a window, {}", alignment(self.alignment)),
            None => "row; all rows up to it".into(),
        };
        LineFigure::new()
            .x_label(label)
            .y_label(format!("K of {} and {}", inputs.x_name, inputs.y_name))
            .y_from(0.0)
            .line("K", &rows, &self.k)
            .save(path)
            .map_err(Failure::data)
    }

    fn lines(&self, inputs: &Inputs<'_>) -> Vec<String> {
        let mut lines = self.sheet(inputs).lines();
        lines.push(String::new());
        lines.extend(aligned(&self.rows()));
        lines
    }

    fn sheet(&self, inputs: &Inputs<'_>) -> Sheet {
        let count = counted(self.k.len(), "window");
        let windows = match self.window {
            Some(window) => format!(
                "{count} of {window} rows, {}, step {}",
                alignment(self.alignment),
                self.step
            ),
            None => format!("{count}, from the first row on, step {}", self.step),
        };
        let defined = self.k.iter().flatten().copied();
        let range = match (defined.clone().reduce(f64::min), defined.reduce(f64::max)) {
            (Some(least), Some(most)) => format!("{} to {}", fixed(least), fixed(most)),
            _ => "undefined".into(),
        };
        let undefined = self.k.iter().filter(|k| k.is_none()).count();
        let names = format!("x = {}, y = {}", inputs.x_name, inputs.y_name);
        Sheet::default()
            .row("series", names)
            .row("n", self.n.to_string())
            .row("windows", windows)
            .row("undefined", undefined.to_string())
            .row("K", range)
            .row(
                "caution",
                "windows share rows: neighbours are no evidence of each other",
            )
    }

    fn rows(&self) -> Vec<Vec<String>> {
        let undefined = || "undefined".to_owned();
        let header = ["row", "first", "last", "pairs", "K", "r"];
        let body = (0..self.k.len()).map(|window| {
            vec![
                self.row[window].to_string(),
                self.first[window].to_string(),
                self.last[window].to_string(),
                self.pairs[window].to_string(),
                self.k[window].map_or_else(undefined, fixed),
                self.r[window].map_or_else(undefined, fixed),
            ]
        });
        let header = header.map(str::to_owned).to_vec();
        std::iter::once(header).chain(body).collect()
    }
}

fn alignment(alignment: Alignment) -> &'static str {
    match alignment {
        Alignment::Centred => "centred",
        Alignment::Leading => "leading",
        _ => "trailing",
    }
}
