//! Ranks, and Spearman's correlation of them.

use crate::error::CoreError;
use crate::order;
use crate::pair::{Pair, Side};
use crate::source::PairSource;

/// The ranks 1..n of finite values, tied values sharing the mean of their ranks.
///
/// Cost: O(n log n) time, O(n) memory. NaN is ranked as if greater than every number.
///
/// # Example
/// ```
/// assert_eq!(kosmic_core::mid_ranks(&[30.0, 10.0, 20.0, 20.0]), [4.0, 1.0, 2.5, 2.5]);
/// ```
#[must_use]
pub fn mid_ranks(values: &[f64]) -> Vec<f64> {
    let mut ranks = vec![0.0; values.len()];
    let mut done = 0;
    for ties in order::ascending(values).chunk_by(|a, b| a.key == b.key) {
        let shared = done as f64 + (ties.len() + 1) as f64 / 2.0;
        ties.iter().for_each(|entry| ranks[entry.tag] = shared);
        done += ties.len();
    }
    ranks
}

/// Spearman's rank correlation of a checked pair: Pearson's correlation of the mid-ranks, in [-1, 1].
///
/// It measures monotone coupling and is not moved by outliers in the values.
///
/// Cost: O(n log n) time, O(n) memory: both series are held and sorted.
///
/// # Errors
/// The failure of the pair's source.
///
/// # Example
/// ```
/// use kosmic_core::{Pair, spearman_correlation};
///
/// let pair = Pair::new(&[1.0, 2.0, 3.0, 4.0], &[1.0, 8.0, 27.0, 64.0])?;
/// assert_eq!(spearman_correlation(&pair)?, 1.0);
/// # Ok::<(), kosmic_core::CoreError>(())
/// ```
///
/// # Source
/// C. Spearman, The proof and measurement of association between two things, American Journal of Psychology 15 (1904)
/// 72-101.
pub fn spearman_correlation<S: PairSource>(pair: &Pair<S>) -> Result<f64, CoreError> {
    let ranks = |side| pair.column(side).map(|values| mid_ranks(&values));
    Ok(Pair::new(&ranks(Side::X)?, &ranks(Side::Y)?)?.r())
}
