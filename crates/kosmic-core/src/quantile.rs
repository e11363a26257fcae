//! Quantiles of order statistics.

/// The quantile of ascending values at p in [0, 1] by linear interpolation between order statistics (type 7): the value
/// at position (m - 1) p, counted from 0. `None` for no values or a p outside [0, 1].
///
/// Infinite values are values: between a number and an infinity lies that infinity, between the two infinities the one
/// that p is nearer to.
///
/// # Example
/// ```
/// assert_eq!(kosmic_core::quantile(&[1.0, 2.0, 4.0], 0.75), Some(3.0));
/// assert_eq!(kosmic_core::quantile(&[1.0, 2.0, f64::INFINITY], 0.75), Some(f64::INFINITY));
/// ```
///
/// # Source
/// R. J. Hyndman, Y. Fan, Sample quantiles in statistical packages, The American Statistician 50 (1996) 361-365.
#[must_use]
pub fn quantile(ascending: &[f64], p: f64) -> Option<f64> {
    let last = ascending
        .len()
        .checked_sub(1)
        .filter(|_| (0.0..=1.0).contains(&p))?;
    let (below, _) = position(last, p);
    let neighbours = [ascending[below], ascending[last.min(below + 1)]];
    Some(quantile_between(neighbours, last, p))
}

/// The place of a quantile among order statistics 0 to `last`: the one below it, and the share of the way to the next.
fn position(last: usize, p: f64) -> (usize, f64) {
    let position = last as f64 * p;
    let below = position.floor();
    (below as usize, position - below)
}

/// As [`quantile`], of values of which only the two are known that matter: order statistics ⌊last p⌋ and the next, counted from 0,
/// of `last` + 1 values.
///
/// # Example
/// ```
/// assert_eq!(kosmic_core::quantile_between([2.0, 4.0], 2, 0.75), 3.0);
/// ```
#[must_use]
pub fn quantile_between([lower, upper]: [f64; 2], last: usize, p: f64) -> f64 {
    let (_, share) = position(last, p);
    if share == 0.0 {
        return lower;
    }
    if lower.is_infinite() || upper.is_infinite() {
        let beyond_upper = lower.is_finite() || (upper.is_infinite() && p >= 0.5);
        return if beyond_upper { upper } else { lower };
    }
    // From the nearer end, so that rounding never leaves [lower, upper].
    if share < 0.5 {
        lower + share * (upper - lower)
    } else {
        upper - (1.0 - share) * (upper - lower)
    }
}
