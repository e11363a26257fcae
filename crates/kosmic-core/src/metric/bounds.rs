//! Whether a number can be a K.

use crate::error::CoreError;

/// Checks that `k` lies in [0, 2], where every K-Index lies.
///
/// For values that come from elsewhere (a file, another program): what this crate computes lies there by
/// construction.
///
/// # Errors
/// [`CoreError::OutOfRange`] with the value, for NaN too.
///
/// # Example
/// ```
/// use kosmic_core::verify_k_bounds;
///
/// assert!(verify_k_bounds(1.9).is_ok());
/// assert!(verify_k_bounds(2.1).is_err());
/// assert!(verify_k_bounds(f64::NAN).is_err());
/// ```
pub fn verify_k_bounds(k: f64) -> Result<(), CoreError> {
    if (0.0..=2.0).contains(&k) {
        return Ok(());
    }
    Err(CoreError::OutOfRange {
        name: "K",
        range: "in [0, 2]",
        value: k,
    })
}
