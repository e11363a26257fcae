//! The exact test of no correlation between normal variables.

use statrs::function::beta::checked_beta_reg;

use super::fisher::verify_correlation;
use crate::error::CoreError;

/// The two-sided p-value of ρ = 0: P(|T| ≥ |r| sqrt((n-2)/(1-r²))), T Student's t with n - 2 degrees of freedom.
///
/// Exact for independent rows of which one variable is normal; 0 for |r| = 1; `None` where n is below 3. Rows that
/// depend on each other in time make it far too small.
///
/// Computed as the regularised incomplete beta function I_{1-r²}((n-2)/2, 1/2), which keeps its digits in the tail.
///
/// # Errors
/// [`CoreError::OutOfRange`] for an r outside [-1, 1].
///
/// # Example
/// ```
/// // With n = 4, p = 1 - |r|.
/// let p = kosmic_core::correlation_p_value(0.75, 4)?.unwrap();
/// assert!((p - 0.25).abs() < 1e-14);
/// # Ok::<(), kosmic_core::CoreError>(())
/// ```
///
/// # Source
/// Student, Probable error of a correlation coefficient, Biometrika 6 (1908) 302-310; R. A. Fisher, Biometrika 10
/// (1915) 507-521.
pub fn correlation_p_value(r: f64, n: usize) -> Result<Option<f64>, CoreError> {
    verify_correlation(r)?;
    if n < 3 {
        return Ok(None);
    }
    let half_freedom = (n - 2) as f64 / 2.0;
    let unexplained = (1.0 - r) * (1.0 + r);
    Ok(checked_beta_reg(half_freedom, 0.5, unexplained).ok())
}
