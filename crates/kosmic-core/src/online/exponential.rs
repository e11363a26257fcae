//! Moments whose pairs lose weight with every pair that comes after them.

use crate::moments::Moments;

/// Weighted moments: the weight of a pair is the retention to the power of the number of later pairs.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub(super) struct Exponential {
    retention: f64,
    moments: Moments,
    /// Σ w.
    weights: f64,
    /// Σ w².
    squares: f64,
}

impl Exponential {
    pub(super) fn new(half_life: f64) -> Self {
        Self {
            retention: (-std::f64::consts::LN_2 / half_life).exp(),
            moments: Moments::default(),
            weights: 0.0,
            squares: 0.0,
        }
    }

    pub(super) fn push(&mut self, x: f64, y: f64) {
        let kept = self.retention * self.weights;
        self.moments = self.moments.faded(self.retention);
        self.moments
            .merge_weighted(&Moments::of_pair(x, y), [kept, 1.0]);
        self.weights = kept + 1.0;
        self.squares = self.retention * self.retention * self.squares + 1.0;
    }

    pub(super) fn merge(&mut self, other: &Self) {
        let weights = [self.weights, other.weights];
        self.moments.merge_weighted(&other.moments, weights);
        self.weights += other.weights;
        self.squares += other.squares;
    }

    pub(super) fn moments(&self) -> Moments {
        self.moments
    }

    /// Kish's effective number (Σ w)² / Σ w²; 0 without pairs.
    pub(super) fn effective_count(&self) -> f64 {
        if self.squares == 0.0 {
            return 0.0;
        }
        self.weights * self.weights / self.squares
    }
}
