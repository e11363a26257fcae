//! Statistics of weights and of samples: they see whole columns.

use std::ops::Range;

use kosmic_core::{CoreError, PairSource, Scratch, Side};

use super::{Drawn, Job, estimates, evaluate};
use crate::error::ParallelError;
use crate::resample::{Counter, append_drawn, split_draws};
use crate::statistic::{Resample, Statistic, View};

/// What a thread works with.
struct Worker<'t> {
    counter: Counter<'t>,
    draws: Vec<u64>,
    weights: Vec<f64>,
    sample: Scratch,
}

impl<S: PairSource, T: Statistic> Job<'_, S, T> {
    pub(super) fn columns(&self, values: &mut [Option<f64>]) -> Result<Drawn, ParallelError> {
        let data = Scratch {
            x: self.pair.column(Side::X)?,
            y: self.pair.column(Side::Y)?,
        };
        let Scratch { x, y } = &data;
        let observed = match T::VIEW {
            View::Sample => estimates(self.statistic, Resample::Sample { x, y })?,
            _ => estimates(
                self.statistic,
                Resample::Weights {
                    x,
                    y,
                    weights: &vec![1.0; x.len()],
                },
            )?,
        };
        let width = self.statistic.width();
        let work = |worker: &mut Worker<'_>, group: Range<u64>, places: &mut [Option<f64>]| {
            for (replicate, places) in group.zip(places.chunks_mut(width)) {
                self.evaluate_drawn(worker, &data, replicate, places);
            }
            Ok::<(), CoreError>(())
        };
        // Room at once: by doubling a resample would take up to twice its size.
        let room = |view| Vec::with_capacity(if T::VIEW == view { x.len() } else { 0 });
        let worker = || Worker {
            counter: self.resampler.counter(),
            draws: Vec::new(),
            weights: room(View::Weights),
            sample: Scratch {
                x: room(View::Sample),
                y: room(View::Sample),
            },
        };
        let finished = self.by_group(values, worker, work)?;
        Ok(Drawn {
            estimates: observed,
            finished,
        })
    }

    fn evaluate_drawn(
        &self,
        worker: &mut Worker<'_>,
        data: &Scratch,
        replicate: u64,
        places: &mut [Option<f64>],
    ) {
        let resampler = self.resampler;
        let Worker {
            counter,
            draws,
            weights,
            sample,
        } = worker;
        draws.clear();
        split_draws(
            resampler.seed,
            replicate,
            resampler.blocks,
            0..resampler.blocks.count(),
            draws,
        );
        weights.clear();
        sample.x.clear();
        sample.y.clear();
        for (block, draws) in (0..).zip(draws.iter()) {
            let rows = resampler.blocks.range(block);
            let rows = rows.start as usize..rows.end as usize;
            let counts = counter.draw(resampler.place(replicate, block), rows.len(), *draws);
            if T::VIEW == View::Sample {
                append_drawn(&data.x[rows.clone()], counts, &mut sample.x);
                append_drawn(&data.y[rows], counts, &mut sample.y);
            } else {
                weights.extend(counts[..rows.len()].iter().map(|&count| f64::from(count)));
            }
        }
        let resample = match T::VIEW {
            View::Sample => Resample::Sample {
                x: &sample.x,
                y: &sample.y,
            },
            _ => Resample::Weights {
                x: &data.x,
                y: &data.y,
                weights,
            },
        };
        evaluate(self.statistic, resample, places);
    }
}
