//! Coupling metrics of two series, each 2|r| of some correlation r.

mod bounds;
mod k_index;
mod percentage_bend;
mod rank;
mod variants;
mod vectors;

pub use bounds::verify_k_bounds;
pub use k_index::k_index;
pub use percentage_bend::percentage_bend_correlation;
pub use rank::{mid_ranks, spearman_correlation};
pub use variants::{KVariants, k_index_variants};
pub use vectors::{k_index_of_vectors, row_norms};
