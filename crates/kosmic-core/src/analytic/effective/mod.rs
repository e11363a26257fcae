//! How many independent rows autocorrelated series are worth to their correlation.

mod regularisation;
mod variance;

pub use regularisation::Regularisation;

use super::correlation_test::p_value_of_r;
use super::fisher::limits_around;
use super::{Limits, verify_level};
use crate::error::CoreError;
use crate::pair::Pair;
use crate::source::PairSource;

/// How the effective number of rows is found.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum EffectiveSampleMethod {
    /// Bartlett (1935): (1 + a b)/(1 - a b) from the lag-1 autocorrelations a and b. Both series are taken as
    /// autoregressions of order 1 that are not coupled.
    Bartlett,
    /// Bayley and Hammersley (1946): 1 + 2 Σ (1 - k/n) a_k b_k over the autocorrelations of all lags. Series that are not
    /// coupled, of any autocorrelation.
    BayleyHammersley(Regularisation),
    /// Afyouni, Smith and Nichols (2019), xDF: also the cross-correlations at all lags, so that the series may be coupled.
    CrossDependence(Regularisation),
}

impl Default for EffectiveSampleMethod {
    fn default() -> Self {
        Self::BayleyHammersley(Regularisation::default())
    }
}

/// The effective number of rows of a pair.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct EffectiveSample {
    /// The correlation.
    pub r: f64,
    /// The number of rows.
    pub n: usize,
    /// The variance of r over that of independent rows, as the formula gives it.
    pub inflation: f64,
    /// How it was found.
    pub method: EffectiveSampleMethod,
}

/// The number of independent rows whose correlation would vary as much as that of this pair.
///
/// n / max(1, v), v the variance of r over (1 - r²)²/n: see [`EffectiveSampleMethod`]. For x and y both of autocorrelation
/// φ^k it is about n (1 - φ²)/(1 + φ²). It is never above n: series whose autocorrelations have opposite signs, or that
/// alternate differently, can vary less than independent rows do, but an interval narrower than theirs is not taken on
/// trust from estimated autocorrelations. [`EffectiveSample::inflation`] says what the formula gave.
///
/// The series shall be stationary and nearly normal. From normal autoregressions limits of 95 % cover, by simulation with
/// the correlation at 0, .5 and .9: both φ = .5, n = 100: .93 to .95; both φ = .9, n = 100: .92 (Bartlett .95,
/// cross-dependence .89 to .93), n = 500: .94 (.95, .93 to .94). Where coupled series differ much in φ
/// only cross-dependence is not overcautious; elsewhere its many estimated terms make it the less sure one.
///
/// Cost: O(n L) time, L the number of lags that the regularisation keeps, some dozens as a rule.
///
/// # Errors
/// [`CoreError::OutOfRange`] for a regularisation beyond n - 2 lags; [`CoreError::PerfectCorrelation`] for cross-dependence
/// at |r| = 1; the failure of the pair's source.
///
/// # Example
/// ```
/// use kosmic_core::{EffectiveSampleMethod, Pair, effective_sample};
///
/// let x: Vec<f64> = (0..100).map(|t| (t as f64 / 9.0).sin()).collect();
/// let y: Vec<f64> = (0..100).map(|t| (t as f64 / 11.0).sin()).collect();
/// let pair = Pair::new(&x, &y)?;
/// let sample = effective_sample(&pair, EffectiveSampleMethod::default())?;
/// assert!(sample.effective() < 20.0);
/// assert!(sample.p_value().unwrap() > kosmic_core::correlation_p_value(pair.r(), 100)?.unwrap());
/// # Ok::<(), kosmic_core::CoreError>(())
/// ```
///
/// # Source
/// M. S. Bartlett, Some aspects of the time-correlation problem in regard to tests of significance, Journal of the Royal
/// Statistical Society 98 (1935) 536-543; G. V. Bayley, J. M. Hammersley, The effective number of independent
/// observations in an autocorrelated time series, Supplement to the Journal of the Royal Statistical Society 8 (1946)
/// 184-197; S. Afyouni, S. M. Smith, T. E. Nichols, Effective degrees of freedom of the Pearson's correlation coefficient
/// under autocorrelation, NeuroImage 199 (2019) 609-625.
pub fn effective_sample<S: PairSource>(
    pair: &Pair<S>,
    method: EffectiveSampleMethod,
) -> Result<EffectiveSample, CoreError> {
    let inflation = match method {
        EffectiveSampleMethod::Bartlett => variance::bartlett(pair)?,
        EffectiveSampleMethod::BayleyHammersley(lags) => variance::bayley_hammersley(pair, lags)?,
        EffectiveSampleMethod::CrossDependence(lags) => variance::cross_dependence(pair, lags)?,
    };
    Ok(EffectiveSample {
        r: pair.r(),
        n: pair.len(),
        inflation,
        method,
    })
}

impl EffectiveSample {
    /// The effective number of rows n / max(1, inflation), in (0, n].
    #[must_use]
    pub fn effective(&self) -> f64 {
        self.n as f64 / self.inflation.max(1.0)
    }

    /// The two-sided p of ρ = 0, by Student's t with the effective number of rows less 2 as degrees of freedom; `None`
    /// where the effective number is below 3.
    #[must_use]
    pub fn p_value(&self) -> Option<f64> {
        let rows = self.effective();
        (rows >= 3.0 && self.r.abs() <= 1.0).then(|| p_value_of_r(self.r, rows - 2.0))
    }

    /// Confidence limits of the correlation by Fisher's z with standard error 1 / sqrt(effective - 3); those of K are
    /// their [`folded`](Limits::folded). `None` where the effective number is below 4, or |r| = 1.
    ///
    /// # Errors
    /// [`CoreError::OutOfRange`] for a level outside (0, 1).
    ///
    /// # Example
    /// ```
    /// use kosmic_core::{EffectiveSample, EffectiveSampleMethod, fisher_limits};
    ///
    /// let method = EffectiveSampleMethod::Bartlett;
    /// let sample = EffectiveSample { r: 0.4, n: 100, inflation: 4.0, method };
    /// assert_eq!(sample.limits(0.95)?, fisher_limits(0.4, 25, 0.95)?);
    /// # Ok::<(), kosmic_core::CoreError>(())
    /// ```
    pub fn limits(&self, level: f64) -> Result<Option<Limits>, CoreError> {
        verify_level(level)?;
        let rows = self.effective();
        let defined = rows >= 4.0 && self.r.abs() < 1.0;
        Ok(defined.then(|| limits_around(self.r, 1.0 / (rows - 3.0).sqrt(), level)))
    }
}
