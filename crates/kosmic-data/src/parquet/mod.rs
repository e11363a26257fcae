//! Parquet files to columns: `reader` goes through the groups of rows, `schema` says what columns hold, `cells` reads
//! them.

mod cells;
mod reader;
mod schema;

pub(crate) use reader::open;
