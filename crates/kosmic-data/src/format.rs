//! Which format a file has, by its first bytes.

use std::path::Path;

use crate::DataError;

/// A format that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub enum Format {
    /// Delimited text, as it is or compressed by gzip.
    Csv,
    /// One NumPy array.
    Npy,
    /// NumPy arrays in a ZIP archive, compressed or not.
    Npz,
    /// Datasets in groups, as h5py writes them.
    Hdf5,
    /// Columns in groups of rows.
    Parquet,
}

/// Formats that are recognised to be named in the error.
const UNSUPPORTED: [(&[u8], &str); 3] = [
    (b"\x28\xb5\x2f\xfd", "a Zstandard file"),
    (b"ARROW1", "an Arrow file"),
    (b"%PDF", "a PDF file"),
];

/// How files of the other formats begin.
const MAGIC: [(&[u8], Format); 5] = [
    (crate::npy::MAGIC, Format::Npy),
    (crate::npz::MAGIC, Format::Npz),
    (crate::npz::EMPTY, Format::Npz),
    (b"\x89HDF\r\n\x1a\n", Format::Hdf5),
    (b"PAR1", Format::Parquet),
];

/// What files without their magic bytes are called that are damaged, and no text.
const EXTENSIONS: [(&str, Format); 5] = [
    ("npy", Format::Npy),
    ("npz", Format::Npz),
    ("h5", Format::Hdf5),
    ("hdf5", Format::Hdf5),
    ("parquet", Format::Parquet),
];

impl Format {
    /// The format of content that begins with `head`: the magic bytes decide, then whether it is text. A file
    /// called `.npy` without the magic bytes is a damaged NPY file, not text; so it is with the other formats.
    pub(crate) fn recognise(head: &[u8], path: &Path) -> Result<Self, DataError> {
        if let Some((_, format)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
            return Ok(*format);
        }
        let extension = path.extension().unwrap_or_default();
        let mut called = EXTENSIONS.iter();
        if let Some((_, format)) = called.find(|(name, _)| extension.eq_ignore_ascii_case(name)) {
            return Ok(*format);
        }
        if head.starts_with(crate::csv::GZIP) {
            return Ok(Self::Csv);
        }
        if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
            return Err(utf16(path));
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

/// The error for text that begins with the byte order mark of UTF-16.
pub(crate) fn utf16(path: &Path) -> DataError {
    DataError::UnknownFormat {
        path: path.to_path_buf(),
        seen: "UTF-16 text; save it as UTF-8".into(),
    }
}
