//! The paired bootstrap: options, their check, the drawing of replicates, the interval of K.

#[cfg_attr(
    not(test),
    expect(dead_code, reason = "no number of replicates is adaptive yet")
)]
mod adaptive;
mod draw;
mod k_interval;
#[cfg_attr(
    not(test),
    expect(dead_code, reason = "no number of replicates is adaptive yet")
)]
mod monte_carlo;
mod options;
mod plan;
mod replicates;

pub(crate) use draw::{STRIP, group_size};
pub use k_interval::{KInterval, bootstrap_k_ci};
pub use monte_carlo::MonteCarloError;
pub use options::{Bootstrap, ReplicateCount};
pub use plan::Plan;
pub use replicates::Replicates;
