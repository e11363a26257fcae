//! Which estimator, how many neighbours, whether to jitter.

use crate::error::CoreError;

/// The two estimators of Kraskov, Stögbauer and Grassberger.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum KsgVariant {
    /// A square around each row: ψ(k) + ψ(n) - mean(ψ(n_x + 1) + ψ(n_y + 1)), n_x the rows whose x is nearer than the k-th
    /// neighbour is. The lesser variance.
    #[default]
    One,
    /// A rectangle around each row: ψ(k) - 1/k + ψ(n) - mean(ψ(n_x) + ψ(n_y)), n_x the rows whose x is no farther than that of
    /// any of the k neighbours. The lesser bias for strong coupling.
    Two,
}

/// The choices of [`ksg_information`](crate::ksg_information).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct Ksg {
    pub(super) variant: KsgVariant,
    pub(super) neighbours: usize,
    pub(super) jitter: Option<u64>,
}

impl Default for Ksg {
    fn default() -> Self {
        Self {
            variant: KsgVariant::One,
            neighbours: 3,
            jitter: None,
        }
    }
}

impl Ksg {
    /// The first variant with three neighbours, no jitter.
    pub fn new() -> Self {
        Self::default()
    }

    /// Which of the two estimators.
    pub fn variant(self, variant: KsgVariant) -> Self {
        Self { variant, ..self }
    }

    /// The number k of neighbours, from 1 to n - 1. Few make the bias small, many the variance; 2 to 4 are usual.
    pub fn neighbours(self, neighbours: usize) -> Self {
        Self { neighbours, ..self }
    }

    /// Sets tied values apart by uniform noise from this seed, within half of the smallest gap between two values of the
    /// series on either side, so that unequal values keep their order. It gives back the continuity that rounding took away.
    pub fn jitter(self, seed: u64) -> Self {
        Self {
            jitter: Some(seed),
            ..self
        }
    }

    pub(super) fn verify(&self, n: usize) -> Result<(), CoreError> {
        if (1..n).contains(&self.neighbours) {
            return Ok(());
        }
        Err(CoreError::Neighbours {
            neighbours: self.neighbours,
            n,
        })
    }
}
