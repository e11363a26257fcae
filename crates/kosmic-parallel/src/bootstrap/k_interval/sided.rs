//! From limits of r to the limits of K that are asked for.

use kosmic_core::Limits;

use crate::interval::{Method, Sides};
use crate::warning::Warning;

/// Limits of r on their way to those of K.
pub(in crate::bootstrap) struct SidedLimits {
    /// Within [-1, 1]; `None` where the method knows |r| only.
    pub(in crate::bootstrap) of_r: Option<Limits>,
    pub(in crate::bootstrap) of_k: Limits,
    pub(in crate::bootstrap) warning: Option<Warning>,
}

impl SidedLimits {
    /// Moves the limits of r that a method found into [-1, 1] and folds them.
    pub(in crate::bootstrap) fn of(found: Limits, method: Method, sides: Sides) -> Self {
        if method == Method::LegacyPercentile {
            return Self {
                of_r: None,
                of_k: sides.of(found.folded()),
                warning: Some(Warning::NeverContainsZero),
            };
        }
        let (clipped, moved) = found.clipped_to_correlation();
        Self {
            of_r: Some(clipped),
            of_k: sides.of(clipped.folded()),
            warning: moved.then_some(Warning::Clipped),
        }
    }
}
