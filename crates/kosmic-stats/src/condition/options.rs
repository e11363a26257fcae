//! The choices of a test of conditions.

use kosmic_core::{Alternative, Progress};
use kosmic_parallel::{Threads, parallel_map};

use super::groups::Groups;
use super::resampler::Resampler;
use super::statistic::{of_all, of_two};
use super::tested::{Tally, TestedConditions, TestedDifference};
use crate::error::StatsError;
use crate::multiple::reaches;

/// How the values of conditions belong together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ConditionDesign {
    /// Each value is of another subject.
    #[default]
    Independent,
    /// The values at one place are of one subject under all conditions.
    Paired,
}

/// How resamples are made in which conditions do not differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Resampling {
    /// Values change their conditions: of independent ones all, of paired ones those of one subject among each other. Exact
    /// where the distributions are equal if the means are; with the studentised statistic right in the limit also where
    /// scatters differ.
    #[default]
    Permutation,
    /// Deviations from the means of their conditions are drawn with replacement: only means are taken to be equal. Right in the
    /// limit; a little liberal with few values.
    Bootstrap,
}

/// The choices of tests of whether conditions differ, with their defaults: independent values, permutation, two-sided, 9999
/// resamples, seed 0, one thread.
///
/// Values are of any kind, one from each subject, session or recording: mean coupling K under each condition, scores, errors. The
/// statistic is the difference of means in units of its error, and p = (b + 1)/(m + 1) with b of m resamples at least
/// as extreme; b/M where there are no more than m rearrangements of two conditions, all of which are then gone through. Same p for any number of
/// threads.
///
/// Assumes that subjects are independent. Values of one recording are not: make one of them first.
///
/// Cost: O(N) for each resample of N values; of [`ConditionTest::pairwise`] O(N k) for k conditions.
///
/// # Example
/// ```
/// use kosmic_core::Silent;
/// use kosmic_stats::ConditionTest;
///
/// let rest = [0.41, 0.62, 0.55, 0.38, 0.70];
/// let task = [0.90, 0.81, 1.12, 0.76, 0.95];
/// let tested = ConditionTest::new().two(&task, &rest, &Silent)?;
/// // All of rest lie below all of task: 2 of the 252 partitions are as extreme.
/// assert_eq!((tested.exceeding, tested.resamples), (2, 252));
/// assert!(tested.is_exhaustive && (tested.difference - 0.376).abs() < 1e-12);
/// # Ok::<(), kosmic_stats::StatsError>(())
/// ```
///
/// # Source
/// A. Janssen, Studentized permutation tests for non-i.i.d. hypotheses and the generalized Behrens-Fisher problem, Statistics &
/// Probability Letters 36 (1997) 9-21; E. Chung, J. P. Romano, Exact and asymptotically robust permutation tests, Annals of Statistics
/// 41 (2013) 484-507; B. Efron, R. J. Tibshirani, An Introduction to the Bootstrap (1993), section 16.2.
#[derive(Clone, Copy, Debug, PartialEq)]
#[must_use]
pub struct ConditionTest {
    pub(super) design: ConditionDesign,
    pub(super) resampling: Resampling,
    pub(super) alternative: Alternative,
    pub(super) resamples: usize,
    pub(super) seed: u64,
    pub(super) threads: Threads,
}

impl Default for ConditionTest {
    fn default() -> Self {
        Self {
            design: ConditionDesign::default(),
            resampling: Resampling::default(),
            alternative: Alternative::default(),
            resamples: 9999,
            seed: 0,
            threads: Threads::default(),
        }
    }
}

impl ConditionTest {
    /// The defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// How values belong together.
    pub fn design(self, design: ConditionDesign) -> Self {
        Self { design, ..self }
    }

    /// How resamples are made.
    pub fn resampling(self, resampling: Resampling) -> Self {
        Self { resampling, ..self }
    }

    /// What is held against no difference of two conditions.
    pub fn alternative(self, alternative: Alternative) -> Self {
        Self {
            alternative,
            ..self
        }
    }

    /// The number of resamples m.
    pub fn resamples(self, resamples: usize) -> Self {
        Self { resamples, ..self }
    }

    /// The seed of the random numbers.
    pub fn seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// The number of threads.
    pub fn threads(self, threads: impl Into<Threads>) -> Self {
        Self {
            threads: threads.into(),
            ..self
        }
    }

