//! What becomes of missing values.

use crate::error::CoreError;
use crate::pair::Side;

/// What becomes of observations that are missing, written as NaN. Infinite values are never missing: they are refused.
///
/// To leave out rows is right where what makes values missing has nothing to do with the values (missing completely at
/// random); otherwise each of these choices is biased. A matrix of pairwise correlations need not be positive semidefinite,
/// since its entries come from different rows.
///
/// # Example
/// ```
/// use kosmic_core::{Missing, k_matrix};
///
/// let a = [1.0, 2.0, 3.0, 4.0, f64::NAN, 6.0];
/// let b = [2.0, 1.0, 4.0, 3.0, 6.0, 5.0];
/// let c = [f64::NAN, 2.0, 3.0, 1.0, 2.0, 5.0];
/// assert!(k_matrix([&a, &b, &c], Missing::Refuse).is_err());
/// assert_eq!(k_matrix([&a, &b, &c], Missing::Listwise)?.rows(0, 1), Some(4));
/// assert_eq!(k_matrix([&a, &b, &c], Missing::Pairwise)?.rows(0, 1), Some(5));
/// # Ok::<(), kosmic_core::CoreError>(())
/// ```
///
/// # Source
/// R. J. A. Little, D. B. Rubin, Statistical Analysis with Missing Data, 3rd ed., Wiley (2019), sections 1.3, 3.2, 3.4.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "lowercase"))]
#[non_exhaustive]
pub enum Missing {
    /// An error that names the series, the first place and their number.
    #[default]
    Refuse,
    /// A row in which any of the series is missing is left out for all of them.
    Listwise,
    /// For each pair of series, the rows in which one of the two is missing are left out. For two series the same as
    /// `Listwise`.
    Pairwise,
}

/// Values looked at together: without a branch among them, vectors do it.
const CHUNK: usize = 1024;

fn are_finite(values: &[f64]) -> bool {
    values
        .iter()
        .fold(true, |all, value| all & value.is_finite())
}

impl Missing {
    /// Whether a series has missing values that may be left out.
    pub(crate) fn found_in(self, side: Side, values: &[f64]) -> Result<bool, CoreError> {
        if values.chunks(CHUNK).all(are_finite) {
            return Ok(false);
        }
        let refused = |value: &f64| match self {
            Self::Refuse => !value.is_finite(),
            Self::Listwise | Self::Pairwise => value.is_infinite(),
        };
        let mut places = (0..).zip(values).filter(|(_, value)| refused(value));
        let Some((index, &value)) = places.next() else {
            return Ok(true);
        };
        let count = 1 + places.count();
        Err(CoreError::NonFinite {
            side,
            index,
            value,
            count,
        })
    }
}
