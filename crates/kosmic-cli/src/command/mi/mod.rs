//! `kosmic mi`: mutual information of two series.

mod figure;
mod report;

use kosmic_core::{
    CoreError, GaussianInformation, Histogram, HistogramInformation, Ksg, KsgPlan, KsgTest,
    KsgVariant, Limits, MutualInformation, Pair, PairSource, Progress, Silent, verify_level,
};
use kosmic_parallel::{ProgressBar, parallel_map_partial};

use self::report::Report;
use crate::arguments::{EstimatorName, MiArguments};
use crate::failure::Failure;
use crate::input::Inputs;
use crate::interrupt::{self, Interruptible};
use crate::prepared::{print_json, print_lines};

pub(super) fn run(arguments: &MiArguments) -> Result<(), Failure> {
    verify(arguments)?;
    if arguments.permutations.is_some() {
        interrupt::listen()?;
    }
    let table = arguments.input.read()?;
    let inputs = Inputs::select(&table, &arguments.input)?;
    let pair = inputs.pair()?;
    let found = find(arguments, &pair)?;
    if let Some(path) = &arguments.plot {
        figure::draw(&pair, &inputs, &found, path)?;
    }
    let report = Report::new(arguments, &pair, &found);
    if arguments.json {
        print_json(&report, [&table])?;
    } else {
        print_lines(&report.sheet(&inputs).lines(), [&table])?;
    }
    match interrupt::was_pressed() {
        true => Err(Failure::Interrupted(None)),
        false => Ok(()),
    }
}

/// What belongs to another estimator is a mistake.
fn verify(arguments: &MiArguments) -> Result<(), Failure> {
    verify_level(arguments.level).map_err(Failure::usage)?;
    let of_neighbours = [
        ("--neighbours", arguments.neighbours.is_some()),
        ("--jitter", arguments.jitter),
        ("--standard-error", arguments.standard_error),
        ("--permutations", arguments.permutations.is_some()),
    ];
    let of_bins = [
        ("--bins", arguments.bins.is_some()),
        ("--binning", arguments.binning.is_some()),
    ];
    let estimator = arguments.estimator;
    let has_neighbours = matches!(estimator, EstimatorName::Ksg1 | EstimatorName::Ksg2);
    let has_bins = estimator == EstimatorName::Histogram;
    let wrong = |given: &[(&'static str, bool)], fits: bool| {
        let mut given = given.iter();
        given.find_map(|(name, given)| (*given && !fits).then_some(*name))
    };
    let wrong = wrong(&of_neighbours, has_neighbours).or_else(|| wrong(&of_bins, has_bins));
    match wrong {
        None => Ok(()),
        Some(option) => Err(Failure::usage(anyhow::anyhow!(
            "{option} has no meaning for the estimator {}; see --help",
            estimator.name()
        ))),
    }
}

/// An estimate with its inference.
enum Found {
    /// With limits in nats, where they are defined.
    Gaussian(GaussianInformation, Option<Limits>),
    Histogram(HistogramInformation),
    Neighbours(Neighbours),
}

/// An estimate by nearest neighbours.
struct Neighbours {
    information: MutualInformation,
    neighbours: usize,
    standard_error: Option<f64>,
    /// Those of the permutations that were finished.
    permuted: Vec<MutualInformation>,
    /// `None` where none was.
    test: Option<KsgTest>,
}

impl Found {
    fn information(&self) -> MutualInformation {
        match self {
            Self::Gaussian(found, _) => found.information,
            Self::Histogram(found) => found.information,
            Self::Neighbours(found) => found.information,
        }
    }
}

fn find<S: PairSource>(arguments: &MiArguments, pair: &Pair<S>) -> Result<Found, Failure> {
    let neighbours = |variant| {
        let found = by_neighbours(arguments, variant, pair)?;
        Ok(Found::Neighbours(found))
    };
    match arguments.estimator {
        EstimatorName::Gaussian => {
            let found = GaussianInformation::of_pair(pair).map_err(Failure::data)?;
            let limits = found.limits(arguments.level).map_err(Failure::data)?;
            Ok(Found::Gaussian(found, limits))
        }
        EstimatorName::Histogram => HistogramInformation::of_pair(pair, bins(arguments))
            .map(Found::Histogram)
            .map_err(Failure::data),
        EstimatorName::Ksg1 => neighbours(KsgVariant::One),
        EstimatorName::Ksg2 => neighbours(KsgVariant::Two),
    }
}

fn bins(arguments: &MiArguments) -> Histogram {
    let mut histogram = Histogram::new();
    if let Some(bins) = arguments.bins {
        histogram = histogram.bins(bins);
    }
    match arguments.binning {
        Some(binning) => histogram.binning(binning.into()),
        None => histogram,
    }
}

fn by_neighbours<S: PairSource>(
    arguments: &MiArguments,
    variant: KsgVariant,
    pair: &Pair<S>,
) -> Result<Neighbours, Failure> {
    let mut options = Ksg::new().variant(variant);
    if let Some(neighbours) = arguments.neighbours {
        options = options.neighbours(neighbours);
    }
    if arguments.jitter {
        options = options.jitter(arguments.seed);
    }
    let plan = KsgPlan::new(pair, options).map_err(Failure::data)?;
    let found = plan.information().map_err(advised)?;
    let standard_error = match arguments.standard_error {
        true => Some(plan.standard_error(arguments.seed).map_err(advised)?),
        false => None,
    };
    let permuted = permute(arguments, &plan)?;
    let test = match permuted.is_empty() {
        true => None,
        false => Some(KsgTest::new(found.information, &permuted).map_err(Failure::data)?),
    };
    Ok(Neighbours {
        information: found.information,
        neighbours: found.neighbours,
        standard_error,
        permuted,
        test,
    })
}

/// Tied rows, with the options that help.
fn advised(error: CoreError) -> Failure {
    match error {
        CoreError::TiedRows { .. } => Failure::data(
            anyhow::Error::from(error).context("give --jitter or --estimator histogram"),
        ),
        error => Failure::data(error),
    }
}

/// The permutations finished by the end, or by Ctrl-C.
fn permute(arguments: &MiArguments, plan: &KsgPlan) -> Result<Vec<MutualInformation>, Failure> {
    let Some(count) = arguments.permutations else {
        return Ok(Vec::new());
    };
    let bar: Box<dyn Progress> = match arguments.progress {
        true => Box::new(ProgressBar::new("permutations")),
        false => Box::new(Silent),
    };
    let progress = Interruptible::new(bar.as_ref());
    let orders: Vec<u64> = (0..count as u64).collect();
    let permuted = parallel_map_partial(&orders, arguments.threads, &progress, |order| {
        plan.permuted(arguments.seed, *order)
    });
    let permuted = permuted.map_err(Failure::data)?;
    Ok(permuted.into_iter().flatten().collect())
}
