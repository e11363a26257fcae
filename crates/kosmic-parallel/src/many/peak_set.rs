//! Which lags the peak may lie at, and what that says of a lead.

use std::fmt;

use kosmic_core::verify_level;

use super::joint::Joint;
use crate::error::ParallelError;
use crate::interval::{ascending, quantile};

/// Which series runs ahead, as far as the data can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum LagVerdict {
    /// All lags of the set are positive: x leads.
    Leads,
    /// All lags of the set are negative: x follows.
    Follows,
    /// The set holds lag 0, or lags on both sides.
    Undecided,
}

impl LagVerdict {
    /// The name as users read it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Leads => "leads",
            Self::Follows => "follows",
            Self::Undecided => "undecided",
        }
    }
}

impl fmt::Display for LagVerdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A confidence set of the lag at which K is largest. Made by [`LagReplicates::peak_set`](crate::LagReplicates::peak_set).
///
/// A lag is in the set unless another has a significantly larger K. On the scale g_τ = sign(r_τ) atanh r_τ, the difference d = g_τ' - g_τ
/// has the standard deviation s over replicates; lag τ is out if max over τ' of d/s exceeds the quantile, at the level, of the largest
/// (d* - d)/s over τ'. The true peak is then inside with about that probability. It is often many lags wide: neighbouring lags of
/// autocorrelated series have nearly the same K.
///
/// # Example
/// ```
/// use kosmic_core::{Pair, Silent};
/// use kosmic_parallel::{Bootstrap, LagVerdict};
///
/// let noise = |t: usize| ((t * t * 7919 + t * 104_729) % 1009) as f64 / 1009.0;
/// let x: Vec<f64> = (3..83).map(noise).collect();
/// let y: Vec<f64> = (0..80).map(|t| noise(t) + 0.5 * noise(t + 500)).collect(); // three steps later
/// let plan = Bootstrap::default().replicates(499).plan()?;
/// let set = plan.lag_replicates(&Pair::new(&x, &y)?, 5, &Silent)?.peak_set(0.95)?;
/// assert_eq!((set.lags.as_slice(), set.verdict()), (&[3][..], LagVerdict::Leads));
/// # Ok::<(), kosmic_parallel::ParallelError>(())
/// ```
///
/// # Source
/// P. R. Hansen, A. Lunde, J. M. Nason, The model confidence set, Econometrica 79 (2011) 453-497, of which this is one step; J. P.
/// Romano, M. Wolf, Exact and approximate stepdown methods for multiple hypothesis testing, JASA 100 (2005) 94-108.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct PeakSet {
    /// The lags, ascending; the peak of the data is one of them.
    pub lags: Vec<i64>,
    /// The level.
    pub level: f64,
}

impl PeakSet {
    /// What the set says of a lead.
    #[must_use]
    pub fn verdict(&self) -> LagVerdict {
        let all =
            |side: fn(i64) -> bool| !self.lags.is_empty() && self.lags.iter().all(|lag| side(*lag));
        if all(|lag| lag > 0) {
            LagVerdict::Leads
        } else if all(|lag| lag < 0) {
            LagVerdict::Follows
        } else {
            LagVerdict::Undecided
        }
    }

    pub(super) fn of(joint: &Joint, max_lag: usize, level: f64) -> Result<Self, ParallelError> {
        verify_level(level)?;
        joint.verify_count()?;
        let scale = Scale::of(joint);
        let inside = |place: usize| scale.holds(place, level);
        let inside = joint.threads.each(joint.width(), inside)?;
        let lags = (-(max_lag as i64)..).zip(inside);
        Ok(Self {
            lags: lags
                .filter_map(|(lag, inside)| inside.then_some(lag))
                .collect(),
            level,
        })
    }
}

/// Estimates and replicates as g_τ, lag by lag; those of undefined lags are NaN.
struct Scale {
    data: Vec<f64>,
    /// Replicate by replicate.
    replicates: Vec<Vec<f64>>,
}

/// What keeps atanh finite.
const LARGEST: f64 = 1.0 - 1e-12;

impl Scale {
    fn of(joint: &Joint) -> Self {
        let z = |r: f64| libm::atanh(r.clamp(-LARGEST, LARGEST));
        let estimates: Vec<f64> = joint
            .estimates
            .iter()
            .map(|r| r.unwrap_or(f64::NAN))
            .collect();
        let replicate = |number: usize| {
            let values = joint.replicate(number).iter().zip(&estimates);
            values.map(|(value, r)| r.signum() * z(*value)).collect()
        };
        Self {
            data: estimates.iter().map(|r| z(*r).abs()).collect(),
            replicates: (0..joint.count()).map(replicate).collect(),
        }
    }

    /// Whether the peak may lie at a place.
    fn holds(&self, place: usize, level: f64) -> bool {
        if self.data[place].is_nan() {
            return false;
        }
        let others: Vec<(usize, f64)> = (0..self.data.len())
            .filter(|other| *other != place && !self.data[*other].is_nan())
            .filter_map(|other| Some((other, self.error(place, other)?)))
            .collect();
        let ahead = |values: &[f64], other: usize| values[other] - values[place];
        let of_data = others
            .iter()
            .map(|(other, error)| ahead(&self.data, *other) / error);
        let of_data = of_data.fold(f64::NEG_INFINITY, f64::max);
        if of_data <= 0.0 {
            return true;
        }
        let largest = |replicate: &Vec<f64>| {
            let differences = others.iter().map(|(other, error)| {
                (ahead(replicate, *other) - ahead(&self.data, *other)) / error
            });
            differences.fold(f64::NEG_INFINITY, f64::max)
        };
        let maxima = ascending(self.replicates.iter().map(largest).collect());
        quantile(&maxima, level).is_none_or(|critical| of_data <= critical)
    }

    /// The standard deviation of the difference of two places over replicates; `None` where it never varies.
    fn error(&self, place: usize, other: usize) -> Option<f64> {
        let differences = || {
            let replicates = self.replicates.iter();
            let differences = replicates.map(|values| values[other] - values[place]);
            differences.filter(|difference| difference.is_finite())
        };
        let count = differences().count() as f64;
        let mean = differences().sum::<f64>() / count;
        let squares: f64 = differences().map(|d| (d - mean) * (d - mean)).sum();
        Some((squares / count).sqrt()).filter(|error| *error > 0.0)
    }
}
