//! `kosmic ci`: a bootstrap confidence interval of K.

mod design;
mod report;

use std::path::PathBuf;
use std::time::Instant;

use anyhow::anyhow;
use kosmic_core::{Pair, PairSource, Progress, Silent};
use kosmic_data::Table;
use kosmic_parallel::{
    Bootstrap, Design, EffectiveInterval, ExactBootstrap, KInterval, MonteCarloError,
    ParallelError, Plan, ProgressBar, Replicates, SavedReplicates, Scheme, effective_k_interval,
};

use self::report::{Report, sheet};
use crate::arguments::CiArguments;
use crate::failure::Failure;
use crate::input::{Inputs, read_columns};
use crate::interrupt::{self, Interruptible};
use crate::prepared::{print_json, print_lines};
use crate::saved;

pub(super) fn run(arguments: &CiArguments) -> Result<(), Failure> {
    // Before anything is read: what cannot be is no matter of the data.
    verify(arguments)?;
    interrupt::listen()?;
    let labels = [&arguments.resampling.strata, &arguments.resampling.clusters];
    let table = read_columns(
        &arguments.input.file,
        arguments.input.names().chain(labels.into_iter().flatten()),
    )?;
    let missing = &arguments.input.missing;
    let table = missing.whole(table, arguments.input.names())?;
    let inputs = Inputs::select(&table, &arguments.input)?;
    let start = Instant::now();
    let pair = inputs.pair()?;
    let found = if arguments.exact {
        enumerate(arguments, &pair)?
    } else {
        find(arguments, &pair, &table)?
    };
    let seconds = start.elapsed().as_secs_f64();
    let effective = effective(&found.interval, &pair)?;
    let report = Report::new(&found, effective.as_ref(), seconds);
    if arguments.json {
        print_json(&report, [&table])?;
    } else {
        print_lines(&sheet(&found, &report, &inputs).lines(), [&table])?;
    }
    if interrupt::was_pressed() {
        return Err(Failure::Interrupted(None));
    }
    Ok(())
}

/// The analytic interval that stands beside one of blocks.
fn effective<S: PairSource>(
    interval: &KInterval,
    pair: &Pair<S>,
) -> Result<Option<EffectiveInterval>, Failure> {
    let blocks = interval.scheme.draws_blocks();
    let effective = blocks.then(|| effective_k_interval(pair, two_sided_level(interval)));
    effective.transpose().map_err(Failure::data)
}

/// An interval with what is printed besides.
struct Found {
    interval: KInterval,
    mc_error: Option<MonteCarloError>,
    exact: bool,
}

/// Checks what cannot be, whatever the file holds.
fn verify(arguments: &CiArguments) -> Result<(), Failure> {
    plan(arguments, 0).map_err(Failure::usage)?;
    let scheme = Scheme::from(design::verify(&arguments.resampling)?);
    let method = arguments.method.unwrap_or(scheme.default_method());
    method.verify_scheme(scheme).map_err(Failure::usage)?;
    if arguments.exact {
        return verify_exact(arguments, scheme);
    }
    if arguments.count.adaptive.is_some() && !scheme.is_extendable() {
        let message = format!(
            "--adaptive draws until it is enough, and replicates of the {} scheme hang on their number; use --replicates",
            scheme.name()
        );
        return Err(Failure::usage(anyhow!(message)));
    }
    Ok(())
}

fn verify_exact(arguments: &CiArguments, scheme: Scheme) -> Result<(), Failure> {
    let method = arguments.method.unwrap_or(ExactBootstrap::DEFAULT_METHOD);
    let message = if !matches!(scheme, Scheme::Iid | Scheme::Auto) {
        let scheme = scheme.name();
        format!(
            "--exact enumerates resamples of independent rows, not those of the {scheme} scheme"
        )
    } else if method.needs().replicate_errors {
        let method = method.name();
        format!("a {method} interval takes an error of each resample, which --exact does not find")
    } else {
        return Ok(());
    };
    Err(Failure::usage(anyhow!(message)))
}

