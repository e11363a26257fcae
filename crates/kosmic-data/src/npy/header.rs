//! The header of an NPY file, checked against the file's size.

use std::io::Read;
use std::path::Path;

use ndarray_npy::npy::header::Header;

use crate::DataError;
use crate::element::Element;
use crate::grow::check_width;

/// NumPy's own limit for headers of files that are not trusted.
const LONGEST: u64 = 10_000;
/// The parser of Python literals recurses; nested structured types are no deeper than this.
const DEEPEST: usize = 16;

/// A header of a one- or two-dimensional array of real numbers whose elements fill the file.
#[derive(Clone, Debug)]
pub(crate) struct Checked {
    pub(crate) element: Element,
    pub(crate) rows: usize,
    pub(crate) columns: usize,
    /// Whether the array has one dimension and not two.
    pub(crate) is_flat: bool,
    /// Whether columns, and not rows, follow each other.
    pub(crate) is_fortran: bool,
    /// The offset of the first element.
    pub(crate) body: u64,
}

impl Checked {
    /// Reads the header of an array of `size` bytes, header included; the size it promises is compared with that before
    /// anything is allocated.
    pub(crate) fn read(reader: &mut impl Read, size: u64, path: &Path) -> Result<Self, DataError> {
        let bytes = header_bytes(reader, size, path)?;
        let raw = Header::from_reader(&mut bytes.as_slice())
            .map_err(|error| damaged(path, error.to_string()))?;
        let element = element(&raw, path)?;
        let (rows, columns) = shape(&raw, path)?;
        let elements = rows as u128 * columns as u128;
        let body = elements.saturating_mul(element.width() as u128);
        let expected = body.saturating_add(bytes.len() as u128);
        if expected != u128::from(size) {
            let found = format!("the header promises {expected} bytes, the file has {size}");
            return Err(damaged(path, found));
        }
        if body == 0 {
            return Err(DataError::Empty {
                path: path.to_path_buf(),
                found: format!("an array of shape {:?}", raw.shape),
            });
        }
        check_width(path, columns)?;
        Ok(Self {
            element,
            rows,
            columns,
            is_flat: raw.shape.len() == 1,
            is_fortran: raw.layout.is_fortran(),
            body: bytes.len() as u64,
        })
    }
}

pub(super) fn damaged(path: &Path, found: impl Into<String>) -> DataError {
    DataError::Damaged {
        path: path.to_path_buf(),
        format: "NPY",
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

/// How the elements are written.
fn element(raw: &Header, path: &Path) -> Result<Element, DataError> {
    let name = raw.type_descriptor.as_string().map_or("", String::as_str);
    Element::of_dtype(name).ok_or_else(|| other(path, format!("dtype {}", raw.type_descriptor)))
}

fn shape(raw: &Header, path: &Path) -> Result<(usize, usize), DataError> {
    match raw.shape[..] {
        [rows] => Ok((rows, 1)),
        [rows, columns] => Ok((rows, columns)),
        _ => Err(other(path, format!("shape {:?}", raw.shape))),
    }
}

fn other(path: &Path, found: String) -> DataError {
    DataError::ArrayType {
        path: path.to_path_buf(),
        dataset: "an array".into(),
        found,
    }
}
