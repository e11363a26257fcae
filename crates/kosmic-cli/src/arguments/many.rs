//! What can be asked of many series, and of many windows.

use std::path::PathBuf;

use clap::builder::RangedU64ValueParser;
use clap::{Args, ValueEnum};
use kosmic_core::Alignment;
use kosmic_parallel::Threads;

use super::{FileArguments, InputArguments, MissingArguments, threads};

#[derive(Args)]
pub(crate) struct MatrixArguments {
    #[command(flatten)]
    pub(crate) file: FileArguments,
    /// The series: names of columns (or 0-based indices where columns have no names), given by repetition or separated by
    /// commas. Default: all columns of numbers.
    #[arg(long, value_name = "COLUMN", allow_negative_numbers = true)]
    pub(crate) columns: Vec<String>,
    #[command(flatten)]
    pub(crate) missing: MissingArguments,
    /// Also the p-value of each pair (no linear coupling, exact t test).
    #[arg(long)]
    pub(crate) p_values: bool,
    /// Of each pair the lag with the largest K, of all from -L to L rows.
    #[arg(
        long,
        value_name = "L",
        conflicts_with = "p_values",
        allow_negative_numbers = true
    )]
    pub(crate) max_lag: Option<usize>,
    /// Number of threads, or `all`. The result does not depend on it.
    #[arg(long, default_value = "1", value_parser = threads, allow_negative_numbers = true)]
    pub(crate) threads: Threads,
    /// Draw the matrix of K into this SVG file.
    #[arg(long, value_name = "FILE.svg")]
    pub(crate) plot: Option<PathBuf>,
    /// Print one JSON object.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args)]
pub(crate) struct RollingArguments {
    #[command(flatten)]
    pub(crate) input: InputArguments,
    /// Rows of a window, at least 3.
    #[arg(
        long,
        value_name = "W",
        value_parser = at_least(3),
        required_unless_present = "expanding",
        conflicts_with = "expanding",
        allow_negative_numbers = true
    )]
    pub(crate) window: Option<usize>,
    /// A window that only grows, from the first row on.
    #[arg(long)]
    pub(crate) expanding: bool,
    /// Rows from one window to the next.
    #[arg(
        long,
        value_name = "S",
        default_value_t = 1,
        value_parser = at_least(1),
        allow_negative_numbers = true
    )]
    pub(crate) step: usize,
    /// The least number of pairs for which a window has a value, at least 3. Default: all of its rows, or 3 of an expanding one.
    #[arg(long, value_name = "PAIRS", value_parser = at_least(3), allow_negative_numbers = true)]
    pub(crate) minimum: Option<usize>,
    /// Which of its rows a window belongs to.
    #[arg(
        long,
        value_enum,
        default_value_t = AlignmentName::Trailing,
        conflicts_with = "expanding"
    )]
    pub(crate) alignment: AlignmentName,
    /// Draw K over the rows into this SVG file.
    #[arg(long, value_name = "FILE.svg")]
    pub(crate) plot: Option<PathBuf>,
    /// Print one JSON object.
    #[arg(long)]
    pub(crate) json: bool,
}

/// The alignments as they are written on the command line.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum AlignmentName {
    /// The last: a window knows nothing of the future.
    Trailing,
    /// The one in the middle.
    Centred,
    /// The first.
    Leading,
}

impl From<AlignmentName> for Alignment {
    fn from(name: AlignmentName) -> Self {
        match name {
            AlignmentName::Trailing => Self::Trailing,
            AlignmentName::Centred => Self::Centred,
            AlignmentName::Leading => Self::Leading,
        }
    }
}

pub(super) fn at_least(least: u64) -> RangedU64ValueParser<usize> {
    RangedU64ValueParser::new().range(least..)
}
