//! Matrices of couplings on several threads.

mod k_matrix;
mod lag_matrix;

pub use k_matrix::parallel_k_matrix;
pub use lag_matrix::{LagMatrix, k_lag_matrix};
