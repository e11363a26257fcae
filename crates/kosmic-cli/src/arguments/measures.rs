//! What can be asked of measures other than K itself.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use kosmic_core::Binning;
use kosmic_parallel::Threads;

use super::many::at_least;
use super::{InputArguments, threads};

/// Correlations as they are written on the command line.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum MeasureName {
    /// Pearson's r: linear coupling.
    Pearson,
    /// Spearman's rank correlation: monotone coupling.
    Spearman,
    /// Kendall's tau-b: concordance of pairs of rows.
    Kendall,
    /// Distance correlation: any coupling.
    Distance,
}

#[derive(Args)]
pub(crate) struct MiArguments {
    #[command(flatten)]
    pub(crate) input: InputArguments,
    /// How information is estimated.
    #[arg(long, value_enum, default_value_t = EstimatorName::Ksg1)]
    pub(crate) estimator: EstimatorName,
    /// Number of nearest neighbours, for ksg1 and ksg2. Default: 3.
    #[arg(long, value_name = "K", value_parser = at_least(1), allow_negative_numbers = true)]
    pub(crate) neighbours: Option<usize>,
    /// Set tied or rounded values apart by noise below half of their smallest step, for ksg1 and ksg2.
    #[arg(long)]
    pub(crate) jitter: bool,
    /// The standard error by subsampling, for ksg1 and ksg2.
    #[arg(long)]
    pub(crate) standard_error: bool,
    /// Test independence by so many random orders of y, for ksg1 and ksg2; the others have tests by formula.
    #[arg(long, value_name = "M", value_parser = at_least(1), allow_negative_numbers = true)]
    pub(crate) permutations: Option<usize>,
    /// Number of bins of each series, for histogram. Default: as many as the rows support.
    #[arg(long, value_parser = at_least(2), allow_negative_numbers = true)]
    pub(crate) bins: Option<usize>,
    /// How a series is cut into bins, for histogram. Default: equiprobable.
    #[arg(long, value_enum)]
    pub(crate) binning: Option<BinningName>,
    /// Confidence level of the interval of gaussian.
    #[arg(long, default_value_t = 0.95, allow_negative_numbers = true)]
    pub(crate) level: f64,
    /// Seed of jitter, standard error and permutations: the same seed gives the same result.
    #[arg(long, default_value_t = 0, allow_negative_numbers = true)]
    pub(crate) seed: u64,
    /// Number of threads for the permutations, or `all`. The result does not depend on it.
    #[arg(long, default_value = "1", value_parser = threads, allow_negative_numbers = true)]
    pub(crate) threads: Threads,
    /// Show a progress bar of the permutations on a terminal.
    #[arg(long)]
    pub(crate) progress: bool,
    /// Draw the rows as points, and the information of the permutations, into this SVG file.
    #[arg(long, value_name = "FILE.svg")]
    pub(crate) plot: Option<PathBuf>,
    /// Print one JSON object.
    #[arg(long)]
    pub(crate) json: bool,
}

/// The estimators as they are written on the command line.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum EstimatorName {
    /// -ln(1 - r^2)/2: right for normal pairs only.
    Gaussian,
    /// A table of bins, corrected for its bias.
    Histogram,
    /// Nearest neighbours, first variant of Kraskov, Stoegbauer and Grassberger: the lesser variance.
    Ksg1,
    /// Nearest neighbours, second variant: the lesser bias for strong coupling.
    Ksg2,
}

impl EstimatorName {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Gaussian => "gaussian",
            Self::Histogram => "histogram",
            Self::Ksg1 => "ksg1",
            Self::Ksg2 => "ksg2",
        }
    }
}

/// The kinds of bins as they are written on the command line.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum BinningName {
    /// Equally many rows in each.
    Equiprobable,
    /// Equal widths.
    EqualWidth,
}

impl From<BinningName> for Binning {
    fn from(name: BinningName) -> Self {
        match name {
            BinningName::Equiprobable => Self::Equiprobable,
            BinningName::EqualWidth => Self::EqualWidth,
        }
    }
}
