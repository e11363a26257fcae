//! Blocks of consecutive rows.

use super::Scheme;

/// Which blocks are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BlockKind {
    Moving,
    Circular,
    Stationary,
}

impl BlockKind {
    /// That of a scheme, if it draws blocks.
    pub(crate) fn of(scheme: Scheme) -> Option<Self> {
        match scheme {
            Scheme::Moving => Some(Self::Moving),
            Scheme::Circular => Some(Self::Circular),
            Scheme::Stationary => Some(Self::Stationary),
            _ => None,
        }
    }

    pub(crate) fn scheme(self) -> Scheme {
        match self {
            Self::Moving => Scheme::Moving,
            Self::Circular => Scheme::Circular,
            Self::Stationary => Scheme::Stationary,
        }
    }
}

/// Blocks of a kind and of a length, or mean length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BlockDesign {
    pub(crate) kind: BlockKind,
    pub(crate) length: usize,
}
