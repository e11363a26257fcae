//! From one effect size to another.

use crate::error::StatsError;

/// r of a t statistic: t / sqrt(t² + ν).
///
/// # Errors
/// [`StatsError::OutOfRange`] for a t that is not finite, and for degrees of freedom ν not above 0.
///
/// # Example
/// ```
/// assert_eq!(kosmic_stats::r_from_t(2.0, 12.0)?, 0.5);
/// # Ok::<(), kosmic_stats::StatsError>(())
/// ```
pub fn r_from_t(t: f64, freedom: f64) -> Result<f64, StatsError> {
    finite("t", t)?;
    Ok(t / t.hypot(above_zero("degrees of freedom", freedom)?.sqrt()))
}

/// t of a correlation: r sqrt(ν / (1 - r²)).
///
/// # Errors
/// [`StatsError::OutOfRange`] for an r not strictly between -1 and 1, and for degrees of freedom ν not above 0.
///
/// # Example
/// ```
/// assert!((kosmic_stats::t_from_r(0.5, 12.0)? - 2.0).abs() < 1e-15);
/// # Ok::<(), kosmic_stats::StatsError>(())
/// ```
pub fn t_from_r(r: f64, freedom: f64) -> Result<f64, StatsError> {
    let r = correlation(r)?;
    Ok(r * (above_zero("degrees of freedom", freedom)? / ((1.0 - r) * (1.0 + r))).sqrt())
}

/// |r| of an F statistic with one degree of freedom in the numerator: sqrt(F / (F + ν)).
///
/// # Errors
/// [`StatsError::OutOfRange`] for an F below 0 or not finite, and for degrees of freedom ν not above 0.
///
/// # Example
/// ```
/// assert_eq!(kosmic_stats::r_from_f(4.0, 12.0)?, 0.5);
/// # Ok::<(), kosmic_stats::StatsError>(())
/// ```
pub fn r_from_f(f: f64, freedom: f64) -> Result<f64, StatsError> {
    Ok(eta_squared_from_f(f, 1.0, freedom)?.sqrt())
}

/// η² of an F statistic: F ν₁ / (F ν₁ + ν₂).
///
/// # Errors
/// [`StatsError::OutOfRange`] for an F below 0 or not finite, and for degrees of freedom not above 0.
///
/// # Example
/// ```
/// assert_eq!(kosmic_stats::eta_squared_from_f(21.0, 2.0, 6.0)?, 0.875);
/// # Ok::<(), kosmic_stats::StatsError>(())
/// ```
pub fn eta_squared_from_f(f: f64, above: f64, below: f64) -> Result<f64, StatsError> {
    if !(f.is_finite() && f >= 0.0) {
        return Err(StatsError::OutOfRange {
            name: "F",
            range: "from 0 on and be finite",
            value: f,
        });
    }
    let share = f * above_zero("degrees of freedom", above)?;
    Ok(share / (share + above_zero("degrees of freedom", below)?))
}

/// Cohen's f of η²: sqrt(η² / (1 - η²)).
///
/// # Errors
/// [`StatsError::OutOfRange`] for an η² outside [0, 1).
///
/// # Example
/// ```
/// assert_eq!(kosmic_stats::f_from_eta_squared(0.5)?, 1.0);
/// # Ok::<(), kosmic_stats::StatsError>(())
/// ```
pub fn f_from_eta_squared(share: f64) -> Result<f64, StatsError> {
    if !(0.0..1.0).contains(&share) {
        return Err(StatsError::OutOfRange {
            name: "eta squared",
            range: "in [0, 1)",
            value: share,
        });
    }
    Ok((share / (1.0 - share)).sqrt())
}

/// Cohen's d of two independent groups from their t: t sqrt(1/n₁ + 1/n₂).
///
/// # Errors
/// [`StatsError::OutOfRange`] for a t that is not finite; [`StatsError::TooFew`] for an empty group.
///
/// # Example
/// ```
/// assert_eq!(kosmic_stats::d_from_t(2.0, 8, 8)?, 1.0);
/// # Ok::<(), kosmic_stats::StatsError>(())
/// ```
pub fn d_from_t(t: f64, first: usize, second: usize) -> Result<f64, StatsError> {
    finite("t", t)?;
    let [first, second] = sizes(first, second)?;
    Ok(t * (1.0 / first + 1.0 / second).sqrt())
}

