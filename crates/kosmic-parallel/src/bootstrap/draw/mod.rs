//! Draws replicates: each level of statistic on the same weights of rows.

mod batches;
mod block_summary;
mod careful;
mod columns;
mod groups;
mod held;
mod merged;
mod moments;
mod prefix;
mod segments;
mod summary;

pub(crate) use groups::{Groups, group_size};
pub(crate) use moments::STRIP;

use std::ops::Range;

use kosmic_core::{Moments, Pair, PairSource, Progress};
use tracing::Span;

use self::held::HeldRows;

use super::plan::Plan;
use super::replicates::Replicates;
use crate::error::ParallelError;
use crate::fourth_moments::FourthMoments;
use crate::interval::{Needs, Surveyed};
use crate::kernel::{FOURTH, SECOND};
use crate::memory::{MemoryEstimate, Workload};
use crate::resample::{BlockLaw, CountWeigher, FixedPoint, Law, Planes, RealWeigher, Resampler};
use crate::scheme::{Design, Scheme};
use crate::statistic::{DrawnBlocks, Resample, Statistic, View};

/// From this many rows on, sums of order two are taken in fixed point: faster, with errors that average out below 1e-13.
/// Fewer rows are taken in floating point, with all digits.
const LEAST_FIXED_POINT: usize = 1000;

/// How rows are weighted, and what is to be found besides replicates.
#[derive(Clone, Copy)]
pub(super) struct Demand<'a> {
    pub(super) design: &'a Design,
    /// What limits are made of besides.
    pub(super) needs: Needs,
    /// The values on the data that replicates have which are to be extended.
    pub(super) earlier: Option<&'a [f64]>,
}

impl<'a> Demand<'a> {
    /// Of replicates only.
    pub(super) fn of(design: &'a Design) -> Self {
        Self {
            design,
            needs: Needs::default(),
            earlier: None,
        }
    }
}

/// Draws the replicates `wanted` of a plan, and finds what else is demanded, all in one reading of a source outside memory;
/// a second one repairs the replicates that need it.
pub(super) fn draw<S: PairSource, T: Statistic>(
    plan: &Plan,
    pair: &Pair<S>,
    statistic: &T,
    demand: Demand<'_>,
    wanted: Range<u64>,
    progress: &dyn Progress,
) -> Result<Replicates, ParallelError> {
    // The engine is large: compiled for each kind of source it took minutes where several are used.
    draw_erased(plan, &pair.erased(), statistic, demand, wanted, progress)
}

fn draw_erased<T: Statistic>(
    plan: &Plan,
    pair: &Pair<&dyn PairSource>,
    statistic: &T,
    demand: Demand<'_>,
    wanted: Range<u64>,
    progress: &dyn Progress,
) -> Result<Replicates, ParallelError> {
    let (design, width) = (demand.design, statistic.width());
    verify(plan, pair.len(), T::VIEW, design)?;
    if width == 0 {
        return Err(ParallelError::NoValues);
    }
    let count = wanted.end - wanted.start;
    let span = tracing::debug_span!("bootstrap", n = pair.len(), count);
    let _entered = span.enter();
    let workload = Workload {
        rows: pair.len(),
        replicates: count as usize,
        values: width,
        threads: plan.threads,
        view: T::VIEW,
        batched: T::BATCHED,
        scheme: design.scheme(),
        streamed: !pair.source().is_resident(),
    };
    MemoryEstimate::of(workload).verify()?;
    let mut values = space_for(count as usize, width)?;
    let resampler = Resampler::new(plan.instruction_set, plan.seed, pair.len());
    let law = Law::new(&resampler, plan.replicates, design);
    let job = Job {
        plan,
        pair,
        statistic,
        resampler: &resampler,
        law: &law,
        demand,
        wanted,
        progress,
        span: &span,
    };
    progress.begin(count);
    let drawn = job.values(&mut values);
    progress.end();
    let Drawn {
        estimates,
        surveyed,
        finished,
    } = drawn?;
    values.truncate(finished * width);
    Ok(Replicates {
        n: pair.len(),
        estimates,
        values,
        requested: count as usize,
        seed: plan.seed,
        scheme: design.scheme(),
        design: design.fingerprint(),
        threads: plan.threads.count(),
        studentised: carries_errors(statistic, design.scheme()),
        jackknife: surveyed.jackknife,
        abc: surveyed.abc,
    })
}

