//! The bootstrap of a lag profile.

use kosmic_core::{CoreError, LagProfile, Pair, PairSource, Progress, Series, Side, Silent};

use super::block_sums::RunningSums;
use super::dependence::{dependence, influences, standardised};
use super::groups::{draw_by_group, verify_memory};
use super::joint::{Joint, JointDraw};
use super::lag_blocks::EmbeddedBlocks;
use super::lag_draw::{Embedded, overlap};
use super::lag_replicates::{KLagBands, LagReplicates};
use super::resampled::Target;
use crate::block_length::joint_block_length;
use crate::bootstrap::{Bootstrap, Plan};
use crate::coupling_test::standard_units;
use crate::error::ParallelError;
use crate::resample::{BlockLaw, Resampler};
use crate::scheme::{BlockDesign, BlockKind, Design, Scheme};
use crate::warning::Warning;

impl Plan {
    /// Draws the replicates of a lag profile by the scheme of this plan. Level, method and sides play no part.
    ///
    /// What is resampled is the time t with all that stands around it, (x_t, y_{t-L}, …, y_{t+L}): one weight w_t serves
    /// all lags, and lag τ sums over the t for which t and t+τ lie inside, with weighted means and variances of its own
    /// overlap. A series that is resampled first and lagged afterwards would have lost its order. At lag 0 the values
    /// agree with those of [`Correlation`](crate::Correlation), the same scheme and the same seed to 1e-12.
    ///
    /// *Blocks* ([`Scheme::Moving`], [`Scheme::Circular`], [`Scheme::Stationary`]) are blocks of times, of the length of the
    /// plan, or by default the longer of the joint lengths ([`joint_block_length`]) at lag 0 and at the peak, at most half of the
    /// rows. Errors are those of blocks, outside ([`Jackknife::of_design`](crate::Jackknife::of_design)) and inside a replicate
    /// ([`DrawnBlocks`](crate::DrawnBlocks)). [`Scheme::Auto`] draws rows where the influences on no lag are autocorrelated, and
    /// circular blocks else.
    ///
    /// Cost: of rows O(n L B) time, ten products for each lag and drawn row, since r and its error take all up to order four,
    /// four copies of a series, and for each thread n bytes and 40 for each of up to 16384 rows; of blocks of l rows
    /// O(n L B / l) time and O(n L) memory. Besides, the values: 8 bytes for each lag and replicate.
    ///
    /// # Errors
    /// As [`LagProfile::of_pair`]; [`ParallelError::OutOfMemory`] before the start, [`ParallelError::Threads`],
    /// [`ParallelError::BlockLength`], [`ParallelError::SinglePairsOnly`].
    ///
    /// # Example
    /// ```
    /// use kosmic_core::{Pair, Silent};
    /// use kosmic_parallel::{Bootstrap, Scheme};
    ///
    /// let x: Vec<f64> = (0..200).map(|t| (f64::from(t) / 9.0).sin()).collect();
    /// let y: Vec<f64> = (0..200).map(|t| (f64::from(t) / 7.0).cos()).collect();
    /// let plan = Bootstrap::default().replicates(199).scheme(Scheme::Auto).plan()?;
    /// let bands = plan.lag_replicates(&Pair::new(&x, &y)?, 5, &Silent)?.bands(0.95)?;
    /// assert_eq!(bands.bands.scheme, Scheme::Circular);
    /// assert!(bands.block_length.unwrap() > 5);
    /// assert_eq!(bands.at(0).unwrap().simultaneous.unwrap().k.lower, 0.0);
    /// # Ok::<(), kosmic_parallel::ParallelError>(())
    /// ```
    ///
    /// # Source
    /// H. R. Künsch, The jackknife and the bootstrap for general stationary observations, Annals of Statistics 17 (1989)
    /// 1217-1241; S. N. Lahiri, Resampling Methods for Dependent Data (2003), section 2.5.
    pub fn lag_replicates<S: PairSource>(
        &self,
        pair: &Pair<S>,
        max_lag: usize,
        progress: &dyn Progress,
    ) -> Result<LagReplicates, ParallelError> {
        let _span = tracing::debug_span!("bootstrap_lag", n = pair.len(), max_lag).entered();
        let profile = LagProfile::of_pair(pair, max_lag)?;
        let warning = match self.scheme {
            Scheme::Iid | Scheme::Auto => dependent(pair, &profile)?,
            _ => None,
        };
        let scheme = match self.scheme {
            Scheme::Auto if warning.is_some() => Scheme::Circular,
            Scheme::Auto => Scheme::Iid,
            scheme => scheme,
        };
        match (scheme, BlockKind::of(scheme)) {
            (_, Some(kind)) => self.lags_by_blocks(pair, profile, kind, progress),
            (Scheme::Iid, None) => self.lags_by_rows(pair, profile, warning, progress),
            _ => Err(self.serves_single_pairs_only()),
        }
    }

