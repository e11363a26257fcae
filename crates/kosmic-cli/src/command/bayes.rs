//! `kosmic bayes`: what is to be believed of a coupling after the data.

use std::time::Instant;

use anyhow::anyhow;
use kosmic_core::{
    BayesFactor, Limits, Pair, PairSource, Progress, Silent, correlation_bayes_factor, verify_level,
};
use kosmic_parallel::{Design, ParallelError, ProgressBar};
use kosmic_stats::{CouplingPosterior, StatsError};
use serde::Serialize;

use crate::arguments::BayesArguments;
use crate::failure::Failure;
use crate::input::Inputs;
use crate::interrupt::{self, Interruptible};
use crate::output::{Sheet, counted, fixed, limits, percent};
use crate::prepared::{print_json, print_lines};

/// What `--json` prints; the names are a contract.
#[derive(Serialize)]
struct Report {
    n: usize,
    k: f64,
    r: f64,
    posterior_mean: f64,
    posterior_median: f64,
    posterior_sd: f64,
    level: f64,
    credible: Limits,
    highest_density: Limits,
    credible_r: Limits,
    highest_density_r: Limits,
    probability_positive: f64,
    margin: f64,
    probability_no_coupling: f64,
    verdict: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    above: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    probability_above: Option<f64>,
    /// Natural logarithms: those of long series are too large for numbers.
    ln_bayes_factor: f64,
    ln_bayes_factor_greater: f64,
    ln_bayes_factor_less: f64,
    kappa: f64,
    concentration: f64,
    draws: usize,
    seed: u64,
    warnings: Vec<String>,
    seconds: f64,
}

pub(super) fn run(arguments: &BayesArguments) -> Result<(), Failure> {
    verify(arguments)?;
    interrupt::listen()?;
    let table = arguments.input.read()?;
    let inputs = Inputs::select(&table, &arguments.input)?;
    let pair = inputs.pair()?;
    let bar: Box<dyn Progress> = if arguments.progress {
        Box::new(ProgressBar::new("draws"))
    } else {
        Box::new(Silent)
    };
    let start = Instant::now();
    let posterior = arguments
        .bootstrap()
        .correlation(&pair, &Interruptible::new(bar.as_ref()));
    let report = Report::new(
        arguments,
        &pair,
        &posterior.map_err(failed)?,
        start.elapsed().as_secs_f64(),
    )?;
    if arguments.json {
        print_json(&report, [&table])?;
    } else {
        print_lines(&sheet(&report, &inputs).lines(), [&table])?;
    }
    if interrupt::was_pressed() {
        return Err(Failure::Interrupted(None));
    }
    Ok(())
}

/// What needs no data to be wrong.
fn verify(arguments: &BayesArguments) -> Result<(), Failure> {
    verify_level(arguments.level).map_err(Failure::usage)?;
    Design::dirichlet(arguments.concentration).map_err(Failure::usage)?;
    correlation_bayes_factor(0.0, 3, arguments.kappa).map_err(Failure::usage)?;
    if !(arguments.margin > 0.0 && arguments.margin <= 1.0) {
        let message = format!(
            "--margin must lie above 0 and be at most 1, got {}",
            arguments.margin
        );
        return Err(Failure::usage(anyhow!(message)));
    }
    Ok(())
}

fn failed(error: StatsError) -> Failure {
    match error {
        StatsError::Parallel(ParallelError::Stopped { .. }) => {
            Failure::Interrupted(Some(error.into()))
        }
        error => Failure::data(error),
    }
}

