//! Measures of dependence by ranks and by distances, each with its inference.

mod distance;
mod exact;
mod kendall;
mod products;
mod spearman;

pub use distance::{DistanceCorrelation, distance_correlation};
pub use kendall::{Kendall, kendall};
pub use spearman::{Spearman, spearman};

use crate::analytic::{Limits, limits_around, verify_level};
use crate::error::CoreError;

/// Limits of a rank correlation on the scale atanh, where its error is nearly normal with this variance; `None` where
/// the variance is not defined or the correlation is 1 or -1.
fn limits_by_z(estimate: f64, variance: f64, level: f64) -> Result<Option<Limits>, CoreError> {
    verify_level(level)?;
    if !(variance > 0.0 && variance.is_finite()) || estimate.abs() >= 1.0 {
        return Ok(None);
    }
    Ok(Some(limits_around(estimate, variance.sqrt(), level)))
}
