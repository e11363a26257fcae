//! The bootstrap distribution of r for tiny samples, all resamples enumerated: no Monte Carlo error.

mod enumeration;
mod k_interval;
mod partitions;
mod points;

use kosmic_core::{Pair, PairSource, Scratch, read_rows, verify_level};

use self::enumeration::{Enumeration, compositions};
use self::points::Points;
use super::k_interval::verify_imperfect;
use crate::error::ParallelError;
use crate::interval::{Abc, Distribution, Ingredients, Interval, Jackknife, Method};

/// The exact bootstrap distribution of r: its distinct values with their probabilities.
///
/// Assumes independent rows, few of them: 9 rows have 24 310 distinct resamples, 15 have 77 558 760.
///
/// r is known to 4e-16. Cost: O(C log C) time and 8 bytes each for C = C(2n-1, n) compositions, for n = 15 some four
/// seconds and 620 MB; twice that for [`Method::LegacyPercentile`]. At most 20 rows.
///
/// # Example
/// ```
/// use kosmic_core::Pair;
/// use kosmic_parallel::{ExactBootstrap, Method};
///
/// let pair = Pair::new(&[1.0, 2.0, 3.0, 4.0, 6.0], &[2.0, 1.0, 4.0, 3.0, 7.0])?;
/// let exact = ExactBootstrap::of_pair(&pair, ExactBootstrap::FEW_COMPOSITIONS)?;
/// assert_eq!(exact.compositions(), 126);
/// // The five resamples of a single row.
/// assert!((exact.undefined() - 5.0 / 3125.0).abs() < 1e-15);
/// assert!(exact.interval(Method::Percentile, 0.9)?.limits.contains(pair.r()));
/// # Ok::<(), kosmic_parallel::ParallelError>(())
/// ```
///
/// # Source
/// P. Diaconis, S. Holmes, Gray codes for randomization procedures, Statistics and Computing 4 (1994) 287-302; N. I.
/// Fisher, P. Hall, Bootstrap algorithms for small samples, Journal of Statistical Planning and Inference 27 (1991)
/// 157-169.
#[derive(Clone, Debug, PartialEq)]
pub struct ExactBootstrap {
    rows: usize,
    r: f64,
    compositions: u64,
    undefined: f64,
    points: Points,
    jackknife: Jackknife,
    abc: Option<Abc>,
}

impl ExactBootstrap {
    /// As many compositions as take no time: those of 10 rows.
    pub const FEW_COMPOSITIONS: u64 = 92_378;

    /// Enumerates the resamples of a pair, unless there are more than `most` distinct ones.
    ///
    /// # Errors
    /// [`ParallelError::TooManyCompositions`], [`ParallelError::OutOfMemory`], [`ParallelError::PerfectCorrelation`] for
    /// |r| = 1, or the source's failure.
    pub fn of_pair<S: PairSource>(pair: &Pair<S>, most: u64) -> Result<Self, ParallelError> {
        verify_imperfect(pair.r())?;
        let compositions = compositions(pair.len(), most)?;
        let _span = tracing::debug_span!("enumeration", n = pair.len(), compositions).entered();
        // So few rows are read once and kept.
        let mut scratch = Scratch::default();
        let (x, y) = read_rows(pair.source(), 0..pair.len(), &mut scratch)?;
        let pair = &Pair::new(x, y)?;
        let jackknife = Jackknife::of_pair(pair)?;
        let abc = match Abc::of_pair(pair) {
            Err(ParallelError::NoInfluence) => None,
            other => Some(other?),
        };
        let Enumeration {
            found,
            weights,
            undefined,
        } = Enumeration::of(pair, compositions)?;
        Ok(Self {
            rows: pair.len(),
            r: pair.r(),
            compositions,
            undefined,
            points: Points::of(found, weights),
            jackknife,
            abc,
        })
    }

    /// The number of distinct resamples.
    #[must_use]
    pub fn compositions(&self) -> u64 {
        self.compositions
    }

    /// The probability of a resample without r: a constant series.
    #[must_use]
    pub fn undefined(&self) -> f64 {
        self.undefined
    }

    /// The distinct values r in ascending order, each with P(r* ≤ r) among the resamples with a value.
    pub fn values(&self) -> impl Iterator<Item = (f64, f64)> {
        self.points.values()
    }

    /// The smallest r with P(r* ≤ r) ≥ p; `None` for p outside [0, 1].
    #[must_use]
    pub fn quantile(&self, p: f64) -> Option<f64> {
        (0.0..=1.0)
            .contains(&p)
            .then(|| Distribution::quantile(&self.points, p))
    }

    /// P(r* < r) + P(r* = r)/2 among the resamples with a value.
    #[must_use]
    pub fn mid_probability(&self, r: f64) -> f64 {
        Distribution::mid_probability(&self.points, r)
    }

    /// The standard deviation of r* over the resamples with a value.
    #[must_use]
    pub fn standard_error(&self) -> f64 {
        Distribution::standard_deviation(&self.points)
    }

    /// A two-sided interval of r by any method but the bootstrap-t.
    ///
    /// # Errors
    /// As [`Replicates::interval`](super::Replicates::interval).
    pub fn interval(&self, method: Method, level: f64) -> Result<Interval, ParallelError> {
        verify_level(level)?;
        let ingredients = Ingredients {
            estimate: self.r,
            distribution: &self.points,
            studentised: None,
            jackknife: Some(&self.jackknife),
            abc: self.abc.as_ref(),
        };
        Ok(Interval {
            limits: ingredients.limits(method, level)?.limits,
            method,
            level,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_compositions_than_memory_holds_are_refused_before_any_is_visited() {
        let x: Vec<f64> = (0..30).map(f64::from).collect();
        let y: Vec<f64> = x.iter().map(|x| x * x).collect();
        let pair = Pair::new(&x, &y).unwrap();
        let error = ExactBootstrap::of_pair(&pair, u64::MAX).unwrap_err();
        assert!(matches!(error, ParallelError::OutOfMemory { .. }));
    }
}
