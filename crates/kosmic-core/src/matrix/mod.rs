//! Couplings between all of many series.

mod coupling_matrix;
mod plan;
mod standard;
mod tile;
mod workers;

pub use coupling_matrix::{CouplingMatrix, k_matrix};
pub use plan::MatrixPlan;
pub use workers::{Sequential, Workers};
