//! The paired bootstrap: options, their check, the drawing of replicates, the interval of K.

mod draw;
mod k_interval;
mod options;
mod part;
mod plan;
mod replicates;

pub use k_interval::{KInterval, bootstrap_k_ci};
pub use options::{Bootstrap, ReplicateCount, Scheme};
pub use plan::Plan;
pub use replicates::Replicates;
