//! Cross-correlation with the norm of the whole series.

use super::centred::Centred;
use super::products::{LagMethod, lagged_products};
use super::verify_max_lag;
use crate::error::CoreError;
use crate::instruction_set::InstructionSet;
use crate::pair::{Pair, Side};
use crate::source::PairSource;

/// The cross-correlations at lags -L..=L: Σ_t (x_t - x̄)(y_{t+k} - ȳ) / sqrt(Σ (x_t - x̄)² Σ (y_t - ȳ)²), the means and
/// norms of the whole series at every lag, as [`autocorrelation`](crate::autocorrelation) does.
///
/// What theory of dependent rows works with. To find how two series are coupled at a lag take [`k_lag`](crate::k_lag),
/// whose values are correlations of what overlaps.
///
/// Cost: O(n·L) time for few lags, O(n·log L) for many.
///
/// # Errors
/// [`CoreError::LagTooLong`] where no pair overlaps; the failure of the pair's source.
///
/// # Example
/// ```
/// use kosmic_core::{Pair, cross_correlation};
///
/// let pair = Pair::new(&[1.0, 2.0, 3.0, 4.0, 5.0], &[2.0, 1.0, 3.0, 5.0, 4.0])?;
/// let r = cross_correlation(&pair, 1)?;
/// assert_eq!(r.len(), 3);
/// assert!((r[1] - pair.r()).abs() < 1e-15 && (r[2] - 0.5).abs() < 1e-15);
/// # Ok::<(), kosmic_core::CoreError>(())
/// ```
///
/// # Source
/// G. E. P. Box, G. M. Jenkins, Time Series Analysis: Forecasting and Control (1976), section 11.1.2.
pub fn cross_correlation<S: PairSource>(
    pair: &Pair<S>,
    max_lag: usize,
) -> Result<Vec<f64>, CoreError> {
    verify_max_lag(max_lag, pair.len(), 1)?;
    let set = InstructionSet::best();
    let [x, y] = [Side::X, Side::Y].map(|side| Centred::of_pair(pair, side, set));
    let lags = -(max_lag as i64)..=max_lag as i64;
    let norm = x.squares().sqrt() * y.squares().sqrt();
    let products = lagged_products(&x, &y, &lags, LagMethod::Auto, set)?;
    Ok(products.iter().map(|product| product / norm).collect())
}
