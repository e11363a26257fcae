//! The elements of an array as doubles or singles.

use std::collections::HashMap;
use std::io::Read;
use std::path::Path;

use ndarray_npy::{ReadDataError, ReadableElement};

use super::header::{Checked, damaged};
use crate::{ColumnKind, DataError};

pub(super) enum Numbers {
    Double(Vec<f64>),
    Single(Vec<f32>),
}

/// The elements in the order of the file, and per column the first integer (row, value) without an exact double.
pub(super) struct Elements {
    pub(super) values: Numbers,
    pub(super) inexact: HashMap<usize, (usize, i128)>,
}

impl Elements {
    pub(super) fn read(
        reader: impl Read,
        header: &Checked,
        path: &Path,
    ) -> Result<Self, DataError> {
        let reader = std::io::BufReader::new(reader);
        let failed = |error| failure(error, path);
        match header.kind {
            ColumnKind::Float64 => exact(Numbers::Double(raw(reader, header).map_err(failed)?)),
            ColumnKind::Float32 => exact(Numbers::Single(raw(reader, header).map_err(failed)?)),
            ColumnKind::Float16 => halves(reader, header).map_err(failed),
            ColumnKind::Int(8) => integers::<i8>(reader, header).map_err(failed),
            ColumnKind::Int(16) => integers::<i16>(reader, header).map_err(failed),
            ColumnKind::Int(32) => integers::<i32>(reader, header).map_err(failed),
            ColumnKind::Int(_) => integers::<i64>(reader, header).map_err(failed),
            ColumnKind::UInt(8) => integers::<u8>(reader, header).map_err(failed),
            ColumnKind::UInt(16) => integers::<u16>(reader, header).map_err(failed),
            ColumnKind::UInt(32) => integers::<u32>(reader, header).map_err(failed),
            ColumnKind::UInt(_) => integers::<u64>(reader, header).map_err(failed),
            ColumnKind::Bool => integers::<bool>(reader, header).map_err(failed),
            ColumnKind::Text => Err(damaged(path, "text is no element")),
        }
    }
}

fn exact(values: Numbers) -> Result<Elements, DataError> {
    Ok(Elements {
        values,
        inexact: HashMap::new(),
    })
}

fn failure(error: ReadDataError, path: &Path) -> DataError {
    match error {
        ReadDataError::Io(source) => DataError::Read {
            path: path.to_path_buf(),
            source,
        },
        other => damaged(path, other.to_string()),
    }
}

fn raw<T: ReadableElement>(reader: impl Read, header: &Checked) -> Result<Vec<T>, ReadDataError> {
    T::read_to_end_exact_vec(
        reader,
        &header.raw.type_descriptor,
        header.rows * header.columns,
    )
}

fn integers<T: ReadableElement + Copy + Into<i128>>(
    reader: impl Read,
    header: &Checked,
) -> Result<Elements, ReadDataError> {
    let mut inexact = HashMap::new();
    let convert = |(index, integer): (usize, T)| {
        let integer: i128 = integer.into();
        let value = integer as f64;
        if value as i128 != integer {
            let (row, column) = place(index, header);
            inexact.entry(column).or_insert((row, integer));
        }
        value
    };
    let values = raw::<T>(reader, header)?
        .into_iter()
        .enumerate()
        .map(convert)
        .collect();
    Ok(Elements {
        values: Numbers::Double(values),
        inexact,
    })
}

/// Row and column of the element at `index` of the file.
fn place(index: usize, header: &Checked) -> (usize, usize) {
    if header.fortran() {
        (index % header.rows, index / header.rows)
    } else {
        (index / header.columns, index % header.columns)
    }
}

fn halves(mut reader: impl Read, header: &Checked) -> Result<Elements, ReadDataError> {
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes).map_err(ReadDataError::Io)?;
    let decode = if header.big_endian() {
        u16::from_be_bytes
    } else {
        u16::from_le_bytes
    };
    let values = bytes
        .chunks_exact(2)
        .map(|pair| widen(decode([pair[0], pair[1]])))
        .collect();
    Ok(Elements {
        values: Numbers::Single(values),
        inexact: HashMap::new(),
    })
}

/// The single of equal value; IEEE 754 binary16 has 10 bits of fraction and an exponent biased by 15.
fn widen(half: u16) -> f32 {
    let sign = if half >> 15 == 1 { -1.0 } else { 1.0 };
    let (exponent, fraction) = (i32::from(half >> 10 & 31), f32::from(half & 1023));
    let size = match exponent {
        0 => fraction * 2f32.powi(-24),
        31 if fraction == 0.0 => f32::INFINITY,
        31 => f32::NAN,
        _ => (1024.0 + fraction) * 2f32.powi(exponent - 25),
    };
    sign * size
}
