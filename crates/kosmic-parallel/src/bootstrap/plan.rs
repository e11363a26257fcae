//! Checked choices, ready to run.

use kosmic_core::{Pair, PairSource, Progress, Silent};

use super::draw::draw;
use super::options::Scheme;
use super::replicates::Replicates;
use crate::error::ParallelError;
use crate::interval::Method;
use crate::statistic::Statistic;
use crate::threads::Threads;

/// The checked choices of a bootstrap; made by [`Bootstrap::plan`](super::Bootstrap::plan).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plan {
    pub(super) level: f64,
    pub(super) replicates: usize,
    pub(super) seed: u64,
    pub(super) threads: Threads,
    pub(super) method: Method,
    pub(super) scheme: Scheme,
}

impl Plan {
    /// The least number of replicates from which anything is inferred.
    pub const LEAST_REPLICATES: usize = 2;

    /// Draws the replicates of a statistic.
    ///
    /// Replicate b resamples n rows with the stream keyed by (seed, b), so that the values are the same bits for any
    /// number of threads.
    ///
    /// Cost: O(n · replicates) time; n rows for each thread and 16 bytes a replicate of memory, besides a copy of
    /// the two series.
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
        draw(self, pair, statistic, progress)
    }
}
