//! The bootstrap interval of K.

use kosmic_core::{CoreError, Limits, Pair, PairSource, Series};

use super::draw::Demand;
use super::monte_carlo::MonteCarloError;
use super::options::Bootstrap;
use super::plan::Plan;
use super::replicates::Replicates;
use crate::error::ParallelError;
use crate::interval::{DesignedCorrelation, Found, Method, Sides};
use crate::scheme::{Design, Scheme};
use crate::statistic::{Correlation, StudentisedCorrelation};
use crate::warning::Warning;

/// Fewer replicates than this beyond a limit make it unsteady.
const STEADY_TAIL: f64 = 10.0;

/// K of a sample with its bootstrap interval, and all that is needed to make it again.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct KInterval {
    /// The number of pairs.
    pub n: usize,
    /// K = 2|r| of the sample.
    pub estimate: f64,
    /// Lower limit of K.
    pub lower: f64,
    /// Upper limit of K.
    pub upper: f64,
    /// Signed correlation of the sample.
    pub r: f64,
    /// Lower limit of r; `None` where the method knows |r| only.
    pub r_lower: Option<f64>,
    /// Upper limit of r; `None` where the method knows |r| only.
    pub r_upper: Option<f64>,
    /// The level promised.
    pub level: f64,
    /// Which limits of K it is promised for. The limits of r are two-sided at the level that
    /// [`Sides::two_sided_level`] gives.
    pub sides: Sides,
    /// How replicates became limits.
    pub method: Method,
    /// How rows were resampled.
    pub scheme: Scheme,
    /// The number of replicates asked for; the largest number where fewer may be enough.
    pub replicates: usize,
    /// The number of replicates drawn.
    pub replicates_used: usize,
    /// Replicates without a value, left out.
    pub undefined: usize,
    /// By how much the limits of r would move with another seed. Looked at where the number of replicates is adaptive; see
    /// [`Replicates::monte_carlo_error`] for others.
    pub mc_error: Option<MonteCarloError>,
    /// The seed.
    pub seed: u64,
    /// The number of threads; the result does not depend on it.
    pub threads: usize,
    /// What to know before relying on it.
    pub warnings: Vec<Warning>,
}

impl KInterval {
    /// The two-sided interval of K from replicates of r ([`Correlation`], or [`StudentisedCorrelation`] for the
    /// bootstrap-t): limits are found on the signed r, kept within [-1, 1] and folded (see [`Limits::folded`]), so that
    /// 0 is among them whenever r = 0 is not ruled out.
    ///
    /// # Errors
    /// [`ParallelError::PerfectCorrelation`] for an estimate of ±1; [`CoreError::OutOfRange`] for one beyond, which is
    /// no correlation; and as [`Replicates::interval`].
    pub fn of_replicates(
        replicates: &Replicates,
        method: Method,
        level: f64,
    ) -> Result<Self, ParallelError> {
        Self::sided(replicates, method, level, Sides::Two)
    }

