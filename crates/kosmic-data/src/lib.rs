#![doc = include_str!("../README.md")]
#![deny(unsafe_code)]

mod arrays;
mod batches;
mod collect;
mod column;
mod csv;
mod element;
mod error;
mod format;
mod grow;
mod guard;
#[cfg(feature = "hdf5")]
mod hdf5;
mod inflate;
mod load;
mod memmapped;
mod mmap;
mod npy;
mod npz;
mod options;
#[cfg(feature = "parquet")]
mod parquet;
mod positioned;
mod raw;
#[cfg(feature = "serde")]
mod saved;
mod select;
mod stored;
mod table;
mod treat;
mod write;

pub use crate::csv::{CsvOptions, Decimal, Delimiter, Header, read_csv};
pub use batches::Batches;
pub use column::{Column, ColumnKind};
pub use error::DataError;
pub use format::Format;
pub use load::{load, load_observed, load_with};
pub use memmapped::load_memmapped;
pub use options::LoadOptions;
pub use raw::RawLayout;
#[cfg(feature = "serde")]
pub use saved::SavedTable;
pub use stored::{ColumnPair, Readable};
pub use table::Table;
pub use treat::{
    AsOf, Detector, Handling, Join, Outliers, Parameter, Step, Treatment, TreatmentProblem,
};
pub use write::{Replacement, convert, save};
