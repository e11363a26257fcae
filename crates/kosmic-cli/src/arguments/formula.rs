//! What can be asked of couplings that are inferred from by formula: partial ones, and two that are compared.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use kosmic_core::Side;

use super::InputArguments;

#[derive(Args)]
pub(crate) struct PartialArguments {
    #[command(flatten)]
    pub(crate) input: InputArguments,
    /// What is held fixed: names of columns (or 0-based indices where columns have no names), given by repetition or
    /// separated by commas.
    #[arg(
        long,
        required = true,
        value_name = "COLUMN",
        allow_negative_numbers = true
    )]
    pub(crate) controls: Vec<String>,
    /// The part coupling: the controls are taken out of this series only, the other stays whole.
    #[arg(long, value_enum, value_name = "SERIES")]
    pub(crate) part: Option<SideName>,
    #[command(flatten)]
    pub(crate) formula: FormulaArguments,
}

#[derive(Args)]
pub(crate) struct CompareArguments {
    #[command(flatten)]
    pub(crate) input: InputArguments,
    /// The second coupling is that of this file: its rows are others than those of FILE.
    #[arg(long, value_name = "FILE")]
    pub(crate) with: Option<PathBuf>,
    /// The first series of the second coupling, in the same way as `--x`. Default: as `--x`.
    #[arg(long, value_name = "COLUMN", allow_negative_numbers = true)]
    pub(crate) u: Vec<String>,
    /// The second series of the second coupling. Default: as `--y`.
    #[arg(long, value_name = "COLUMN", allow_negative_numbers = true)]
    pub(crate) v: Vec<String>,
    /// Also test equivalence: do the two K differ by less than this, above 0 and at most 2?
    #[arg(long, value_name = "M", allow_negative_numbers = true)]
    pub(crate) margin: Option<f64>,
    #[command(flatten)]
    pub(crate) formula: FormulaArguments,
}

#[derive(Args)]
pub(crate) struct FormulaArguments {
    /// Confidence level of the intervals.
    #[arg(long, default_value_t = 0.95, allow_negative_numbers = true)]
    pub(crate) level: f64,
    /// Draw the couplings with their intervals into this SVG file.
    #[arg(long, value_name = "FILE.svg")]
    pub(crate) plot: Option<PathBuf>,
    /// Print one JSON object.
    #[arg(long)]
    pub(crate) json: bool,
}

/// What becomes of rows where all series must have the same.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum WholeRows {
    /// They are an error.
    Refuse,
    /// A row in which any of the series lacks its value is left out.
    Listwise,
}

/// The two series of a coupling as they are written on the command line.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum SideName {
    /// The first series.
    X,
    /// The second series.
    Y,
}

impl From<SideName> for Side {
    fn from(name: SideName) -> Self {
        match name {
            SideName::X => Self::X,
            SideName::Y => Self::Y,
        }
    }
}
