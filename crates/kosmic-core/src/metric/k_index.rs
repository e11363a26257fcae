//! The K-Index K = 2|r|.

use crate::error::CoreError;
use crate::pair::Pair;
use crate::series::Series;

/// The K-Index of two series: K = 2|r|, r Pearson's correlation; in [0, 2].
///
/// r = Σ(x_t - x̄)(y_t - ȳ) / sqrt(Σ(x_t - x̄)² Σ(y_t - ȳ)²) over t = 1..n. K has no unit; it is 0 without linear
/// coupling and 2 when one series is a linear function of the other. It is the same for x and y exchanged, shifted or
/// scaled. It sees linear coupling only, and from independent series of n normal values it is not 0 on average but
/// about 1.6 / sqrt(n).
///
/// Cost: one pass, O(n) time, constant memory. Relative accuracy about 1e-15 for ordinary data; offsets of 1e9
/// standard deviations and magnitudes from 1e-300 to 1e300 are handled.
///
/// # Errors
/// [`CoreError::LengthMismatch`], [`CoreError::TooShort`] (below 3), [`CoreError::NonFinite`],
/// [`CoreError::Constant`].
///
/// # Example
/// ```
/// let hours = [1.0, 2.0, 3.0, 4.0, 5.0];
/// let score = [52.0, 55.0, 61.0, 60.0, 68.0];
/// let k = kosmic_core::k_index(&hours, &score)?;
/// assert!((k - 2.0 * 37.0 / (10.0_f64 * 150.8).sqrt()).abs() < 1e-14);
/// # Ok::<(), kosmic_core::CoreError>(())
/// ```
///
/// # Source
/// K. Pearson, Mathematical contributions to the theory of evolution III, Philosophical Transactions of the Royal
/// Society A 187 (1896) 253-318.
pub fn k_index<'a>(x: impl Into<Series<'a>>, y: impl Into<Series<'a>>) -> Result<f64, CoreError> {
    Ok(Pair::new(x, y)?.k())
}
