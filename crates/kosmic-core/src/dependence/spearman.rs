//! Spearman's rank correlation with its inference.

use super::exact::permutation_p_value;
use super::limits_by_z;
use crate::analytic::{Limits, correlation_p_value};
use crate::error::CoreError;
use crate::metric::mid_ranks;
use crate::pair::{Pair, Side};
use crate::series::Series;
use crate::source::PairSource;

/// Up to this many rows the p-value is that of all permutations.
const EXACT_UP_TO: usize = 9;

/// Spearman's ρ of a pair, with its p-value. Made by [`spearman`].
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Spearman {
    /// The number of rows.
    pub n: usize,
    /// ρ_s, in [-1, 1].
    pub rho: f64,
    /// The two-sided p-value of independence.
    pub p_value: f64,
    /// Whether the p-value is exact, from all permutations (n ≤ 9), and not Student's t.
    pub exact: bool,
}

/// Spearman's rank correlation of two series: Pearson's correlation of their mid-ranks, in [-1, 1], with its p-value.
///
/// ±1 for strictly monotone coupling, 0 for independent series (and for some others). The same for x and y exchanged,
/// and for any increasing function of either. Not moved by outliers.
///
/// The p-value is two-sided. Up to 9 rows it is exact: the share of all orders of the ranks, ties kept, whose |ρ_s| is at
/// least as large. Above, Student's t with n - 2 degrees of freedom is put to ρ_s sqrt((n-2)/(1-ρ_s²)). It assumes
/// independent rows; for the limits see [`Spearman::limits`].
///
/// Cost: O(n log n) time; the whole columns are held, about 60 bytes a row.
///
/// # Errors
/// As [`k_index`](crate::k_index).
///
/// # Example
/// ```
/// let dose = [1.0, 2.0, 3.0, 4.0, 5.0];
/// let response = [1.0, 10.0, 1e2, 1e4, 1e3];
/// let spearman = kosmic_core::spearman(&dose, &response)?;
/// assert!((spearman.rho - 0.9).abs() < 1e-15 && spearman.k() == 2.0 * spearman.rho);
/// assert!(spearman.exact && (spearman.p_value - 10.0 / 120.0).abs() < 1e-15);
/// # Ok::<(), kosmic_core::CoreError>(())
/// ```
///
/// # Source
/// C. Spearman, American Journal of Psychology 15 (1904) 72-101; M. G. Kendall, S. F. H. Kendall, B. B. Smith, The
/// distribution of Spearman's coefficient of rank correlation in a universe in which all rankings occur an equal number
/// of times, Biometrika 30 (1939) 251-273.
pub fn spearman<'a>(
    x: impl Into<Series<'a>>,
    y: impl Into<Series<'a>>,
) -> Result<Spearman, CoreError> {
    Spearman::of_pair(&Pair::new(x, y)?)
}

impl Spearman {
    /// ρ_s of a checked pair, as [`spearman`].
    ///
    /// # Errors
    /// [`CoreError::NeedsMemory`] where the source's columns do not fit into its budget; its failure.
    pub fn of_pair<S: PairSource>(pair: &Pair<S>) -> Result<Self, CoreError> {
        let n = pair.len();
        let ranks = |side| pair.column(side).map(|values| mid_ranks(&values));
        let (x, y) = (ranks(Side::X)?, ranks(Side::Y)?);
        let rho = Pair::new(&x, &y)?.r();
        let exact = n <= EXACT_UP_TO;
        let p_value = if exact {
            // Twice a mid-rank is an integer.
            let doubled = |ranks: &[f64]| -> Vec<usize> {
                ranks.iter().map(|rank| (2.0 * rank) as usize).collect()
            };
            permutation_p_value(&doubled(&x), &doubled(&y))
        } else {
            correlation_p_value(rho, n)?.expect("a checked pair has three rows")
        };
        Ok(Self {
            n,
            rho,
            p_value,
            exact,
        })
    }

    /// 2|ρ_s|, on the scale of K: the K-Index of the ranks.
    #[must_use]
    pub fn k(&self) -> f64 {
        2.0 * self.rho.abs()
    }

    /// Confidence limits of ρ_s: tanh(atanh ρ_s ± q sqrt((1 + ρ_s²/2)/(n - 3))), q the normal quantile at
    /// (1 + level)/2.
    ///
    /// `None` below four rows and for |ρ_s| = 1. An approximation for independent rows of continuous variables, checked by
    /// its authors under normality for |ρ_s| up to 0.95. Folded by [`Limits::folded`] they are limits of
    /// [`k`](Self::k).
    ///
    /// # Errors
    /// [`CoreError::OutOfRange`] for a level outside (0, 1).
    ///
    /// # Source
    /// D. G. Bonett, T. A. Wright, Sample size requirements for estimating Pearson, Kendall and Spearman correlations,
    /// Psychometrika 65 (2000) 23-28.
    pub fn limits(&self, level: f64) -> Result<Option<Limits>, CoreError> {
        let variance = (1.0 + 0.5 * self.rho * self.rho) / (self.n as f64 - 3.0);
        limits_by_z(self.rho, variance, level)
    }
}
