//! Draws replicates: plain index resampling, one keyed stream a replicate.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use kosmic_core::{Moments, Pair, PairSource, Progress, Purpose, Side, Stream};
use rayon::prelude::*;

use super::options::Scheme;
use super::plan::Plan;
use super::replicates::Replicates;
use crate::error::ParallelError;
use crate::memory::{MemoryEstimate, Workload};
use crate::statistic::{Resample, Statistic, View};

/// Replicates finished between two looks at the observer.
pub(crate) const ROUND: usize = 16;

pub(super) fn draw<S: PairSource, T: Statistic>(
    plan: &Plan,
    pair: &Pair<S>,
    statistic: &T,
    progress: &dyn Progress,
) -> Result<Replicates, ParallelError> {
    let Scheme::Iid = plan.scheme;
    let _span = tracing::debug_span!("bootstrap", n = pair.len(), plan.replicates).entered();
    let workload = Workload::new(pair.len(), plan.replicates).threads(plan.threads);
    MemoryEstimate::of(workload.view(T::VIEW)).verify()?;
    let data = Columns::of(pair)?;
    let estimate = data
        .evaluate(statistic)
        .ok_or(ParallelError::UndefinedEstimate)?;
    let mut values = space_for(plan.replicates)?;
    progress.begin(plan.replicates as u64);
    let drawn = plan
        .threads
        .run(|| fill(&mut values, plan, &data, statistic, progress));
    progress.end();
    values.truncate(drawn?);
    Ok(Replicates {
        n: pair.len(),
        estimate,
        values,
        requested: plan.replicates,
        seed: plan.seed,
        scheme: plan.scheme,
        threads: plan.threads.count(),
    })
}

/// Computes the replicates in their places and returns how many are finished without a gap: all, unless work was
/// stopped.
fn fill<T: Statistic>(
    values: &mut [Option<f64>],
    plan: &Plan,
    data: &Columns,
    statistic: &T,
    progress: &dyn Progress,
) -> usize {
    let gap = AtomicUsize::new(values.len());
    let round_of = |buffer: &mut Columns, (round, places): (usize, &mut [Option<f64>])| {
        let first = round * ROUND;
        if progress.is_cancelled() {
            gap.fetch_min(first, Relaxed);
            return;
        }
        for (replicate, place) in (first as u64..).zip(places.iter_mut()) {
            buffer.resample(
                data,
                &mut Stream::new(plan.seed, Purpose::Resample, replicate),
            );
            *place = buffer.evaluate(statistic);
        }
        progress.advance(places.len() as u64);
    };
    values
        .par_chunks_mut(ROUND)
        .enumerate()
        .for_each_init(Columns::default, round_of);
    gap.into_inner()
}

/// Places for the replicates, still without values.
fn space_for(replicates: usize) -> Result<Vec<Option<f64>>, ParallelError> {
    let bytes = replicates as u128 * size_of::<Option<f64>>() as u128;
    let mut values = Vec::new();
    if values.try_reserve_exact(replicates).is_err() {
        return Err(ParallelError::OutOfMemory {
            replicates,
            bytes,
            available: None,
        });
    }
    values.resize(replicates, None);
    Ok(values)
}

/// Two series side by side: the data, or one resample of them.
#[derive(Default)]
struct Columns {
    x: Vec<f64>,
    y: Vec<f64>,
}

impl Columns {
    fn of<S: PairSource>(pair: &Pair<S>) -> Result<Self, ParallelError> {
        Ok(Self {
            x: pair.column(Side::X)?,
            y: pair.column(Side::Y)?,
        })
    }

    /// Becomes a resample of `data`: as many rows, drawn with replacement.
    fn resample(&mut self, data: &Self, stream: &mut Stream) {
        let n = data.x.len();
        self.x.clear();
        self.y.clear();
        for _ in 0..n {
            let row = stream.below(n as u64) as usize;
            self.x.push(data.x[row]);
            self.y.push(data.y[row]);
        }
    }

    fn evaluate<T: Statistic>(&self, statistic: &T) -> Option<f64> {
        let value = match T::VIEW {
            View::Sample => statistic.evaluate(Resample::Sample {
                x: &self.x,
                y: &self.y,
            }),
            View::Moments => {
                let moments = Moments::of_slices(&self.x, &self.y).ok()?;
                statistic.evaluate(Resample::Moments(&moments))
            }
        };
        value.filter(|value| value.is_finite())
    }
}