    fn lags_by_rows<S: PairSource>(
        &self,
        pair: &Pair<S>,
        profile: LagProfile,
        warning: Option<Warning>,
        progress: &dyn Progress,
    ) -> Result<LagReplicates, ParallelError> {
        let embedded = Embedded::bytes(pair.len(), self.threads.count());
        verify_memory(self, profile.r.len() + 1, embedded)?;
        let resampler = Resampler::new(self.instruction_set, self.seed, pair.len());
        let targets = self.targets_of_lags(pair, &profile, &Design::iid())?;
        let embedded = Embedded::new(pair, profile.max_lag, &resampler, &targets)?;
        let values = draw_by_group(
            self,
            profile.r.len() + 1,
            progress,
            || embedded.worker(),
            |worker, group, places| embedded.draw(worker, group, places),
        )?;
        let drawn = JointDraw {
            rows: pair.len(),
            scheme: Scheme::Iid,
            estimates: profile.r.clone(),
            targets,
            values,
            warnings: warning.into_iter().collect(),
        };
        Ok(LagReplicates {
            joint: Joint::new(self, drawn),
            profile,
            block_length: None,
        })
    }

    fn lags_by_blocks<S: PairSource>(
        &self,
        pair: &Pair<S>,
        profile: LagProfile,
        kind: BlockKind,
        progress: &dyn Progress,
    ) -> Result<LagReplicates, ParallelError> {
        let length = match self.block_length {
            Some(length) => length,
            None => automatic_length(pair, &profile, kind.scheme())?,
        };
        let (design, blocks) = (
            Design::of_blocks(kind, length)?,
            BlockDesign { kind, length },
        );
        design.verify(pair.len(), self.replicates)?;
        let running = RunningSums::bytes(pair.len(), profile.max_lag);
        verify_memory(self, profile.r.len() + 1, running)?;
        let targets = self.targets_of_lags(pair, &profile, &design)?;
        let (x, y) = (
            standard_units(pair, Side::X)?,
            standard_units(pair, Side::Y)?,
        );
        let law = BlockLaw::new(pair.len() as u64, blocks);
        let embedded = EmbeddedBlocks::new(&x, &y, profile.max_lag, law, self.seed);
        let values = draw_by_group(
            self,
            profile.r.len() + 1,
            progress,
            Vec::new,
            |stretches, group, places| {
                embedded.draw(stretches, &targets, group, places);
                Ok::<(), CoreError>(())
            },
        )?;
        let drawn = JointDraw {
            rows: pair.len(),
            scheme: design.scheme(),
            estimates: profile.r.clone(),
            targets,
            values,
            warnings: design.warnings_without_reading(pair.len()),
        };
        Ok(LagReplicates {
            joint: Joint::new(self, drawn),
            profile,
            block_length: Some(length),
        })
    }

    fn targets_of_lags<S: PairSource>(
        &self,
        pair: &Pair<S>,
        profile: &LagProfile,
        design: &Design,
    ) -> Result<Vec<Option<Target>>, ParallelError> {
        let (x, y) = (pair.column(Side::X)?, pair.column(Side::Y)?);
        let target = |place: usize| {
            if profile.r[place].is_none() {
                return Ok(None);
            }
            let [of_x, of_y] = overlap(pair.len(), profile.max_lag, place);
            Target::of_design(&Pair::new(&x[of_x], &y[of_y])?, design)
        };
        let targets = self.threads.each(profile.r.len(), target)?;
        targets.into_iter().collect()
    }
}

/// The longer of the joint lengths at lag 0 and at the peak.
fn automatic_length<S: PairSource>(
    pair: &Pair<S>,
    profile: &LagProfile,
    scheme: Scheme,
) -> Result<usize, ParallelError> {
    let of_pair = joint_block_length(pair)?.rows_for(scheme);
    let of_peak = match profile.peak() {
        Some(peak) if peak.lag != 0 && peak.k < 2.0 => {
            let place = (peak.lag + profile.max_lag as i64) as usize;
            let [of_x, of_y] = overlap(pair.len(), profile.max_lag, place);
            let (x, y) = (pair.column(Side::X)?, pair.column(Side::Y)?);
            let overlapping = Pair::new(&x[of_x], &y[of_y])?;
            // Of a few pairs there is no automatic length.
            joint_block_length(&overlapping).map_or(1, |length| length.rows_for(scheme))
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
/// By default rows are taken for independent, which those of series that are worth a lag profile seldom are: a warning says where
/// they do not look it, and the band is then too narrow; [`Scheme::Auto`] draws blocks there. Cost: see
/// [`Plan::lag_replicates`].
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
