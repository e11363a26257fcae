//! `kosmic lag`: K over time lags.

use std::path::Path;

use kosmic_core::{LagPeak, LagProfile, Pair};
use kosmic_plot::{Figure, LineFigure};
use serde::Serialize;

use crate::arguments::LagArguments;
use crate::failure::Failure;
use crate::input::Inputs;
use crate::output::{Sheet, aligned, fixed, print_json, print_lines, signed};

/// What `--json` prints; the names are a contract. What is undefined is null.
#[derive(Serialize)]
struct Report {
    n: usize,
    max_lag: usize,
    lags: Vec<i64>,
    k: Vec<Option<f64>>,
    r: Vec<Option<f64>>,
    peak_lag: Option<i64>,
    peak_k: Option<f64>,
    k_at_zero: Option<f64>,
}

pub(super) fn run(arguments: &LagArguments) -> Result<(), Failure> {
    let table = arguments.input.read()?;
    let inputs = Inputs::select(&table, &arguments.input)?;
    let pair = Pair::new(inputs.x.series()?, inputs.y.series()?).map_err(Failure::data)?;
    let profile = LagProfile::of_pair(&pair, arguments.max_lag).map_err(Failure::data)?;
    if let Some(path) = &arguments.plot {
        draw(&profile, &inputs, path)?;
    }
    if arguments.json {
        return print_json(&Report::new(profile));
    }
    print_lines(&lines(&profile, &inputs))
}

impl Report {
    fn new(profile: LagProfile) -> Self {
        let peak = profile.peak();
        Self {
            n: profile.n,
            max_lag: profile.max_lag,
            lags: profile.lags().collect(),
            k: profile.k().collect(),
            peak_lag: peak.map(|peak| peak.lag),
            peak_k: peak.map(|peak| peak.k),
            k_at_zero: k_at_zero(&profile),
            r: profile.r,
        }
    }
}

fn k_at_zero(profile: &LagProfile) -> Option<f64> {
    profile.r_at(0).map(|r| 2.0 * r.abs())
}

fn draw(profile: &LagProfile, inputs: &Inputs<'_>, path: &Path) -> Result<(), Failure> {
    let lags: Vec<f64> = profile.lags().map(|lag| lag as f64).collect();
    let k: Vec<Option<f64>> = profile.k().collect();
    let mut figure = LineFigure::new()
        .x_label(format!("lag (rows); positive: {} leads", inputs.x_name))
        .y_label(format!("K of {} and {}", inputs.x_name, inputs.y_name))
        .y_from(0.0)
        .line("K", &lags, &k);
    if let Some(peak) = profile.peak() {
        figure = figure.vertical(peak.lag as f64, format!("peak at {}", signed(peak.lag)));
    }
    figure.save(path).map_err(Failure::data)
}

fn lines(profile: &LagProfile, inputs: &Inputs<'_>) -> Vec<String> {
    let zero = k_at_zero(profile).map_or("undefined".into(), fixed);
    let mut sheet = Sheet::default()
        .row(
            "series",
            format!("x = {}, y = {}", inputs.x_name, inputs.y_name),
        )
        .row("n", profile.n.to_string())
        .row("K at lag 0", zero);
    if let Some(peak) = profile.peak() {
        sheet = sheet
            .row(
                "peak",
                format!(
                    "K = {} (r = {}) at lag {}",
                    fixed(peak.k),
                    fixed(peak.r),
                    signed(peak.lag)
                ),
            )
            .row("reading", reading(peak))
            .row(
                "caution",
                "the best of many lags: its size alone is no evidence of coupling",
            );
    }
    let mut lines = sheet.lines();
    lines.push(String::new());
    lines.extend(aligned(&rows(profile)));
    lines
}

fn reading(peak: LagPeak) -> String {
    match peak.lag {
        0 => "neither series leads".into(),
        lag if lag > 0 => format!("x leads y by {lag}"),
        lag => format!("y leads x by {}", -lag),
    }
}

fn rows(profile: &LagProfile) -> Vec<Vec<String>> {
    let undefined = || "undefined".to_owned();
    let header = ["lag", "K", "r", "pairs"].map(str::to_owned).to_vec();
    let values = profile.lags().zip(profile.k()).zip(&profile.r);
    let body = values.map(|((lag, k), r)| {
        vec![
            signed(lag),
            k.map_or_else(undefined, fixed),
            r.map_or_else(undefined, fixed),
            profile.overlap(lag).to_string(),
        ]
    });
    std::iter::once(header).chain(body).collect()
}
