//! Which format a file has, by its first bytes.

use std::path::Path;

use crate::DataError;

/// A format that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// Delimited text, as it is or compressed by gzip.
    Csv,
    /// One NumPy array.
    Npy,
}

/// Formats that are recognised to be named in the error.
const UNSUPPORTED: [(&[u8], &str); 6] = [
    (b"\x89HDF\r\n\x1a\n", "an HDF5 file"),
    (b"PAR1", "a Parquet file"),
    (
        b"PK\x03\x04",
        "a ZIP archive (NPZ and spreadsheets are such)",
    ),
    (b"\x28\xb5\x2f\xfd", "a Zstandard file"),
    (b"ARROW1", "an Arrow file"),
    (b"%PDF", "a PDF file"),
];

impl Format {
    /// The format of content that begins with `head`: the magic bytes decide, then whether it is text. A file
    /// called `.npy` without the magic bytes is a damaged NPY file, not text.
    pub(crate) fn recognise(head: &[u8], path: &Path) -> Result<Self, DataError> {
        if head.starts_with(crate::npy::MAGIC)
            || path
                .extension()
                .is_some_and(|name| name.eq_ignore_ascii_case("npy"))
        {
            return Ok(Self::Npy);
        }
        if head.starts_with(crate::csv::GZIP) {
            return Ok(Self::Csv);
        }
        if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
            return Err(DataError::Utf16 {
                path: path.to_path_buf(),
            });
        }
        let known = UNSUPPORTED
            .iter()
            .find(|(magic, _)| head.starts_with(magic))
            .map(|(_, name)| (*name).to_owned());
        let zero = || {
            head.iter()
                .position(|&byte| byte == 0)
                .map(|at| format!("binary data (a zero byte at offset {at})"))
        };
        match known.or_else(zero) {
            Some(seen) => Err(DataError::UnknownFormat {
                path: path.to_path_buf(),
                seen,
            }),
            None => Ok(Self::Csv),
        }
    }
}
