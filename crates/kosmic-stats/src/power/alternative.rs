//! What a test looks for.

/// The hypothesis that a test sets against the null.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Alternative {
    /// An effect of either sign.
    #[default]
    TwoSided,
    /// A positive effect.
    Greater,
    /// A negative effect.
    Less,
}

impl Alternative {
    /// The probability left to each tail that is looked at.
    pub(super) fn tail(self, alpha: f64) -> f64 {
        match self {
            Self::TwoSided => 0.5 * alpha,
            Self::Greater | Self::Less => alpha,
        }
    }

    /// An effect of this size in the direction looked for.
    pub(super) fn signed(self, size: f64) -> f64 {
        match self {
            Self::Less => -size,
            Self::TwoSided | Self::Greater => size,
        }
    }

    /// How far an effect lies in the direction looked for.
    pub(super) fn towards(self, effect: f64) -> f64 {
        match self {
            Self::TwoSided => effect.abs(),
            Self::Greater => effect,
            Self::Less => -effect,
        }
    }
}
