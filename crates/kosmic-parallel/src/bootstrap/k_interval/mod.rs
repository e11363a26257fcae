//! The bootstrap interval of K.

mod planned;
mod sided;

use kosmic_core::{CoreError, Pair, Series};

pub(super) use self::sided::SidedLimits;
use super::monte_carlo::MonteCarloError;
use super::options::Bootstrap;
use super::replicates::Replicates;
use crate::error::ParallelError;
use crate::interval::{Found, Method, Sides};
use crate::scheme::{Scheme, SchemeChoice};
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
    /// The length of the blocks drawn, or their mean length; `None` where none were.
    #[cfg_attr(feature = "serde", serde(default))]
    pub block_length: Option<usize>,
    /// Why the scheme or the length are these, where they were left to the pair.
    #[cfg_attr(feature = "serde", serde(default))]
    pub choice: Option<SchemeChoice>,
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
    /// The two-sided interval of K from replicates of r ([`Correlation`](crate::Correlation), or
    /// [`StudentisedCorrelation`](crate::StudentisedCorrelation) for the bootstrap-t): limits are found on the signed r,
    /// kept within [-1, 1] and folded (see [`Limits::folded`](kosmic_core::Limits::folded)), so that 0 is among them whenever
    /// r = 0 is not ruled out.
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
        let limits = SidedLimits::of(found.limits, method, sides);
        warnings.extend(limits.warning);
        Ok(Self {
            n: replicates.rows(),
            estimate: 2.0 * r.abs(),
            lower: limits.of_k.lower,
            upper: limits.of_k.upper,
            r,
            r_lower: limits.of_r.map(|limits| limits.lower),
            r_upper: limits.of_r.map(|limits| limits.upper),
            level,
            sides,
            method,
            scheme: replicates.scheme(),
            block_length: replicates.block_length(),
            choice: None,
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
