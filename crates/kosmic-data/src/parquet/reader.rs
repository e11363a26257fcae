//! Groups of rows, read a block at a time.

use std::path::Path;
use std::sync::Arc;

use ::parquet::column::reader::ColumnReader;
use ::parquet::errors::{ParquetError, Result as ParquetResult};
use ::parquet::file::reader::{ChunkReader, FileReader, SerializedFileReader};
use ::parquet::schema::types::ColumnDescriptor;

use super::cells::{read_leaf, skip_leaf};
use super::schema::kind;
use crate::batches::{Reader, chosen};
use crate::grow::{Field, check_width};
use crate::guard::guarded;
use crate::positioned::{Section, Stored};
use crate::{Column, DataError, LoadOptions, inflate};

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