    /// As [`KInterval::of_replicates`], or a limit of K on one side only: the other end is that of the range [0, 2].
    ///
    /// # Errors
    /// As there, and for the level of an upper limit outside (0.5, 1).
    ///
    /// # Example
    /// ```
    /// use kosmic_core::Pair;
    /// use kosmic_parallel::{Bootstrap, Correlation, KInterval, Method, Sides};
    ///
    /// let x = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0];
    /// let pair = Pair::new(&x, &[2.0, 1.0, 4.0, 3.0, 7.0, 5.0, 8.0, 6.0])?;
    /// let replicates = Bootstrap::default().plan()?.run(&pair, &Correlation)?;
    /// let upper = KInterval::sided(&replicates, Method::Percentile, 0.95, Sides::Upper)?;
    /// let two = KInterval::of_replicates(&replicates, Method::Percentile, 0.9)?;
    /// assert_eq!((upper.lower, upper.upper), (0.0, two.upper));
    /// # Ok::<(), kosmic_parallel::ParallelError>(())
    /// ```
    pub fn sided(
        replicates: &Replicates,
        method: Method,
        level: f64,
        sides: Sides,
    ) -> Result<Self, ParallelError> {
        let r = replicates.estimate();
        verify_imperfect(r)?;
        let found = replicates.found(method, sides.two_sided_level(level)?)?;
        let mut warnings = cautions(replicates, &found);
        let signed = match method {
            Method::LegacyPercentile => {
                warnings.push(Warning::NeverContainsZero);
                None
            }
            _ => {
                let (clipped, moved) = found.limits.clipped_to_correlation();
                warnings.extend(moved.then_some(Warning::Clipped));
                Some(clipped)
            }
        };
        let Limits { lower, upper } = sides.of(signed.unwrap_or(found.limits).folded());
        Ok(Self {
            n: replicates.rows(),
            estimate: 2.0 * r.abs(),
            lower,
            upper,
            r,
            r_lower: signed.map(|limits| limits.lower),
            r_upper: signed.map(|limits| limits.upper),
            level,
            sides,
            method,
            scheme: replicates.scheme(),
            replicates: replicates.stopped_early().unwrap_or(replicates.count()),
            replicates_used: replicates.count(),
            undefined: replicates.undefined(),
            mc_error: None,
            seed: replicates.seed(),
            threads: replicates.threads(),
            warnings,
        })
    }
}

/// Checks that r lies strictly between -1 and 1.
pub(super) fn verify_imperfect(r: f64) -> Result<(), ParallelError> {
    if r.abs() < 1.0 {
        return Ok(());
    }
    if r.abs() == 1.0 {
        return Err(ParallelError::PerfectCorrelation { r });
    }
    Err(ParallelError::Core(CoreError::OutOfRange {
        name: "a correlation",
        range: "in [-1, 1]",
        value: r,
    }))
}

fn cautions(replicates: &Replicates, found: &Found) -> Vec<Warning> {
    let undefined = replicates.undefined();
    let defined = (replicates.count() - undefined) as f64;
    let in_tail = found.tail.map(|tail| defined * tail);
    [
        replicates
            .stopped_early()
            .map(|requested| Warning::StoppedEarly { requested }),
        (undefined > 0).then_some(Warning::Undefined { count: undefined }),
        in_tail
            .filter(|&in_tail| in_tail < STEADY_TAIL)
            .map(|in_tail| Warning::FewReplicates { in_tail }),
        found.infinite.then_some(Warning::InfiniteQuantile),
    ]
    .into_iter()
    .flatten()
    .collect()
}

impl Plan {
    /// The bootstrap interval of K of a checked pair.
    ///
    /// # Errors
    /// As [`bootstrap_k_ci`].
    pub fn k_interval<S: PairSource>(
        &self,
        pair: &Pair<S>,
        progress: &dyn kosmic_core::Progress,
    ) -> Result<KInterval, ParallelError> {
        self.k_interval_designed(pair, &Design::of(self.scheme)?, progress)
    }

    /// As [`Plan::k_interval`], by a design in place of the plan's scheme. What the design cautions of is among the
    /// warnings.
    ///
    /// # Errors
    /// As there; [`ParallelError::LabelCount`]; [`ParallelError::MethodScheme`] for methods that take errors over samples (BCa,
    /// ABC, bootstrap-t) where replicates are draws from a posterior distribution (Dirichlet weights).
    pub fn k_interval_designed<S: PairSource>(
        &self,
        pair: &Pair<S>,
        design: &Design,
        progress: &dyn kosmic_core::Progress,
    ) -> Result<KInterval, ParallelError> {
        let scheme = design.scheme();
        self.method_for(scheme).verify_scheme(scheme)?;
        let replicates = self.k_replicates_designed(pair, design, progress)?;
        let mut interval = self.k_interval_of(&replicates)?;
        interval.warnings.extend(design.warnings());
        Ok(interval)
    }

