//! Statistics of weights that see several resamples at once.

use std::ops::Range;

use kosmic_core::PairSource;

use super::{Drawn, Job};
use crate::error::ParallelError;
use crate::kernel::{self, BATCH, Batched, TOGETHER};
use crate::resample::Weigher;
use crate::statistic::{Batch, Statistic};

/// What a thread works with.
struct Worker<W> {
    weigher: W,
    counts: Vec<Batched<u8>>,
    values: Vec<Option<f64>>,
}

impl<S: PairSource, T: Statistic> Job<'_, S, T> {
    /// Fills the values of all replicates.
    pub(super) fn batches<W: Weigher<Weight = u8>>(
        &self,
        weigher: impl Fn() -> W + Sync + Send,
        values: &mut [Option<f64>],
    ) -> Result<Drawn, ParallelError> {
        self.of_columns(|x, _| self.batches_of(x.len(), weigher, values))
    }

    fn batches_of<W: Weigher<Weight = u8>>(
        &self,
        rows: usize,
        weigher: impl Fn() -> W + Sync + Send,
        values: &mut [Option<f64>],
    ) -> Result<usize, ParallelError> {
        let width = self.statistic.width();
        let worker = || Worker {
            weigher: weigher(),
            counts: vec![[0; BATCH]; rows],
            values: vec![None; BATCH * width],
        };
        self.by_group(values, worker, |worker, group, places| {
            let batches = places.chunks_mut(BATCH * width);
            for (start, places) in group.step_by(BATCH).zip(batches) {
                let replicates = places.len() / width;
                self.fill(worker, start..start + replicates as u64);
                let batch = Batch {
                    set: self.resampler.set,
                    counts: &worker.counts,
                };
                worker.values.fill(None);
                self.statistic.evaluate_batch(batch, &mut worker.values);
                for (place, value) in places.iter_mut().zip(&worker.values) {
                    *place = value.filter(|value| value.is_finite());
                }
            }
            Ok(())
        })
    }

    /// Draws the counts of at most [`BATCH`] replicates.
    fn fill<W: Weigher<Weight = u8>>(&self, worker: &mut Worker<W>, replicates: Range<u64>) {
        let (set, blocks) = (self.resampler.set, self.resampler.blocks);
        let Worker {
            weigher, counts, ..
        } = worker;
        let drawn = (replicates.end - replicates.start) as usize;
        let together = drawn / TOGETHER * TOGETHER;
        weigher.prepare(replicates, 0..blocks.count());
        for block in 0..blocks.count() {
            let rows = blocks.range(block);
            let counts = &mut counts[rows.start as usize..rows.end as usize];
            for first in (0..together).step_by(TOGETHER) {
                let weighed = weigher.weigh::<TOGETHER>(first, block);
                kernel::put_side_by_side(
                    set,
                    weighed.map(|weighed| weighed.weights),
                    first,
                    counts,
                );
            }
            for first in together..drawn {
                let [weighed] = weigher.weigh(first, block);
                kernel::put_side_by_side(set, [weighed.weights], first, counts);
            }
            if drawn < BATCH {
                for counts in counts {
                    counts[drawn..].fill(0);
                }
            }
        }
    }
}
