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
    if unexplained < (half_freedom + 1.0) / (half_freedom + 2.5) {
        return Ok(Some(tail(half_freedom, r, unexplained)));
    }
    Ok(checked_beta_reg(half_freedom, 0.5, unexplained).ok())
}

/// I_x(a, 1/2), x = 1 - r², where x is small enough for the continued fraction. Taking ln x from r, and the ratio of
/// gamma functions directly, keeps ten more digits at large a than the usual way by their logarithms.
fn tail(a: f64, r: f64, x: f64) -> f64 {
    let ln_x = if r * r < 0.5 {
        (-r * r).ln_1p()
    } else {
        x.ln()
    };
    let front = (a * ln_x).exp() * r.abs() * gamma_ratio(a) / (std::f64::consts::PI.sqrt() * a);
    (front * continued_fraction(a, x)).min(1.0)
}

/// Γ(a + 1/2)/Γ(a): carried up to a ≥ 20, where the asymptotic series has all digits.
fn gamma_ratio(mut a: f64) -> f64 {
    let mut factor = 1.0;
    while a < 20.0 {
        factor *= a / (a + 0.5);
        a += 1.0;
    }
    let u = 1.0 / (8.0 * a);
    let series = [1.0, -1.0, 0.5, 2.5, -2.625, -49.875, 54.3125, 2457.8125];
    factor * a.sqrt() * series.iter().rev().fold(0.0, |sum, c| sum * u + c)
}

/// The continued fraction of I_x(a, 1/2) by Lentz's method; about sqrt(a) steps.
fn continued_fraction(a: f64, x: f64) -> f64 {
    const STEPS: u32 = 100_000;
    let b = 0.5;
    let mut c = 1.0;
    let mut d = 1.0 / (1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = d;
    for step in 1..STEPS {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let before = fraction;
        for term in [even, odd] {
            d = 1.0 / (1.0 + term * d);
            c = 1.0 + term / c;
            fraction *= c * d;
        }
        if (fraction - before).abs() <= f64::EPSILON * fraction {
            break;
        }
    }
    fraction
}