/// The point-biserial r of Cohen's d: d / sqrt(d² + a), a = (n₁ + n₂)² / (n₁ n₂), which is 4 for groups of one size.
///
/// # Errors
/// [`StatsError::OutOfRange`] for a d that is not finite; [`StatsError::TooFew`] for an empty group.
///
/// # Example
/// ```
/// assert!((kosmic_stats::r_from_d(2.0, 10, 10)? - 0.5_f64.sqrt()).abs() < 1e-15);
/// # Ok::<(), kosmic_stats::StatsError>(())
/// ```
///
/// # Source
/// M. Borenstein et al., Introduction to Meta-Analysis (2009), chapter 7.
pub fn r_from_d(d: f64, first: usize, second: usize) -> Result<f64, StatsError> {
    finite("d", d)?;
    Ok(d / d.hypot(imbalance(first, second)?.sqrt()))
}

/// Cohen's d of a point-biserial r: the inverse of [`r_from_d`].
///
/// # Errors
/// [`StatsError::OutOfRange`] for an r not strictly between -1 and 1; [`StatsError::TooFew`] for an empty group.
///
/// # Example
/// ```
/// assert!((kosmic_stats::d_from_r(0.5_f64.sqrt(), 10, 10)? - 2.0).abs() < 1e-14);
/// # Ok::<(), kosmic_stats::StatsError>(())
/// ```
pub fn d_from_r(r: f64, first: usize, second: usize) -> Result<f64, StatsError> {
    let r = correlation(r)?;
    Ok(r * (imbalance(first, second)? / ((1.0 - r) * (1.0 + r))).sqrt())
}

/// |r| of a K-Index: K/2.
///
/// # Errors
/// [`StatsError::OutOfRange`] for a K outside [0, 2].
///
/// # Example
/// ```
/// assert_eq!(kosmic_stats::r_from_k(1.2)?, 0.6);
/// # Ok::<(), kosmic_stats::StatsError>(())
/// ```
pub fn r_from_k(k: f64) -> Result<f64, StatsError> {
    if !(0.0..=2.0).contains(&k) {
        return Err(StatsError::OutOfRange {
            name: "K",
            range: "in [0, 2]",
            value: k,
        });
    }
    Ok(0.5 * k)
}

/// The K-Index of a correlation: 2|r|.
///
/// # Errors
/// [`StatsError::OutOfRange`] for an r outside [-1, 1].
///
/// # Example
/// ```
/// assert_eq!(kosmic_stats::k_from_r(-0.6)?, 1.2);
/// # Ok::<(), kosmic_stats::StatsError>(())
/// ```
pub fn k_from_r(r: f64) -> Result<f64, StatsError> {
    if !(-1.0..=1.0).contains(&r) {
        return Err(StatsError::OutOfRange {
            name: "a correlation",
            range: "in [-1, 1]",
            value: r,
        });
    }
    Ok(2.0 * r.abs())
}

fn imbalance(first: usize, second: usize) -> Result<f64, StatsError> {
    let [first, second] = sizes(first, second)?;
    Ok((first + second) * (1.0 / first + 1.0 / second))
}

fn sizes(first: usize, second: usize) -> Result<[f64; 2], StatsError> {
    if first.min(second) == 0 {
        return Err(StatsError::TooFew {
            name: "values of a group",
            needed: 1,
            got: 0,
        });
    }
    Ok([first as f64, second as f64])
}

fn correlation(r: f64) -> Result<f64, StatsError> {
    if r > -1.0 && r < 1.0 {
        return Ok(r);
    }
    Err(StatsError::OutOfRange {
        name: "a correlation",
        range: "strictly between -1 and 1",
        value: r,
    })
}

fn finite(name: &'static str, value: f64) -> Result<f64, StatsError> {
    if value.is_finite() {
        return Ok(value);
    }
    Err(StatsError::OutOfRange {
        name,
        range: "among the finite numbers",
        value,
    })
}

fn above_zero(name: &'static str, value: f64) -> Result<f64, StatsError> {
    if value.is_finite() && value > 0.0 {
        return Ok(value);
    }
    Err(StatsError::OutOfRange {
        name,
        range: "above 0 and be finite",
        value,
    })
}