/// A statistic to be resampled, with all that it takes.
struct Job<'a, S, T> {
    plan: &'a Plan,
    pair: &'a Pair<S>,
    statistic: &'a T,
    resampler: &'a Resampler,
    law: &'a Law<'a>,
    demand: Demand<'a>,
    wanted: Range<u64>,
    progress: &'a dyn Progress,
    /// What the work is part of, on whichever thread it is done.
    span: &'a Span,
}

impl<S: PairSource, T: Statistic> Job<'_, S, T> {
    fn scheme(&self) -> Scheme {
        self.demand.design.scheme()
    }

    /// Fills the values of all replicates.
    fn values(&self, values: &mut [Option<f64>]) -> Result<Drawn, ParallelError> {
        if let Some(law) = self.law.blocks() {
            return self.values_by_blocks(law, values);
        }
        let of_moments = matches!(T::VIEW, View::Moments | View::FourthMoments);
        if of_moments && self.scheme().draws_whole_replicates() && !self.pair.source().is_resident()
        {
            // Counts of all rows at once take a reading for each group of replicates, unless the rows are held too.
            let held = Pair::from_source(HeldRows::all_of(self.pair)?)?;
            return self.over(&held).values_by_law(values);
        }
        self.values_by_law(values)
    }

    /// Fills the values of statistics on blocks.
    fn values_by_blocks(
        &self,
        law: &BlockLaw,
        values: &mut [Option<f64>],
    ) -> Result<Drawn, ParallelError> {
        match T::VIEW {
            View::Moments => self.segments::<Moments, SECOND>(law, values),
            View::FourthMoments => self.segments::<FourthMoments, FOURTH>(law, values),
            View::DrawnBlocks => self.segments::<DrawnBlocks, SECOND>(law, values),
            View::Sample => self.block_samples(law, values),
            View::Weights => self.values_by_law(values),
        }
    }

    /// The same job on the same rows from elsewhere.
    fn over<'b, R>(&'b self, pair: &'b Pair<R>) -> Job<'b, R, T> {
        Job {
            plan: self.plan,
            pair,
            statistic: self.statistic,
            resampler: self.resampler,
            law: self.law,
            demand: self.demand,
            wanted: self.wanted.clone(),
            progress: self.progress,
            span: self.span,
        }
    }

    /// Fills the values by the law of the weights.
    fn values_by_law(&self, values: &mut [Option<f64>]) -> Result<Drawn, ParallelError> {
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
                    View::Weights if T::BATCHED => self.batches(weigher, values),
                    View::Weights => self.weights(weigher, values),
                    View::Sample => self.samples(weigher, values),
                    View::DrawnBlocks => Err(self.no_blocks()),
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
                        scheme: self.scheme().name(),
                    }),
                    View::DrawnBlocks => Err(self.no_blocks()),
                }
            }
        }
    }

    fn no_blocks(&self) -> ParallelError {
        ParallelError::NoBlocks {
            scheme: self.scheme().name(),
        }
    }

    /// The values on the data themselves, all of which must be defined, and those of an earlier run if this extends one.
    fn estimates(&self, data: Resample<'_>) -> Result<Vec<f64>, ParallelError> {
        let mut values = vec![None; self.statistic.width()];
        evaluate(self.statistic, data, &mut values);
        let defined: Option<Vec<f64>> = values.into_iter().collect();
        let estimates = defined.ok_or(ParallelError::UndefinedEstimate)?;
        for (got, expected) in self
            .demand
            .earlier
            .unwrap_or_default()
            .iter()
            .zip(&estimates)
        {
            if got.to_bits() != expected.to_bits() {
                return Err(ParallelError::OtherRun {
                    what: "value on the data",
                    expected: expected.to_string(),
                    got: got.to_string(),
                });
            }
        }
        Ok(estimates)
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

/// Whether the second value of a statistic is an error of a scheme: those of strata, clusters and blocks are not to be seen in
/// moments of all rows, which have those of independent ones.
pub(super) fn carries_errors<T: Statistic>(statistic: &T, scheme: Scheme) -> bool {
    let seen = match T::VIEW {
        View::Weights => true,
        View::DrawnBlocks => scheme.draws_blocks(),
        _ => !scheme.needs_labels() && !scheme.draws_blocks(),
    };
    statistic.is_studentised() && seen
}

/// What a job has found.
struct Drawn {
    /// The statistic on the data.
    estimates: Vec<f64>,
    surveyed: Surveyed,
    /// How many replicates are finished without a gap: all, unless work was stopped.
    finished: usize,
}

impl Drawn {
    /// No replicate.
    fn nothing(estimates: Vec<f64>) -> Self {
        Self {
            estimates,
            surveyed: Surveyed::default(),
            finished: 0,
        }
    }
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
