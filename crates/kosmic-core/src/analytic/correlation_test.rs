//! The exact test of no correlation between normal variables.

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
/// (1915) 507-521; A. R. DiDonato, A. H. Morris, Algorithm 708, ACM Transactions on Mathematical Software 18 (1992)
/// 360-373.
pub fn correlation_p_value(r: f64, n: usize) -> Result<Option<f64>, CoreError> {
    verify_correlation(r)?;
    if n < 3 {
        return Ok(None);
    }
    Ok(Some(p_value_of_r(r, (n - 2) as f64)))
}

/// The two-sided p of r with any number of degrees of freedom above 0, r in [-1, 1].
pub(crate) fn p_value_of_r(r: f64, freedom: f64) -> f64 {
    let half_freedom = freedom / 2.0;
    let explained = r * r;
    let scale = scale(half_freedom, r);
    let p = if explained < 0.5 && (half_freedom + 0.5) * explained < 2.0 {
        1.0 - 2.0 * scale * body(half_freedom, explained)
    } else {
        scale * tail(half_freedom, r)
    };
    p.clamp(0.0, 1.0)
}

/// The two-sided p of a statistic that has Student's t distribution: r = t / sqrt(freedom + t²) has the same p.
pub(crate) fn p_value_of_t(t: f64, freedom: f64) -> f64 {
    p_value_of_r(t / freedom.sqrt().hypot(t), freedom)
}

/// (1 - r²)^a |r| / B(a, 1/2). Taking ln(1 - r²) from r, and the ratio of gamma functions directly, keeps ten more digits
/// at large a than the usual way by their logarithms.
fn scale(a: f64, r: f64) -> f64 {
    let ln_unexplained = if r * r < 0.5 {
        (-r * r).ln_1p()
    } else {
        ((1.0 - r) * (1.0 + r)).ln()
    };
    (a * ln_unexplained).exp() * r.abs() * gamma_ratio(a) / std::f64::consts::PI.sqrt()
}

/// Γ(a + 1/2)/Γ(a): carried up to a ≥ 20, where the asymptotic series has all digits.
pub(super) fn gamma_ratio(mut a: f64) -> f64 {
    let mut factor = 1.0;
    while a < 20.0 {
        factor *= a / (a + 0.5);
        a += 1.0;
    }
    let u = 1.0 / (8.0 * a);
    let series = [1.0, -1.0, 0.5, 2.5, -2.625, -49.875, 54.3125, 2457.8125];
    factor * a.sqrt() * series.iter().rev().fold(0.0, |sum, c| sum * u + c)
}

/// Near r = 0: 1 - p is twice the scale times the hypergeometric F(1, a + 1/2; 3/2; r²), a sum of positive terms.
fn body(a: f64, explained: f64) -> f64 {
    let (mut term, mut sum, mut k) = (1.0, 1.0, 0.0);
    while term > 0.1 * f64::EPSILON * sum {
        term *= explained * (a + 0.5 + k) / (1.5 + k);
        sum += term;
        k += 1.0;
    }
    sum
}

/// Elsewhere: p is the scale times this continued fraction of I_{1-r²}(a, 1/2), in the form of DiDonato and Morris,
/// which takes no difference of nearly equal numbers however large a is. At most some fifty steps.
fn tail(a: f64, r: f64) -> f64 {
    const STEPS: u32 = 1000;
    const B: f64 = 0.5;
    let (explained, unexplained) = (r * r, (1.0 - r) * (1.0 + r));
    let ahead = 1.0 + (a + B) * explained - B;
    let mut fraction = (1.0 + 1.0 / a) / ahead;
    // Numerators and denominators of the last two convergents, over the last denominator.
    let ([mut above, mut below], [mut top, mut bottom]) = ([0.0, 1.0], [1.0, 1.0 / fraction]);
    for step in 1..STEPS {
        let m = f64::from(step);
        let s = a + 2.0 * m - 1.0;
        let before = 1.0 + (m - 1.0) / a;
        let weight = m * (B - m) * unexplained;
        let share = a / s;
        let alpha = before * (before + B / a) * share * share * (weight * unexplained);
        let next = (1.0 + m / a) / (1.0 + 1.0 / a + 2.0 * m / a);
        let beta = m + weight / s + next * (ahead + m * (1.0 + explained));
        (above, top) = (top, alpha * above + beta * top);
        (below, bottom) = (bottom, alpha * below + beta * bottom);
        let last = fraction;
        fraction = top / bottom;
        if (fraction - last).abs() <= 0.5 * f64::EPSILON * fraction {
            break;
        }
        (above, below) = (above / bottom, below / bottom);
        (top, bottom) = (fraction, 1.0);
    }
    fraction
}
