//! Numbers as bytes, to values of columns.

use crate::{Column, ColumnKind};

/// How a number is written in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub(crate) struct Element {
    pub(crate) kind: ColumnKind,
    pub(crate) is_big_endian: bool,
}

/// The numbers of one column, of a type of this many bytes.
macro_rules! every_number {
    ($element:expr, $bytes:expr, $offset:expr, $stride:expr, $number:ty, $width:literal) => {{
        let offset = $offset;
        let decode = if $element.is_big_endian {
            <$number>::from_be_bytes
        } else {
            <$number>::from_le_bytes
        };
        let rows = $bytes.chunks_exact($stride * $width);
        rows.map(move |row| {
            let (cells, _) = row.as_chunks::<$width>();
            decode(cells[offset])
        })
    }};
}

impl Element {
    /// What NumPy calls by this name, its byte order included; `None` for what is no real number.
    pub(crate) fn of_dtype(name: &str) -> Option<Self> {
        let kind = match name.get(1..)? {
            "f8" => ColumnKind::Float64,
            "f4" => ColumnKind::Float32,
            "f2" => ColumnKind::Float16,
            "i1" => ColumnKind::Int(8),
            "i2" => ColumnKind::Int(16),
            "i4" => ColumnKind::Int(32),
            "i8" => ColumnKind::Int(64),
            "u1" => ColumnKind::UInt(8),
            "u2" => ColumnKind::UInt(16),
            "u4" => ColumnKind::UInt(32),
            "u8" => ColumnKind::UInt(64),
            "b1" => ColumnKind::Bool,
            _ => return None,
        };
        let element = Self {
            kind,
            is_big_endian: name.starts_with('>'),
        };
        let orders = if element.width() == 1 { "|" } else { "<>" };
        name.starts_with(|order| orders.contains(order))
            .then_some(element)
    }

    /// The bytes of a number.
    pub(crate) fn width(self) -> usize {
        match self.kind {
            ColumnKind::Float64 => 8,
            ColumnKind::Float32 => 4,
            ColumnKind::Float16 => 2,
            ColumnKind::Int(bits) | ColumnKind::UInt(bits) => usize::from(bits) / 8,
            ColumnKind::Bool | ColumnKind::Text | ColumnKind::Other => 1,
        }
    }

    /// Appends the numbers `offset`, `offset + stride` and so on to a column, from row `first` of the file on.
    pub(crate) fn append(
        self,
        bytes: &[u8],
        column: &mut Column,
        first: u64,
        offset: usize,
        stride: usize,
    ) {
        macro_rules! every {
            ($number:ty, $width:literal) => {
                every_number!(self, bytes, offset, stride, $number, $width)
            };
        }
        match self.kind {
            ColumnKind::Float64 => column.extend_doubles(every!(f64, 8)),
            ColumnKind::Float32 => column.extend_singles(every!(f32, 4)),
            ColumnKind::Float16 => column.extend_singles(every!(u16, 2).map(widen)),
            ColumnKind::Int(8) => column.extend_integers(first, every!(i8, 1)),
            ColumnKind::Int(16) => column.extend_integers(first, every!(i16, 2)),
            ColumnKind::Int(32) => column.extend_integers(first, every!(i32, 4)),
            ColumnKind::Int(_) => column.extend_integers(first, every!(i64, 8)),
            ColumnKind::UInt(8) => column.extend_integers(first, every!(u8, 1)),
            ColumnKind::UInt(16) => column.extend_integers(first, every!(u16, 2)),
            ColumnKind::UInt(32) => column.extend_integers(first, every!(u32, 4)),
            ColumnKind::UInt(_) => column.extend_integers(first, every!(u64, 8)),
            ColumnKind::Bool | ColumnKind::Text | ColumnKind::Other => {
                column.extend_integers(first, every!(u8, 1).map(|byte| u8::from(byte != 0)));
            }
        }
    }

    /// Appends the same numbers as doubles; the first that is an integer without an exact one, with its place, ends them.
    pub(crate) fn decode(
        self,
        bytes: &[u8],
        offset: usize,
        stride: usize,
        to: &mut Vec<f64>,
    ) -> Result<(), (usize, i128)> {
        macro_rules! every {
            ($number:ty, $width:literal) => {
                every_number!(self, bytes, offset, stride, $number, $width)
            };
        }
        match self.kind {
            ColumnKind::Float64 => to.extend(every!(f64, 8)),
            ColumnKind::Float32 => to.extend(every!(f32, 4).map(f64::from)),
            ColumnKind::Float16 => to.extend(every!(u16, 2).map(widen).map(f64::from)),
            ColumnKind::Int(8) => to.extend(every!(i8, 1).map(f64::from)),
            ColumnKind::Int(16) => to.extend(every!(i16, 2).map(f64::from)),
            ColumnKind::Int(32) => to.extend(every!(i32, 4).map(f64::from)),
            ColumnKind::Int(_) => return extend_exact(to, every!(i64, 8).map(i128::from)),
            ColumnKind::UInt(8) => to.extend(every!(u8, 1).map(f64::from)),
            ColumnKind::UInt(16) => to.extend(every!(u16, 2).map(f64::from)),
            ColumnKind::UInt(32) => to.extend(every!(u32, 4).map(f64::from)),
            ColumnKind::UInt(_) => return extend_exact(to, every!(u64, 8).map(i128::from)),
            ColumnKind::Bool | ColumnKind::Text | ColumnKind::Other => {
                to.extend(every!(u8, 1).map(|byte| f64::from(u8::from(byte != 0))));
            }
        }
        Ok(())
    }
}

/// Integers as doubles, as far as they have one.
fn extend_exact(
    to: &mut Vec<f64>,
    integers: impl ExactSizeIterator<Item = i128>,
) -> Result<(), (usize, i128)> {
    to.reserve(integers.len());
    for (place, integer) in integers.enumerate() {
        to.push(exact_double(integer).ok_or((place, integer))?);
    }
    Ok(())
}

/// The double that equals an integer, if there is one.
pub(crate) fn exact_double(integer: i128) -> Option<f64> {
    /// Every integer up to this size has one.
    const EXACT: u64 = 1 << 53;
    let double = integer as f64;
    let is_exact = integer.unsigned_abs() <= u128::from(EXACT) || double as i128 == integer;
    is_exact.then_some(double)
}

/// The single of equal value; IEEE 754 binary16 has 10 bits of fraction and an exponent biased by 15.
pub(crate) fn widen(half: u16) -> f32 {
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
