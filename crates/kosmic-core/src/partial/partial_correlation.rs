//! The partial correlation: both series without what the controls explain.

use super::controls::{Controls, Deviations};
use crate::analytic::{Limits, fisher_limits, p_value_of_r};
use crate::error::CoreError;
use crate::moments::coefficient;
use crate::pair::Pair;
use crate::series::Series;

/// A partial correlation and what its inference needs.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct PartialCorrelation {
    /// The partial correlation, in [-1, 1].
    pub r: f64,
    /// The number n of rows.
    pub n: usize,
    /// The number k of controls.
    pub controls: usize,
}

/// The correlation of x and y with the controls held fixed: r of the residuals of each on the controls and a constant.
///
/// In [-1, 1]; [`PartialCorrelation::k`] is the partial K = 2|r|, in [0, 2]. With one control z it is
/// (r_xy - r_xz r_yz) / sqrt((1 - r_xz²)(1 - r_yz²)). It sees linear influence of the controls only. Without controls it
/// is Pearson's r.
///
/// Cost: O(n k) time for k controls made before, O(n) memory.
///
/// # Errors
/// As [`k_index`](crate::k_index); [`CoreError::Control`] where the controls have another length;
/// [`CoreError::TooManyControls`] where n - 2 - k is below 1, for then |r| is always 1; [`CoreError::Explained`] where a
/// series is a linear function of the controls.
///
/// # Example
/// Two series that share nothing but a trend:
/// ```
/// use kosmic_core::{Controls, Pair, partial_correlation};
///
/// let trend = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
/// let (x, y) = ([2.0, 1.0, 3.0, 5.0, 4.0, 6.0], [1.0, 3.0, 3.0, 4.0, 4.0, 7.0]);
/// let partial = partial_correlation(&x, &y, &Controls::new([&trend])?)?;
/// let [xy, xz, yz] = [(&x, &y), (&x, &trend), (&y, &trend)].map(|(a, b)| Pair::new(a, b).unwrap().r());
/// let by_hand = (xy - xz * yz) / ((1.0 - xz * xz) * (1.0 - yz * yz)).sqrt();
/// assert!(Pair::new(&x, &y)?.k() > 1.6 && partial.k() < 0.3);
/// assert!((partial.r - by_hand).abs() < 1e-14);
/// assert_eq!(partial.degrees_of_freedom(), 3);
/// # Ok::<(), kosmic_core::CoreError>(())
/// ```
///
/// # Source
/// G. U. Yule, On the theory of correlation for any number of variables, treated by a new system of notation,
/// Proceedings of the Royal Society A 79 (1907) 182-193.
pub fn partial_correlation<'a>(
    x: impl Into<Series<'a>>,
    y: impl Into<Series<'a>>,
    controls: &Controls,
) -> Result<PartialCorrelation, CoreError> {
    let pair = Pair::new(x, y)?;
    let [x, y] = controls.residual_pair(&pair)?;
    Ok(PartialCorrelation::of_residuals(&x, &y, controls))
}

impl PartialCorrelation {
    /// From what the controls leave of both series.
    pub(super) fn of_residuals(x: &Deviations, y: &Deviations, controls: &Controls) -> Self {
        let (x, y) = (&x.values, &y.values);
        Self {
            r: coefficient(x.dot(y), x.dot(x), y.dot(y)),
            n: x.len(),
            controls: controls.count(),
        }
    }

    /// The partial K-Index 2|r|, in [0, 2].
    #[must_use]
    pub fn k(&self) -> f64 {
        2.0 * self.r.abs()
    }

    /// n - 2 - k, the degrees of freedom of the test.
    #[must_use]
    pub fn degrees_of_freedom(&self) -> usize {
        self.rows_left().saturating_sub(2)
    }

    /// The two-sided p of no partial correlation, by Student's t with n - 2 - k degrees of freedom: the test of the slope
    /// in the regression on the other series and the controls. `None` below one degree of freedom.
    ///
    /// Exact where the errors of that regression are independent and normal.
    ///
    /// # Source
    /// R. A. Fisher, The distribution of the partial correlation coefficient, Metron 3 (1924) 329-332.
    #[must_use]
    pub fn p_value(&self) -> Option<f64> {
        let freedom = self.degrees_of_freedom();
        let defined = freedom > 0 && self.r.abs() <= 1.0;
        defined.then(|| p_value_of_r(self.r, freedom as f64))
    }

    /// Confidence limits of the partial correlation by Fisher's z with standard error 1 / sqrt(n - k - 3); those of K are
    /// their [`folded`](Limits::folded). `None` where n - k is below 4, or |r| = 1.
    ///
    /// Assumes independent rows of a multivariate normal distribution.
    ///
    /// # Errors
    /// [`CoreError::OutOfRange`] for a level outside (0, 1).
    ///
    /// # Example
    /// ```
    /// use kosmic_core::{PartialCorrelation, fisher_limits};
    ///
    /// let partial = PartialCorrelation { r: 0.4, n: 53, controls: 3 };
    /// assert_eq!(partial.limits(0.95)?, fisher_limits(0.4, 50, 0.95)?);
    /// # Ok::<(), kosmic_core::CoreError>(())
    /// ```
    pub fn limits(&self, level: f64) -> Result<Option<Limits>, CoreError> {
        fisher_limits(self.r, self.rows_left(), level)
    }

    /// n - k: a partial correlation is distributed as a plain one from so many rows.
    #[must_use]
    pub fn rows_left(&self) -> usize {
        self.n.saturating_sub(self.controls)
    }
}
