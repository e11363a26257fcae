//! r on average is nearer to 0 than ρ, and K of unrelated series is not 0.

use super::correlation_test::gamma_ratio;
use super::fisher::verify_correlation;
use super::hypergeometric::half_half;
use crate::error::CoreError;
use crate::pair::verify_rows;

/// The unbiased estimate of ρ: r F(1/2, 1/2; (n-2)/2; 1 - r²), F Gauss's hypergeometric function; in [-1, 1].
///
/// On average exactly ρ for independent rows of a bivariate normal distribution; r itself is too near to 0 by about
/// ρ(1 - ρ²)/(2n). Always at least |r| in absolute value; ±1 and 0 stay what they are, and from three rows nothing but the
/// sign is left. r (1 + (1 - r²)/(2(n - 4))), which is often used, differs by less than .01 from 8 rows on and .001 from
/// 18. It has a larger variance than r; 2 |estimate| is not an unbiased K, since |r| of unrelated series is not 0.
///
/// Cost: O(1). Relative accuracy about 1e-14.
///
/// # Errors
/// [`CoreError::OutOfRange`] for an r outside [-1, 1]; [`CoreError::TooShort`] below three rows.
///
/// # Example
/// ```
/// let rho = kosmic_core::unbiased_correlation(0.5, 25)?;
/// let approximation = 0.5 * (1.0 + 0.75 / (2.0 * 21.0));
/// assert!(rho > 0.5 && (rho - approximation).abs() < 5e-4);
/// # Ok::<(), kosmic_core::CoreError>(())
/// ```
///
/// # Source
/// I. Olkin, J. W. Pratt, Unbiased estimation of certain correlation coefficients, The Annals of Mathematical Statistics
/// 29 (1958) 201-211.
pub fn unbiased_correlation(r: f64, n: usize) -> Result<f64, CoreError> {
    verify_correlation(r)?;
    verify_rows(n)?;
    if r == 0.0 {
        return Ok(r);
    }
    let factor = half_half((n - 2) as f64 / 2.0, r * r);
    Ok((r * factor).clamp(-1.0, 1.0))
}

/// The K-Index that independent rows of two unrelated normal series have on average:
/// E K = 2Γ((n-1)/2) / (sqrt(π) Γ(n/2)), about 1.6 / sqrt(n); in (0, 1.28].
///
/// A K near it is what chance gives. It is the mean for any x, so long as y is normal and its rows independent;
/// autocorrelated series reach far higher, as if n were their effective number of rows.
///
/// Cost: O(1).
///
/// # Errors
/// [`CoreError::TooShort`] below three rows.
///
/// # Example
/// ```
/// let k = kosmic_core::expected_k_by_chance(4)?;
/// assert!((k - 1.0).abs() < 1e-14);
/// assert!((kosmic_core::expected_k_by_chance(1000)? - 0.0505).abs() < 1e-4);
/// # Ok::<(), kosmic_core::CoreError>(())
/// ```
///
/// # Source
/// E|r| by the density of r at ρ = 0: R. A. Fisher, Biometrika 10 (1915) 507-521.
pub fn expected_k_by_chance(n: usize) -> Result<f64, CoreError> {
    verify_rows(n)?;
    let half_freedom = (n - 1) as f64 / 2.0;
    Ok(2.0 / (std::f64::consts::PI.sqrt() * gamma_ratio(half_freedom)))
}
