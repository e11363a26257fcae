//! The header of an NPY file, checked against the file's size before anything is allocated for it.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use ndarray_npy::npy::header::Header;

use crate::error::DataError;

/// The longest header accepted, NumPy's own limit for files that are not trusted.
const LONGEST: u64 = 10_000;

/// Nesting of brackets in the header's literal beyond which the parser's recursion is not trusted.
const DEEPEST: usize = 16;

/// What the header says, made sure of.
pub(super) struct Checked {
    /// NumPy's name of the element type, such as `<f8`.
    pub(super) type_name: String,
    /// One or two.
    pub(super) dimensions: usize,
}

/// Reads and checks the header, and leaves the file at its start.
pub(super) fn check(path: &Path, file: &mut File) -> Result<Checked, DataError> {
    let io = |cause| DataError::Io {
        source_name: path.display().to_string(),
        cause,
    };
    file.rewind().map_err(io)?;
    let length = file.metadata().map_err(io)?.len();
    let end = header_end(path, file)?;
    file.rewind().map_err(io)?;
    let mut bytes = Vec::new();
    file.by_ref()
        .take(end)
        .read_to_end(&mut bytes)
        .map_err(io)?;
    file.seek(SeekFrom::Start(0)).map_err(io)?;
    if depth(&bytes) > DEEPEST {
        return Err(bad(path, "its brackets are nested too deeply"));
    }
    let header =
        Header::from_reader(&mut bytes.as_slice()).map_err(|error| bad(path, error.to_string()))?;
    let type_name = header
        .type_descriptor
        .to_string()
        .trim_matches('\'')
        .to_owned();
    check_size(path, &type_name, &header.shape, length.saturating_sub(end))?;
    Ok(Checked {
        type_name,
        dimensions: header.shape.len(),
    })
}

/// Where the header ends and the data begin, by the length that the preamble gives.
fn header_end(path: &Path, file: &mut File) -> Result<u64, DataError> {
    let mut preamble = [0; 12];
    let io = |cause| DataError::Io {
        source_name: path.display().to_string(),
        cause,
    };
    let mut read = 0;
    while read < preamble.len() {
        match file.read(&mut preamble[read..]).map_err(io)? {
            0 => return Err(bad(path, "the file ends within it")),
            more => read += more,
        }
    }
    let [.., major, _, a, b, c, d] = preamble;
    let (start, length) = match major {
        1 => (10, u64::from(u16::from_le_bytes([a, b]))),
        2 | 3 => (12, u64::from(u32::from_le_bytes([a, b, c, d]))),
        _ => return Err(bad(path, format!("version {major} is unknown"))),
    };
    if length > LONGEST {
        return Err(bad(
            path,
            format!("{length} bytes long, at most {LONGEST} are accepted"),
        ));
    }
    Ok(start + length)
}

fn bad(path: &Path, reason: impl Into<String>) -> DataError {
    DataError::NpyHeader {
        path: path.to_owned(),
        reason: reason.into(),
    }
}

fn depth(bytes: &[u8]) -> usize {
    let (mut now, mut deepest) = (0_usize, 0);
    for byte in bytes {
        match byte {
            b'(' | b'[' | b'{' => now += 1,
            b')' | b']' | b'}' => now = now.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(now);
    }
    deepest
}

fn check_size(path: &Path, type_name: &str, shape: &[usize], found: u64) -> Result<(), DataError> {
    let path_of = || path.to_owned();
    let Some(size) = element_size(type_name) else {
        return Err(DataError::NpyType {
            path: path_of(),
            found: type_name.to_owned(),
        });
    };
    if !matches!(shape.len(), 1 | 2) {
        return Err(DataError::NpyShape {
            path: path_of(),
            shape: shape.to_vec(),
        });
    }
    if shape.contains(&0) {
        return Err(DataError::Empty {
            source_name: path.display().to_string(),
        });
    }
    let expected = shape
        .iter()
        .fold(size, |bytes, &length| bytes.saturating_mul(length as u128));
    if expected != u128::from(found) {
        return Err(DataError::NpySize {
            path: path_of(),
            expected,
            found,
        });
    }
    Ok(())
}

/// Bytes of an element; `None` for types that are not read.
fn element_size(type_name: &str) -> Option<u128> {
    let (order, kind) = type_name.split_at_checked(1)?;
    match (order, kind) {
        ("<" | ">", "f8" | "i8" | "u8") => Some(8),
        ("<" | ">", "f4" | "i4" | "u4") => Some(4),
        ("<" | ">", "i2" | "u2") => Some(2),
        ("|", "i1" | "u1" | "b1") => Some(1),
        _ => None,
    }
}
