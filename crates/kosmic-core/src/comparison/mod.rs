//! Whether two couplings differ, or are as good as equal.

mod dependence;
mod difference;
mod equivalence;
mod folded;
mod two_correlations;

pub use difference::ComparisonTest;
pub use equivalence::{Equivalence, equivalence, k_equivalence};
pub use two_correlations::Comparison;
