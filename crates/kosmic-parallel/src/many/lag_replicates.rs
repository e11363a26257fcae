//! Replicates of a lag profile, and the bands that they give.

use kosmic_core::{LagPeak, LagProfile};

use super::bands::{CouplingBand, SimultaneousBands};
use super::joint::Joint;
use super::peak_set::PeakSet;
use crate::error::ParallelError;

/// Two values of K closer than this are a tie between lags, as in [`LagProfile::peak`].
const TIE: f64 = 1e-12;

/// Replicates of a whole lag profile, each from one resample of times t.
///
/// # Example
/// ```
/// use kosmic_core::{Pair, Silent};
/// use kosmic_parallel::Bootstrap;
///
/// let x = [1.0, -2.0, 0.5, 3.0, -1.0, 2.0, 0.0, -1.5];
/// let y = [0.0, 1.0, -2.0, 0.5, 3.0, -1.0, 2.0, 0.0]; // x one step later
/// let plan = Bootstrap::default().replicates(99).plan()?;
/// let replicates = plan.lag_replicates(&Pair::new(&x, &y)?, 2, &Silent)?;
/// assert_eq!(replicates.value(7, 1), Some(1.0));
/// assert_eq!(replicates.peak_counts(), [0, 0, 0, 99, 0]);
/// # Ok::<(), kosmic_parallel::ParallelError>(())
/// ```
#[derive(Clone, Debug)]
pub struct LagReplicates {
    pub(super) profile: LagProfile,
    pub(super) joint: Joint,
    pub(super) block_length: Option<usize>,
}

impl LagReplicates {
    /// The profile of the data.
    #[must_use]
    pub fn profile(&self) -> &LagProfile {
        &self.profile
    }

    /// The number of replicates drawn.
    #[must_use]
    pub fn count(&self) -> usize {
        self.joint.count()
    }

    /// The signed correlation at a lag in one replicate; `None` where it is undefined or beyond L.
    #[must_use]
    pub fn value(&self, replicate: usize, lag: i64) -> Option<f64> {
        let place = lag.checked_add(self.profile.max_lag as i64)?;
        self.joint.value(replicate, usize::try_from(place).ok()?)
    }

    /// The lag of the largest K in each replicate, in order; `None` where no lag is defined. Of several within 1e-12 of
    /// the largest, the one with the smallest |τ|, and of τ and -τ the positive.
    pub fn peak_lags(&self) -> impl ExactSizeIterator<Item = Option<i64>> {
        (0..self.count()).map(|replicate| self.peak_of(self.joint.replicate(replicate)))
    }

    /// How many replicates peak at each of the lags -L..=L.
    #[must_use]
    pub fn peak_counts(&self) -> Vec<usize> {
        let mut counts = vec![0; self.joint.width()];
        for lag in self.peak_lags().flatten() {
            counts[(lag + self.profile.max_lag as i64) as usize] += 1;
        }
        counts
    }

    /// The rows of a block; `None` where rows were drawn one by one.
    #[must_use]
    pub fn block_length(&self) -> Option<usize> {
        self.block_length
    }

    /// The confidence set of the lag at which K is largest.
    ///
    /// Cost: O(B L²).
    ///
    /// # Errors
    /// A level outside (0, 1); [`ParallelError::Stopped`] with fewer than two replicates.
    pub fn peak_set(&self, level: f64) -> Result<PeakSet, ParallelError> {
        PeakSet::of(&self.joint, self.profile.max_lag, level)
    }

    fn peak_of(&self, r: &[f64]) -> Option<i64> {
        // NaN is never the larger.
        let highest = r.iter().map(|r| 2.0 * r.abs()).fold(0.0, f64::max);
        let places = r.iter().zip(self.profile.lags());
        let peaks = places.filter(|(r, _)| 2.0 * r.abs() >= highest - TIE);
        peaks
            .map(|(_, lag)| lag)
            .min_by_key(|lag| (lag.unsigned_abs(), *lag < 0))
    }

    /// Pointwise intervals and simultaneous bands at a level.
    ///
    /// Cost: O(B L log B).
    ///
    /// # Errors
    /// A level outside (0, 1); [`ParallelError::Stopped`] with fewer than two replicates.
    pub fn bands(&self, level: f64) -> Result<KLagBands, ParallelError> {
        Ok(KLagBands {
            max_lag: self.profile.max_lag,
            bands: SimultaneousBands::of(&self.joint, level)?,
            block_length: self.block_length,
            peak: self.profile.peak(),
            peak_counts: self.peak_counts(),
        })
    }
}

/// A lag profile with pointwise intervals, simultaneous bands and how sure its peak is.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct KLagBands {
    /// The longest lag L.
    pub max_lag: usize,
    /// The lags -L..=L in order.
    pub bands: SimultaneousBands,
    /// The rows of a block; `None` where rows were drawn one by one.
    pub block_length: Option<usize>,
    /// The peak of the data.
    pub peak: Option<LagPeak>,
    /// How many replicates peak at each of the lags -L..=L.
    pub peak_counts: Vec<usize>,
}

impl KLagBands {
    /// The coupling at a lag; `None` where it is undefined or beyond L.
    #[must_use]
    pub fn at(&self, lag: i64) -> Option<&CouplingBand> {
        let place = lag.checked_add(self.max_lag as i64)?;
        let couplings = &self.bands.couplings;
        couplings.get(usize::try_from(place).ok()?)?.as_ref()
    }
}
