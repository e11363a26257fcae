//! Cells of a Parquet column to ours.

use ::parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use ::parquet::data_type::DataType;
use ::parquet::errors::Result as ParquetResult;
use ::parquet::schema::types::ColumnDescriptor;

use super::schema::described;
use crate::element::widen;
use crate::{Column, ColumnKind};

/// Does the same with the reader of each type.
macro_rules! each_type {
    ($leaf:expr, $reader:ident => $work:expr) => {
        match $leaf {
            ColumnReader::BoolColumnReader($reader) => $work,
            ColumnReader::Int32ColumnReader($reader) => $work,
            ColumnReader::Int64ColumnReader($reader) => $work,
            ColumnReader::Int96ColumnReader($reader) => $work,
            ColumnReader::FloatColumnReader($reader) => $work,
            ColumnReader::DoubleColumnReader($reader) => $work,
            ColumnReader::ByteArrayColumnReader($reader) => $work,
            ColumnReader::FixedLenByteArrayColumnReader($reader) => $work,
        }
    };
}

pub(super) fn skip_leaf(leaf: &mut ColumnReader, rows: usize) -> ParquetResult<usize> {
    each_type!(leaf, reader => reader.skip_records(rows))
}

/// Appends rows of a column to ours; how many there were.
pub(super) fn read_leaf(
    leaf: &mut ColumnReader,
    descriptor: &ColumnDescriptor,
    column: &mut Column,
    first: u64,
    rows: usize,
) -> ParquetResult<usize> {
    let kind = column.kind();
    if matches!(kind, ColumnKind::Text | ColumnKind::Other) {
        let (read, missing) = each_type!(leaf, reader => {
            let cells = Cells::read(reader, descriptor, rows)?;
            (cells.rows, cells.rows - cells.values.len().min(cells.rows))
        });
        column.extend_typed(read, missing, &described(descriptor));
        return Ok(read);
    }
    /// Reads cells and appends them.
    macro_rules! append {
        ($reader:expr, $extend:ident($($first:expr)?), $convert:expr) => {{
            let cells = Cells::read($reader, descriptor, rows)?;
            column.$extend($($first,)? cells.iter().map(|cell| cell.map($convert)));
            Ok(cells.rows)
        }};
    }
    let is_unsigned = matches!(kind, ColumnKind::UInt(_));
    match leaf {
        ColumnReader::BoolColumnReader(reader) => {
            append!(reader, extend_cells(first), |&value| i128::from(value))
        }
        ColumnReader::Int32ColumnReader(reader) if is_unsigned => {
            append!(reader, extend_cells(first), |&value| i128::from(
                value as u32
            ))
        }
        ColumnReader::Int32ColumnReader(reader) => {
            append!(reader, extend_cells(first), |&value| i128::from(value))
        }
        ColumnReader::Int64ColumnReader(reader) if is_unsigned => {
            append!(reader, extend_cells(first), |&value| i128::from(
                value as u64
            ))
        }
        ColumnReader::Int64ColumnReader(reader) => {
            append!(reader, extend_cells(first), |&value| i128::from(value))
        }
        ColumnReader::FloatColumnReader(reader) => {
            append!(reader, extend_single_cells(), |&value| value)
        }
        ColumnReader::DoubleColumnReader(reader) => {
            append!(reader, extend_double_cells(), |&value| value)
        }
        ColumnReader::FixedLenByteArrayColumnReader(reader) => {
            append!(reader, extend_single_cells(), |value| {
                let bytes = value.data().first_chunk();
                widen(u16::from_le_bytes(bytes.copied().unwrap_or_default()))
            })
        }
        ColumnReader::Int96ColumnReader(_) | ColumnReader::ByteArrayColumnReader(_) => Ok(0),
    }
}

/// Cells of a column: the values there are, and which cells have one.
struct Cells<T> {
    values: Vec<T>,
    levels: Vec<i16>,
    /// The level of a cell that has a value.
    present: i16,
    rows: usize,
}

impl<T> Cells<T> {
    fn read<D: DataType<T = T>>(
        reader: &mut ColumnReaderImpl<D>,
        descriptor: &ColumnDescriptor,
        rows: usize,
    ) -> ParquetResult<Self> {
        let mut cells = Self {
            values: Vec::new(),
            levels: Vec::new(),
            present: descriptor.max_def_level(),
            rows: 0,
        };
        let mut repetition = Vec::new();
        let levels = (cells.present > 0).then_some(&mut cells.levels);
        let (read, ..) =
            reader.read_records(rows, levels, Some(&mut repetition), &mut cells.values)?;
        cells.rows = read;
        Ok(cells)
    }

    fn iter(&self) -> impl ExactSizeIterator<Item = Option<&T>> {
        let mut values = self.values.iter();
        (0..self.rows).map(move |row| match self.levels.get(row) {
            Some(&level) if level != self.present => None,
            _ => values.next(),
        })
    }
}