impl Report {
    fn new<S: PairSource>(
        arguments: &BayesArguments,
        pair: &Pair<S>,
        posterior: &CouplingPosterior,
        seconds: f64,
    ) -> Result<Self, Failure> {
        let (level, r) = (arguments.level, posterior.r());
        let no_coupling = posterior
            .no_coupling(arguments.margin, level)
            .map_err(Failure::data)?;
        let credible_r = r.credible(level).map_err(Failure::data)?;
        let warnings = Design::iid().warnings_for(pair).map_err(Failure::data)?;
        let factor = correlation_bayes_factor(pair.r(), pair.len(), arguments.kappa);
        let BayesFactor {
            ln_two_sided,
            ln_greater,
            ln_less,
            ..
        } = factor
            .map_err(Failure::data)?
            .ok_or_else(|| Failure::data(ParallelError::PerfectCorrelation { r: pair.r() }))?;
        Ok(Self {
            n: pair.len(),
            k: pair.k(),
            r: pair.r(),
            posterior_mean: r.mean(),
            posterior_median: r.median(),
            posterior_sd: r.standard_deviation(),
            level,
            credible: credible_r.folded(),
            highest_density: no_coupling.highest_density.folded(),
            credible_r,
            highest_density_r: no_coupling.highest_density,
            probability_positive: r.probability_above(0.0),
            margin: arguments.margin,
            probability_no_coupling: no_coupling.probability,
            verdict: no_coupling.verdict.name(),
            above: arguments.above,
            probability_above: arguments.above.map(|k| posterior.probability_k_above(k)),
            ln_bayes_factor: ln_two_sided,
            ln_bayes_factor_greater: ln_greater,
            ln_bayes_factor_less: ln_less,
            kappa: arguments.kappa,
            concentration: arguments.concentration,
            draws: r.count(),
            seed: arguments.seed,
            warnings: warnings.iter().map(ToString::to_string).collect(),
            seconds,
        })
    }
}

/// The same for people.
fn sheet(report: &Report, inputs: &Inputs<'_>) -> Sheet {
    let sheet = Sheet::default()
        .row(
            "series",
            format!("x = {}, y = {}", inputs.x_name, inputs.y_name),
        )
        .row("n", report.n.to_string())
        .row(
            "K",
            format!("{}  (r = {})", fixed(report.k), fixed(report.r)),
        )
        .row(
            "posterior",
            format!(
                "r: mean {}, median {}, sd {}",
                fixed(report.posterior_mean),
                fixed(report.posterior_median),
                fixed(report.posterior_sd)
            ),
        )
        .row(
            "credible",
            both(report.level, report.credible, report.credible_r),
        )
        .row(
            "densest",
            both(
                report.level,
                report.highest_density,
                report.highest_density_r,
            ),
        )
        .row("P(r > 0)", fixed(report.probability_positive))
        .row(
            "no coupling",
            format!(
                "P(|r| < {}) = {}: {}",
                report.margin,
                fixed(report.probability_no_coupling),
                report.verdict
            ),
        );
    let above = report.above.zip(report.probability_above);
    let sheet = match above {
        Some((k, p)) => sheet.row("above", format!("P(K > {k}) = {}", fixed(p))),
        None => sheet,
    };
    of_factors(sheet, report)
}

fn of_factors(sheet: Sheet, report: &Report) -> Sheet {
    let factors = format!(
        "{} for r \u{2260} 0 over r = 0  (r > 0: {}, r < 0: {})",
        factor(report.ln_bayes_factor),
        factor(report.ln_bayes_factor_greater),
        factor(report.ln_bayes_factor_less)
    );
    let (draws, seed) = (counted(report.draws, "draw"), report.seed);
    let sheet = sheet
        .row("Bayes factor", factors)
        .row("draws", format!("{draws}, seed {seed}"))
        .row("time", format!("{:.3} s", report.seconds));
    let warnings = report.warnings.iter();
    warnings.fold(sheet, |sheet, warning| {
        sheet.row("warning", warning.clone())
    })
}

/// An interval of K, and the one of r that it comes from.
fn both(level: f64, k: Limits, r: Limits) -> String {
    let text = |of: Limits| limits(Some(of.lower), Some(of.upper));
    format!("{}: K {}  (r {})", percent(level), text(k), text(r))
}

/// Four digits, whatever the magnitude.
fn factor(ln: f64) -> String {
    let decades = ln / std::f64::consts::LN_10;
    if decades.abs() < 4.0 {
        return format!("{:.4}", ln.exp());
    }
    let whole = decades.floor();
    format!("{:.3}e{whole}", 10.0_f64.powf(decades - whole))
}
