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

use crate::error::CoreError;
use crate::moments::read_column;
use crate::pair::{Pair, Side};
use crate::source::PairSource;

/// A whole series of a checked pair, for measures that need all of it at once.
fn whole_column<S: PairSource>(pair: &Pair<S>, side: Side) -> Result<Vec<f64>, CoreError> {
    let mut scratch = Vec::new();
    let values = read_column(pair.source(), side, 0..pair.len(), &mut scratch)?;
    Ok(values.to_vec())
}
