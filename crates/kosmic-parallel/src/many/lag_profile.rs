//! The bootstrap of a lag profile.

use kosmic_core::{CoreError, LagProfile, Pair, PairSource, Progress, Series, Side, Silent};

use super::block_sums::RunningSums;
use super::dependence::{dependence, influences, standardised};
use super::groups::{draw_by_group, verify_memory};
use super::joint::{Joint, verify_independent};
use super::lag_blocks::{BlockWorker, EmbeddedBlocks};
use super::lag_draw::{Embedded, overlap};
use super::lag_replicates::{KLagBands, LagReplicates};
use super::resampled::Target;
use crate::block_length::joint_block_length;
use crate::bootstrap::{Bootstrap, Plan};
use crate::coupling_test::standard_units;
use crate::error::ParallelError;
use crate::resample::Resampler;
use crate::warning::Warning;

/// Bytes for each row: four copies of a series.
const SERIES: u128 = 4 * size_of::<f64>() as u128;

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
        Ok(LagReplicates {
            profile,
            joint,
            block_length: None,
        })
    }

    /// The same by circular blocks of times, for rows that depend on each other: of l rows, or by `None` as the data call for,
    /// single rows where no influence on any lag is autocorrelated, else blocks of [`joint_block_length`], the longer of those at lag 0 and at
    /// the peak, at most half of the rows.
    ///
    /// Errors are those of blocks, both outside (all deletions of l successive rows) and inside a replicate (the influences summed
    /// block by block).
    ///
    /// Cost: O(n L B / l) time and O(n L) memory.
    ///
    /// # Errors
    /// As [`Plan::lag_replicates`]; [`CoreError::OutOfRange`] for blocks of no row or more than half of the rows.
    ///
    /// # Example
    /// ```
    /// use kosmic_core::{Pair, Silent};
    /// use kosmic_parallel::Bootstrap;
    ///
    /// let x: Vec<f64> = (0..200).map(|t| (f64::from(t) / 9.0).sin()).collect();
    /// let y: Vec<f64> = (0..200).map(|t| (f64::from(t) / 7.0).cos()).collect();
    /// let plan = Bootstrap::default().replicates(199).plan()?;
    /// let replicates = plan.lag_replicates_in_blocks(&Pair::new(&x, &y)?, 5, None, &Silent)?;
    /// assert!(replicates.block_length().unwrap() > 5);
    /// let bands = replicates.bands(0.95)?;
    /// assert_eq!(bands.at(0).unwrap().simultaneous.unwrap().k.lower, 0.0);
    /// # Ok::<(), kosmic_parallel::ParallelError>(())
    /// ```
    ///
    /// # Source
    /// H. R. Künsch, The jackknife and the bootstrap for general stationary observations, Annals of Statistics 17 (1989) 1217-1241;
    /// S. N. Lahiri, Resampling Methods for Dependent Data (2003), section 2.5.
    pub fn lag_replicates_in_blocks<S: PairSource>(
        &self,
        pair: &Pair<S>,
        max_lag: usize,
        length: Option<usize>,
        progress: &dyn Progress,
    ) -> Result<LagReplicates, ParallelError> {
        verify_independent(self)?;
        let profile = LagProfile::of_pair(pair, max_lag)?;
        let length = match length {
            Some(length) => verified_length(length, pair.len())?,
            None if dependent(pair, &profile)?.is_none() => {
                return self.lag_replicates(pair, max_lag, progress);
            }
            None => automatic_length(pair, &profile)?,
        };
        let _span =
            tracing::debug_span!("bootstrap_lag", n = pair.len(), max_lag, length).entered();
        let running = RunningSums::bytes(pair.len(), max_lag);
        verify_memory(self, profile.r.len() + 1, running)?;
        let (x, y) = (
            standard_units(pair, Side::X)?,
            standard_units(pair, Side::Y)?,
        );
        let embedded = EmbeddedBlocks::new(&x, &y, max_lag, length, self.seed);
        let target = |place: usize| profile.r[place].and_then(|r| embedded.target(place, r));
        let targets = self.threads.each(profile.r.len(), target)?;
        let values = draw_by_group(
            self,
            profile.r.len() + 1,
            progress,
            BlockWorker::default,
            |worker, group, places| {
                embedded.draw(worker, &targets, group, places);
                Ok::<(), CoreError>(())
            },
        )?;
        let joint = Joint::new(self, pair.len(), profile.r.clone(), targets, values, None);
        Ok(LagReplicates {
            profile,
            joint,
            block_length: Some(length),
        })
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

fn verified_length(length: usize, rows: usize) -> Result<usize, CoreError> {
    if (1..=rows / 2).contains(&length) {
        return Ok(length);
    }
    Err(CoreError::OutOfRange {
        name: "the length of blocks",
        range: "between 1 and half of the rows",
        value: length as f64,
    })
}

/// The longer of the joint lengths at lag 0 and at the peak.
fn automatic_length<S: PairSource>(
    pair: &Pair<S>,
    profile: &LagProfile,
) -> Result<usize, ParallelError> {
    let of_pair = joint_block_length(pair)?.circular_rows();
    let of_peak = match profile.peak() {
        Some(peak) if peak.lag != 0 && peak.k < 2.0 => {
            let place = (peak.lag + profile.max_lag as i64) as usize;
            let [of_x, of_y] = overlap(pair.len(), profile.max_lag, place);
            let (x, y) = (pair.column(Side::X)?, pair.column(Side::Y)?);
            let overlapping = Pair::new(&x[of_x], &y[of_y])?;
            // Of a few pairs there is no automatic length.
            joint_block_length(&overlapping).map_or(1, |length| length.circular_rows())
        }
        _ => 1,
    };
    Ok(of_pair.max(of_peak).min(pair.len() / 2))
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
/// [`SimultaneousBands`](crate::SimultaneousBands); the level of the options is promised by each pointwise interval alone, and by the band for all
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
/// As [`SimultaneousBands`](crate::SimultaneousBands); S. N. Lahiri, Resampling Methods for Dependent Data (2003), section 2.5, for blocks of
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
