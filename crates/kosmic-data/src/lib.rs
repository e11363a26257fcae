#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod column;
mod csv;
mod error;
mod format;
mod load;
mod npy;
mod table;

pub use crate::csv::{CsvOptions, Delimiter, Header, read_csv};
pub use column::{Column, ColumnKind};
pub use error::DataError;
pub use format::Format;
pub use load::{LoadOptions, load, load_with};
pub use table::Table;
