//! Draws replicates: each level of statistic on the same weights of rows.

mod careful;
mod columns;
mod groups;
mod moments;
mod summary;

pub(crate) use groups::{Groups, group_size};
pub(crate) use moments::STRIP;

use std::ops::Range;

use kosmic_core::{Moments, Pair, PairSource, Progress};

use tracing::Span;

use super::plan::Plan;
use super::replicates::Replicates;
use crate::error::ParallelError;
use crate::fourth_moments::FourthMoments;
use crate::kernel::{FOURTH, SECOND};
use crate::memory::{MemoryEstimate, Workload};
use crate::resample::{CountWeigher, FixedPoint, Law, Planes, RealWeigher, Resampler};
use crate::scheme::{Design, Scheme};
use crate::statistic::{Resample, Statistic, View};

/// From this many rows on, sums of order two are taken in fixed point: faster, with errors that average out below 1e-13.
/// Fewer rows are taken in floating point, with all digits.
const LEAST_FIXED_POINT: usize = 1000;

/// Draws the replicates `wanted` of a plan by a design.
pub(super) fn draw<S: PairSource, T: Statistic>(
    plan: &Plan,
    pair: &Pair<S>,
    statistic: &T,
    design: &Design,
    wanted: Range<u64>,
    progress: &dyn Progress,
) -> Result<Replicates, ParallelError> {
    verify(plan, pair.len(), T::VIEW, design)?;
    let count = wanted.end - wanted.start;
    let span = tracing::debug_span!("bootstrap", n = pair.len(), count);
    let _entered = span.enter();
    let workload = Workload {
        rows: pair.len(),
        replicates: count as usize,
        values: statistic.width(),
        threads: plan.threads,
        view: T::VIEW,
        scheme: design.scheme(),
        streamed: !pair.source().is_resident(),
    };
    MemoryEstimate::of(workload).verify()?;
    let resampler = Resampler::new(plan.instruction_set, plan.seed, pair.len());
    let law = Law::new(&resampler, plan.replicates, design);
    let mut values = space_for(count as usize, statistic.width())?;
    let job = Job {
        plan,
        pair,
        statistic,
        resampler: &resampler,
        law: &law,
        scheme: design.scheme(),
        wanted,
        progress,
        span: &span,
    };
    progress.begin(count);
    let drawn = job.values(&mut values);
    progress.end();
    let Drawn {
        estimates,
        finished,
    } = drawn?;
    values.truncate(finished * statistic.width());
    Ok(Replicates {
        n: pair.len(),
        estimates,
        values,
        requested: count as usize,
        seed: plan.seed,
        scheme: design.scheme(),
        design: design.fingerprint(),
        threads: plan.threads.count(),
        studentised: statistic.is_studentised() && sees_errors(T::VIEW, design.scheme()),
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
    law: &'a Law<'a>,
    scheme: Scheme,
    wanted: Range<u64>,
    progress: &'a dyn Progress,
    /// What the work is part of, on whichever thread it is done.
    span: &'a Span,
}

impl<S: PairSource, T: Statistic> Job<'_, S, T> {
    /// Fills the values of all replicates by the law of their weights.
    fn values(&self, values: &mut [Option<f64>]) -> Result<Drawn, ParallelError> {
        match self.law {
            Law::Counts(law) => {
                let weigher = || CountWeigher::new(self.resampler, law);
                match T::VIEW {
                    View::Moments if self.pair.len() < LEAST_FIXED_POINT => {
                        self.moments::<Moments, Planes, _, SECOND>(weigher, values)
                    }
                    View::Moments => {
                        self.moments::<Moments, FixedPoint, _, SECOND>(weigher, values)
                    }
                    View::FourthMoments => {
                        self.moments::<FourthMoments, Planes, _, FOURTH>(weigher, values)
                    }
                    View::Weights => self.weights(weigher, values),
                    View::Sample => self.samples(weigher, values),
                }
            }
            Law::Real(law) => {
                let weigher = || RealWeigher::new(self.resampler, law);
                match T::VIEW {
                    View::Moments => self.moments::<Moments, Planes, _, SECOND>(weigher, values),
                    View::FourthMoments => {
                        self.moments::<FourthMoments, Planes, _, FOURTH>(weigher, values)
                    }
                    View::Weights => self.weights(weigher, values),
                    View::Sample => Err(ParallelError::NoSamples {
                        scheme: self.scheme.name(),
                    }),
                }
            }
        }
    }

    fn draws_whole_replicates(&self) -> bool {
        self.scheme.draws_whole_replicates()
    }
}

/// Checks that a design fits rows, replicates and statistic before anything is drawn.
fn verify(plan: &Plan, rows: usize, view: View, design: &Design) -> Result<(), ParallelError> {
    design.verify(rows, plan.replicates)?;
    let scheme = design.scheme();
    if scheme == Scheme::Dirichlet && view == View::Sample {
        return Err(ParallelError::NoSamples {
            scheme: scheme.name(),
        });
    }
    Ok(())
}

/// Whether a statistic can have the errors of a scheme: those of strata and clusters are not to be seen in moments of all
/// rows, which have those of independent ones.
fn sees_errors(view: View, scheme: Scheme) -> bool {
    !scheme.needs_labels() || matches!(view, View::Weights)
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
