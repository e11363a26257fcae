//! The paired bootstrap: options, their check, the drawing of replicates, the interval of K.

mod draw;
mod exact;
mod k_interval;
mod options;
mod plan;
mod replicates;

pub use exact::ExactBootstrap;
pub use k_interval::{KInterval, bootstrap_k_ci};
pub use options::{Bootstrap, ReplicateCount, Scheme};
pub use plan::Plan;
pub use replicates::Replicates;
