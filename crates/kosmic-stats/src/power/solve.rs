//! From power back to what gives it. Power grows with the size of the effect, the number of rows and α.

use crate::error::{StatsError, verify_within_unit};
use crate::root;

/// No study has more rows.
pub(super) const MOST_ROWS: f64 = 1e12;

/// Power is more than α, or no effect is looked for.
pub(super) fn verify_target(power: f64, alpha: f64) -> Result<(), StatsError> {
    verify_within_unit("the power", power)?;
    if power > alpha {
        return Ok(());
    }
    Err(StatsError::Unsolvable {
        wanted: "study",
        asked: format!("a power of {power}"),
        reason: "it is not above alpha, which any study has",
    })
}

/// The number of rows from `least` on at which power is reached.
pub(super) fn rows(
    power_of: impl Fn(f64) -> f64,
    least: f64,
    power: f64,
) -> Result<f64, StatsError> {
    let mut high = 2.0 * least;
    while power_of(high) < power {
        if high > MOST_ROWS {
            return Err(StatsError::Unsolvable {
                wanted: "number of rows",
                asked: format!("a power of {power}"),
                reason: "the effect is too small, and a trillion rows are too few",
            });
        }
        high *= 2.0;
    }
    Ok(root::of_increasing(|n| power_of(n) - power, least, high))
}

/// The least whole number from `least` on at which power is reached.
pub(super) fn whole_rows(
    power_of: impl Fn(usize) -> Result<f64, StatsError>,
    least: usize,
    power: f64,
) -> Result<usize, StatsError> {
    let (mut low, mut high) = (least, least);
    while power_of(high)? < power {
        if high as f64 > MOST_ROWS {
            return Err(StatsError::Unsolvable {
                wanted: "number of rows",
                asked: format!("a power of {power}"),
                reason: "the effect is too small, and a trillion rows are too few",
            });
        }
        (low, high) = (high + 1, 2 * high);
    }
    while low < high {
        let middle = low + (high - low) / 2;
        if power_of(middle)? < power {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    Ok(low)
}

/// The α at which power is reached, on the scale of ln α.
pub(super) fn alpha(power_of: impl Fn(f64) -> f64, power: f64) -> f64 {
    let excess = |log: f64| power_of(log.exp()) - power;
    root::of_increasing(excess, -600.0, -1e-12).exp()
}
