//! Autocorrelation of a single series.

use super::centred::Centred;
use super::products::{LagMethod, lagged_products};
use super::verify_max_lag;
use crate::error::CoreError;
use crate::instruction_set::InstructionSet;
use crate::pair::{Pair, Side};
use crate::series::Series;
use crate::source::PairSource;

/// The autocorrelation of a series at lags 0..=L: r_k = Σ_{t ≤ n-k} (x_t - x̄)(x_{t+k} - x̄) / Σ (x_t - x̄)².
///
/// The usual estimator with the whole series' mean and sum of squares (divisor n at every lag), which keeps the
/// sequence positive semidefinite and is slightly biased towards 0.
///
/// Cost: O(n·L) time for few lags, O(n·log L) for many.
///
/// # Errors
/// As [`k_index`](crate::k_index) of the series with itself; [`CoreError::LagTooLong`] where no pair overlaps.
///
/// # Example
/// ```
/// let r = kosmic_core::autocorrelation(&[1.0, 2.0, 3.0, 4.0, 5.0], 1)?;
/// assert_eq!(r, [1.0, 0.4]);
/// # Ok::<(), kosmic_core::CoreError>(())
/// ```
///
/// # Source
/// G. E. P. Box, G. M. Jenkins, Time Series Analysis: Forecasting and Control (1976), section 2.1.5.
pub fn autocorrelation<'a>(
    x: impl Into<Series<'a>>,
    max_lag: usize,
) -> Result<Vec<f64>, CoreError> {
    let x = x.into();
    of_side(&Pair::new(x, x)?, Side::X, max_lag)
}

/// The autocorrelation of one series of a pair.
pub(crate) fn of_side<S: PairSource>(
    pair: &Pair<S>,
    side: Side,
    max_lag: usize,
) -> Result<Vec<f64>, CoreError> {
    verify_max_lag(max_lag, pair.len(), 1)?;
    let set = InstructionSet::best();
    let centred = Centred::of_pair(pair, side, set);
    let lags = 0..=max_lag as i64;
    let products = lagged_products(&centred, &centred, &lags, LagMethod::Auto, set)?;
    Ok(products
        .iter()
        .map(|product| product / products[0])
        .collect())
}
