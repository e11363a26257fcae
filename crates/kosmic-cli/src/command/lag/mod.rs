//! `kosmic lag`: K over time lags.

mod inference;

use std::path::Path;

use kosmic_core::{LagPeak, LagProfile, Pair, Series, difference, prewhiten};
use kosmic_data::ColumnPair;
use kosmic_plot::{Figure, LineFigure};
use serde::Serialize;

use self::inference::{BandReport, Inference, TestReport};
use crate::arguments::LagArguments;
use crate::failure::Failure;
use crate::input::Inputs;
use crate::interrupt;
use crate::output::{Sheet, aligned, fixed, signed};
use crate::prepared::{print_json, print_lines};

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
    #[serde(skip_serializing_if = "Option::is_none")]
    treatment: Option<&'static str>,
    #[serde(flatten)]
    band: Option<BandReport>,
    #[serde(flatten)]
    test: Option<TestReport>,
}

pub(super) fn run(arguments: &LagArguments) -> Result<(), Failure> {
    // Before anything is read: what cannot be is no matter of the data.
    let infers = arguments.plan()?.is_some();
    arguments.lag_test()?;
    if infers {
        interrupt::listen()?;
    }
    let table = arguments.input.read_in_time()?;
    let inputs = Inputs::select(&table, &arguments.input)?;
    let treated = treated(arguments, &inputs)?;
    let pair = match &treated {
        Some([x, y]) => ColumnPair::new(Series::from(x).into(), Series::from(y).into())
            .and_then(Pair::from_source)
            .map_err(Failure::data)?,
        None => inputs.pair()?,
    };
    let profile = LagProfile::of_pair(&pair, arguments.max_lag).map_err(Failure::data)?;
    let inference = Inference::of(arguments, &pair)?;
    if let Some(path) = &arguments.plot {
        draw(&profile, &inference, &inputs, path)?;
    }
    if arguments.json {
        let report = Report::new(profile, &inference, treatment(arguments));
        print_json(&report, [&table])?;
    } else {
        print_lines(&lines(&profile, &inference, &inputs), [&table])?;
    }
    if infers && interrupt::was_pressed() {
        return Err(Failure::Interrupted(None));
    }
    Ok(())
}

/// What is made of both series before anything else, if anything is.
fn treated(
    arguments: &LagArguments,
    inputs: &Inputs<'_>,
) -> Result<Option<[Vec<f64>; 2]>, Failure> {
    if treatment(arguments).is_none() {
        return Ok(None);
    }
    let (x, y) = (inputs.x.series()?, inputs.y.series()?);
    let treated = if arguments.prewhiten {
        let white = prewhiten(x, y).map_err(Failure::data)?;
        Some([white.x, white.y])
    } else if arguments.difference {
        let steps = |series| difference(series).map_err(Failure::data);
        Some([steps(x)?, steps(y)?])
    } else {
        None
    };
    Ok(treated)
}

fn treatment(arguments: &LagArguments) -> Option<&'static str> {
    match (arguments.prewhiten, arguments.difference) {
        (true, _) => Some("prewhitened"),
        (_, true) => Some("differenced"),
        _ => None,
    }
}

impl Report {
    fn new(profile: LagProfile, inference: &Inference, treatment: Option<&'static str>) -> Self {
        let peak = profile.peak();
        Self {
            n: profile.n,
            max_lag: profile.max_lag,
            lags: profile.lags().collect(),
            k: profile.k().collect(),
            peak_lag: peak.map(|peak| peak.lag),
            peak_k: peak.map(|peak| peak.k),
            k_at_zero: k_at_zero(&profile),
            treatment,
            band: inference.band_report(),
            test: inference.test_report(),
            r: profile.r,
        }
    }
}

fn k_at_zero(profile: &LagProfile) -> Option<f64> {
    profile.r_at(0).map(|r| 2.0 * r.abs())
}

fn draw(
    profile: &LagProfile,
    inference: &Inference,
    inputs: &Inputs<'_>,
    path: &Path,
) -> Result<(), Failure> {
    let lags: Vec<f64> = profile.lags().map(|lag| lag as f64).collect();
    let k: Vec<Option<f64>> = profile.k().collect();
    let mut figure = LineFigure::new()
        .x_label(format!("lag (rows); positive: {} leads", inputs.x_name))
        .y_label(format!("K of {} and {}", inputs.x_name, inputs.y_name))
        .y_from(0.0)
        .line("K", &lags, &k);
    if let Some((lags, lower, upper)) = inference.drawn_band() {
        figure = figure.band(&lags, &lower, &upper);
    }
    if let Some(peak) = profile.peak() {
        figure = figure.vertical(peak.lag as f64, format!("peak at {}", signed(peak.lag)));
    }
    figure.save(path).map_err(Failure::data)
}

fn lines(profile: &LagProfile, inference: &Inference, inputs: &Inputs<'_>) -> Vec<String> {
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
    let mut lines = inference.rows(sheet).lines();
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
