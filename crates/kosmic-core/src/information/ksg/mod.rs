//! Mutual information from distances to nearest neighbours.

mod choices;
mod estimate;
mod jitter;
mod margin;
mod neighbours;
mod permutation;
mod plan;
mod standard_error;

pub use choices::{Ksg, KsgVariant};
pub use permutation::{KsgTest, ksg_permutation_test};
pub use plan::KsgPlan;
pub use standard_error::ksg_standard_error;

use super::MutualInformation;
use crate::error::CoreError;
use crate::pair::Pair;
use crate::series::Series;
use crate::source::PairSource;

/// The mutual information of a pair by nearest neighbours. Made by [`ksg_information`].
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct KsgInformation {
    /// The number of rows.
    pub n: usize,
    /// Which estimator.
    pub variant: KsgVariant,
    /// The number of neighbours.
    pub neighbours: usize,
    /// The seed of the noise that was added to set tied values apart; `None` if none was.
    pub jitter: Option<u64>,
    /// The estimate; may be negative.
    pub information: MutualInformation,
}

/// The mutual information of two series by the distances to the k nearest neighbours of each row (KSG).
///
/// Rows are points in the plane, each series in units of its standard deviation, distances by the maximum norm. See
/// [`KsgVariant`] for the formulas; ψ is the digamma function. In nats, for any continuous law and any kind of coupling, with no
/// bins. The bias is small, and nearly none for independent series; there about half of all estimates are negative, and they are not
/// clipped. Very strong coupling is underestimated, unless n is of the order of exp(2 I).
///
/// Assumes independent rows and continuous variables. Tied or rounded data have distances of 0, for which no formula holds:
/// they are refused, or jittered on request ([`Ksg::jitter`]), which the result then says. For the error see
/// [`ksg_standard_error`], for a p-value of independence [`ksg_permutation_test`].
///
/// Cost: O(n (k² + log n)) time on ordinary data; the whole columns are held, about 100 bytes a row.
///
/// # Errors
/// As [`k_index`](crate::k_index); [`CoreError::Neighbours`] unless 1 ≤ k < n; [`CoreError::TiedRows`] where two rows are equal,
/// or a row shares its x or its y with all its neighbours.
///
/// # Example
/// ```
/// use kosmic_core::{Ksg, ksg_information};
///
/// // Points on a circle, evenly out of step: much information, no correlation.
/// let angle: Vec<f64> = (0..500).map(|t| f64::from(t) * 2.4).collect();
/// let x: Vec<f64> = angle.iter().map(|a| a.cos()).collect();
/// let y: Vec<f64> = angle.iter().map(|a| a.sin()).collect();
/// let ksg = ksg_information(&x, &y, Ksg::new())?;
/// assert!((ksg.information.nats - 2.2945).abs() < 1e-4);
/// assert!(ksg.information.gaussian_k() > 1.9 && kosmic_core::k_index(&x, &y)? < 0.01);
/// # Ok::<(), kosmic_core::CoreError>(())
/// ```
///
/// # Source
/// A. Kraskov, H. Stögbauer, P. Grassberger, Estimating mutual information, Physical Review E 69 (2004) 066138; S. Gao,
/// G. Ver Steeg, A. Galstyan, Efficient estimation of mutual information for strongly dependent variables, AISTATS (2015)
/// 277-286, for the limit under strong coupling.
pub fn ksg_information<'a>(
    x: impl Into<Series<'a>>,
    y: impl Into<Series<'a>>,
    options: Ksg,
) -> Result<KsgInformation, CoreError> {
    KsgInformation::of_pair(&Pair::new(x, y)?, options)
}

impl KsgInformation {
    /// The information of a checked pair, as [`ksg_information`].
    ///
    /// # Errors
    /// [`CoreError::Neighbours`], [`CoreError::TiedRows`]; [`CoreError::NeedsMemory`] where the source's columns do not fit
    /// into its budget; its failure.
    pub fn of_pair<S: PairSource>(pair: &Pair<S>, options: Ksg) -> Result<Self, CoreError> {
        KsgPlan::new(pair, options)?.information()
    }
}
