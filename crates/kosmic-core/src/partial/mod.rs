//! Correlation of two series once others, the controls, are held fixed.

mod controls;
mod part;
mod partial_correlation;

pub use controls::Controls;
pub use part::{PartCorrelation, part_correlation};
pub use partial_correlation::{PartialCorrelation, partial_correlation};
