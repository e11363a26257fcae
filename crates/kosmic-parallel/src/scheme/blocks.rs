//! Blocks of consecutive rows.

use super::Scheme;

/// Which blocks are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BlockKind {
    Moving,
    Circular,
    Stationary,
}

/// Blocks of a kind and of a length, or mean length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BlockDesign {
    pub(crate) kind: BlockKind,
    pub(crate) length: usize,
}

impl BlockDesign {
    pub(crate) fn scheme(self) -> Scheme {
        match self.kind {
            BlockKind::Moving => Scheme::Moving,
            BlockKind::Circular => Scheme::Circular,
            BlockKind::Stationary => Scheme::Stationary,
        }
    }
}
