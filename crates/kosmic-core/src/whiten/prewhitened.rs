//! Two series without the memory that each has of itself.

use super::autoregression::Autoregression;
use crate::error::CoreError;
use crate::pair::{Pair, Side};
use crate::series::Series;

/// Two series of residuals, row by row of the same time. Made by [`prewhiten`].
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Prewhitened {
    /// Residuals of the first series.
    pub x: Vec<f64>,
    /// Residuals of the second series.
    pub y: Vec<f64>,
    /// Rows at the beginning that have no residual of both.
    pub lost: usize,
    /// The autoregression of the first series.
    pub x_model: Autoregression,
    /// The autoregression of the second series.
    pub y_model: Autoregression,
}

/// Both series as residuals of an autoregression of their own, of the order that Akaike's criterion chooses.
///
/// Where two series have nothing to do with each other, the correlations of the residuals are as unrelated over lags as those of
/// white noise, so that nulls and bands for independent rows hold. Of coupled series the coupling of their innovations is what is
/// left: its size is another than that of the series, and a response spread over lags may look narrower.
///
/// Assumes stationary series that an autoregression describes; take differences of others first. Cost: O(n log n).
///
/// # Errors
/// As [`Pair::new`] and [`Autoregression::best`]; [`CoreError::TooShort`] where fewer than 3 rows would be left.
///
/// # Example
/// ```
/// let series = |seed: u32| -> Vec<f64> {
///     let mut last = 0.0;
///     let step = |t: u32| {
///         last = 0.9 * last + f64::from((t * t + seed) * 7919 % 1009) - 504.0;
///         last
///     };
///     (0..300).map(step).collect()
/// };
/// let white = kosmic_core::prewhiten(&series(1), &series(500))?;
/// assert!(white.x_model.order() >= 1);
/// let acf = kosmic_core::autocorrelation(&white.x, 1)?;
/// assert!(acf[1].abs() < 0.1);
/// assert_eq!(white.x.len() + white.lost, 300);
/// # Ok::<(), kosmic_core::CoreError>(())
/// ```
///
/// # Source
/// L. D. Haugh, Checking the independence of two covariance-stationary time series, JASA 71 (1976) 378-385.
pub fn prewhiten<'a>(
    x: impl Into<Series<'a>>,
    y: impl Into<Series<'a>>,
) -> Result<Prewhitened, CoreError> {
    let (x, y) = (x.into(), y.into());
    let pair = Pair::new(x.reborrowed(), y.reborrowed())?;
    let (x, y) = (pair.column(Side::X)?, pair.column(Side::Y)?);
    let models = [
        Autoregression::best(&x, None)?,
        Autoregression::best(&y, None)?,
    ];
    let lost = models[0].order().max(models[1].order());
    let residuals = |model: &Autoregression, series: &[f64]| {
        let all = model.residuals(series)?;
        Ok::<_, CoreError>(all[lost - model.order()..].to_vec())
    };
    let (of_x, of_y) = (residuals(&models[0], &x)?, residuals(&models[1], &y)?);
    if of_x.len() < crate::pair::LEAST_OBSERVATIONS {
        let (needed, got) = (lost + crate::pair::LEAST_OBSERVATIONS, x.len());
        return Err(CoreError::TooShort { needed, got });
    }
    let [x_model, y_model] = models;
    Ok(Prewhitened {
        x: of_x,
        y: of_y,
        lost,
        x_model,
        y_model,
    })
}
