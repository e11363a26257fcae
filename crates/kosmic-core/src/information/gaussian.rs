//! Mutual information of a pair taken as normal.

use super::MutualInformation;
use crate::analytic::{Limits, correlation_p_value, fisher_limits};
use crate::error::CoreError;
use crate::pair::Pair;
use crate::series::Series;
use crate::source::PairSource;

/// The mutual information of a pair taken as bivariate normal. Made by [`gaussian_information`].
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct GaussianInformation {
    /// The number of rows.
    pub n: usize,
    /// Pearson's correlation.
    pub r: f64,
    /// -ln(1 - r²)/2.
    pub information: MutualInformation,
    /// The two-sided p-value of ρ = 0 by the exact test of r.
    pub p_value: f64,
}

/// The mutual information of two series taken as bivariate normal: I = -ln(1 - r²)/2 nats, in [0, ∞).
///
/// Right for a normal pair only; for others it is what their linear coupling alone carries, which may be more or less than
/// their mutual information. It is a function of |r| and says nothing that K does not. From independent rows its mean is about
/// 1/(2n), not 0.
///
/// Cost: that of [`k_index`](crate::k_index): one pass, constant memory.
///
/// # Errors
/// As [`k_index`](crate::k_index), and [`CoreError::InfiniteInformation`] for |r| = 1.
///
/// # Example
/// ```
/// let x = [1.0, 2.0, 3.0, 4.0];
/// let y = [2.0, 1.0, 4.0, 3.0];
/// // r = 0.6
/// let gaussian = kosmic_core::gaussian_information(&x, &y)?;
/// assert!((gaussian.information.nats + 0.8_f64.ln()).abs() < 1e-15);
/// assert!((gaussian.p_value - 0.4).abs() < 1e-14);
/// # Ok::<(), kosmic_core::CoreError>(())
/// ```
///
/// # Source
/// I. M. Gel'fand, A. M. Yaglom (1957), as for [`MutualInformation`].
pub fn gaussian_information<'a>(
    x: impl Into<Series<'a>>,
    y: impl Into<Series<'a>>,
) -> Result<GaussianInformation, CoreError> {
    GaussianInformation::of_pair(&Pair::new(x, y)?)
}

impl GaussianInformation {
    /// The information of a checked pair, as [`gaussian_information`]. Any source will do: no column is held.
    ///
    /// # Errors
    /// [`CoreError::InfiniteInformation`] for |r| = 1.
    pub fn of_pair<S: PairSource>(pair: &Pair<S>) -> Result<Self, CoreError> {
        let (n, r) = (pair.len(), pair.r());
        let information =
            MutualInformation::of_gaussian(r).ok_or(CoreError::InfiniteInformation { r })?;
        let p_value = correlation_p_value(r, n)?.expect("a checked pair has three rows");
        Ok(Self {
            n,
            r,
            information,
            p_value,
        })
    }

    /// Confidence limits in nats: those of r by Fisher's z, folded to |r| and turned into information.
    ///
    /// `None` below four rows. Assumes independent rows of a bivariate normal pair.
    ///
    /// # Errors
    /// [`CoreError::OutOfRange`] for a level outside (0, 1).
    ///
    /// # Example
    /// ```
    /// let x = [1.0, 2.0, 3.0, 4.0, 5.0];
    /// let y = [2.0, 1.0, 4.0, 3.0, 5.0];
    /// let limits = kosmic_core::gaussian_information(&x, &y)?.limits(0.95)?.unwrap();
    /// assert_eq!(limits.lower, 0.0);
    /// assert!((limits.upper - 1.798).abs() < 1e-3);
    /// # Ok::<(), kosmic_core::CoreError>(())
    /// ```
    pub fn limits(&self, level: f64) -> Result<Option<Limits>, CoreError> {
        let nats = |k: f64| MutualInformation::of_gaussian(0.5 * k).map(|amount| amount.nats);
        let folded = fisher_limits(self.r, self.n, level)?.map(Limits::folded);
        Ok(folded.and_then(|k| {
            Some(Limits {
                lower: nats(k.lower)?,
                upper: nats(k.upper)?,
            })
        }))
    }
}
