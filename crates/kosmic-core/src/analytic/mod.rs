//! Inference on r by formula, under independent rows and bivariate normality.

mod alternative;
mod bayes_factor;
mod bias;
mod correlation_test;
mod distribution;
mod effective;
mod fisher;
mod hypergeometric;
mod limits;

pub use alternative::Alternative;
pub use bayes_factor::{BayesFactor, correlation_bayes_factor};
pub use bias::{expected_k_by_chance, unbiased_correlation};
pub use correlation_test::correlation_p_value;
pub(crate) use correlation_test::{p_value_of_r, p_value_of_t};
pub use distribution::{correlation_cdf, exact_limits};
pub use effective::{EffectiveSample, EffectiveSampleMethod, Regularisation, effective_sample};
pub use fisher::{fisher_limits, fisher_p_value, normal_quantile};
pub(crate) use fisher::{
    limits_around, limits_at_quantile, two_sided_normal_p, two_sided_quantile, upper_normal_p,
    verify_correlation,
};
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
