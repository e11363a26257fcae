//! Power along an axis.

use crate::error::StatsError;

/// Power against anything that it depends on: points for a figure, or for a table.
///
/// # Example
/// ```
/// use kosmic_stats::{CorrelationPower, PowerCurve};
///
/// let test = CorrelationPower::new();
/// let over_rows = PowerCurve::of([20.0, 40.0, 84.0], |n| test.power(0.3, n))?;
/// assert_eq!(over_rows.x, [20.0, 40.0, 84.0]);
/// assert!(over_rows.power[2] >= 0.8 && over_rows.power[0] < 0.3);
/// let over_effects = PowerCurve::of([0.0, 0.5], |rho| test.power(rho, 30.0))?;
/// assert!((over_effects.power[0] - 0.05).abs() < 1e-12);
/// # Ok::<(), kosmic_stats::StatsError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct PowerCurve {
    /// What power depends on: numbers of rows, effects, levels, lags.
    pub x: Vec<f64>,
    /// The power there.
    pub power: Vec<f64>,
}

impl PowerCurve {
    /// The power at each point.
    ///
    /// # Errors
    /// The first error of `power`.
    pub fn of(
        points: impl IntoIterator<Item = f64>,
        power: impl Fn(f64) -> Result<f64, StatsError>,
    ) -> Result<Self, StatsError> {
        let x: Vec<f64> = points.into_iter().collect();
        let power = x.iter().map(|point| power(*point));
        Ok(Self {
            power: power.collect::<Result<_, _>>()?,
            x,
        })
    }
}
