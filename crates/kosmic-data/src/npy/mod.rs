//! One NumPy array to columns.

mod header;
mod reader;

pub(crate) use header::Checked;
pub(crate) use reader::{Body, NpyReader};

pub(crate) const MAGIC: &[u8] = b"\x93NUMPY";
