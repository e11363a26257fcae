//! Differences between successive values.

use crate::error::CoreError;
use crate::pair::verify_rows;
use crate::series::Series;

/// The steps of a series, x_{t+1} - x_t: n - 1 values.
///
/// For series with a trend or a unit root, of which neither correlations nor tests mean anything. Of a stationary series it is
/// too much: it puts a dependence in that was not there.
///
/// Cost: O(n).
///
/// # Errors
/// [`CoreError::TooShort`] below 3 values. NaN and infinite values are handed on.
///
/// # Example
/// ```
/// assert_eq!(kosmic_core::difference(&[1.0, 4.0, 9.0, 16.0])?, [3.0, 5.0, 7.0]);
/// # Ok::<(), kosmic_core::CoreError>(())
/// ```
///
/// # Source
/// G. E. P. Box, G. M. Jenkins, Time Series Analysis: Forecasting and Control (1976), section 4.1.
pub fn difference<'a>(series: impl Into<Series<'a>>) -> Result<Vec<f64>, CoreError> {
    let series = series.into();
    verify_rows(series.len())?;
    let values = series.contiguous();
    Ok(values.windows(2).map(|step| step[1] - step[0]).collect())
}
