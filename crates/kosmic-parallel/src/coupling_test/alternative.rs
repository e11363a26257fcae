//! Which correlations speak against no coupling.

/// What is held against H0: ρ = 0.
///
/// # Example
/// ```
/// use kosmic_parallel::{Alternative, CouplingTest, NullScheme, TestStatistic, test_coupling};
///
/// let test = CouplingTest::new().null(NullScheme::Permutation).statistic(TestStatistic::Correlation);
/// let p = |alternative| {
///     let tested = test_coupling(&[1.0, 2.0, 3.0, 4.0], &[1.0, 2.0, 4.0, 3.0], test.alternative(alternative))?;
///     Ok::<f64, kosmic_parallel::ParallelError>(tested.p_value)
/// };
/// // r = 0.8: of the 24 orders, four reach 0.8, and all but the first reach down to it.
/// assert_eq!(p(Alternative::Greater)?, 4.0 / 24.0);
/// assert_eq!(p(Alternative::Less)?, 23.0 / 24.0);
/// # Ok::<(), kosmic_parallel::ParallelError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Alternative {
    /// ρ ≠ 0, which is K > 0: statistics are compared by size.
    #[default]
    TwoSided,
    /// ρ > 0.
    Greater,
    /// ρ < 0.
    Less,
}

impl Alternative {
    /// The name as users write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::TwoSided => "two-sided",
            Self::Greater => "greater",
            Self::Less => "less",
        }
    }

    /// The statistic, turned so that large values speak for the alternative.
    pub(super) fn oriented(self, statistic: f64) -> f64 {
        match self {
            Self::TwoSided => statistic.abs(),
            Self::Greater => statistic,
            Self::Less => -statistic,
        }
    }
}
