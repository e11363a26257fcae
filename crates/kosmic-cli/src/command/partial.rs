//! `kosmic partial`: K of two series with others held fixed.

use std::path::Path;

use kosmic_core::{
    Controls, CoreError, Limits, Pair, PartialCorrelation, Series, Side, fisher_limits,
    part_correlation, partial_correlation, verify_level,
};
use kosmic_data::Column;
use kosmic_plot::{Figure, IntervalFigure};
use serde::Serialize;

use crate::arguments::PartialArguments;
use crate::failure::Failure;
use crate::input::{Inputs, kept_of, read_columns, select_columns, whole_rows};
use crate::output::{Sheet, counted, fixed, limits, percent, significant};
use crate::prepared::{print_json, print_lines};

/// What `--json` prints; the names are a contract. What is undefined, or was not asked for, is null.
#[derive(Serialize)]
struct Report {
    n: usize,
    controls: Vec<String>,
    /// The one series that the controls are taken out of; null for both.
    part: Option<String>,
    missing: String,
    k: f64,
    r: f64,
    degrees_of_freedom: usize,
    p_value: Option<f64>,
    level: f64,
    lower: Option<f64>,
    upper: Option<f64>,
    r_lower: Option<f64>,
    r_upper: Option<f64>,
    /// The share of the whole series that the controls explain, of a part coupling.
    explained: Option<f64>,
    /// With nothing held fixed.
    plain_k: f64,
    plain_r: f64,
    plain_lower: Option<f64>,
    plain_upper: Option<f64>,
}

pub(super) fn run(arguments: &PartialArguments) -> Result<(), Failure> {
    verify_level(arguments.formula.level).map_err(Failure::usage)?;
    arguments.input.missing.verify_same_rows()?;
    let table = read_columns(
        &arguments.input.file,
        arguments.input.names().chain(&arguments.controls),
    )?;
    let missing = &arguments.input.missing;
    let names = arguments.input.names().chain(&arguments.controls);
    let table = missing.filled(table, names)?;
    let inputs = Inputs::select(&table, &arguments.input)?;
    let controls = select_columns(&table, &arguments.controls)?;
    let mut series = vec![inputs.x.series()?, inputs.y.series()?];
    for control in &controls {
        series.push(control.series().map_err(Failure::data)?);
    }
    let kept = whole_rows(&series, missing.whole_rows());
    let series = kept_of(series, kept.as_ref());
    let report = Report::new(arguments, &controls, &series);
    let report = report.map_err(|error| named(error, &controls))?;
    if let Some(path) = &arguments.formula.plot {
        report.draw(&inputs, path)?;
    }
    if arguments.formula.json {
        return print_json(&report, [&table]);
    }
    print_lines(&report.sheet(&inputs).lines(), [&table])
}

/// The error with the name of the control that it numbers.
fn named(error: CoreError, controls: &[&Column]) -> Failure {
    match &error {
        CoreError::Control { control, .. } if *control < controls.len() => {
            let name = format!("column {:?}", controls[*control].name());
            Failure::data(anyhow::Error::from(error).context(name))
        }
        _ => Failure::data(error),
    }
}

impl Report {
    fn new(
        arguments: &PartialArguments,
        columns: &[&Column],
        series: &[Series<'_>],
    ) -> Result<Self, CoreError> {
        let (x, y) = (series[0], series[1]);
        let pair = Pair::new(x, y)?;
        let level = arguments.formula.level;
        let plain = fisher_limits(pair.r(), pair.len(), level)?.map(Limits::folded);
        let held = Controls::new(series[2..].iter().copied())?;
        let side = arguments.part.map(Side::from);
        let (partial, r, limits, explained): (PartialCorrelation, _, _, _) = match side {
            None => {
                let partial = partial_correlation(x, y, &held)?;
                (partial, partial.r, partial.limits(level)?, None)
            }
            Some(side) => {
                let part = part_correlation(x, y, &held, side)?;
                (
                    part.partial,
                    part.r,
                    part.limits(level)?,
                    Some(part.explained),
                )
            }
        };
        let folded = limits.map(Limits::folded);
        Ok(Self {
            n: pair.len(),
            controls: columns
                .iter()
                .map(|column| column.name().to_owned())
                .collect(),
            part: side.map(|side| side.to_string()),
            missing: arguments.input.missing.written(),
            k: 2.0 * r.abs(),
            r,
            degrees_of_freedom: partial.degrees_of_freedom(),
            p_value: partial.p_value(),
            level,
            lower: folded.map(|limits| limits.lower),
            upper: folded.map(|limits| limits.upper),
            r_lower: limits.map(|limits| limits.lower),
            r_upper: limits.map(|limits| limits.upper),
            explained,
            plain_k: pair.k(),
            plain_r: pair.r(),
            plain_lower: plain.map(|limits| limits.lower),
            plain_upper: plain.map(|limits| limits.upper),
        })
    }

    /// The controls, and what they are taken out of.
    fn held(&self) -> String {
        let names = self.controls.join(", ");
        match &self.part {
            None => names,
            Some(side) => format!("{names}; taken out of {side} only"),
        }
    }

    fn draw(&self, inputs: &Inputs<'_>, path: &Path) -> Result<(), Failure> {
        let ends = |lower: Option<f64>, upper: Option<f64>| Some([lower?, upper?]);
        let held = format!("{} held fixed", counted(self.controls.len(), "control"));
        IntervalFigure::new()
            .x_label(format!(
                "K of {} and {}, {} intervals",
                inputs.x_name,
                inputs.y_name,
                percent(self.level)
            ))
            .interval(
                "nothing held fixed",
                self.plain_k,
                ends(self.plain_lower, self.plain_upper),
            )
            .interval(held, self.k, ends(self.lower, self.upper))
            .vertical(0.0)
            .save(path)
            .map_err(Failure::data)
    }

    fn sheet(&self, inputs: &Inputs<'_>) -> Sheet {
        let level = percent(self.level);
        let k = limits(self.lower, self.upper);
        let r = limits(self.r_lower, self.r_upper);
        let plain = limits(self.plain_lower, self.plain_upper);
        let p = self.p_value.map_or("undefined".into(), significant);
        let kind = if self.part.is_some() {
            "part K"
        } else {
            "partial K"
        };
        let freedom = counted(self.degrees_of_freedom, "degree");
        let sheet = Sheet::default()
            .row(
                "series",
                format!("x = {}, y = {}", inputs.x_name, inputs.y_name),
            )
            .row("held fixed", self.held())
            .row("n", self.n.to_string())
            .row(kind, format!("{}  {level} interval {k}", fixed(self.k)))
            .row("r", format!("{}  {level} interval {r}", fixed(self.r)))
            .row(
                "p-value",
                format!("{p}  (no coupling beside the controls, t test, {freedom} of freedom)"),
            )
            .row(
                "plain K",
                format!("{}  {level} interval {plain}", fixed(self.plain_k)),
            );
        let sheet = match self.explained {
            Some(share) => sheet.row(
                "explained",
                format!("{} of the whole series, by the controls", fixed(share)),
            ),
            None => sheet,
        };
        sheet.row(
            "assumed",
            "independent rows, normal values, controls that act linearly",
        )
    }
}
