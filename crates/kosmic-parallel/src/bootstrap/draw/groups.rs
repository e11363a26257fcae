//! Replicates group by group, on all threads, watched and stoppable.

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use kosmic_core::{CoreError, PairSource, Progress};

use super::Job;
use crate::error::ParallelError;
use crate::kernel::TOGETHER;
use crate::scheme::Scheme;
use crate::statistic::Statistic;
use crate::threads::Threads;

/// The most replicates of a group: enough that reading and centring a block once for all of them costs next to nothing.
const LARGEST_GROUP: usize = 512;

/// Groups for each thread. With more of them no thread waits long for the last, but each puts every block into fixed point
/// anew: 2 % of the time of a group of 250.
const GROUPS_A_THREAD: usize = 2;

/// Bytes of counts that a thread may hold where whole replicates are drawn.
const LARGEST_WHOLE: usize = 32 << 20;

/// How many of `replicates` a thread draws together. No result depends on it.
pub(crate) fn group_size(
    replicates: usize,
    threads: Threads,
    rows: usize,
    scheme: Scheme,
) -> usize {
    let groups = match threads.count() {
        1 => 1,
        threads => threads * GROUPS_A_THREAD,
    };
    let most = if scheme.draws_whole_replicates() {
        (LARGEST_WHOLE / rows.max(1)).clamp(TOGETHER, LARGEST_GROUP)
    } else {
        LARGEST_GROUP
    };
    replicates.div_ceil(groups.max(1)).clamp(1, most)
}

impl<S: PairSource, T: Statistic> Job<'_, S, T> {
    /// Replicates of a group of this job.
    pub(super) fn group_size(&self) -> usize {
        group_size(
            (self.wanted.end - self.wanted.start) as usize,
            self.plan.threads,
            self.pair.len(),
            self.scheme(),
        )
    }

    /// How many of some replicates are weighed together by one thread.
    pub(super) fn weighed_together(&self, replicates: usize) -> usize {
        group_size(
            replicates,
            Threads::Exactly(1),
            self.pair.len(),
            self.scheme(),
        )
    }

    /// Fills the values of all groups by `work`, which gets a worker of its thread, the replicates and their places.
    /// Returns how many replicates are finished without a gap.
    pub(super) fn by_group<W>(
        &self,
        values: &mut [Option<f64>],
        worker: impl Fn() -> W + Sync,
        work: impl Fn(&mut W, Range<u64>, &mut [Option<f64>]) -> Result<(), CoreError> + Sync,
    ) -> Result<usize, ParallelError> {
        let groups = Groups {
            threads: self.plan.threads,
            progress: self.progress,
            wanted: self.wanted.clone(),
            width: self.statistic.width(),
            size: self.group_size(),
        };
        groups.fill(values, worker, work)
    }

    /// Hands chunks of `items`, with their numbers, to the plan's threads, each of which has a worker.
    pub(super) fn on_threads<W, I: Send>(
        &self,
        items: &mut [I],
        size: usize,
        worker: impl Fn() -> W + Sync,
        work: impl Fn(&mut W, usize, &mut [I]) -> Result<(), CoreError> + Sync,
    ) -> Result<(), ParallelError> {
        let chunks = items.chunks_mut(size).enumerate();
        let threads = self.plan.threads;
        threads.try_share(chunks, worker, |worker, (n, chunk)| work(worker, n, chunk))
    }

    /// The replicates of a group whose first is the one at `first` among those wanted.
    pub(super) fn replicates_from(&self, first: usize, count: usize) -> Range<u64> {
        let start = self.wanted.start + first as u64;
        start..start + count as u64
    }
}

/// Replicates to be drawn by groups.
pub(crate) struct Groups<'a> {
    pub(crate) threads: Threads,
    pub(crate) progress: &'a dyn Progress,
    pub(crate) wanted: Range<u64>,
    /// Values of a replicate.
    pub(crate) width: usize,
    /// Replicates of a group.
    pub(crate) size: usize,
}

impl Groups<'_> {
    /// Fills the values of all groups, tells the observer of those that are finished and stops when it says so. Returns how
    /// many replicates are finished without a gap.
    pub(crate) fn fill<W, V: Send, E: Send>(
        &self,
        values: &mut [V],
        worker: impl Fn() -> W + Sync,
        work: impl Fn(&mut W, Range<u64>, &mut [V]) -> Result<(), E> + Sync,
    ) -> Result<usize, ParallelError>
    where
        ParallelError: From<E>,
    {
        let gap = AtomicUsize::new((self.wanted.end - self.wanted.start) as usize);
        let chunks = values.chunks_mut(self.size * self.width).enumerate();
        self.threads
            .try_share(chunks, worker, |worker, (n, places)| {
                let first = n * self.size;
                if self.progress.is_cancelled() {
                    gap.fetch_min(first, Relaxed);
                    return Ok(());
                }
                let count = (places.len() / self.width) as u64;
                let start = self.wanted.start + first as u64;
                work(worker, start..start + count, places)?;
                self.progress.advance(count);
                Ok(())
            })?;
        Ok(gap.into_inner())
    }
}
