//! The columns of a Parquet file.

use std::path::Path;
use std::sync::Arc;

use ::parquet::basic::{ConvertedType, LogicalType, Type as Physical};
use ::parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use ::parquet::data_type::DataType;
use ::parquet::errors::{ParquetError, Result as ParquetResult};
use ::parquet::file::reader::{ChunkReader, FileReader, SerializedFileReader};
use ::parquet::schema::types::ColumnDescriptor;

use crate::batches::{Reader, chosen};
use crate::element::widen;
use crate::grow::{Field, check_width};
use crate::guard::guarded;
use crate::positioned::{Section, Stored};
use crate::{Column, ColumnKind, DataError, LoadOptions, inflate};

const FORMAT: &str = "Parquet";

/// How many rows are read at once.
const BLOCK: usize = 1 << 16;

pub(crate) fn open(
    content: &Section,
    options: &LoadOptions,
    path: &Arc<Path>,
) -> Result<Box<dyn Reader>, DataError> {
    let size = content.len();
    match content.stored() {
        Stored::File(file) => {
            let file = guarded(path, FORMAT, || file.try_clone())?;
            Ok(Box::new(ParquetReader::new(file, size, options, path)?))
        }
        Stored::Memory(bytes) => {
            let bytes = ::bytes::Bytes::from_owner(Arc::clone(bytes));
            Ok(Box::new(ParquetReader::new(bytes, size, options, path)?))
        }
    }
}

struct ParquetReader<R: ChunkReader> {
    file: SerializedFileReader<R>,
    path: Arc<Path>,
    fields: Vec<Field>,
    /// The next group of rows, and the readers of the one at hand with the rows it has left.
    group: usize,
    leaves: Vec<ColumnReader>,
    left: u64,
    row: u64,
    start: u64,
    end: u64,
}

impl<R: ChunkReader + 'static> ParquetReader<R> {
    fn new(
        content: R,
        size: u64,
        options: &LoadOptions,
        path: &Arc<Path>,
    ) -> Result<Self, DataError> {
        let file = guarded(path, FORMAT, || SerializedFileReader::new(content))?;
        let all = fields(&file, path)?;
        let rows = guarded(path, FORMAT, || rows(&file))?;
        if rows == 0 || all.is_empty() {
            return Err(DataError::Empty {
                path: path.to_path_buf(),
                found: format!("{rows} rows of {} columns", all.len()),
            });
        }
        let fields = chosen(all, options, path)?;
        let values = u128::from(rows) * fields.len() as u128;
        inflate::check(path, size, values * 8)?;
        let start = options.rows.start;
        if start >= rows {
            return Err(DataError::RowsBeyondEnd {
                path: path.to_path_buf(),
                start,
                rows,
            });
        }
        let mut reader = Self {
            file,
            path: Arc::clone(path),
            fields,
            group: 0,
            leaves: Vec::new(),
            left: 0,
            row: start,
            start,
            end: options.rows.end.clamp(start, rows),
        };
        reader.skip(start)?;
        Ok(reader)
    }

    /// Passes over rows, whole groups of them unread.
    fn skip(&mut self, mut rows: u64) -> Result<(), DataError> {
        loop {
            self.open_group()?;
            if rows < self.left {
                break;
            }
            rows -= self.left;
            self.left = 0;
        }
        self.left -= rows;
        let rows = usize::try_from(rows).unwrap_or(usize::MAX);
        for leaf in &mut self.leaves {
            let skipped = guarded(&self.path, FORMAT, || skip_leaf(leaf, rows))?;
            expect_rows(&self.path, skipped, rows)?;
        }
        Ok(())
    }

    /// Opens the next group that has rows, where the one at hand is at its end.
    fn open_group(&mut self) -> Result<(), DataError> {
        while self.left == 0 {
            let (group, fields) = (self.group, &self.fields);
            let file = &self.file;
            let (leaves, rows) = guarded(&self.path, FORMAT, || {
                let reader = file.get_row_group(group)?;
                let leaf = |field: &Field| reader.get_column_reader(field.position);
                let leaves = fields.iter().map(leaf).collect::<ParquetResult<Vec<_>>>()?;
                Ok::<_, ParquetError>((leaves, reader.metadata().num_rows()))
            })?;
            self.leaves = leaves;
            self.left = u64::try_from(rows).unwrap_or(0);
            self.group += 1;
        }
        Ok(())
    }
}

