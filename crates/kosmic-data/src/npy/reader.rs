//! An array as rows of chosen columns, read a block at a time.

use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;

use super::header::{Checked, damaged};
use crate::batches::{Reader, chosen};
use crate::grow::Field;
use crate::{Column, DataError, LoadOptions};

/// How many bytes are read at once: they stay in the second level of the cache while they are parted into columns.
const BLOCK: usize = 256 << 10;

/// Where the bytes of an array are, header included.
pub(crate) trait Body: Read + Seek {}

impl<B: Read + Seek> Body for B {}

pub(crate) struct NpyReader<B> {
    body: B,
    header: Checked,
    path: Arc<Path>,
    fields: Vec<Field>,
    /// The next row.
    row: u64,
    start: u64,
    end: u64,
    buffer: Vec<u8>,
}

impl<B: Body> NpyReader<B> {
    pub(crate) fn new(
        mut body: B,
        options: &LoadOptions,
        path: &Arc<Path>,
    ) -> Result<Self, DataError> {
        let failed = |source| DataError::Read {
            path: path.to_path_buf(),
            source,
        };
        let size = body.seek(SeekFrom::End(0)).map_err(failed)?;
        body.rewind().map_err(failed)?;
        let header = Checked::read(&mut body, size, path)?;
        let rows = header.rows as u64;
        if options.rows.start >= rows {
            return Err(DataError::RowsBeyondEnd {
                path: path.to_path_buf(),
                start: options.rows.start,
                rows,
            });
        }
        Ok(Self {
            body,
            fields: chosen(fields(&header), options, path)?,
            header,
            path: Arc::clone(path),
            row: options.rows.start,
            start: options.rows.start,
            end: options.rows.end.clamp(options.rows.start, rows),
            buffer: Vec::new(),
        })
    }

    /// Fills the buffer with `count` elements, of which the first is the one at `index` of the file.
    fn fill(&mut self, index: u64, count: usize) -> Result<(), DataError> {
        let width = self.header.element.width();
        let offset = self.header.body + index * width as u64;
        self.buffer.resize(count * width, 0);
        let read = self
            .body
            .seek(SeekFrom::Start(offset))
            .and_then(|_| self.body.read_exact(&mut self.buffer));
        read.map_err(|source| match source.kind() {
            io::ErrorKind::UnexpectedEof => damaged(
                &self.path,
                format!("the file was cut behind offset {offset}"),
            ),
            _ => DataError::Read {
                path: self.path.to_path_buf(),
                source,
            },
        })
    }

    /// Rows as they follow each other: blocks of whole rows, parted into columns.
    fn read_by_rows(&mut self, columns: &mut [Column], rows: usize) -> Result<(), DataError> {
        let stride = self.header.columns;
        self.fill(self.row * stride as u64, rows * stride)?;
        let element = self.header.element;
        for (field, column) in self.fields.iter().zip(columns) {
            element.append(&self.buffer, column, self.row, field.position, stride);
        }
        Ok(())
    }

    /// Columns as they follow each other: a piece of each that is wanted.
    fn read_by_columns(&mut self, columns: &mut [Column], rows: usize) -> Result<(), DataError> {
        for (place, column) in columns.iter_mut().enumerate() {
            let position = self.fields[place].position as u64;
            let index = position * self.header.rows as u64 + self.row;
            self.fill(index, rows)?;
            let element = self.header.element;
            element.append(&self.buffer, column, self.row, 0, 1);
        }
        Ok(())
    }

    /// How many rows are read at once.
    fn block_rows(&self) -> usize {
        let together = if self.by_columns() {
            1
        } else {
            self.header.columns
        };
        (BLOCK / (together * self.header.element.width())).max(1)
    }

    fn by_columns(&self) -> bool {
        self.header.is_fortran || self.header.columns == 1
    }
}

impl<B: Body> Reader for NpyReader<B> {
    fn path(&self) -> &Arc<Path> {
        &self.path
    }

    fn fields(&self) -> &[Field] {
        &self.fields
    }

    fn is_named(&self) -> bool {
        false
    }

    fn n_rows(&self) -> Option<u64> {
        Some(self.end - self.start)
    }

    fn read(&mut self, columns: &mut [Column], rows: usize) -> Result<usize, DataError> {
        let left = usize::try_from(self.end - self.row).unwrap_or(usize::MAX);
        let rows = rows.min(left).min(self.block_rows());
        if rows == 0 {
            return Ok(0);
        }
        if self.by_columns() {
            self.read_by_columns(columns, rows)?;
        } else {
            self.read_by_rows(columns, rows)?;
        }
        self.row += rows as u64;
        Ok(rows)
    }

    fn position(&self) -> (u64, Option<u64>) {
        (self.row - self.start, self.n_rows())
    }
}

/// Columns without names are called by their positions.
fn fields(header: &Checked) -> Vec<Field> {
    let field = |position: usize| Field {
        name: position.to_string(),
        position,
        kind: header.element.kind,
    };
    (0..header.columns).map(field).collect()
}
