//! The analytic interval of K beside those from blocks: Fisher's z with the rows that dependent series are worth.

use kosmic_core::{
    Centring, EffectiveSampleMethod, Limits, Pair, PairSource, Side, effective_sample,
};

use crate::error::ParallelError;
use crate::warning::Warning;

/// Rows read at once; part of the definition of the kurtosis.
const CHUNK: usize = 16_384;

/// Standard errors, with the effective number of rows, that the kurtosis of normal series may lie above 3.
const SURELY: f64 = 3.0;

/// K with limits by Fisher's z for an effective number of rows.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct EffectiveInterval {
    /// The number of independent rows that the pair is worth.
    pub effective: f64,
    /// Limits of r; `None` where these rows are too few or |r| = 1.
    pub of_r: Option<Limits>,
    /// Limits of K, those of r folded.
    pub of_k: Option<Limits>,
    /// Which of its assumptions the data contradict.
    pub warnings: Vec<Warning>,
}

/// The [`EffectiveInterval`] of a pair by the formula of Bayley and Hammersley: n / max(1, 1 + 2 Σ (1 - k/n) a_k b_k) rows, a and b
/// the autocorrelations of x and y.
///
/// Assumes stationary, normal series that are not coupled. Two warnings say where these fail: [`Warning::HeavyTails`] where a
/// kurtosis lies more than 3 sqrt(24 / effective rows) above 3, so that the interval is likely too narrow; and
/// [`Warning::TakenForUncoupled`] where the interval excludes 0, so that it is likely too wide if the series differ in their
/// dependence. Intervals from blocks assume neither.
///
/// Cost: that of [`effective_sample`] and one reading.
///
/// # Errors
/// The level outside (0, 1), and as [`effective_sample`].
///
/// # Example
/// ```
/// use kosmic_core::Pair;
/// use kosmic_parallel::effective_k_interval;
///
/// let x: Vec<f64> = (0..400).map(|t| (f64::from(t) / 9.0).sin()).collect();
/// let y: Vec<f64> = (0..400).map(|t| (f64::from(t) / 7.0).cos()).collect();
/// let interval = effective_k_interval(&Pair::new(&x, &y)?, 0.95)?;
/// assert!(interval.effective < 80.0 && interval.warnings.is_empty());
/// assert_eq!(interval.of_k.unwrap().lower, 0.0);
/// # Ok::<(), kosmic_parallel::ParallelError>(())
/// ```
///
/// # Source
/// G. V. Bayley, J. M. Hammersley, The "effective" number of independent observations in an autocorrelated time series, J. R.
/// Statist. Soc. Suppl. 8 (1946) 184-197.
pub fn effective_k_interval<S: PairSource>(
    pair: &Pair<S>,
    level: f64,
) -> Result<EffectiveInterval, ParallelError> {
    let sample = effective_sample(pair, EffectiveSampleMethod::default())?;
    let of_r = sample.limits(level)?;
    let effective = sample.effective();
    let kurtosis = kurtosis(pair, Side::X)?.max(kurtosis(pair, Side::Y)?);
    let heavy = kurtosis > 3.0 + SURELY * (24.0 / effective).sqrt();
    let coupled = of_r.is_some_and(|limits| !limits.contains(0.0));
    let warnings = [
        heavy.then_some(Warning::HeavyTails { kurtosis }),
        coupled.then_some(Warning::TakenForUncoupled),
    ];
    Ok(EffectiveInterval {
        effective,
        of_r,
        of_k: of_r.map(Limits::folded),
        warnings: warnings.into_iter().flatten().collect(),
    })
}

/// The mean fourth power of a series in standard units: 3 for normal ones.
fn kurtosis<S: PairSource>(pair: &Pair<S>, side: Side) -> Result<f64, ParallelError> {
    let Centring {
        mean,
        units,
        squares,
        ..
    } = pair.moments().centring(side);
    let rows = pair.len();
    let (mut sum, mut scratch) = (0.0, Vec::new());
    for start in (0..rows).step_by(CHUNK) {
        let values = pair.read(side, start..rows.min(start + CHUNK), &mut scratch)?;
        let square = |value: &f64| (value * units[0] * units[1] - mean).powi(2) / squares;
        sum += values
            .iter()
            .map(|value| square(value).powi(2))
            .sum::<f64>();
    }
    Ok(sum * rows as f64)
}