impl<R: ChunkReader + 'static> Reader for ParquetReader<R> {
    fn path(&self) -> &Arc<Path> {
        &self.path
    }

    fn fields(&self) -> &[Field] {
        &self.fields
    }

    fn is_named(&self) -> bool {
        true
    }

    fn n_rows(&self) -> Option<u64> {
        Some(self.end - self.start)
    }

    fn read(&mut self, columns: &mut [Column], rows: usize) -> Result<usize, DataError> {
        if self.row == self.end {
            return Ok(0);
        }
        self.open_group()?;
        let left = usize::try_from(self.left.min(self.end - self.row)).unwrap_or(usize::MAX);
        let rows = rows.min(left).min(BLOCK);
        let schema = self.file.metadata().file_metadata().schema_descr();
        for ((leaf, field), column) in self.leaves.iter_mut().zip(&self.fields).zip(columns) {
            let descriptor = schema.column(field.position);
            let first = self.row;
            let read = guarded(&self.path, FORMAT, || {
                read_leaf(leaf, &descriptor, column, first, rows)
            })?;
            expect_rows(&self.path, read, rows)?;
        }
        self.left -= rows as u64;
        self.row += rows as u64;
        Ok(rows)
    }

    fn position(&self) -> (u64, Option<u64>) {
        (self.row - self.start, self.n_rows())
    }
}

fn expect_rows(path: &Path, found: usize, expected: usize) -> Result<(), DataError> {
    if found == expected {
        return Ok(());
    }
    Err(DataError::Damaged {
        path: path.to_path_buf(),
        format: FORMAT,
        found: format!("expected {expected} rows of a column, found {found}"),
    })
}

fn fields<R: ChunkReader + 'static>(
    file: &SerializedFileReader<R>,
    path: &Path,
) -> Result<Vec<Field>, DataError> {
    let schema = file.metadata().file_metadata().schema_descr();
    check_width(path, schema.num_columns())?;
    let field = |(position, column): (usize, &Arc<ColumnDescriptor>)| Field {
        name: column.path().parts().join("."),
        position,
        kind: kind(column),
    };
    Ok(schema.columns().iter().enumerate().map(field).collect())
}

/// The rows of all groups.
fn rows<R: ChunkReader + 'static>(file: &SerializedFileReader<R>) -> Result<u64, &'static str> {
    let groups = file.metadata().row_groups().iter();
    let rows = groups.map(|group| u64::try_from(group.num_rows()).ok());
    let sum = rows.reduce(|sum, rows| sum?.checked_add(rows?));
    sum.unwrap_or(Some(0))
        .ok_or("its numbers of rows make no sense")
}

fn kind(column: &ColumnDescriptor) -> ColumnKind {
    let is_decimal = matches!(column.logical_type_ref(), Some(LogicalType::Decimal(_)))
        || column.converted_type() == ConvertedType::DECIMAL;
    if column.max_rep_level() > 0 || is_decimal {
        return ColumnKind::Other;
    }
    match column.physical_type() {
        Physical::BOOLEAN => ColumnKind::Bool,
        Physical::FLOAT => ColumnKind::Float32,
        Physical::DOUBLE => ColumnKind::Float64,
        Physical::INT32 => integer(column, 32),
        Physical::INT64 => integer(column, 64),
        Physical::BYTE_ARRAY => ColumnKind::Text,
        Physical::FIXED_LEN_BYTE_ARRAY
            if matches!(column.logical_type_ref(), Some(LogicalType::Float16))
                && column.type_length() == 2 =>
        {
            ColumnKind::Float16
        }
        Physical::INT96 | Physical::FIXED_LEN_BYTE_ARRAY => ColumnKind::Other,
    }
}

fn integer(column: &ColumnDescriptor, bits: u8) -> ColumnKind {
    match (column.logical_type_ref(), column.converted_type()) {
        (Some(LogicalType::Integer(integer)), _) => {
            let bits = integer.bit_width.unsigned_abs();
            if integer.is_signed {
                ColumnKind::Int(bits)
            } else {
                ColumnKind::UInt(bits)
            }
        }
        (_, ConvertedType::UINT_8) => ColumnKind::UInt(8),
        (_, ConvertedType::UINT_16) => ColumnKind::UInt(16),
        (_, ConvertedType::UINT_32) => ColumnKind::UInt(32),
        (_, ConvertedType::UINT_64) => ColumnKind::UInt(64),
        (_, ConvertedType::INT_8) => ColumnKind::Int(8),
        (_, ConvertedType::INT_16) => ColumnKind::Int(16),
        _ => ColumnKind::Int(bits),
    }
}

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

fn skip_leaf(leaf: &mut ColumnReader, rows: usize) -> ParquetResult<usize> {
    each_type!(leaf, reader => reader.skip_records(rows))
}

/// Appends rows of a column to ours; how many there were.
fn read_leaf(
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

fn described(column: &ColumnDescriptor) -> String {
    let physical = column.physical_type();
    if column.max_rep_level() > 0 {
        return format!("a list of {physical}");
    }
    match column.logical_type_ref() {
        Some(logical) => format!("{physical} ({logical:?})"),
        None => physical.to_string(),
    }
}
