//! How long blocks of dependent rows should be: the rule of Politis and White with the correction of 2009.
//!
//! b = (2 G² / D)^(1/3) n^(1/3), where G = Σ λ(k/M) |k| ρ(k) and g = Σ λ(k/M) ρ(k) over |k| ≤ M, λ the flat-top window, and D = 2 g²
//! for stationary, (4/3) g² for circular blocks.

mod autocorrelations;
mod dependence;
mod joint;
mod rule;

pub(crate) use dependence::dependence;
pub use dependence::{Dependence, Dependent};
pub use joint::{JointBlockLength, joint_block_length};

use kosmic_core::{CoreError, Pair, Series};

use crate::error::ParallelError;
use autocorrelations::{Kind, Reader};
use rule::Rule;

/// The fewest rows for which the longest lag of the rule leaves a product.
const LEAST_ROWS: usize = 9;

/// The block lengths of one series that are optimal for the variance of its mean, and how they came about.
///
/// Sums are of autocorrelations ρ, not autocovariances: the lengths are the same, and no unit enters. Made by
/// [`block_length`].
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct BlockLength {
    /// The mean length of stationary blocks; may lie below 1.
    pub stationary: f64,
    /// The length of circular (and of moving) blocks; may lie below 1.
    pub circular: f64,
    /// The number of rows n.
    pub rows: usize,
    /// The first lag m of K_n successive ones whose autocorrelations all lie within the band; `None` where there is none.
    pub cut: Option<usize>,
    /// K_n = max(5, ⌈log10 n⌉).
    pub run: usize,
    /// The longest lag looked at, ⌈sqrt n⌉ + K_n.
    pub longest: usize,
    /// What an autocorrelation must stay below, 2 sqrt(log10(n) / n).
    pub band: f64,
    /// The width M of the window: twice the cut, at most the longest lag.
    pub window: usize,
    /// G = Σ λ(k/M) |k| ρ(k).
    pub weighted_sum: f64,
    /// g = Σ λ(k/M) ρ(k), the long-run variance over the variance.
    pub long_run: f64,
    /// D = 2 g², of stationary blocks.
    pub stationary_variance: f64,
    /// D = (4/3) g², of circular blocks.
    pub circular_variance: f64,
    /// The largest length allowed, ⌈min(3 sqrt n, n/3)⌉.
    pub cap: f64,
    /// Whether the stationary length was longer than the cap, which then stands in its place.
    pub stationary_capped: bool,
    /// Whether the circular length was longer than the cap.
    pub circular_capped: bool,
}

impl BlockLength {
    /// The circular length in whole rows: rounded, at least 1.
    ///
    /// # Example
    /// ```
    /// let alternating: Vec<f64> = (0..100).map(|t| f64::from(t % 7)).collect();
    /// let length = kosmic_parallel::block_length(&alternating)?;
    /// assert_eq!(length.circular_rows(), length.circular.round() as usize);
    /// # Ok::<(), kosmic_parallel::ParallelError>(())
    /// ```
    #[must_use]
    pub fn circular_rows(&self) -> usize {
        self.circular.round().max(1.0) as usize
    }
}

/// The [`BlockLength`] of one series.
///
/// b = (2 G² / D)^(1/3) n^(1/3) with the sums named there; λ(t) = 1 for |t| ≤ 1/2 and 2(1 - |t|) up to 1. m is the first lag
/// of K_n successive ones within the band, as in the authors' own program and in arch; by the letter of the paper it would be the
/// lag before.
///
/// Assumes a stationary series with short memory: a trend or a unit root drives the length to its cap. It is optimal for the
/// mean of the series, not for another statistic; for a correlation see [`joint_block_length`].
///
/// Cost: O(n M) time and O(sqrt n) memory beside the series, in a few readings of it.
///
/// # Errors
/// [`CoreError::TooShort`] below 9 rows, [`CoreError::NonFinite`], [`CoreError::Constant`].
///
/// # Example
/// ```
/// let wave: Vec<f64> = (0..400).map(|t| (f64::from(t) / 40.0).sin()).collect();
/// let length = kosmic_parallel::block_length(&wave)?;
/// assert_eq!((length.cut, length.window, length.longest), (None, 25, 25));
/// assert!(length.circular > 20.0 && length.circular < length.cap);
/// # Ok::<(), kosmic_parallel::ParallelError>(())
/// ```
///
/// # Source
/// D. N. Politis, H. White, Automatic block-length selection for the dependent bootstrap, Econometric Reviews 23 (2004) 53-70;
/// A. Patton, D. N. Politis, H. White, Correction, Econometric Reviews 28 (2009) 372-375.
pub fn block_length<'a>(series: impl Into<Series<'a>>) -> Result<BlockLength, ParallelError> {
    let series = series.into();
    let pair = Pair::new(series, series)?;
    verify_rows(pair.len())?;
    let rule = Rule::of_rows(pair.len());
    let mut reader = Reader::new(&pair, &[Kind::Series(kosmic_core::Side::X)])?;
    let lengths = reader.lengths(&rule)?;
    let [length] = <[_; 1]>::try_from(lengths).expect("one length for one series");
    Ok(length.expect("a checked series varies"))
}

fn verify_rows(got: usize) -> Result<(), ParallelError> {
    if got < LEAST_ROWS {
        let needed = LEAST_ROWS;
        return Err(CoreError::TooShort { needed, got }.into());
    }
    Ok(())
}