/// All resamples, and the interval of them.
fn enumerate<S: PairSource>(arguments: &CiArguments, pair: &Pair<S>) -> Result<Found, Failure> {
    let enumerate = || {
        let method = arguments.method.unwrap_or(ExactBootstrap::DEFAULT_METHOD);
        // What memory holds is allowed.
        let exact = ExactBootstrap::of_pair(pair, u64::MAX)?;
        exact.k_interval(method, arguments.level, arguments.sides.into())
    };
    let interval = enumerate().map_err(Failure::data)?;
    Ok(Found {
        mc_error: interval.mc_error,
        interval,
        exact: true,
    })
}

/// Draws replicates, saves them where that was asked for, and finds the interval.
fn find<S: PairSource>(
    arguments: &CiArguments,
    pair: &Pair<S>,
    table: &Table,
) -> Result<Found, Failure> {
    let saved = arguments.extend.as_deref().map(saved::read).transpose()?;
    let there = saved.as_ref().map(SavedReplicates::replicates);
    let (before, seed) = there.map_or((0, 0), |there| (there.count(), there.seed()));
    let plan = plan(arguments, seed).map_err(Failure::usage)?;
    let (design, choice) = &design::of(&arguments.resampling, table, pair, &plan)?;
    let find = || {
        let replicates = draw(&plan, saved, pair, design, observer(arguments).as_ref())?;
        let interval = plan.k_interval_of(&replicates);
        Ok((replicates, interval))
    };
    let (replicates, interval) = find().map_err(|error| failed(error, arguments))?;
    // Whatever became of the interval: replicates are dear.
    if let Some(path) = target(arguments, before, replicates.count()) {
        let saved = SavedReplicates::new(replicates.clone(), pair).map_err(Failure::data)?;
        saved::write(path, &saved)?;
    }
    let mut interval = interval.map_err(|error| failed(error, arguments))?;
    let warnings = design.warnings_for(pair).map_err(Failure::data)?;
    interval.warnings.extend(warnings);
    interval.choice.clone_from(choice);
    let mc_error = match interval.mc_error {
        None => replicates.monte_carlo_error(interval.method, two_sided_level(&interval)),
        known => Ok(known),
    };
    Ok(Found {
        mc_error: mc_error.map_err(Failure::data)?,
        interval,
        exact: false,
    })
}

fn draw<S: PairSource>(
    plan: &Plan,
    saved: Option<SavedReplicates>,
    pair: &Pair<S>,
    design: &Design,
    progress: &dyn Progress,
) -> Result<Replicates, ParallelError> {
    let progress = Interruptible::new(progress);
    let Some(saved) = saved else {
        return plan.k_replicates_designed(pair, design, &progress);
    };
    let saved = saved.into_replicates(pair)?;
    plan.extend_k_replicates_designed(saved, pair, design, &progress)
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
    let resampling = &arguments.resampling;
    let scheme = resampling.scheme().map_or(Scheme::Auto, Scheme::from);
    let options = Bootstrap::new()
        .scheme(scheme)
        .level(arguments.level)
        .sides(arguments.sides.into())
        .replicates(&arguments.count)
        .seed(arguments.seed.unwrap_or(seed))
        .threads(arguments.threads);
    let named = arguments.method.into_iter();
    let options = named.fold(options, Bootstrap::method);
    let given = resampling.rows_of_a_block().into_iter();
    given.fold(options, Bootstrap::block_length).plan()
}

/// The level of the limits of r behind those of K.
fn two_sided_level(interval: &KInterval) -> f64 {
    let level = interval.sides.two_sided_level(interval.level);
    level.expect("there is an interval at this level")
}

fn observer(arguments: &CiArguments) -> Box<dyn Progress> {
    if arguments.progress {
        Box::new(ProgressBar::new("bootstrap"))
    } else {
        Box::new(Silent)
    }
}
