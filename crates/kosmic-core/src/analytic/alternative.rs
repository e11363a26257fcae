//! What a test looks for.

/// The hypothesis that a test sets against that of no effect: of no coupling, ρ = 0, or of no difference.
///
/// # Example
/// ```
/// use kosmic_core::Alternative;
///
/// assert_eq!(Alternative::default().name(), "two-sided");
/// assert_eq!(Alternative::TwoSided.oriented(-2.5), 2.5);
/// assert_eq!(Alternative::Less.oriented(-2.5), 2.5);
/// assert_eq!(Alternative::Greater.oriented(-2.5), -2.5);
/// assert_eq!(Alternative::TwoSided.tail(0.05), 0.025);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Alternative {
    /// An effect of either sign: ρ ≠ 0, which is K > 0.
    #[default]
    TwoSided,
    /// A positive effect.
    Greater,
    /// A negative effect.
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

    /// An effect or a statistic, turned so that large values speak for the alternative.
    #[must_use]
    pub fn oriented(self, statistic: f64) -> f64 {
        match self {
            Self::TwoSided => statistic.abs(),
            Self::Greater => statistic,
            Self::Less => -statistic,
        }
    }

    /// The probability left to each tail that is looked at by a test of level α.
    #[must_use]
    pub fn tail(self, alpha: f64) -> f64 {
        match self {
            Self::TwoSided => 0.5 * alpha,
            Self::Greater | Self::Less => alpha,
        }
    }

    /// An effect of this size in the direction looked for, the positive one if both are.
    #[must_use]
    pub fn signed(self, size: f64) -> f64 {
        match self {
            Self::TwoSided | Self::Greater => size,
            Self::Less => -size,
        }
    }
}
