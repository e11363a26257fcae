//! What can be asked of a lag profile.

use std::path::PathBuf;

use clap::Args;
use kosmic_core::verify_level;
use kosmic_parallel::{Bootstrap, LagTest, NullScheme, Plan, Scheme, Threads};

use super::test::{BlockLengthChoice, NullName, block_length};
use super::{InputArguments, threads};
use crate::failure::Failure;

#[derive(Args)]
pub(crate) struct LagArguments {
    #[command(flatten)]
    pub(crate) input: InputArguments,
    /// The longest lag, in rows.
    #[arg(long, value_name = "L", allow_negative_numbers = true)]
    pub(crate) max_lag: usize,
    /// Also a band that holds K at all lags together, by the bootstrap of rows or blocks, as the data call for.
    #[arg(long)]
    pub(crate) band: bool,
    /// Also whether the peak is more than the best of many lags, which lags it may lie at, and who leads if that is clear.
    #[arg(long)]
    pub(crate) test: bool,
    /// Take both series as residuals of autoregressions of their own.
    #[arg(long, conflicts_with = "difference")]
    pub(crate) prewhiten: bool,
    /// Take the steps of both series, for series with a trend or a unit root.
    #[arg(long)]
    pub(crate) difference: bool,
    /// Level of the band and of the set of lags; p is compared with the rest.
    #[arg(long, default_value_t = 0.95, allow_negative_numbers = true)]
    pub(crate) level: f64,
    /// How surrogates of y are made for `--test`.
    #[arg(long, value_enum, default_value_t = NullName::Auto)]
    method: NullName,
    /// Rows of the blocks of the bootstrap, or `auto`.
    #[arg(long, value_name = "ROWS", default_value = "auto", value_parser = block_length, allow_negative_numbers = true)]
    block_length: BlockLengthChoice,
    /// Number of bootstrap replicates.
    #[arg(
        long,
        default_value_t = 999,
        value_name = "B",
        allow_negative_numbers = true
    )]
    replicates: usize,
    /// Number of surrogates, at most.
    #[arg(
        long,
        default_value_t = 999,
        value_name = "M",
        allow_negative_numbers = true
    )]
    surrogates: usize,
    /// Seed of the random numbers.
    #[arg(long, default_value_t = 0, allow_negative_numbers = true)]
    seed: u64,
    /// Number of threads, or `all`. The result does not depend on it.
    #[arg(long, default_value = "1", value_parser = threads, allow_negative_numbers = true)]
    threads: Threads,
    /// Draw the profile, with its band if there is one, into this SVG file.
    #[arg(long, value_name = "FILE.svg")]
    pub(crate) plot: Option<PathBuf>,
    /// Print one JSON object.
    #[arg(long)]
    pub(crate) json: bool,
}

impl LagArguments {
    /// The bootstrap, if anything rests on it.
    pub(crate) fn plan(&self) -> Result<Option<Plan>, Failure> {
        let mut options = Bootstrap::new()
            .level(self.level)
            .replicates(self.replicates)
            .scheme(Scheme::Auto)
            .seed(self.seed)
            .threads(self.threads);
        if let Some(rows) = self.block_length.0 {
            options = options.scheme(Scheme::Circular).block_length(rows);
        }
        let plan = options.plan().map_err(Failure::usage)?;
        Ok((self.band || self.test).then_some(plan))
    }

    /// The test, if it is asked for.
    pub(crate) fn lag_test(&self) -> Result<Option<LagTest>, Failure> {
        verify_level(self.level).map_err(Failure::usage)?;
        // What is left of 1 has the rounding of the level.
        let alpha = ((1.0 - self.level) * 1e12).round() / 1e12;
        let test = LagTest::new(self.max_lag)
            .alpha(alpha)
            .null(NullScheme::from(self.method))
            .surrogates(self.surrogates)
            .seed(self.seed)
            .threads(self.threads);
        if !self.test {
            return Ok(None);
        }
        test.verified().map(Some).map_err(Failure::usage)
    }
}
