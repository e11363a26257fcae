//! Draws replicates: plain index resampling, one keyed stream a replicate.

use kosmic_core::{Moments, Pair, PairSource, Progress, Purpose, Side, Stream};
use rayon::prelude::*;

use super::options::Scheme;
use super::plan::Plan;
use super::replicates::Replicates;
use crate::error::ParallelError;
use crate::statistic::{Resample, Statistic, View};

/// Replicates finished between two looks at the observer.
const ROUND: usize = 16;

pub(super) fn draw<S: PairSource, T: Statistic>(
    plan: &Plan,
    pair: &Pair<S>,
    statistic: &T,
    progress: &dyn Progress,
) -> Result<Replicates, ParallelError> {
    let Scheme::Iid = plan.scheme;
    let _span = tracing::debug_span!("bootstrap", n = pair.len(), plan.replicates).entered();
    let data = Columns::of(pair)?;
    let estimate = data
        .evaluate(statistic)
        .ok_or(ParallelError::UndefinedEstimate)?;
    let mut values = space_for(plan.replicates)?;
    progress.begin(plan.replicates as u64);
    let rounds = plan
        .threads
        .run(|| finished_rounds(plan, &data, statistic, progress));
    progress.end();
    values.extend(rounds?.into_iter().map_while(|round| round).flatten());
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

/// The values of each round of replicates in order; `None` for those that were not begun because work was stopped.
fn finished_rounds<T: Statistic>(
    plan: &Plan,
    data: &Columns,
    statistic: &T,
    progress: &dyn Progress,
) -> Vec<Option<Vec<Option<f64>>>> {
    let rounds = plan.replicates.div_ceil(ROUND);
    let round_of = |buffer: &mut Columns, round: usize| {
        if progress.is_cancelled() {
            return None;
        }
        let replicates = round * ROUND..plan.replicates.min((round + 1) * ROUND);
        let finished = replicates.len() as u64;
        let values = replicates.map(|replicate| {
            buffer.resample(
                data,
                &mut Stream::new(plan.seed, Purpose::Resample, replicate as u64),
            );
            buffer.evaluate(statistic)
        });
        let values = values.collect();
        progress.advance(finished);
        Some(values)
    };
    (0..rounds)
        .into_par_iter()
        .map_init(Columns::default, round_of)
        .collect()
}

fn space_for(replicates: usize) -> Result<Vec<Option<f64>>, ParallelError> {
    let bytes = replicates as u128 * size_of::<Option<f64>>() as u128;
    let mut values = Vec::new();
    match values.try_reserve_exact(replicates) {
        Ok(()) => Ok(values),
        Err(_) => Err(ParallelError::OutOfMemory { replicates, bytes }),
    }
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
