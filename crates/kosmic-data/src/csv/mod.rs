//! Text of delimited fields: CSV, TSV and their kin.

mod detect;
mod field;
mod options;
mod read;

pub use options::{CsvOptions, Delimiter, Header};
pub use read::read_csv;
pub(crate) use read::read_named;