    /// Tests whether two conditions differ, H0: equal means.
    ///
    /// # Errors
    /// [`StatsError::TooFew`] below two values in a condition, or without resamples; [`StatsError::OutOfRangeAt`] for values that are not
    /// finite; [`StatsError::LengthMismatch`] where paired conditions are not equally long; [`StatsError::Parallel`] for threads that
    /// cannot be, or where `progress` stopped the work.
    pub fn two(
        &self,
        first: &[f64],
        second: &[f64],
        progress: &dyn Progress,
    ) -> Result<TestedDifference, StatsError> {
        self.difference(&Groups::new(&[first, second], self.design)?, progress)
    }

    /// Tests whether any of several conditions differs from the others, H0: equal means. Permutations of paired conditions are random
    /// ones whatever their number; two conditions are those of [`ConditionTest::two`], two-sided.
    ///
    /// # Errors
    /// As [`ConditionTest::two`]; [`StatsError::TooFew`] below two conditions.
    ///
    /// # Example
    /// ```
    /// use kosmic_core::Silent;
    /// use kosmic_stats::{ConditionDesign, ConditionTest};
    ///
    /// // Four subjects under three conditions.
    /// let k = [[0.3, 0.5, 0.4, 0.6], [0.4, 0.6, 0.6, 0.7], [0.9, 1.0, 1.1, 1.2]];
    /// let test = ConditionTest::new().design(ConditionDesign::Paired);
    /// let tested = test.all(&k.each_ref().map(|k| &k[..]), &Silent)?;
    /// assert!(tested.p_value < 0.01);
    /// # Ok::<(), kosmic_stats::StatsError>(())
    /// ```
    pub fn all(
        &self,
        conditions: &[&[f64]],
        progress: &dyn Progress,
    ) -> Result<TestedConditions, StatsError> {
        let groups = Groups::new(conditions, self.design)?;
        let statistic = |values: &[f64]| of_all(self.design, &groups.parts(values));
        let observed = statistic(&groups.values);
        let tally = self.tally(&groups, observed, statistic, progress)?;
        Ok(TestedConditions {
            means: groups.means(),
            statistic: observed,
            p_value: tally.p_value(),
            exceeding: tally.exceeding,
            resamples: tally.resamples,
            is_exhaustive: tally.is_exhaustive,
        })
    }

    pub(super) fn difference(
        &self,
        groups: &Groups,
        progress: &dyn Progress,
    ) -> Result<TestedDifference, StatsError> {
        let t = |values: &[f64]| {
            let parts = groups.parts(values);
            of_two(self.design, [parts[0], parts[1]])
        };
        let observed = t(&groups.values);
        let oriented = |values: &[f64]| self.alternative.oriented(t(values));
        let at_least = self.alternative.oriented(observed);
        let tally = self.tally(groups, at_least, oriented, progress)?;
        Ok(tally.of_difference(groups.difference(0, 1), observed))
    }

    /// How many resamples have at least the statistic that was observed.
    fn tally(
        &self,
        groups: &Groups,
        observed: f64,
        statistic: impl Fn(&[f64]) -> f64 + Sync,
        progress: &dyn Progress,
    ) -> Result<Tally, StatsError> {
        let (exceeds, is_exhaustive) = self.of_resamples(groups, progress, |values| {
            reaches(statistic(values), observed)
        })?;
        Ok(Tally::of(exceeds.into_iter(), is_exhaustive))
    }

    /// What `work` finds in each resample, and whether these are all that there are, the data being the first.
    pub(super) fn of_resamples<R: Send>(
        &self,
        groups: &Groups,
        progress: &dyn Progress,
        work: impl Fn(&[f64]) -> R + Sync,
    ) -> Result<(Vec<R>, bool), StatsError> {
        if self.resamples == 0 {
            return Err(StatsError::TooFew {
                name: "resamples",
                needed: 1,
                got: 0,
            });
        }
        let resampler = Resampler::new(
            groups,
            self.design,
            self.resampling,
            self.seed,
            self.resamples,
        );
        let count = resampler.all.unwrap_or(self.resamples) as u64;
        let numbers: Vec<u64> = (0..count).collect();
        let found = parallel_map(&numbers, self.threads, progress, |&number| {
            work(&resampler.resample(number))
        })?;
        Ok((found, resampler.all.is_some()))
    }
}
