//! `kosmic ci`: a bootstrap confidence interval of K.

use std::path::PathBuf;
use std::time::Instant;

use kosmic_core::{Pair, PairSource, Progress, Silent};
use kosmic_parallel::{
    Bootstrap, KInterval, MonteCarloError, ParallelError, Plan, ProgressBar, Replicates,
    SavedReplicates,
};
use serde::Serialize;

use crate::arguments::CiArguments;
use crate::failure::Failure;
use crate::input::{Inputs, read_table};
use crate::interrupt::{self, Interruptible};
use crate::output::{Sheet, counted, fixed, limits, percent, print_json, print_lines};
use crate::saved;

/// What `--json` prints; the names are a contract.
#[derive(Serialize)]
struct Report {
    n: usize,
    estimate: f64,
    lower: f64,
    upper: f64,
    r: f64,
    r_lower: Option<f64>,
    r_upper: Option<f64>,
    level: f64,
    method: &'static str,
    scheme: &'static str,
    replicates: usize,
    replicates_used: usize,
    undefined: usize,
    mc_error: Option<f64>,
    seed: u64,
    threads: usize,
    warnings: Vec<String>,
    seconds: f64,
}

pub(super) fn run(arguments: &CiArguments) -> Result<(), Failure> {
    // Before anything is read: what cannot be is no matter of the data.
    plan(arguments, 0).map_err(Failure::usage)?;
    interrupt::listen()?;
    let table = read_table(&arguments.input.file)?;
    let inputs = Inputs::select(&table, &arguments.input)?;
    let (x, y) = (inputs.x.series()?, inputs.y.series()?);
    let start = Instant::now();
    let pair = Pair::new(x, y).map_err(Failure::data)?;
    let found = find(arguments, &pair)?;
    let seconds = start.elapsed().as_secs_f64();
    let report = Report::new(&found, seconds);
    if arguments.json {
        print_json(&report)?;
    } else {
        print_lines(&sheet(&found, &report, &inputs).lines())?;
    }
    if interrupt::was_pressed() {
        return Err(Failure::Interrupted(None));
    }
    Ok(())
}

/// An interval with the Monte Carlo error of its limits.
struct Found {
    interval: KInterval,
    mc_error: Option<MonteCarloError>,
}

/// Draws replicates, saves them where that was asked for, and finds the interval.
fn find<S: PairSource>(arguments: &CiArguments, pair: &Pair<S>) -> Result<Found, Failure> {
    let saved = arguments.extend.as_deref().map(saved::read).transpose()?;
    let there = saved.as_ref().map(SavedReplicates::replicates);
    let (before, seed) = there.map_or((0, 0), |there| (there.count(), there.seed()));
    let plan = plan(arguments, seed).map_err(Failure::usage)?;
    let find = || {
        let replicates = draw(&plan, saved, pair, observer(arguments).as_ref())?;
        let interval = plan.k_interval_of(&replicates);
        Ok((replicates, interval))
    };
    let (replicates, interval) = find().map_err(|error| failed(error, arguments))?;
    // Whatever became of the interval: replicates are dear.
    if let Some(path) = target(arguments, before, replicates.count()) {
        let saved = SavedReplicates::new(replicates.clone(), pair).map_err(Failure::data)?;
        saved::write(path, &saved)?;
    }
    let interval = interval.map_err(|error| failed(error, arguments))?;
    let mc_error = match interval.mc_error {
        None => replicates.monte_carlo_error(interval.method, interval.level),
        known => Ok(known),
    };
    Ok(Found {
        interval,
        mc_error: mc_error.map_err(Failure::data)?,
    })
}

fn draw<S: PairSource>(
    plan: &Plan,
    saved: Option<SavedReplicates>,
    pair: &Pair<S>,
    progress: &dyn Progress,
) -> Result<Replicates, ParallelError> {
    let progress = Interruptible::new(progress);
    match saved {
        None => plan.k_replicates(pair, &progress),
        Some(saved) => plan.extend_k_replicates(saved.into_replicates(pair)?, pair, &progress),
    }
}

/// Where replicates are saved: nothing takes the place of a file that would not hold more than it.
fn target(arguments: &CiArguments, before: usize, now: usize) -> Option<&PathBuf> {
    match &arguments.save {
        Some(path) => Some(path).filter(|_| now > 0),
        None => arguments.extend.as_ref().filter(|_| now > before),
    }
}

/// Whose fault an error is; of what a saved file holds, the file's.
fn failed(error: ParallelError, arguments: &CiArguments) -> Failure {
    match (error, &arguments.extend) {
        (error @ ParallelError::Stopped { .. }, _) => Failure::Interrupted(Some(error.into())),
        (error @ ParallelError::OtherRun { .. }, Some(path)) => {
            Failure::data(anyhow::Error::from(error).context(path.display().to_string()))
        }
        (error, _) => Failure::data(error),
    }
}

fn plan(arguments: &CiArguments, seed: u64) -> Result<Plan, ParallelError> {
    Bootstrap::new()
        .level(arguments.level)
        .replicates(&arguments.count)
        .seed(arguments.seed.unwrap_or(seed))
        .threads(arguments.threads)
        .method(arguments.method)
        .scheme(arguments.scheme.into())
        .plan()
}

fn observer(arguments: &CiArguments) -> Box<dyn Progress> {
    if arguments.progress {
        Box::new(ProgressBar::new("bootstrap"))
    } else {
        Box::new(Silent)
    }
}

impl Report {
    fn new(found: &Found, seconds: f64) -> Self {
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
            method: interval.method.name(),
            scheme: interval.scheme.name(),
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

fn sheet(found: &Found, report: &Report, inputs: &Inputs<'_>) -> Sheet {
    let interval = &found.interval;
    let folded = limits(Some(interval.lower), Some(interval.upper));
    let signed = limits(interval.r_lower, interval.r_upper);
    let level = percent(interval.level);
    let sheet = Sheet::default()
        .row(
            "series",
            format!("x = {}, y = {}", inputs.x_name, inputs.y_name),
        )
        .row("n", interval.n.to_string())
        .row(
            "K",
            format!("{}  {level} interval {folded}", fixed(interval.estimate)),
        )
        .row(
            "r",
            format!("{}  {level} interval {signed}", fixed(interval.r)),
        )
        .row("method", interval.method.name())
        .row("scheme", interval.scheme.name())
        .row("assumed", interval.scheme.assumption())
        .row(
            "replicates",
            format!("{}, seed {}", replicates(interval), interval.seed),
        )
        .row("mc error", stillness(found.mc_error))
        .row(
            "time",
            format!(
                "{:.3} s, {}",
                report.seconds,
                counted(interval.threads, "thread")
            ),
        );
    interval.warnings.iter().fold(sheet, |sheet, warning| {
        sheet.row("warning", warning.to_string())
    })
}

/// How many were drawn of how many, and how many of them have no value.
fn replicates(interval: &KInterval) -> String {
    let (used, asked) = (interval.replicates_used, interval.replicates);
    let mut text = used.to_string();
    if used < asked {
        text += &format!(" of at most {asked}");
    }
    if interval.undefined > 0 {
        text += &format!(", {} undefined", interval.undefined);
    }
    text
}

/// What another seed would change.
fn stillness(error: Option<MonteCarloError>) -> String {
    match error {
        None => "unknown: too few replicates".into(),
        Some(error) => format!(
            "another seed moves the limits by about {:.2} % of the width",
            100.0 * error.relative
        ),
    }
}
