//! Checked choices, ready to run.

use kosmic_core::{InstructionSet, Pair, PairSource, Progress, Silent};

use super::draw::draw;
use super::options::Scheme;
use super::replicates::Replicates;
use crate::error::ParallelError;
use crate::interval::{Method, Sides};
use crate::statistic::Statistic;
use crate::threads::Threads;

/// The checked choices of a bootstrap; made by [`Bootstrap::plan`](super::Bootstrap::plan).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plan {
    pub(crate) level: f64,
    pub(crate) replicates: usize,
    pub(crate) seed: u64,
    pub(crate) threads: Threads,
    pub(crate) method: Method,
    pub(crate) sides: Sides,
    pub(crate) scheme: Scheme,
    pub(crate) instruction_set: InstructionSet,
}

impl Plan {
    /// The least number of replicates from which anything is inferred.
    pub const LEAST_REPLICATES: usize = 2;

    /// Draws the replicates of a statistic.
    ///
    /// The resample of replicate b depends on (seed, b) alone, so that the values are the same bits for any number of
    /// threads, any source of the data and any instruction set.
    ///
    /// Cost: O(n · replicates) time; see [`View`](crate::View) for what makes it small. Statistics of moments read data in
    /// memory as often as is convenient, other sources once (the first block twice), and once more if a resample is so
    /// narrow that its sums lose digits; those of fourth moments once more for the data themselves, and twice more for
    /// narrow resamples. They hold 8 MiB of rows. All others hold both columns, and weights or a sample for each thread.
    ///
    /// # Errors
    /// [`ParallelError::UndefinedEstimate`], [`ParallelError::OutOfMemory`], [`ParallelError::Threads`], or the failure
    /// of the pair's source.
    pub fn run<S: PairSource, T: Statistic>(
        &self,
        pair: &Pair<S>,
        statistic: &T,
    ) -> Result<Replicates, ParallelError> {
        self.run_with(pair, statistic, &Silent)
    }

    /// As [`Plan::run`], watched by an observer that may stop it. Then the replicates finished without a gap are
    /// returned.
    ///
    /// # Errors
    /// As [`Plan::run`].
    pub fn run_with<S: PairSource, T: Statistic>(
        &self,
        pair: &Pair<S>,
        statistic: &T,
        progress: &dyn Progress,
    ) -> Result<Replicates, ParallelError> {
        draw(self, pair, statistic, 0..self.replicates as u64, progress)
    }
}
