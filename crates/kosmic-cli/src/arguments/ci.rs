//! What can be asked of a bootstrap interval.

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use kosmic_parallel::{Method, ReplicateCount, Sides, Threads};

use super::{InputArguments, SchemeArguments, threads};

#[derive(Args)]
pub(crate) struct CiArguments {
    #[command(flatten)]
    pub(crate) input: InputArguments,
    #[command(flatten)]
    pub(crate) count: CountArguments,
    #[command(flatten)]
    pub(crate) resampling: SchemeArguments,
    /// Confidence level, strictly between 0 and 1; of an upper limit above 0.5.
    #[arg(long, default_value_t = 0.95, allow_negative_numbers = true)]
    pub(crate) level: f64,
    /// How replicates of r become limits, which are folded to K. Default: the best that there is, student-symmetric; where
    /// rows have no errors of their own (dirichlet weights, `--exact`) percentile.
    #[arg(long, value_parser = method())]
    pub(crate) method: Option<Method>,
    /// The limits of K that the level is promised for.
    #[arg(long, value_enum, default_value_t = SidesName::Two)]
    pub(crate) sides: SidesName,
    /// Enumerate all distinct resamples of independent rows in place of drawing some: no Monte Carlo error. For tiny
    /// samples: 10 rows have 92 378, 15 rows 77 558 760 (seconds, 620 MB), more than 20 are refused.
    #[arg(
        long,
        conflicts_with_all = ["replicates", "adaptive", "strata", "clusters", "seed", "threads", "save", "extend", "progress"]
    )]
    pub(crate) exact: bool,
    /// Seed of the random numbers: the same seed gives the same interval. Default: 0, or that of the replicates extended.
    #[arg(long, allow_negative_numbers = true)]
    pub(crate) seed: Option<u64>,
    /// Number of threads, or `all`. The result does not depend on it.
    #[arg(long, default_value = "1", value_parser = threads, allow_negative_numbers = true)]
    pub(crate) threads: Threads,
    /// Save the replicates in this file, to be extended or read at other levels and by other methods later.
    #[arg(long, value_name = "FILE")]
    pub(crate) save: Option<PathBuf>,
    /// Begin with the replicates saved in this file and draw what is missing; all are saved there again, or where
    /// `--save` says.
    #[arg(long, value_name = "FILE")]
    pub(crate) extend: Option<PathBuf>,
    /// Show a progress bar on a terminal.
    #[arg(long)]
    pub(crate) progress: bool,
    /// Print one JSON object.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args)]
pub(crate) struct CountArguments {
    /// Number of bootstrap replicates.
    #[arg(
        long,
        default_value_t = 1999,
        value_name = "B",
        allow_negative_numbers = true
    )]
    replicates: usize,
    /// Draw until another seed would move the limits by no more than this fraction of the interval's width.
    #[arg(
        long,
        value_name = "TOLERANCE",
        conflicts_with = "replicates",
        allow_negative_numbers = true
    )]
    pub(crate) adaptive: Option<f64>,
    /// At least this many, if adaptive.
    #[arg(
        long,
        default_value_t = 1000,
        value_name = "B",
        requires = "adaptive",
        allow_negative_numbers = true
    )]
    min_replicates: usize,
    /// At most this many, if adaptive.
    #[arg(
        long,
        default_value_t = 100_000,
        value_name = "B",
        requires = "adaptive",
        allow_negative_numbers = true
    )]
    max_replicates: usize,
}

impl From<&CountArguments> for ReplicateCount {
    fn from(count: &CountArguments) -> Self {
        match count.adaptive {
            None => Self::Fixed(count.replicates),
            Some(tolerance) => Self::Adaptive {
                tolerance,
                min: count.min_replicates,
                max: count.max_replicates,
            },
        }
    }
}

/// The methods by their names.
fn method() -> impl TypedValueParser<Value = Method> {
    let named = Method::ALL.map(|method| PossibleValue::new(method.name()).help(method.summary()));
    PossibleValuesParser::new(named).map(|name| {
        let mut methods = Method::ALL.into_iter();
        let method = methods.find(|method| method.name() == name);
        method.expect("the parser accepts names of methods only")
    })
}

/// The sides as they are written on the command line.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum SidesName {
    /// K lies between two limits.
    Two,
    /// K is at least the lower limit; the upper end is 2.
    Lower,
    /// K is at most the upper limit; the lower end is 0.
    Upper,
}

impl From<SidesName> for Sides {
    fn from(name: SidesName) -> Self {
        match name {
            SidesName::Two => Self::Two,
            SidesName::Lower => Self::Lower,
            SidesName::Upper => Self::Upper,
        }
    }
}
