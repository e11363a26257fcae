//! What is printed of an interval.

use kosmic_parallel::{EffectiveInterval, KInterval, MonteCarloError, Sides};
use serde::Serialize;

use super::{Found, two_sided_level};
use crate::input::Inputs;
use crate::output::{Sheet, counted, fixed, limits, percent};

/// Fisher's z with the rows that dependent series are worth, where blocks were drawn.
#[derive(Serialize)]
struct Effective {
    rows: f64,
    lower: Option<f64>,
    upper: Option<f64>,
    warnings: Vec<String>,
}

impl Effective {
    fn of(interval: &EffectiveInterval) -> Self {
        Self {
            rows: interval.effective,
            lower: interval.of_k.map(|limits| limits.lower),
            upper: interval.of_k.map(|limits| limits.upper),
            warnings: interval.warnings.iter().map(ToString::to_string).collect(),
        }
    }
}

/// What `--json` prints; the names are a contract.
#[derive(Serialize)]
pub(super) struct Report {
    n: usize,
    estimate: f64,
    lower: f64,
    upper: f64,
    r: f64,
    r_lower: Option<f64>,
    r_upper: Option<f64>,
    level: f64,
    sides: &'static str,
    method: &'static str,
    scheme: &'static str,
    block_length: Option<usize>,
    choice: Option<String>,
    effective: Option<Effective>,
    exact: bool,
    replicates: usize,
    replicates_used: usize,
    undefined: usize,
    mc_error: Option<f64>,
    seed: u64,
    threads: usize,
    warnings: Vec<String>,
    seconds: f64,
}

impl Report {
    pub(super) fn new(found: &Found, effective: Option<&EffectiveInterval>, seconds: f64) -> Self {
        let interval = &found.interval;
        Self {
            n: interval.n,
            estimate: interval.estimate,
            lower: interval.lower,
            upper: interval.upper,
            r: interval.r,
            r_lower: interval.r_lower,
            r_upper: interval.r_upper,
            level: interval.level,
            sides: interval.sides.name(),
            method: interval.method.name(),
            scheme: interval.scheme.name(),
            block_length: interval.block_length,
            choice: interval.choice.as_ref().map(ToString::to_string),
            effective: effective.map(Effective::of),
            exact: found.exact,
            replicates: interval.replicates,
            replicates_used: interval.replicates_used,
            undefined: interval.undefined,
            mc_error: found.mc_error.map(|error| error.relative),
            seed: interval.seed,
            threads: interval.threads,
            warnings: interval.warnings.iter().map(ToString::to_string).collect(),
            seconds,
        }
    }
}

/// The same for people.
pub(super) fn sheet(found: &Found, report: &Report, inputs: &Inputs<'_>) -> Sheet {
    let interval = &found.interval;
    let signed = limits(interval.r_lower, interval.r_upper);
    let sheet = Sheet::default()
        .row(
            "series",
            format!("x = {}, y = {}", inputs.x_name, inputs.y_name),
        )
        .row("n", interval.n.to_string())
        .row(
            "K",
            format!("{}  {}", fixed(interval.estimate), promised(interval)),
        )
        .row(
            "r",
            format!(
                "{}  {} interval {signed}",
                fixed(interval.r),
                percent(two_sided_level(interval))
            ),
        )
        .row("method", interval.method.name())
        .row("scheme", scheme(interval))
        .row("assumed", interval.scheme.assumption())
        .row("replicates", replicates(found))
        .row("mc error", stillness(found.mc_error))
        .row(
            "time",
            format!(
                "{:.3} s, {}",
                report.seconds,
                counted(interval.threads, "thread")
            ),
        );
    let sheet = interval.warnings.iter().fold(sheet, |sheet, warning| {
        sheet.row("warning", warning.to_string())
    });
    let Some(effective) = &report.effective else {
        return sheet;
    };
    let sheet = sheet.row(
        "by formula",
        format!(
            "{} interval {}, Fisher's z with {:.0} effective rows",
            percent(two_sided_level(interval)),
            limits(effective.lower, effective.upper),
            effective.rows
        ),
    );
    let warnings = effective.warnings.iter();
    warnings.fold(sheet, |sheet, warning| {
        sheet.row("", format!("but {warning}"))
    })
}

/// The scheme, and why it is this where that was left to the pair.
fn scheme(interval: &KInterval) -> String {
    match (&interval.choice, interval.block_length) {
        (Some(choice), _) => choice.to_string(),
        (None, Some(length)) => format!("{} blocks of {length} rows", interval.scheme.name()),
        (None, None) => interval.scheme.name().into(),
    }
}

/// The limits of K that the level is promised for.
fn promised(interval: &KInterval) -> String {
    let level = percent(interval.level);
    match interval.sides {
        Sides::Lower => format!("{level} lower limit {}", fixed(interval.lower)),
        Sides::Upper => format!("{level} upper limit {}", fixed(interval.upper)),
        _ => {
            let folded = limits(Some(interval.lower), Some(interval.upper));
            format!("{level} interval {folded}")
        }
    }
}

/// How many were drawn of how many, and how many of them have no value.
fn replicates(found: &Found) -> String {
    let interval = &found.interval;
    let (used, asked) = (interval.replicates_used, interval.replicates);
    let mut text = used.to_string();
    if found.exact {
        text += ", all distinct resamples";
    } else if used < asked {
        text += &format!(" of at most {asked}");
    }
    if interval.undefined > 0 {
        text += &format!(", {} undefined", interval.undefined);
    }
    if !found.exact {
        text += &format!(", seed {}", interval.seed);
    }
    text
}

/// What another seed would change.
fn stillness(error: Option<MonteCarloError>) -> String {
    match error {
        None => "unknown: too few replicates".into(),
        Some(error) if error.relative == 0.0 => "none".into(),
        Some(error) => format!(
            "another seed moves the limits by about {:.2} % of the width",
            100.0 * error.relative
        ),
    }
}
