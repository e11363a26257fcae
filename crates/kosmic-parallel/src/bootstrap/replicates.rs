//! The values of a statistic on its resamples: the expensive thing, from which intervals are cheap.

use kosmic_core::verify_level;

use super::options::Scheme;
use crate::error::ParallelError;
use crate::interval::{Interval, Method, SortedReplicates};

/// The values of a statistic on resamples of the data, with how they were made.
///
/// Intervals of any level and by any method come from one set of replicates.
///
/// # Example
/// ```
/// use kosmic_core::Pair;
/// use kosmic_parallel::{Bootstrap, Correlation, Method};
///
/// let x = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0];
/// let y = [2.0, 1.0, 4.0, 3.0, 7.0, 5.0, 8.0, 6.0];
/// let replicates = Bootstrap::default().plan()?.run(&Pair::new(&x, &y)?, &Correlation)?;
/// let narrow = replicates.interval(Method::Percentile, 0.8)?;
/// let wide = replicates.interval(Method::Percentile, 0.99)?;
/// assert!(wide.limits.lower < narrow.limits.lower);
/// # Ok::<(), kosmic_parallel::ParallelError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Replicates {
    pub(super) n: usize,
    /// The values on the data, as many as the statistic has.
    pub(super) estimates: Vec<f64>,
    /// Replicate by replicate, as many each.
    pub(super) values: Vec<Option<f64>>,
    pub(super) requested: usize,
    pub(super) seed: u64,
    pub(super) scheme: Scheme,
    pub(super) threads: usize,
}

impl Replicates {
    /// The statistic on the data themselves; of several values the first.
    #[must_use]
    pub fn estimate(&self) -> f64 {
        self.estimates[0]
    }

    /// All values of the statistic on the data themselves.
    #[must_use]
    pub fn estimates(&self) -> &[f64] {
        &self.estimates
    }

    /// The number of rows of the data and of each resample.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.n
    }

    /// The number of replicates drawn.
    #[must_use]
    pub fn count(&self) -> usize {
        self.values.len() / self.estimates.len()
    }

    /// The values of all replicates in order, `None` where the statistic was undefined; of a statistic with several values
    /// those of one replicate stand together.
    #[must_use]
    pub fn values(&self) -> &[Option<f64>] {
        &self.values
    }

    /// One value of each replicate in order, by its place among the statistic's values; nothing beyond the last of them.
    pub fn column(&self, place: usize) -> impl ExactSizeIterator<Item = Option<f64>> {
        let width = self.estimates.len();
        let from = if place < width {
            place
        } else {
            self.values.len()
        };
        self.values[from..].iter().step_by(width).copied()
    }

    /// The number of replicates without a (first) value.
    #[must_use]
    pub fn undefined(&self) -> usize {
        self.column(0).filter(Option::is_none).count()
    }

    /// Whether the work was stopped before all replicates were drawn, and how many had been asked for.
    #[must_use]
    pub fn stopped_early(&self) -> Option<usize> {
        (self.count() < self.requested).then_some(self.requested)
    }

    /// The seed they were drawn with.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The scheme they were drawn by.
    #[must_use]
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// The number of threads that drew them.
    #[must_use]
    pub fn threads(&self) -> usize {
        self.threads
    }

    /// The bootstrap standard error: the standard deviation of the replicates, divisor B - 1.
    ///
    /// # Errors
    /// As [`Replicates::interval`].
    pub fn standard_error(&self) -> Result<f64, ParallelError> {
        Ok(self.sorted()?.standard_deviation())
    }

    /// A two-sided interval of the statistic.
    ///
    /// Cost: O(B log B).
    ///
    /// # Errors
    /// A level outside (0, 1); [`ParallelError::TooFewDefined`] or [`ParallelError::Stopped`] where fewer than two
    /// replicates have a value.
    pub fn interval(&self, method: Method, level: f64) -> Result<Interval, ParallelError> {
        verify_level(level)?;
        let limits = self.sorted()?.limits(self.estimate(), method, level);
        Ok(Interval {
            limits,
            method,
            level,
        })
    }

    fn sorted(&self) -> Result<SortedReplicates, ParallelError> {
        let needed = super::Plan::LEAST_REPLICATES;
        let (finished, replicates) = (self.count(), self.requested);
        if finished < needed {
            return Err(ParallelError::Stopped {
                finished,
                replicates,
                needed,
            });
        }
        let defined: Vec<f64> = self.column(0).flatten().collect();
        if defined.len() < needed {
            let defined = defined.len();
            return Err(ParallelError::TooFewDefined {
                defined,
                replicates: finished,
                needed,
            });
        }
        Ok(SortedReplicates::new(defined))
    }
}
