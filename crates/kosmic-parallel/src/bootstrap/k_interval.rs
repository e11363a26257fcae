//! The bootstrap interval of K.

use kosmic_core::{CoreError, Limits, Pair, PairSource, Series};

use super::options::{Bootstrap, Scheme};
use super::plan::Plan;
use super::replicates::Replicates;
use crate::error::ParallelError;
use crate::interval::Method;
use crate::statistic::Correlation;
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
    /// How replicates became limits.
    pub method: Method,
    /// How rows were resampled.
    pub scheme: Scheme,
    /// The number of replicates drawn.
    pub replicates: usize,
    /// Replicates without a value, left out.
    pub undefined: usize,
    /// The seed.
    pub seed: u64,
    /// The number of threads; the result does not depend on it.
    pub threads: usize,
    /// What to know before relying on it.
    pub warnings: Vec<Warning>,
}

impl KInterval {
    /// The interval of K from replicates of [`Correlation`]: limits are found on the signed r, kept within [-1, 1] and
    /// folded (see [`Limits::folded`]), so that 0 is among them whenever r = 0 is not ruled out.
    ///
    /// # Errors
    /// [`ParallelError::PerfectCorrelation`] for an estimate of ±1; [`CoreError::OutOfRange`] for one beyond, which is
    /// no correlation; and as [`Replicates::interval`].
    pub fn of_replicates(
        replicates: &Replicates,
        method: Method,
        level: f64,
    ) -> Result<Self, ParallelError> {
        let r = replicates.estimate();
        verify_imperfect(r)?;
        let limits = replicates.interval(method, level)?.limits;
        let mut warnings = cautions(replicates, level);
        let signed = match method {
            Method::LegacyPercentile => {
                warnings.push(Warning::NeverContainsZero);
                None
            }
            _ => {
                let (clipped, moved) = limits.clipped_to_correlation();
                warnings.extend(moved.then_some(Warning::Clipped));
                Some(clipped)
            }
        };
        let Limits { lower, upper } = signed.unwrap_or(limits).folded();
        Ok(Self {
            n: replicates.rows(),
            estimate: 2.0 * r.abs(),
            lower,
            upper,
            r,
            r_lower: signed.map(|limits| limits.lower),
            r_upper: signed.map(|limits| limits.upper),
            level,
            method,
            scheme: replicates.scheme(),
            replicates: replicates.count(),
            undefined: replicates.undefined(),
            seed: replicates.seed(),
            threads: replicates.threads(),
            warnings,
        })
    }
}

/// Checks that r lies strictly between -1 and 1.
fn verify_imperfect(r: f64) -> Result<(), ParallelError> {
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

fn cautions(replicates: &Replicates, level: f64) -> Vec<Warning> {
    let undefined = replicates.undefined();
    let in_tail = (replicates.count() - undefined) as f64 * (0.5 - 0.5 * level);
    [
        replicates
            .stopped_early()
            .map(|requested| Warning::StoppedEarly { requested }),
        (undefined > 0).then_some(Warning::Undefined { count: undefined }),
        (in_tail < STEADY_TAIL).then_some(Warning::FewReplicates { in_tail }),
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
        verify_imperfect(pair.r())?;
        let replicates = self.run_with(pair, &Correlation, progress)?;
        KInterval::of_replicates(&replicates, self.method, self.level)
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
/// use kosmic_parallel::{Bootstrap, bootstrap_k_ci};
///
/// // Admission test and grade point average at 15 law schools (Efron 1979).
/// let lsat = [
///     576.0, 635.0, 558.0, 578.0, 666.0, 580.0, 555.0, 661.0, 651.0, 605.0, 653.0, 575.0, 545.0, 572.0, 594.0,
/// ];
/// let gpa = [
///     3.39, 3.30, 2.81, 3.03, 3.44, 3.07, 3.00, 3.43, 3.36, 3.13, 3.12, 2.74, 2.76, 2.88, 2.96,
/// ];
/// let interval = bootstrap_k_ci(&lsat, &gpa, Bootstrap::default())?;
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
