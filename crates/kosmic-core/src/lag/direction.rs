//! Which of two series leads, as far as the lag profile tells.

use super::profile::{LagPeak, LagProfile, k_lag};
use crate::error::CoreError;
use crate::series::Series;

/// Which series runs ahead of the other at the peak of the lag profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Lead {
    /// The peak lies at τ > 0: x now goes with y later.
    X,
    /// The peak lies at τ < 0: y now goes with x later.
    Y,
    /// The peak lies at τ = 0.
    Neither,
}

/// The lead-lag reading of a pair of series.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct CausalDirection {
    /// Who leads at the overall peak.
    pub lead: Lead,
    /// The overall peak.
    pub peak: LagPeak,
    /// The peak among τ > 0, where x leads; `None` if nothing is defined there.
    pub x_leading: Option<LagPeak>,
    /// The peak among τ < 0, where y leads.
    pub y_leading: Option<LagPeak>,
    /// K at τ = 0; `None` if undefined.
    pub k_at_zero: Option<f64>,
}

impl CausalDirection {
    /// Reads the direction off a profile; `None` where no lag is defined.
    #[must_use]
    pub fn of_profile(profile: &LagProfile) -> Option<Self> {
        let peak = profile.peak()?;
        let lead = match peak.lag.signum() {
            1 => Lead::X,
            -1 => Lead::Y,
            _ => Lead::Neither,
        };
        Some(Self {
            lead,
            peak,
            x_leading: profile.peak_within(profile.lags().filter(|&lag| lag > 0)),
            y_leading: profile.peak_within(profile.lags().filter(|&lag| lag < 0)),
            k_at_zero: profile.r_at(0).map(|r| 2.0 * r.abs()),
        })
    }
}

/// Reads from the lag profile of two series which of them leads.
///
/// This describes the sample; it is no test. Some lag always has the largest K, autocorrelated series without any
/// coupling show high peaks at random lags, and a common cause with different delays looks like a lead. A lead in
/// time is necessary for x to drive y, not sufficient.
///
/// # Errors
/// As [`k_lag`].
///
/// # Example
/// ```
/// use kosmic_core::{Lead, verify_causal_direction};
///
/// let x = [1.0, -2.0, 0.5, 3.0, -1.0, 2.0, 0.0, -1.5];
/// let y = [0.0, 1.0, -2.0, 0.5, 3.0, -1.0, 2.0, 0.0]; // x one step later
/// assert_eq!(verify_causal_direction(&x, &y, 2)?.lead, Lead::X);
/// # Ok::<(), kosmic_core::CoreError>(())
/// ```
pub fn verify_causal_direction<'a>(
    x: impl Into<Series<'a>>,
    y: impl Into<Series<'a>>,
    max_lag: usize,
) -> Result<CausalDirection, CoreError> {
    let profile = k_lag(x, y, max_lag)?;
    CausalDirection::of_profile(&profile).ok_or(CoreError::NoLagDefined { max_lag })
}
