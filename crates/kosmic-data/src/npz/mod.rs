//! The arrays of a NumPy archive to columns: `archive` lists them, `inflating` reads those that are compressed.

mod archive;
mod inflating;

pub(crate) use archive::open;

/// How a ZIP archive begins.
pub(crate) const MAGIC: &[u8] = b"PK\x03\x04";
/// How one without any member does.
pub(crate) const EMPTY: &[u8] = b"PK\x05\x06";