    /// The interval of K that this plan's method, level and sides make of replicates of r; with the Monte Carlo error of
    /// its limits where the number of replicates is adaptive.
    ///
    /// # Errors
    /// As [`KInterval::sided`].
    pub fn k_interval_of(&self, replicates: &Replicates) -> Result<KInterval, ParallelError> {
        let method = self.method_for(replicates.scheme());
        let interval = KInterval::sided(replicates, method, self.level, self.sides)?;
        let Some(rule) = self.rule else {
            return Ok(interval);
        };
        let level = self.sides.two_sided_level(self.level)?;
        let mc_error = replicates.monte_carlo_error(method, level)?;
        let missed = Warning::ToleranceNotReached {
            tolerance: rule.tolerance(),
            reached: mc_error.map(|error| error.relative),
        };
        let mut warnings = interval.warnings;
        warnings.extend((!rule.passes(mc_error)).then_some(missed));
        Ok(KInterval {
            replicates: self.replicates.max(interval.replicates_used),
            mc_error,
            warnings,
            ..interval
        })
    }

    /// Replicates of r with all that the method of this plan needs: of [`StudentisedCorrelation`] for the bootstrap-t, of
    /// [`Correlation`] for all others, accompanied (see [`Replicates::accompanied`]).
    ///
    /// # Errors
    /// [`ParallelError::PerfectCorrelation`] for |r| = 1, and as [`Plan::run`] and [`Replicates::accompanied`].
    pub fn k_replicates<S: PairSource>(
        &self,
        pair: &Pair<S>,
        progress: &dyn kosmic_core::Progress,
    ) -> Result<Replicates, ParallelError> {
        self.k_replicates_designed(pair, &Design::of(self.scheme)?, progress)
    }

    /// As [`Plan::k_replicates`], by a design in place of the plan's scheme. Errors of replicates, and what limits are made of
    /// besides, are those of the design: by strata from the scatter within these, by clusters from that of their sums.
    ///
    /// # Errors
    /// As there, and [`ParallelError::LabelCount`].
    pub fn k_replicates_designed<S: PairSource>(
        &self,
        pair: &Pair<S>,
        design: &Design,
        progress: &dyn kosmic_core::Progress,
    ) -> Result<Replicates, ParallelError> {
        verify_imperfect(pair.r())?;
        design.verify_rows(pair.len())?;
        let needs = self.method_for(design.scheme()).needs();
        let demand = Demand {
            needs,
            ..Demand::of(design)
        };
        match design.grouping() {
            _ if !needs.replicate_errors => self.start(pair, &Correlation, demand, progress),
            None => self.start(pair, &StudentisedCorrelation, demand, progress),
            Some(grouping) => {
                let statistic = DesignedCorrelation::new(pair.moments(), grouping);
                self.start(pair, &statistic, demand, progress)
            }
        }
    }

    /// As [`Plan::k_replicates`], beginning with replicates of an earlier run (see [`Plan::extend`]). Replicates with
    /// errors of their own serve every method; others all but the bootstrap-t.
    ///
    /// # Errors
    /// As there, and as [`Plan::extend`].
    pub fn extend_k_replicates<S: PairSource>(
        &self,
        replicates: Replicates,
        pair: &Pair<S>,
        progress: &dyn kosmic_core::Progress,
    ) -> Result<Replicates, ParallelError> {
        let design = Design::of(self.scheme)?;
        self.extend_k_replicates_designed(replicates, pair, &design, progress)
    }

