//! The elements of an array, as bytes, to values of columns.

use std::path::Path;

use ndarray_npy::{ReadDataError, ReadableElement};

use super::header::{Checked, damaged};
use crate::{Column, ColumnKind, DataError};

/// Elements in the order of the file, of which each `stride`-th belongs to one column.
pub(super) enum Elements {
    F64(Vec<f64>),
    F32(Vec<f32>),
    I8(Vec<i8>),
    I16(Vec<i16>),
    I32(Vec<i32>),
    I64(Vec<i64>),
    U8(Vec<u8>),
    U16(Vec<u16>),
    U32(Vec<u32>),
    U64(Vec<u64>),
    Bool(Vec<bool>),
}

impl Elements {
    pub(super) fn decode(bytes: &[u8], header: &Checked, path: &Path) -> Result<Self, DataError> {
        let decoded = match header.kind {
            ColumnKind::Float64 => raw(bytes, header).map(Self::F64),
            ColumnKind::Float32 => raw(bytes, header).map(Self::F32),
            ColumnKind::Float16 => Ok(Self::F32(halves(bytes, header))),
            ColumnKind::Int(8) => raw(bytes, header).map(Self::I8),
            ColumnKind::Int(16) => raw(bytes, header).map(Self::I16),
            ColumnKind::Int(32) => raw(bytes, header).map(Self::I32),
            ColumnKind::Int(_) => raw(bytes, header).map(Self::I64),
            ColumnKind::UInt(8) => raw(bytes, header).map(Self::U8),
            ColumnKind::UInt(16) => raw(bytes, header).map(Self::U16),
            ColumnKind::UInt(32) => raw(bytes, header).map(Self::U32),
            ColumnKind::UInt(_) => raw(bytes, header).map(Self::U64),
            ColumnKind::Bool => raw(bytes, header).map(Self::Bool),
            ColumnKind::Text => return Err(damaged(path, "text is no element")),
        };
        decoded.map_err(|error| damaged(path, error.to_string()))
    }

    /// Appends the elements `offset`, `offset + stride` and so on to a column, from row `first` of the file on.
    pub(super) fn append(&self, column: &mut Column, first: u64, offset: usize, stride: usize) {
        /// The elements of one column.
        macro_rules! every {
            ($values:expr) => {
                $values.chunks_exact(stride).map(|row| row[offset])
            };
        }
        match self {
            Self::F64(values) => column.extend_doubles(every!(values)),
            Self::F32(values) => column.extend_singles(every!(values)),
            Self::I8(values) => column.extend_integers(first, every!(values)),
            Self::I16(values) => column.extend_integers(first, every!(values)),
            Self::I32(values) => column.extend_integers(first, every!(values)),
            Self::I64(values) => column.extend_integers(first, every!(values)),
            Self::U8(values) => column.extend_integers(first, every!(values)),
            Self::U16(values) => column.extend_integers(first, every!(values)),
            Self::U32(values) => column.extend_integers(first, every!(values)),
            Self::U64(values) => column.extend_integers(first, every!(values)),
            Self::Bool(values) => column.extend_integers(first, every!(values)),
        }
    }
}

fn raw<T: ReadableElement>(bytes: &[u8], header: &Checked) -> Result<Vec<T>, ReadDataError> {
    T::read_to_end_exact_vec(
        bytes,
        &header.raw.type_descriptor,
        bytes.len() / header.width,
    )
}

fn halves(bytes: &[u8], header: &Checked) -> Vec<f32> {
    let decode = if header.big_endian() {
        u16::from_be_bytes
    } else {
        u16::from_le_bytes
    };
    let pairs = bytes.chunks_exact(2);
    pairs
        .map(|pair| widen(decode([pair[0], pair[1]])))
        .collect()
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
