//! The block length of a pair of series.

use kosmic_core::{Pair, PairSource};

use super::autocorrelations::{ALL, Reader};
use super::rule::Rule;
use super::{BlockLength, verify_rows};
use crate::error::ParallelError;
use crate::scheme::Scheme;

/// The block lengths of a pair and of the series behind them. Made by [`joint_block_length`].
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct JointBlockLength {
    /// Of the first series.
    pub x: BlockLength,
    /// Of the second series.
    pub y: BlockLength,
    /// Of the influences of the rows on r; `None` where these never vary, as for r = 1.
    pub influence: Option<BlockLength>,
    /// The largest stationary length of the three.
    pub stationary: f64,
    /// The largest circular length of the three.
    pub circular: f64,
}

impl JointBlockLength {
    /// The circular length in whole rows: rounded, at least 1.
    #[must_use]
    pub fn circular_rows(&self) -> usize {
        self.circular.round().max(1.0) as usize
    }

    /// The length in whole rows of the blocks that a scheme draws.
    pub(crate) fn rows_for(&self, scheme: Scheme) -> usize {
        match scheme {
            Scheme::Stationary => self.stationary.round().max(1.0) as usize,
            _ => self.circular_rows(),
        }
    }
}

/// The [`JointBlockLength`] of a pair: the largest lengths over x, y and the influences of its rows on r.
///
/// The influence of a row is u v - r (u² + v²)/2, u and v the series in standard units; r is to first order the mean of what
/// [`block_length`](super::block_length) is then optimal for. Its length alone is too short where both series are strongly
/// dependent (the intervals fall short of their level), hence the largest of the three.
///
/// Assumes what [`block_length`](super::block_length) does, of each series.
///
/// Cost: O(n M) time, O(sqrt n) memory and a few readings of the source, in chunks; the same bits wherever it lies.
///
/// # Errors
/// [`CoreError::TooShort`](kosmic_core::CoreError::TooShort) below 9 rows, or the source's own failure.
///
/// # Example
/// ```
/// use kosmic_core::Pair;
///
/// let slow: Vec<f64> = (0..400).map(|t| (f64::from(t) / 40.0).sin()).collect();
/// let fast: Vec<f64> = (0..400).map(|t| f64::from(t * t % 101)).collect();
/// let length = kosmic_parallel::joint_block_length(&Pair::new(&slow, &fast)?)?;
/// assert_eq!(length.circular, length.x.circular);
/// assert!(length.y.circular < length.x.circular);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Source
/// As [`block_length`](super::block_length).
pub fn joint_block_length<S: PairSource>(
    pair: &Pair<S>,
) -> Result<JointBlockLength, ParallelError> {
    verify_rows(pair.len())?;
    let lengths = Reader::new(pair, &ALL)?.lengths(&Rule::of_rows(pair.len()))?;
    let [x, y, influence] = <[_; 3]>::try_from(lengths).expect("one length for each series");
    let [x, y] = [x, y].map(|length| length.expect("a checked series varies"));
    let all = || {
        [Some(&x), Some(&y), influence.as_ref()]
            .into_iter()
            .flatten()
    };
    let largest = |length: fn(&BlockLength) -> f64| all().map(length).fold(0.0, f64::max);
    Ok(JointBlockLength {
        stationary: largest(|length| length.stationary),
        circular: largest(|length| length.circular),
        x,
        y,
        influence,
    })
}
