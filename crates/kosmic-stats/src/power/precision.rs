//! How many rows an interval of given width takes.

use kosmic_core::{Limits, fisher_limits, verify_level};

use super::solve::MOST_ROWS;
use crate::error::StatsError;

/// The least number of rows at which Fisher's interval around a correlation r is at most `width` wide.
///
/// Assumes independent rows of normal pairs.
///
/// # Errors
/// [`StatsError::OutOfRange`] for an r not strictly between -1 and 1 and a width not above 0; [`StatsError::Core`] for a level
/// outside (0, 1); [`StatsError::Unsolvable`] where not even a trillion rows are enough.
///
/// # Example
/// ```
/// let n = kosmic_stats::rows_for_r_width(0.3, 0.2, 0.95)?;
/// let width = |n| {
///     let limits = kosmic_core::fisher_limits(0.3, n, 0.95).unwrap().unwrap();
///     limits.upper - limits.lower
/// };
/// assert!(width(n) <= 0.2 && width(n - 1) > 0.2);
/// # Ok::<(), kosmic_stats::StatsError>(())
/// ```
///
/// # Source
/// D. G. Bonett, T. A. Wright, Sample size requirements for estimating Pearson, Kendall and Spearman correlations,
/// Psychometrika 65 (2000) 23-28.
pub fn rows_for_r_width(r: f64, width: f64, level: f64) -> Result<usize, StatsError> {
    least_rows(r, width, level, |limits| limits)
}

/// The same for the interval of K = 2|r|, folded from that of r.
///
/// # Errors
/// As [`rows_for_r_width`], for a K not in [0, 2).
///
/// # Example
/// ```
/// // Away from 0 the interval of K is twice as wide as that of r.
/// assert_eq!(
///     kosmic_stats::rows_for_k_width(0.6, 0.4, 0.95)?,
///     kosmic_stats::rows_for_r_width(0.3, 0.2, 0.95)?
/// );
/// # Ok::<(), kosmic_stats::StatsError>(())
/// ```
pub fn rows_for_k_width(k: f64, width: f64, level: f64) -> Result<usize, StatsError> {
    least_rows(crate::r_from_k(k)?, width, level, Limits::folded)
}

fn least_rows(
    r: f64,
    width: f64,
    level: f64,
    scale: impl Fn(Limits) -> Limits,
) -> Result<usize, StatsError> {
    verify_level(level)?;
    let refused = |name, range, value| Err(StatsError::OutOfRange { name, range, value });
    if r.is_nan() || r.abs() >= 1.0 {
        return refused("the correlation", "strictly between -1 and 1", r);
    }
    if width.is_nan() || width <= 0.0 {
        return refused("the width", "above 0", width);
    }
    let narrow = |n: usize| -> Result<bool, StatsError> {
        let limits = fisher_limits(r, n, level)?.map(&scale);
        Ok(limits.is_some_and(|limits| limits.upper - limits.lower <= width))
    };
    let (mut low, mut high) = (4, 4);
    while !narrow(high)? {
        if high as f64 > MOST_ROWS {
            return Err(StatsError::Unsolvable {
                wanted: "number of rows",
                asked: format!("an interval of width {width}"),
                reason: "a trillion rows are too few",
            });
        }
        (low, high) = (high + 1, 2 * high);
    }
    while low < high {
        let middle = low + (high - low) / 2;
        if narrow(middle)? {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    Ok(low)
}
