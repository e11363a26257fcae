//! Draws replicates: each level of statistic on the same exactly multinomial counts.

mod columns;
mod groups;
mod moments;
mod summary;

pub(crate) use groups::group_size;
pub(crate) use moments::STRIP;

use std::ops::Range;

use kosmic_core::{Moments, Pair, PairSource, Progress};

use super::options::Scheme;
use super::plan::Plan;
use super::replicates::Replicates;
use crate::error::ParallelError;
use crate::fourth_moments::FourthMoments;
use crate::kernel::{FOURTH, SECOND};
use crate::memory::{MemoryEstimate, Workload};
use crate::resample::{FixedPoint, Planes, Resampler};
use crate::statistic::{Resample, Statistic, View};

/// From this many rows on, sums of order two are taken in fixed point: faster, with errors that average out below 1e-13.
/// Fewer rows are taken in floating point, with all digits.
const LEAST_FIXED_POINT: usize = 1000;

/// Draws the replicates `wanted` of a plan.
pub(super) fn draw<S: PairSource, T: Statistic>(
    plan: &Plan,
    pair: &Pair<S>,
    statistic: &T,
    wanted: Range<u64>,
    progress: &dyn Progress,
) -> Result<Replicates, ParallelError> {
    let Scheme::Iid = plan.scheme;
    let count = wanted.end - wanted.start;
    let _span = tracing::debug_span!("bootstrap", n = pair.len(), count).entered();
    let workload = Workload {
        rows: pair.len(),
        replicates: count as usize,
        values: statistic.width(),
        threads: plan.threads,
        view: T::VIEW,
        streamed: !pair.source().is_resident(),
    };
    MemoryEstimate::of(workload).verify()?;
    let resampler = Resampler::new(plan.instruction_set, plan.seed, pair.len());
    let mut values = space_for(count as usize, statistic.width())?;
    let job = Job {
        plan,
        pair,
        statistic,
        resampler: &resampler,
        wanted,
        progress,
    };
    progress.begin(count);
    let drawn = plan.threads.run(|| match T::VIEW {
        View::Moments if pair.len() < LEAST_FIXED_POINT => {
            job.moments::<Moments, Planes, SECOND>(&mut values)
        }
        View::Moments => job.moments::<Moments, FixedPoint, SECOND>(&mut values),
        View::FourthMoments => job.moments::<FourthMoments, Planes, FOURTH>(&mut values),
        View::Weights | View::Sample => job.columns(&mut values),
    });
    progress.end();
    let Drawn {
        estimates,
        finished,
    } = drawn??;
    values.truncate(finished * statistic.width());
    Ok(Replicates {
        n: pair.len(),
        estimates,
        values,
        requested: count as usize,
        seed: plan.seed,
        scheme: plan.scheme,
        threads: plan.threads.count(),
        studentised: statistic.is_studentised(),
        jackknife: None,
        abc: None,
    })
}

/// A statistic to be resampled, with all that it takes.
struct Job<'a, S, T> {
    plan: &'a Plan,
    pair: &'a Pair<S>,
    statistic: &'a T,
    resampler: &'a Resampler,
    wanted: Range<u64>,
    progress: &'a dyn Progress,
}

/// The statistic on the data, and how many replicates are finished without a gap: all, unless work was stopped.
struct Drawn {
    estimates: Vec<f64>,
    finished: usize,
}

/// The values on the data themselves, all of which must be defined.
fn estimates<T: Statistic>(statistic: &T, data: Resample<'_>) -> Result<Vec<f64>, ParallelError> {
    let mut values = vec![None; statistic.width()];
    evaluate(statistic, data, &mut values);
    let defined: Option<Vec<f64>> = values.into_iter().collect();
    defined.ok_or(ParallelError::UndefinedEstimate)
}

fn evaluate<T: Statistic>(statistic: &T, resample: Resample<'_>, values: &mut [Option<f64>]) {
    values.fill(None);
    statistic.evaluate(resample, values);
    for value in values {
        *value = value.filter(|value| value.is_finite());
    }
}

/// Places for the replicates, still without values.
fn space_for(replicates: usize, width: usize) -> Result<Vec<Option<f64>>, ParallelError> {
    let count = replicates.checked_mul(width);
    let bytes = replicates as u128 * width as u128 * size_of::<Option<f64>>() as u128;
    let mut values = Vec::new();
    if count.is_none_or(|count| values.try_reserve_exact(count).is_err()) {
        return Err(ParallelError::OutOfMemory {
            replicates,
            bytes,
            available: None,
        });
    }
    values.resize(replicates * width, None);
    Ok(values)
}
