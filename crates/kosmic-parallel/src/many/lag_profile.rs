//! The bootstrap of a lag profile.

use kosmic_core::{
    CoreError, LagPeak, LagProfile, Pair, PairSource, Progress, Series, Side, Silent,
};

use super::bands::{CouplingBand, SimultaneousBands};
use super::dependence::{dependence, influences, standardised};
use super::groups::{draw_by_group, verify_memory};
use super::joint::{Joint, verify_independent};
use super::lag_draw::{Embedded, overlap};
use super::resampled::Target;
use crate::bootstrap::{Bootstrap, Plan};
use crate::error::ParallelError;
use crate::resample::Resampler;
use crate::warning::Warning;

/// Two values of K closer than this are a tie between lags, as in [`LagProfile::peak`].
const TIE: f64 = 1e-12;

/// Bytes for each row: four copies of a series.
const SERIES: u128 = 4 * size_of::<f64>() as u128;

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
    profile: LagProfile,
    joint: Joint,
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

impl Plan {
    /// Draws the replicates of a lag profile. Level, method and sides of the plan play no part.
    ///
    /// What is resampled is the time t with all that stands around it, (x_t, y_{t-L}, …, y_{t+L}): one weight w_t serves
    /// all lags, and lag τ sums over the t for which t and t+τ lie inside, with weighted means and variances of its own
    /// overlap. A series that is resampled first and lagged afterwards would have lost its order. At lag 0 the values
    /// agree with those of [`Correlation`](crate::Correlation) and the same seed to 1e-12.
    ///
    /// Cost: O(n L B) time, ten products for each lag and drawn row: r and its error take all up to order four. Memory: the values (8 bytes for each lag and
    /// replicate) and four copies of a series.
    ///
    /// # Errors
    /// As [`LagProfile::of_pair`]; [`ParallelError::OutOfMemory`] before the start, [`ParallelError::Threads`], [`ParallelError::IndependentRowsOnly`].
    pub fn lag_replicates<S: PairSource>(
        &self,
        pair: &Pair<S>,
        max_lag: usize,
        progress: &dyn Progress,
    ) -> Result<LagReplicates, ParallelError> {
        let _span = tracing::debug_span!("bootstrap_lag", n = pair.len(), max_lag).entered();
        verify_independent(self)?;
        let profile = LagProfile::of_pair(pair, max_lag)?;
        verify_memory(self, profile.r.len() + 1, SERIES * pair.len() as u128)?;
        let resampler = Resampler::new(self.instruction_set, self.seed, pair.len());
        let targets = self.targets_of_lags(pair, &profile)?;
        let embedded = Embedded::new(pair, max_lag, &resampler, &targets)?;
        let dependence = dependent(pair, &profile)?;
        let values = draw_by_group(
            self,
            profile.r.len() + 1,
            progress,
            || embedded.worker(),
            |worker, group, places| embedded.draw(worker, group, places),
        )?;
        let r = profile.r.clone();
        let joint = Joint::new(self, pair.len(), r, targets, values, dependence);
        Ok(LagReplicates { profile, joint })
    }

    fn targets_of_lags<S: PairSource>(
        &self,
        pair: &Pair<S>,
        profile: &LagProfile,
    ) -> Result<Vec<Option<Target>>, ParallelError> {
        let (x, y) = (pair.column(Side::X)?, pair.column(Side::Y)?);
        let target = |place: usize| {
            if profile.r[place].is_none() {
                return Ok(None);
            }
            let [of_x, of_y] = overlap(pair.len(), profile.max_lag, place);
            Target::of(&Pair::new(&x[of_x], &y[of_y])?)
        };
        let targets = self.threads.each(profile.r.len(), target)?;
        targets.into_iter().collect()
    }
}

fn dependent<S: PairSource>(
    pair: &Pair<S>,
    profile: &LagProfile,
) -> Result<Option<Warning>, CoreError> {
    let standard = |side| -> Result<Vec<f64>, CoreError> {
        let moments = pair.moments();
        let sd = moments.sd(side).unwrap_or(1.0);
        Ok(standardised(&pair.column(side)?, moments.mean(side), sd))
    };
    let (x, y) = (standard(Side::X)?, standard(Side::Y)?);
    let series = profile.lags().zip(&profile.r).filter_map(|(lag, r)| {
        let imperfect = r.filter(|r| r.abs() < 1.0)?;
        let shift = lag.unsigned_abs() as usize;
        let (from_x, from_y) = if lag < 0 { (shift, 0) } else { (0, shift) };
        Some(influences(&x[from_x..], &y[from_y..], imperfect))
    });
    // The shortest overlap bounds the distances that all of them have.
    let rows = profile.overlap(profile.max_lag as i64);
    Ok(dependence(series, rows, profile.r.len()))
}

/// The K-Lag of two series, K(τ) = 2|r(x_t, y_{t+τ})| for τ = -L..=L, with pointwise bootstrap intervals, simultaneous
/// bands and the bootstrap distribution of its peak; τ > 0 means that x leads.
///
/// Times t are resampled with all lags around them (see [`Plan::lag_replicates`]). Formulas of the limits stand at
/// [`SimultaneousBands`]; the level of the options is promised by each pointwise interval alone, and by the band for all
/// lags together.
///
/// Assumes independent rows, which series that are worth a lag profile seldom have: a warning says where they do not
/// look it, and the band is then too narrow. Cost: see [`Plan::lag_replicates`].
///
/// # Errors
/// As [`k_lag`](kosmic_core::k_lag), [`Bootstrap::plan`] and [`Plan::lag_replicates`].
///
/// # Example
/// ```
/// use kosmic_parallel::{Bootstrap, bootstrap_k_lag};
///
/// let noise = |t: usize| ((t * t * 7919 + t * 104_729) % 1009) as f64 / 1009.0;
/// let x: Vec<f64> = (3..83).map(noise).collect();
/// let y: Vec<f64> = (0..80).map(|t| noise(t) + 0.5 * noise(t + 500)).collect(); // three steps later
/// let profile = bootstrap_k_lag(&x, &y, 5, Bootstrap::default())?;
/// assert_eq!(profile.peak.unwrap().lag, 3);
/// assert!(profile.at(3).unwrap().simultaneous.unwrap().k.lower > 1.0);
/// assert_eq!(profile.peak_counts.iter().sum::<usize>(), 1999);
/// # Ok::<(), kosmic_parallel::ParallelError>(())
/// ```
///
/// # Source
/// As [`SimultaneousBands`]; S. N. Lahiri, Resampling Methods for Dependent Data (2003), section 2.5, for blocks of
/// embedded rows.
pub fn bootstrap_k_lag<'a>(
    x: impl Into<Series<'a>>,
    y: impl Into<Series<'a>>,
    max_lag: usize,
    options: Bootstrap,
) -> Result<KLagBands, ParallelError> {
    let plan = options.plan()?;
    let pair = Pair::new(x, y)?;
    plan.lag_replicates(&pair, max_lag, &Silent)?
        .bands(plan.level)
}
