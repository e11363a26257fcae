//! Differences of correlations on Fisher's scale.

use kosmic_core::{Limits, normal_quantile, verify_level};

use super::EffectSize;
use super::convert::r_from_k;
use crate::error::StatsError;

/// Cohen's q = atanh r₁ - atanh r₂ of two independent correlations, from n₁ and n₂ rows.
///
/// The limits are q ± z sqrt(1/(n₁ - 3) + 1/(n₂ - 3)); independent rows of normal pairs are assumed.
///
/// # Errors
/// [`StatsError::OutOfRange`] for an r not strictly between -1 and 1; [`StatsError::TooFew`] rows, below 4;
/// [`StatsError::Core`] for a level outside (0, 1).
///
/// # Example
/// ```
/// let q = kosmic_stats::cohen_q((0.5, 53), (0.2, 53), 0.95)?;
/// assert!((q.estimate - (0.5_f64.atanh() - 0.2_f64.atanh())).abs() < 1e-15);
/// assert!(q.limits.contains(0.0));
/// # Ok::<(), kosmic_stats::StatsError>(())
/// ```
///
/// # Source
/// J. Cohen, Statistical Power Analysis for the Behavioral Sciences, 2nd edition (1988), chapter 4.
pub fn cohen_q(
    first: (f64, usize),
    second: (f64, usize),
    level: f64,
) -> Result<EffectSize, StatsError> {
    verify_level(level)?;
    let [(z_first, spread_first), (z_second, spread_second)] = [fisher(first)?, fisher(second)?];
    let estimate = z_first - z_second;
    let reach = -normal_quantile(0.5 - 0.5 * level) * (spread_first + spread_second).sqrt();
    Ok(EffectSize {
        estimate,
        limits: Limits {
            lower: estimate - reach,
            upper: estimate + reach,
        },
    })
}

/// The same of two K-Indices: of |r| = K/2, so that the signs of the couplings do not count.
///
/// # Errors
/// As [`cohen_q`]; a K must lie in [0, 2).
///
/// # Example
/// ```
/// let q = kosmic_stats::cohen_q_from_k((1.0, 53), (0.4, 53), 0.95)?;
/// assert_eq!(q, kosmic_stats::cohen_q((0.5, 53), (0.2, 53), 0.95)?);
/// # Ok::<(), kosmic_stats::StatsError>(())
/// ```
pub fn cohen_q_from_k(
    first: (f64, usize),
    second: (f64, usize),
    level: f64,
) -> Result<EffectSize, StatsError> {
    cohen_q(
        (r_from_k(first.0)?, first.1),
        (r_from_k(second.0)?, second.1),
        level,
    )
}

/// atanh r and its variance.
fn fisher((r, n): (f64, usize)) -> Result<(f64, f64), StatsError> {
    if r.is_nan() || r.abs() >= 1.0 {
        return Err(StatsError::OutOfRange {
            name: "a correlation",
            range: "strictly between -1 and 1",
            value: r,
        });
    }
    if n < 4 {
        return Err(StatsError::TooFew {
            name: "rows of a correlation",
            needed: 4,
            got: n,
        });
    }
    Ok((r.atanh(), 1.0 / (n as f64 - 3.0)))
}
