//! What can be asked of a test of no coupling, and of block lengths.

use anyhow::anyhow;
use clap::{Args, ValueEnum};
use kosmic_parallel::{CouplingTest, NullScheme, TestStatistic, Threads};

use super::{AlternativeName, FileArguments, InputArguments, MissingArguments, threads};
use crate::failure::Failure;

#[derive(Args)]
pub(crate) struct TestArguments {
    #[command(flatten)]
    pub(crate) input: InputArguments,
    /// How surrogates of y are made. Default: auto.
    #[arg(long, value_enum)]
    method: Option<NullName>,
    /// Rows of a block for `--method block`, or `auto`. Default: auto, the length of `kosmic blocklen`.
    #[arg(long, value_name = "ROWS", value_parser = block_length, allow_negative_numbers = true)]
    block_length: Option<BlockLengthChoice>,
    /// What is compared between the data and the surrogates.
    #[arg(long, value_enum, default_value_t = StatisticName::Studentised)]
    statistic: StatisticName,
    /// What is held against no coupling.
    #[arg(long, value_enum, default_value_t = AlternativeName::TwoSided)]
    alternative: AlternativeName,
    /// Number of surrogates, at most: where a method has no more in all, each is taken once and p is exact.
    #[arg(
        long,
        default_value_t = 9999,
        value_name = "M",
        allow_negative_numbers = true
    )]
    surrogates: usize,
    /// End as soon as this many surrogates are at least as extreme as the data; p is valid all the same. 10 or 20 end a test
    /// of uncoupled series after some dozens.
    #[arg(long, value_name = "H", allow_negative_numbers = true)]
    stop_after: Option<usize>,
    /// Seed of the random numbers: the same seed gives the same p.
    #[arg(long, default_value_t = 0, allow_negative_numbers = true)]
    seed: u64,
    /// Number of threads, or `all`. The result does not depend on it.
    #[arg(long, default_value = "1", value_parser = threads, allow_negative_numbers = true)]
    threads: Threads,
    /// Show a progress bar on a terminal.
    #[arg(long)]
    pub(crate) progress: bool,
    /// Print one JSON object.
    #[arg(long)]
    pub(crate) json: bool,
}

impl TestArguments {
    /// The choices, checked as far as that needs no data.
    pub(crate) fn test(&self) -> Result<CouplingTest, Failure> {
        let null = null_scheme(self.method, self.block_length)?;
        let test = CouplingTest::new()
            .null(null)
            .statistic(self.statistic.into())
            .alternative(self.alternative.into())
            .surrogates(self.surrogates)
            .stop_after(self.stop_after)
            .seed(self.seed)
            .threads(self.threads);
        test.verified().map_err(Failure::usage)
    }
}

#[derive(Args)]
pub(crate) struct BlocklenArguments {
    #[command(flatten)]
    pub(crate) file: FileArguments,
    /// The series: a column's name or 0-based index; several stand for the norm of the row they form.
    #[arg(
        long,
        required = true,
        value_name = "COLUMN",
        allow_negative_numbers = true
    )]
    pub(crate) x: Vec<String>,
    /// A second series: lengths are then those of the pair.
    #[arg(long, value_name = "COLUMN", allow_negative_numbers = true)]
    pub(crate) y: Vec<String>,
    #[command(flatten)]
    pub(crate) missing: MissingArguments,
    /// Print one JSON object.
    #[arg(long)]
    pub(crate) json: bool,
}

/// A length in rows, or `None` for the automatic one.
#[derive(Clone, Copy)]
pub(crate) struct BlockLengthChoice(pub(super) Option<usize>);

pub(super) fn block_length(text: &str) -> Result<BlockLengthChoice, String> {
    if text == "auto" {
        return Ok(BlockLengthChoice(None));
    }
    match text.parse() {
        Ok(rows) if rows > 0 => Ok(BlockLengthChoice(Some(rows))),
        _ => Err("a number of rows from 1 on, or `auto`".into()),
    }
}

/// The scheme that method and block length name together.
fn null_scheme(
    method: Option<NullName>,
    length: Option<BlockLengthChoice>,
) -> Result<NullScheme, Failure> {
    let length_asked = length.is_some();
    let length = length.and_then(|choice| choice.0);
    match method {
        None if length_asked => Ok(NullScheme::BlockPermutation { length }),
        Some(NullName::Block) => Ok(NullScheme::BlockPermutation { length }),
        Some(other) if length_asked => {
            let name = NullScheme::from(other).name();
            let message = format!("--block-length belongs to --method block, not to {name}");
            Err(Failure::usage(anyhow!(message)))
        }
        method => Ok(method.map_or_else(NullScheme::default, NullScheme::from)),
    }
}

/// The nulls as they are written on the command line.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum NullName {
    /// Shifts where rows depend on each other in time, else permutations.
    Auto,
    /// The rows of y in random order, for independent rows.
    #[value(alias = "shuffled")]
    Permutation,
    /// y turned by a random number of rows.
    #[value(alias = "circular-shift")]
    Shift,
    /// Blocks of y in random order.
    #[value(alias = "block-permutation")]
    Block,
    /// The amplitudes of y with random phases.
    Fourier,
    /// The same, with the values of y.
    Aaft,
    /// The values of y with nearly its amplitudes.
    Iaaft,
    /// Independent normal values in place of y.
    Gaussian,
}

impl From<NullName> for NullScheme {
    fn from(name: NullName) -> Self {
        match name {
            NullName::Auto => Self::Auto,
            NullName::Permutation => Self::Permutation,
            NullName::Shift => Self::CircularShift,
            NullName::Block => Self::BlockPermutation { length: None },
            NullName::Fourier => Self::Fourier,
            NullName::Aaft => Self::Aaft,
            NullName::Iaaft => Self::Iaaft,
            NullName::Gaussian => Self::Gaussian,
        }
    }
}

/// The statistics as they are written on the command line.
#[derive(Clone, Copy, ValueEnum)]
enum StatisticName {
    /// r by an error of its own: tests for no correlation, whatever the law.
    Studentised,
    /// r itself: tests for independence, and rejects uncorrelated series that depend on each other otherwise.
    Correlation,
}

impl From<StatisticName> for TestStatistic {
    fn from(name: StatisticName) -> Self {
        match name {
            StatisticName::Studentised => Self::Studentised,
            StatisticName::Correlation => Self::Correlation,
        }
    }
}
