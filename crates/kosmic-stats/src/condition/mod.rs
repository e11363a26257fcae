//! Whether conditions differ: groups of values, as of K in each of many recordings, compared by resampling.

mod equivalence;
mod groups;
mod of_series;
mod options;
mod pairwise;
mod resampler;
mod statistic;
mod tested;

pub use equivalence::TestedEquivalence;
pub use of_series::{CouplingScale, couplings_of};
pub use options::{ConditionDesign, ConditionTest, Resampling};
pub use pairwise::{Correction, PairwiseDifference};
pub use tested::{TestedConditions, TestedDifference};
