//! The paired bootstrap: options, their check, the drawing of replicates, the interval of K.

mod adaptive;
mod choices;
mod draw;
mod exact;
mod extend;
mod k_interval;
mod monte_carlo;
mod options;
mod part;
mod plan;
mod replicates;
#[cfg(feature = "serde")]
mod saved;

pub use choices::Choices;
pub(crate) use draw::{Groups, STRIP, group_size};
pub use exact::ExactBootstrap;
pub use k_interval::{KInterval, bootstrap_k_ci};
pub use monte_carlo::MonteCarloError;
pub use options::{Bootstrap, ReplicateCount};
pub use plan::Plan;
pub use replicates::Replicates;
#[cfg(feature = "serde")]
pub use saved::SavedReplicates;
