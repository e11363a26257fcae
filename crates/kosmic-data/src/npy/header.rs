//! The header of an NPY file, checked against the file's size.

use std::io::Read;
use std::path::Path;

use ndarray_npy::npy::header::Header;

use crate::grow::check_width;
use crate::{ColumnKind, DataError};

/// NumPy's own limit for headers of files that are not trusted.
const LONGEST: u64 = 10_000;
/// The parser of Python literals recurses; nested structured types are no deeper than this.
const DEEPEST: usize = 16;

/// A header of a one- or two-dimensional array of real numbers whose elements fill the file.
#[derive(Clone, Debug)]
pub(super) struct Checked {
    pub(super) raw: Header,
    pub(super) kind: ColumnKind,
    /// The bytes of an element.
    pub(super) width: usize,
    pub(super) rows: usize,
    pub(super) columns: usize,
    /// The offset of the first element.
    pub(super) body: u64,
}

impl Checked {
    /// Reads the header of an array of `size` bytes, header included; the size it promises is compared with that before
    /// anything is allocated.
    pub(super) fn read(reader: &mut impl Read, size: u64, path: &Path) -> Result<Self, DataError> {
        let bytes = header_bytes(reader, size, path)?;
        let raw = Header::from_reader(&mut bytes.as_slice())
            .map_err(|error| damaged(path, error.to_string()))?;
        let (kind, width) = kind(&raw, path)?;
        let (rows, columns) = shape(&raw, path)?;
        let elements = rows as u128 * columns as u128;
        let body = elements.saturating_mul(u128::from(width));
        let expected = body.saturating_add(bytes.len() as u128);
        if expected != u128::from(size) {
            return Err(DataError::NpySize {
                path: path.to_path_buf(),
                expected,
                found: size,
            });
        }
        if body == 0 {
            return Err(DataError::Empty {
                path: path.to_path_buf(),
                found: format!("an array of shape {:?}", raw.shape),
            });
        }
        check_width(path, columns)?;
        Ok(Self {
            raw,
            kind,
            width: usize::from(width),
            rows,
            columns,
            body: bytes.len() as u64,
        })
    }

    pub(super) fn fortran(&self) -> bool {
        self.raw.layout.is_fortran()
    }

    pub(super) fn big_endian(&self) -> bool {
        self.raw
            .type_descriptor
            .as_string()
            .is_some_and(|name| name.starts_with('>'))
    }
}

pub(super) fn damaged(path: &Path, found: impl Into<String>) -> DataError {
    DataError::NpyHeader {
        path: path.to_path_buf(),
        found: found.into(),
    }
}

/// The header's bytes, from the magic to the last line end, its length checked before it is allocated.
fn header_bytes(reader: &mut impl Read, size: u64, path: &Path) -> Result<Vec<u8>, DataError> {
    let mut bytes = vec![0; 8];
    fill(reader, &mut bytes, path)?;
    if !bytes.starts_with(super::MAGIC) {
        return Err(damaged(path, "the file does not begin with \\x93NUMPY"));
    }
    let mut length = vec![0; if bytes[6] == 1 { 2 } else { 4 }];
    fill(reader, &mut length, path)?;
    let promised = length
        .iter()
        .rev()
        .fold(0, |sum, &byte| sum << 8 | u64::from(byte));
    if promised > LONGEST || promised > size {
        return Err(damaged(
            path,
            format!("it promises to be {promised} bytes long, of {size} (at most {LONGEST})"),
        ));
    }
    let mut dictionary = vec![0; promised as usize];
    fill(reader, &mut dictionary, path)?;
    if depth(&dictionary) > DEEPEST {
        return Err(damaged(
            path,
            format!("its brackets are nested more than {DEEPEST} deep"),
        ));
    }
    bytes.extend(length);
    bytes.extend(dictionary);
    Ok(bytes)
}

fn fill(reader: &mut impl Read, bytes: &mut [u8], path: &Path) -> Result<(), DataError> {
    reader
        .read_exact(bytes)
        .map_err(|error| match error.kind() {
            std::io::ErrorKind::UnexpectedEof => damaged(path, "the file ends inside it"),
            _ => DataError::Read {
                path: path.to_path_buf(),
                source: error,
            },
        })
}

fn depth(dictionary: &[u8]) -> usize {
    let open = |depth: &mut usize, byte: &u8| {
        match byte {
            b'(' | b'[' | b'{' => *depth += 1,
            b')' | b']' | b'}' => *depth = depth.saturating_sub(1),
            _ => {}
        }
        Some(*depth)
    };
    dictionary.iter().scan(0, open).max().unwrap_or(0)
}

/// The kind of the elements and the bytes of one.
fn kind(raw: &Header, path: &Path) -> Result<(ColumnKind, u8), DataError> {
    let name = raw.type_descriptor.as_string().map_or("", String::as_str);
    let found = match name {
        "<f8" | ">f8" => (ColumnKind::Float64, 8),
        "<f4" | ">f4" => (ColumnKind::Float32, 4),
        "<f2" | ">f2" => (ColumnKind::Float16, 2),
        "|i1" => (ColumnKind::Int(8), 1),
        "<i2" | ">i2" => (ColumnKind::Int(16), 2),
        "<i4" | ">i4" => (ColumnKind::Int(32), 4),
        "<i8" | ">i8" => (ColumnKind::Int(64), 8),
        "|u1" => (ColumnKind::UInt(8), 1),
        "<u2" | ">u2" => (ColumnKind::UInt(16), 2),
        "<u4" | ">u4" => (ColumnKind::UInt(32), 4),
        "<u8" | ">u8" => (ColumnKind::UInt(64), 8),
        "|b1" => (ColumnKind::Bool, 1),
        _ => {
            return Err(DataError::NpyType {
                path: path.to_path_buf(),
                dtype: raw.type_descriptor.to_string(),
            });
        }
    };
    Ok(found)
}

fn shape(raw: &Header, path: &Path) -> Result<(usize, usize), DataError> {
    match raw.shape[..] {
        [rows] => Ok((rows, 1)),
        [rows, columns] => Ok((rows, columns)),
        _ => Err(DataError::NpyShape {
            path: path.to_path_buf(),
            shape: raw.shape.clone(),
        }),
    }
}
