//! K by four correlations at once.

use super::{percentage_bend_correlation, spearman_correlation};
use crate::error::CoreError;
use crate::pair::Pair;
use crate::series::Series;
use crate::source::PairSource;

/// The K-Index by four correlations, each 2|r| and in [0, 2].
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct KVariants {
    /// By Pearson's correlation: the K-Index proper.
    pub pearson: f64,
    /// By Pearson's correlation of the standardised series. Standardising changes no correlation: this equals
    /// `pearson` always and is kept for those who look for it under this name.
    pub zscored: f64,
    /// By Spearman's rank correlation, ties by mid-ranks.
    pub spearman: f64,
    /// By the percentage-bend correlation (β = 0.2); `None` where four fifths of a series equal its median.
    pub robust: Option<f64>,
}

impl KVariants {
    /// The variants of a checked pair.
    ///
    /// # Errors
    /// The failure of the pair's source.
    pub fn of_pair<S: PairSource>(pair: &Pair<S>) -> Result<Self, CoreError> {
        let robust = match percentage_bend_correlation(pair) {
            Ok(r) => Some(2.0 * r.abs()),
            Err(CoreError::ZeroScale { .. }) => None,
            Err(error) => return Err(error),
        };
        Ok(Self {
            pearson: pair.k(),
            zscored: pair.k(),
            spearman: 2.0 * spearman_correlation(pair)?.abs(),
            robust,
        })
    }
}

/// The K-Index of two series by Pearson's, Spearman's and the percentage-bend correlation.
///
/// Where they differ much, the coupling is not linear or a few observations carry it: look at the data.
///
/// Cost: O(n log n) time, O(n) memory.
///
/// # Errors
/// As [`k_index`](crate::k_index).
///
/// # Example
/// ```
/// let x = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
/// let y = [1.0, 4.0, 9.0, 16.0, 25.0, 36.0];
/// let k = kosmic_core::k_index_variants(&x, &y)?;
/// assert_eq!(k.spearman, 2.0);
/// assert!(k.pearson < 2.0 && k.zscored == k.pearson);
/// # Ok::<(), kosmic_core::CoreError>(())
/// ```
pub fn k_index_variants<'a>(
    x: impl Into<Series<'a>>,
    y: impl Into<Series<'a>>,
) -> Result<KVariants, CoreError> {
    KVariants::of_pair(&Pair::new(x, y)?)
}
