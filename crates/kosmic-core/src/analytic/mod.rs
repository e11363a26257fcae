//! Inference on r by formula, under independent rows and bivariate normality.

mod correlation_test;
mod fisher;
mod limits;

pub use correlation_test::correlation_p_value;
pub use fisher::{fisher_limits, fisher_p_value, normal_quantile};
pub use limits::Limits;

use crate::error::CoreError;

/// Checks that a confidence level lies strictly between 0 and 1.
///
/// # Errors
/// [`CoreError::OutOfRange`].
///
/// # Example
/// ```
/// assert!(kosmic_core::verify_level(0.95).is_ok());
/// assert!(kosmic_core::verify_level(95.0).is_err());
/// ```
pub fn verify_level(level: f64) -> Result<(), CoreError> {
    if level > 0.0 && level < 1.0 {
        return Ok(());
    }
    Err(CoreError::OutOfRange {
        name: "the confidence level",
        range: "strictly between 0 and 1",
        value: level,
    })
}
