//! Statistics of weights and of samples: they see whole columns.

use std::ops::Range;

use kosmic_core::{Pair, PairSource, Scratch};

use super::held::HeldRows;
use super::{Demand, Drawn, Job, evaluate};
use crate::error::ParallelError;
use crate::interval::{Survey, Surveyed};
use crate::resample::{BlockLaw, Weigher, append_drawn};
use crate::statistic::{Resample, Statistic, View};

/// What a thread works with.
struct Worker<W> {
    weigher: W,
    weights: Vec<f64>,
    sample: Scratch,
}

impl<S: PairSource, T: Statistic> Job<'_, S, T> {
    /// Fills the values of all replicates of a statistic of weights.
    pub(super) fn weights<W: Weigher>(
        &self,
        weigher: impl Fn() -> W + Sync + Send,
        values: &mut [Option<f64>],
    ) -> Result<Drawn, ParallelError> {
        self.of_columns(|x, y| {
            self.by_replicate(weigher, values, |worker, places| {
                let Worker {
                    weigher, weights, ..
                } = worker;
                weights.clear();
                weights.reserve_exact(x.len());
                self.each_block(weigher, |rows, block| {
                    weights.extend(block[..rows.len()].iter().copied().map(Into::into));
                });
                if weights.iter().any(|weight| *weight > 0.0) {
                    evaluate(self.statistic, Resample::Weights { x, y, weights }, places);
                }
            })
        })
    }

    /// Fills the values of all replicates of a statistic of samples.
    pub(super) fn samples<W: Weigher<Weight = u8>>(
        &self,
        weigher: impl Fn() -> W + Sync + Send,
        values: &mut [Option<f64>],
    ) -> Result<Drawn, ParallelError> {
        self.of_columns(|x, y| {
            self.by_replicate(weigher, values, |worker, places| {
                let Worker {
                    weigher, sample, ..
                } = worker;
                for drawn in [&mut sample.x, &mut sample.y] {
                    drawn.clear();
                    drawn.reserve_exact(x.len());
                }
                self.each_block(weigher, |rows, counts| {
                    append_drawn(&x[rows.clone()], counts, &mut sample.x);
                    append_drawn(&y[rows], counts, &mut sample.y);
                });
                let Scratch { x, y } = &*sample;
                if !x.is_empty() {
                    evaluate(self.statistic, Resample::Sample { x, y }, places);
                }
            })
        })
    }

    /// Fills the values of all replicates of a statistic of samples, drawn block after block.
    pub(super) fn block_samples(
        &self,
        law: &BlockLaw,
        values: &mut [Option<f64>],
    ) -> Result<Drawn, ParallelError> {
        let width = self.statistic.width();
        self.of_columns(|x, y| {
            self.by_group(values, Scratch::default, |sample, group, places| {
                for (replicate, places) in group.zip(places.chunks_mut(width)) {
                    sample.x.clear();
                    sample.y.clear();
                    law.each_block(self.plan.seed, replicate, |pieces| {
                        for rows in pieces {
                            sample.x.extend_from_slice(&x[rows.clone()]);
                            sample.y.extend_from_slice(&y[rows]);
                        }
                    });
                    let Scratch { x, y } = &*sample;
                    evaluate(self.statistic, Resample::Sample { x, y }, places);
                }
                Ok(())
            })
        })
    }

    /// The values on both columns, read once, what else is asked of them, and then the replicates that `draw` finishes.
    pub(super) fn of_columns(
        &self,
        draw: impl FnOnce(&[f64], &[f64]) -> Result<usize, ParallelError>,
    ) -> Result<Drawn, ParallelError> {
        let Scratch { x, y } = &HeldRows::all_of(self.pair)?.into_columns();
        let estimates = if T::VIEW == View::Sample {
            self.estimates(Resample::Sample { x, y })?
        } else {
            let weights = &vec![1.0; x.len()];
            self.estimates(Resample::Weights { x, y, weights })?
        };
        Ok(Drawn {
            estimates,
            surveyed: self.surveyed(x, y)?,
            finished: draw(x, y)?,
        })
    }

    /// What else is asked of the data.
    fn surveyed(&self, x: &[f64], y: &[f64]) -> Result<Surveyed, ParallelError> {
        let Demand { design, needs, .. } = self.demand;
        if !(needs.jackknife || needs.abc) {
            return Ok(Surveyed::default());
        }
        Survey::of_design(&Pair::new(x, y)?, design, needs)
    }

    /// Calls `work` with a worker whose weigher is prepared for a replicate, and the places of its values.
    fn by_replicate<W: Weigher>(
        &self,
        weigher: impl Fn() -> W + Sync + Send,
        values: &mut [Option<f64>],
        work: impl Fn(&mut Worker<W>, &mut [Option<f64>]) + Sync + Send,
    ) -> Result<usize, ParallelError> {
        let width = self.statistic.width();
        let blocks = 0..self.resampler.blocks.count();
        let worker = || Worker {
            weigher: weigher(),
            weights: Vec::new(),
            sample: Scratch::default(),
        };
        self.by_group(values, worker, |worker, group, places| {
            for (replicate, places) in group.zip(places.chunks_mut(width)) {
                worker
                    .weigher
                    .prepare(std::iter::once(replicate), blocks.clone());
                work(worker, places);
            }
            Ok(())
        })
    }

    /// Calls `work` with the rows and weights of each block of the one replicate prepared.
    fn each_block<W: Weigher>(
        &self,
        weigher: &mut W,
        mut work: impl FnMut(Range<usize>, &[W::Weight]),
    ) {
        let blocks = self.resampler.blocks;
        for block in 0..blocks.count() {
            let rows = blocks.range(block);
            let [weighed] = weigher.weigh(0, block);
            work(rows.start as usize..rows.end as usize, weighed.weights);
        }
    }
}
