//! Columns that stay in a file and are read by positions, a block at a time: `file` notices what happens to it meanwhile, `column` turns
//! its bytes into numbers, `spool` writes what cannot be read by positions into a file that can, `readable` and `pair` are what
//! metrics read.

mod column;
mod file;
mod pair;
mod readable;
mod spool;

pub use pair::ColumnPair;
pub use readable::Readable;

pub(crate) use column::{Placed, StoredColumn};
pub(crate) use file::StoredFile;
pub(crate) use spool::Spool;
