//! The values of a statistic on its resamples: the expensive thing, from which intervals are cheap.

use kosmic_core::{Pair, PairSource, verify_level};

use crate::error::ParallelError;
use crate::interval::{
    Abc, Distribution, Found, Ingredients, Interval, Jackknife, Method, Needs, SortedReplicates,
    StudentisedErrors, StudentisedReplicate,
};
use crate::scheme::Scheme;

/// Correlations of one pair computed in different orders differ by less.
const SAME_CORRELATION: f64 = 1e-9;

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
    /// Whether the values are pairs of r* and the error of its atanh.
    #[cfg_attr(feature = "serde", serde(default))]
    pub(super) studentised: bool,
    #[cfg_attr(feature = "serde", serde(default))]
    pub(super) jackknife: Option<Jackknife>,
    #[cfg_attr(feature = "serde", serde(default))]
    pub(super) abc: Option<Abc>,
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
    /// replicates have a value; [`ParallelError::MissingIngredient`] where the method needs more than the replicates have
    /// (see [`Replicates::accompanied`]); [`ParallelError::OneSidedReplicates`] by BC and BCa,
    /// [`ParallelError::UndefinedJackknife`] by BCa and the bootstrap-t, [`ParallelError::BeyondAbc`] by ABC.
    pub fn interval(&self, method: Method, level: f64) -> Result<Interval, ParallelError> {
        Ok(Interval {
            limits: self.found(method, level)?.limits,
            method,
            level,
        })
    }

    /// With what some methods need besides replicates of r: the jackknife and the ABC quantities of the data they were
    /// drawn from. What was there already stays.
    ///
    /// Cost: one reading of the data for each of the two.
    ///
    /// # Errors
    /// [`ParallelError::OtherData`] for a pair of another length or correlation; as [`Jackknife::of_pair`] and
    /// [`Abc::of_pair`].
    ///
    /// # Example
    /// ```
    /// use kosmic_core::Pair;
    /// use kosmic_parallel::{Bootstrap, Correlation, Method};
    ///
    /// let x = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0];
    /// let pair = Pair::new(&x, &[2.0, 1.0, 4.0, 3.0, 7.0, 5.0, 8.0, 6.0])?;
    /// let replicates = Bootstrap::default().plan()?.run(&pair, &Correlation)?;
    /// assert!(replicates.interval(Method::Bca, 0.9).is_err());
    /// let replicates = replicates.accompanied(&pair, Method::Bca.needs())?;
    /// assert!(replicates.interval(Method::Bca, 0.9)?.limits.contains(pair.r()));
    /// # Ok::<(), kosmic_parallel::ParallelError>(())
    /// ```
    pub fn accompanied<S: PairSource>(
        mut self,
        pair: &Pair<S>,
        needs: Needs,
    ) -> Result<Self, ParallelError> {
        // Statistics may sum in another order than the pair did.
        let same_r = (self.estimate() - pair.r()).abs() < SAME_CORRELATION;
        if pair.len() != self.n || !same_r {
            return Err(ParallelError::OtherData {
                rows: self.n,
                estimate: self.estimate(),
                pair_rows: pair.len(),
                pair_r: pair.r(),
            });
        }
        if needs.jackknife && self.jackknife.is_none() {
            self.jackknife = Some(Jackknife::of_pair(pair)?);
        }
        if needs.abc && self.abc.is_none() {
            self.abc = Some(Abc::of_pair(pair)?);
        }
        Ok(self)
    }

    /// The two-sided limits with what is doubtful about them.
    pub(super) fn found(&self, method: Method, level: f64) -> Result<Found, ParallelError> {
        verify_level(level)?;
        method.verify_scheme(self.scheme)?;
        let distribution = self.sorted()?;
        let needed = method.needs().replicate_errors;
        let errors = if needed {
            self.studentised_errors()
        } else {
            None
        };
        let ingredients = Ingredients {
            estimate: self.estimate(),
            distribution: &distribution,
            studentised: errors.as_ref(),
            jackknife: self.jackknife.as_ref(),
            abc: self.abc.as_ref(),
        };
        ingredients.limits(method, level)
    }

    /// The studentised errors of replicates that carry their own; `None` where they do not, or where there is no r that
    /// errors could be taken from.
    fn studentised_errors(&self) -> Option<StudentisedErrors> {
        if self.studentised && self.estimate().abs() < 1.0 {
            let pairs = self.column(0).zip(self.column(1));
            let defined =
                pairs.filter_map(|(r, error)| r.map(|r| StudentisedReplicate { r, error }));
            return Some(StudentisedErrors::new(self.estimate(), defined));
        }
        None
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
