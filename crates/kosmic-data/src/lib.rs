#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod column;
mod csv;
mod error;
mod load;
mod npy;
mod table;

pub use column::{Column, Kind};
pub use csv::{CsvOptions, Delimiter, Header, read_csv};
pub use error::{DataError, Place};
pub use load::{Format, LoadOptions, load, load_with};
pub use table::Table;
