//! What a test looks for.

use clap::ValueEnum;
use kosmic_core::Alternative;

/// The alternatives as they are written on the command line.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum AlternativeName {
    /// An effect of either sign.
    TwoSided,
    /// A positive effect.
    Greater,
    /// A negative effect.
    Less,
}

impl From<AlternativeName> for Alternative {
    fn from(name: AlternativeName) -> Self {
        match name {
            AlternativeName::TwoSided => Self::TwoSided,
            AlternativeName::Greater => Self::Greater,
            AlternativeName::Less => Self::Less,
        }
    }
}