    /// As [`Plan::extend_k_replicates`], by the design that the replicates were drawn by: they carry its fingerprint, saved
    /// ones too, and no other design extends them.
    ///
    /// # Errors
    /// As there, and as [`Plan::extend_designed`].
    ///
    /// # Example
    /// ```
    /// use kosmic_core::{Pair, Silent};
    /// use kosmic_parallel::{Bootstrap, Design};
    ///
    /// let x = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0];
    /// let pair = Pair::new(&x, &[2.0, 1.0, 4.0, 3.0, 7.0, 5.0, 8.0, 6.0])?;
    /// let design = Design::stratified([0, 0, 0, 0, 1, 1, 1, 1])?;
    /// let plan = |replicates: usize| Bootstrap::default().replicates(replicates).plan();
    /// let half = plan(500)?.k_replicates_designed(&pair, &design, &Silent)?;
    /// let whole = plan(1000)?.extend_k_replicates_designed(half.clone(), &pair, &design, &Silent)?;
    /// assert_eq!(whole, plan(1000)?.k_replicates_designed(&pair, &design, &Silent)?);
    /// let other = Design::stratified([0, 0, 0, 1, 1, 1, 1, 1])?;
    /// assert!(plan(1000)?.extend_k_replicates_designed(half, &pair, &other, &Silent).is_err());
    /// # Ok::<(), kosmic_parallel::ParallelError>(())
    /// ```
    pub fn extend_k_replicates_designed<S: PairSource>(
        &self,
        replicates: Replicates,
        pair: &Pair<S>,
        design: &Design,
        progress: &dyn kosmic_core::Progress,
    ) -> Result<Replicates, ParallelError> {
        verify_imperfect(pair.r())?;
        design.verify_rows(pair.len())?;
        let needs = self.method_for(design.scheme()).needs();
        let demand = Demand {
            needs,
            ..Demand::of(design)
        };
        match design.grouping() {
            _ if !(needs.replicate_errors || replicates.is_studentised()) => {
                self.resume(replicates, pair, &Correlation, demand, progress)
            }
            None => self.resume(replicates, pair, &StudentisedCorrelation, demand, progress),
            Some(grouping) => {
                let statistic = DesignedCorrelation::new(pair.moments(), grouping);
                self.resume(replicates, pair, &statistic, demand, progress)
            }
        }
    }
}

/// A bootstrap confidence interval of the K-Index of observations and actions.
///
/// Rows are resampled with replacement, r is computed on each resample, limits are found on the signed r by the method
/// asked for and folded to K = 2|r|.
///
/// Assumes independent rows (see [`Scheme`]). Cost: O(n · replicates) time.
///
/// # Errors
/// As [`Pair::new`] for bad data; [`ParallelError::PerfectCorrelation`] for |r| = 1; bad options; see
/// [`Bootstrap::plan`].
///
/// # Example
/// ```
/// use kosmic_parallel::{Bootstrap, Method, bootstrap_k_ci};
///
/// // Admission test and grade point average at 15 law schools (Efron 1979).
/// let lsat = [
///     576.0, 635.0, 558.0, 578.0, 666.0, 580.0, 555.0, 661.0, 651.0, 605.0, 653.0, 575.0, 545.0, 572.0, 594.0,
/// ];
/// let gpa = [
///     3.39, 3.30, 2.81, 3.03, 3.44, 3.07, 3.00, 3.43, 3.36, 3.13, 3.12, 2.74, 2.76, 2.88, 2.96,
/// ];
/// let interval = bootstrap_k_ci(&lsat, &gpa, Bootstrap::default().method(Method::Percentile))?;
/// assert!((interval.r - 0.776).abs() < 5e-4);
/// assert!((interval.lower / 2.0 - 0.46).abs() < 0.04);
/// assert!((interval.upper / 2.0 - 0.96).abs() < 0.02);
/// # Ok::<(), kosmic_parallel::ParallelError>(())
/// ```
///
/// # Source
/// B. Efron, Bootstrap methods: another look at the jackknife, Annals of Statistics 7 (1979) 1-26; B. Efron, R. J.
/// Tibshirani, An Introduction to the Bootstrap (1993), chapters 12 and 13.
pub fn bootstrap_k_ci<'a>(
    observations: impl Into<Series<'a>>,
    actions: impl Into<Series<'a>>,
    options: Bootstrap,
) -> Result<KInterval, ParallelError> {
    let pair = Pair::new(observations, actions)?;
    options.plan()?.k_interval(&pair, &kosmic_core::Silent)
}
