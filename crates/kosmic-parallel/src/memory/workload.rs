//! The size of a bootstrap run.

use crate::bootstrap::group_size;
use crate::kernel::{FOURTH, SECOND};
use crate::resample::Blocks;
use crate::scheme::Scheme;
use crate::statistic::View;
use crate::threads::Threads;

/// The size of a bootstrap run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Workload {
    /// Rows of the data, and of each resample.
    pub rows: usize,
    /// Replicates.
    pub replicates: usize,
    /// Values of each replicate; 1 unless set.
    pub values: usize,
    /// Threads; one unless set.
    pub threads: Threads,
    /// What the statistic looks at; [`View::Moments`] unless set.
    pub view: View,
    /// Whether a statistic of weights sees batches of resamples; not so unless set.
    pub batched: bool,
    /// Whether rows are read from outside memory; not so unless set.
    pub streamed: bool,
    /// How rows are weighted; [`Scheme::Iid`] unless set.
    pub scheme: Scheme,
}

impl Workload {
    /// Replicates of one value from moments, drawn by one thread from rows in memory.
    #[must_use]
    pub fn new(rows: usize, replicates: usize) -> Self {
        Self {
            rows,
            replicates,
            values: 1,
            threads: Threads::default(),
            view: View::Moments,
            batched: false,
            streamed: false,
            scheme: Scheme::default(),
        }
    }

    /// The number of values of each replicate.
    #[must_use]
    pub fn values(mut self, values: usize) -> Self {
        self.values = values;
        self
    }

    /// The number of threads.
    #[must_use]
    pub fn threads(mut self, threads: impl Into<Threads>) -> Self {
        self.threads = threads.into();
        self
    }

    /// What the statistic looks at.
    #[must_use]
    pub fn view(mut self, view: View) -> Self {
        self.view = view;
        self
    }

    /// Whether the statistic is [`BATCHED`](crate::Statistic::BATCHED).
    #[must_use]
    pub fn batched(mut self, batched: bool) -> Self {
        self.batched = batched;
        self
    }

    /// Whether rows are read from outside memory.
    #[must_use]
    pub fn streamed(mut self, streamed: bool) -> Self {
        self.streamed = streamed;
        self
    }

    /// How rows are weighted.
    #[must_use]
    pub fn scheme(mut self, scheme: Scheme) -> Self {
        self.scheme = scheme;
        self
    }

    /// Replicates drawn together by one thread.
    pub(super) fn group(&self) -> u128 {
        group_size(self.replicates, self.threads, self.rows, self.scheme) as u128
    }

    /// Threads that get a group.
    pub(super) fn busy_threads(&self) -> u128 {
        (self.threads.count() as u128).min((self.replicates as u128).div_ceil(self.group()))
    }

    /// Whether rows are read once for all replicates of moments.
    pub(super) fn draws_by_strip(&self) -> bool {
        self.streamed && !self.scheme.draws_whole_replicates()
    }

    /// Whether sums of drawn blocks are all that is looked at.
    pub(super) fn sums_blocks(&self) -> bool {
        self.scheme.draws_blocks() && self.sums() > 0
    }

    pub(super) fn blocks(&self) -> Blocks {
        Blocks::of(self.rows as u64)
    }

    /// Real weights are seen one resample at a time.
    pub(super) fn sees_batches(&self) -> bool {
        self.batched && self.scheme != Scheme::Dirichlet
    }

    /// Weighted sums of a replicate.
    pub(super) fn sums(&self) -> u128 {
        let order = match self.view {
            View::Moments | View::DrawnBlocks => SECOND,
            View::FourthMoments => FOURTH,
            View::Weights | View::Sample => 0,
        };
        order as u128
    }
}
