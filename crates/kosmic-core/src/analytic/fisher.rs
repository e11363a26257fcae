//! Fisher's z: r on the scale atanh r, where its error is nearly normal with variance 1/(n - 3).

use libm::erfc;
use statrs::distribution::{ContinuousCDF, Normal};

use super::{Limits, verify_level};
use crate::error::CoreError;

/// The confidence limits of a correlation by Fisher's z: tanh(atanh r ± q / sqrt(n - 3)), q the normal quantile at
/// (1 + level)/2.
///
/// `None` where they are not defined: n below 4, or |r| = 1. Assumes independent rows of a bivariate normal
/// distribution. Autocorrelated rows make them far too narrow, heavy tails too (about 60 % coverage of a nominal 95 %
/// with 5 % contamination).
///
/// # Errors
/// [`CoreError::OutOfRange`] for a level outside (0, 1) or an r outside [-1, 1].
///
/// # Example
/// ```
/// let limits = kosmic_core::fisher_limits(0.6, 28, 0.95)?.unwrap();
/// let z = 0.6_f64.atanh();
/// assert!((limits.lower - (z - 1.959963984540054 / 5.0).tanh()).abs() < 1e-14);
/// # Ok::<(), kosmic_core::CoreError>(())
/// ```
///
/// # Source
/// R. A. Fisher, On the probable error of a coefficient of correlation deduced from a small sample, Metron 1 (1921)
/// 3-32.
pub fn fisher_limits(r: f64, n: usize, level: f64) -> Result<Option<Limits>, CoreError> {
    verify_level(level)?;
    verify_correlation(r)?;
    if n < 4 || r.abs() == 1.0 {
        return Ok(None);
    }
    let error = 1.0 / ((n - 3) as f64).sqrt();
    Ok(Some(limits_around(r, error, level)))
}

/// The limits of a correlation with |r| < 1 whose atanh has a known standard error; `level` is in (0, 1).
pub(crate) fn limits_around(r: f64, error: f64, level: f64) -> Limits {
    limits_at_quantile(r, error, two_sided_quantile(level))
}

/// The limits at `quantile` standard errors on either side.
pub(crate) fn limits_at_quantile(r: f64, error: f64, quantile: f64) -> Limits {
    let (z, reach) = (r.atanh(), quantile * error);
    Limits {
        lower: (z - reach).tanh(),
        upper: (z + reach).tanh(),
    }
}

/// The q with P(|Z| ≤ q) = level, taken from the lower tail, which keeps its digits for levels near 1.
pub(crate) fn two_sided_quantile(level: f64) -> f64 {
    -normal_quantile(0.5 - 0.5 * level)
}

/// P(|Z| ≥ |z|), Z standard normal.
pub(crate) fn two_sided_normal_p(z: f64) -> f64 {
    erfc(z.abs() / std::f64::consts::SQRT_2)
}

/// P(Z ≥ z), Z standard normal.
pub(crate) fn upper_normal_p(z: f64) -> f64 {
    0.5 * erfc(z / std::f64::consts::SQRT_2)
}

/// The two-sided p-value of ρ = 0 by Fisher's z: P(|Z| ≥ |atanh r| sqrt(n - 3)), Z standard normal.
///
/// An approximation: [`correlation_p_value`](super::correlation_p_value) is exact under the same assumptions. `None`
/// where n is below 4; 0 for |r| = 1.
///
/// # Errors
/// [`CoreError::OutOfRange`] for an r outside [-1, 1].
///
/// # Example
/// ```
/// let p = kosmic_core::fisher_p_value(0.6, 28)?.unwrap();
/// assert!((p - 5.3e-4).abs() < 1e-5);
/// # Ok::<(), kosmic_core::CoreError>(())
/// ```
pub fn fisher_p_value(r: f64, n: usize) -> Result<Option<f64>, CoreError> {
    verify_correlation(r)?;
    if n < 4 {
        return Ok(None);
    }
    Ok(Some(two_sided_normal_p(
        r.atanh() * ((n - 3) as f64).sqrt(),
    )))
}

/// The quantile of the standard normal distribution: the z with P(Z ≤ z) = p; ∓∞ for p = 0 and 1, NaN outside.
///
/// # Example
/// ```
/// assert!((kosmic_core::normal_quantile(0.975) - 1.959963984540054).abs() < 1e-14);
/// ```
#[must_use]
pub fn normal_quantile(p: f64) -> f64 {
    if !(0.0..=1.0).contains(&p) {
        return f64::NAN;
    }
    Normal::standard().inverse_cdf(p)
}

pub(crate) fn verify_correlation(r: f64) -> Result<(), CoreError> {
    if (-1.0..=1.0).contains(&r) {
        return Ok(());
    }
    Err(CoreError::OutOfRange {
        name: "a correlation",
        range: "in [-1, 1]",
        value: r,
    })
}
