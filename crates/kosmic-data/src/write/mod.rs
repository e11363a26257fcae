//! Tables to files: `save` writes them, `sink` is what every format does, `replacement` puts whole files into their places.

mod csv;
mod npy;
mod npz;
#[cfg(feature = "parquet")]
mod parquet;
mod replacement;
mod save;
mod sink;

pub use replacement::Replacement;
pub use save::{convert, save};
