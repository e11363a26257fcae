//! NumPy's format for one array.

mod header;
mod read;

pub(crate) use read::read;

/// What every NPY file begins with.
pub(crate) const MAGIC: &[u8] = b"\x93NUMPY";
