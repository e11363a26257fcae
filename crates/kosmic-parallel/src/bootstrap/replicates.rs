//! The values of a statistic on its resamples: the expensive thing, from which intervals are cheap.

use kosmic_core::{Pair, PairSource, verify_level};

use crate::error::ParallelError;
use crate::interval::{
    Abc, Distribution, Found, Ingredients, Interval, Jackknife, Method, Needs, ReplicateValues,
    StudentisedErrors, StudentisedReplicate, Survey,
};
use crate::scheme::{Design, Scheme};

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
#[cfg_attr(feature = "serde", serde(try_from = "super::saved::Unchecked"))]
pub struct Replicates {
    pub(super) n: usize,
    /// The values on the data, as many as the statistic has.
    pub(super) estimates: Vec<f64>,
    /// Replicate by replicate, as many each.
    pub(super) values: Vec<Option<f64>>,
    pub(super) requested: usize,
    pub(super) seed: u64,
    pub(super) scheme: Scheme,
    /// That of the design behind the scheme.
    pub(super) design: u64,
    pub(super) threads: usize,
    /// Whether the values are pairs of r* and the error of its atanh.
    pub(super) studentised: bool,
    pub(super) jackknife: Option<Jackknife>,
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

    /// The length of the blocks that were drawn, or their mean length; `None` where none were.
    #[must_use]
    pub fn block_length(&self) -> Option<usize> {
        self.scheme.draws_blocks().then_some(self.design as usize)
    }

    /// The number of threads that drew them.
    #[must_use]
    pub fn threads(&self) -> usize {
        self.threads
    }

    /// Whether each replicate of r carries the error of its atanh, as the bootstrap-t needs.
    #[must_use]
    pub fn is_studentised(&self) -> bool {
        self.studentised
    }

    /// The bootstrap standard error: the standard deviation of the replicates, divisor B - 1.
    ///
    /// # Errors
    /// As [`Replicates::interval`].
    pub fn standard_error(&self) -> Result<f64, ParallelError> {
        Ok(self.defined()?.standard_deviation())
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
    /// Cost: one reading of the data; by strata or clusters as [`Jackknife::of_design`] and [`Abc::of_design`].
    ///
    /// # Errors
    /// [`ParallelError::OtherData`] for a pair of another length or correlation; [`ParallelError::LabelsNeeded`] for
    /// replicates by strata or clusters (see [`Replicates::accompanied_designed`]); as [`Jackknife::of_pair`] and
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
        self,
        pair: &Pair<S>,
        needs: Needs,
    ) -> Result<Self, ParallelError> {
        let design = Design::of_blocks_like(self.scheme, self.design)
            .map_or_else(|| Design::of(self.scheme), Ok)?;
        self.accompany(pair, &design, needs)
    }

    /// As [`Replicates::accompanied`], with the jackknife and the ABC quantities that the design of the replicates gives (see
    /// [`Jackknife::of_design`], [`Abc::of_design`]).
    ///
    /// # Errors
    /// As there, and [`ParallelError::OtherRun`] for a design that the replicates were not drawn by.
    pub fn accompanied_designed<S: PairSource>(
        self,
        pair: &Pair<S>,
        design: &Design,
        needs: Needs,
    ) -> Result<Self, ParallelError> {
        let named =
            |scheme: Scheme, hash: u64| format!("{} with fingerprint {hash}", scheme.name());
        let expected = named(self.scheme, self.design);
        let got = named(design.scheme(), design.fingerprint());
        if expected != got {
            return Err(ParallelError::OtherRun {
                what: "design",
                expected,
                got,
            });
        }
        self.accompany(pair, design, needs)
    }

    fn accompany<S: PairSource>(
        mut self,
        pair: &Pair<S>,
        design: &Design,
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
        let missing = Needs {
            jackknife: needs.jackknife && self.jackknife.is_none(),
            abc: needs.abc && self.abc.is_none(),
            ..needs
        };
        let surveyed = Survey::of_design(pair, design, missing)?;
        self.jackknife = self.jackknife.or(surveyed.jackknife);
        self.abc = self.abc.or(surveyed.abc);
        Ok(self)
    }

    /// The two-sided limits with what is doubtful about them.
    pub(super) fn found(&self, method: Method, level: f64) -> Result<Found, ParallelError> {
        let _span = tracing::debug_span!("interval", method = method.name(), level).entered();
        verify_level(level)?;
        method.verify_scheme(self.scheme)?;
        self.verify_enough()?;
        let defined: Vec<_> = self.studentised().flatten().collect();
        self.found_from(&defined, method, level)
    }

    /// The same from some of the replicates, at least two, for a level in (0, 1).
    pub(super) fn found_from(
        &self,
        some: &[StudentisedReplicate],
        method: Method,
        level: f64,
    ) -> Result<Found, ParallelError> {
        // Without errors of their own, or without an r that errors could be taken from, they cannot be studentised.
        let studentised =
            method.needs().replicate_errors && self.studentised && self.estimate().abs() < 1.0;
        let errors =
            studentised.then(|| StudentisedErrors::new(self.estimate(), some.iter().copied()));
        let distribution = ReplicateValues::new(some.iter().map(|one| one.r).collect());
        let ingredients = Ingredients {
            estimate: self.estimate(),
            distribution: &distribution,
            studentised: errors.as_ref(),
            jackknife: self.jackknife.as_ref(),
            abc: self.abc.as_ref(),
        };
        ingredients.limits(method, level)
    }

    /// The first value of each replicate in order, with the error that it carries if replicates are studentised.
    pub(super) fn studentised(&self) -> impl Iterator<Item = Option<StudentisedReplicate>> {
        let width = self.estimates.len();
        self.values.chunks_exact(width).map(move |values| {
            let error = values.get(1).copied().flatten();
            values[0].map(|r| StudentisedReplicate { r, error })
        })
    }

    fn defined(&self) -> Result<ReplicateValues, ParallelError> {
        self.verify_enough()?;
        Ok(ReplicateValues::new(self.column(0).flatten().collect()))
    }

    /// Checks that two replicates have a value.
    fn verify_enough(&self) -> Result<(), ParallelError> {
        let needed = super::Plan::LEAST_REPLICATES;
        let (finished, replicates) = (self.count(), self.requested);
        if finished < needed {
            return Err(ParallelError::Stopped {
                finished,
                replicates,
                needed,
            });
        }
        let defined = finished - self.undefined();
        if defined < needed {
            return Err(ParallelError::TooFewDefined {
                defined,
                replicates: finished,
                needed,
            });
        }
        Ok(())
    }
}
