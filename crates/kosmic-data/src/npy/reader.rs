//! An array as rows of chosen columns, read a block at a time.

use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;

use super::header::{Checked, damaged};
use crate::batches::{Reader, chosen};
use crate::grow::Field;
use crate::positioned::{Section, Stored};
use crate::stored::{Placed, StoredColumn, StoredFile};
use crate::{Column, DataError, LoadOptions};

/// How many bytes are read at once: they stay in the second level of the cache while they are parted into columns.
const BLOCK: usize = 256 << 10;

/// Where the bytes of an array are, header included.
pub(crate) trait Body: Read + Seek {
    /// The part of a file that holds them as they are, if one does.
    fn section(&self) -> Option<&Section> {
        None
    }
}

impl Body for Section {
    fn section(&self) -> Option<&Section> {
        Some(self)
    }
}

impl Body for Box<dyn Body> {
    fn section(&self) -> Option<&Section> {
        self.as_ref().section()
    }
}

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
    /// An array behind its header.
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
        Self::of_array(body, header, options, path)
    }

    /// An array whose header is known.
    pub(crate) fn of_array(
        body: B,
        header: Checked,
        options: &LoadOptions,
        path: &Arc<Path>,
    ) -> Result<Self, DataError> {
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

    /// Where the numbers of a column are in the section that holds the array.
    fn placed(&self, section: &Section, position: usize) -> Placed {
        let Checked {
            element,
            rows,
            columns,
            is_fortran,
            body,
            ..
        } = self.header;
        let (stride, offset, before) = if is_fortran {
            (1, 0, position as u64 * rows as u64 + self.start)
        } else {
            (columns, position, columns as u64 * self.start)
        };
        Placed {
            element,
            body: section.start() + body + before * element.width() as u64,
            stride,
            offset,
            rows: usize::try_from(self.end - self.start).unwrap_or(usize::MAX),
            first: self.start,
        }
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

    fn stored(&self, budget: u64) -> Option<Result<Vec<StoredColumn>, DataError>> {
        let section = self.body.section()?;
        let Stored::File(file) = section.stored() else {
            return None;
        };
        let file = StoredFile::new(Arc::clone(file), &self.path, budget).map(Arc::new);
        let column = |file: &Arc<StoredFile>, field: &Field| {
            let placed = self.placed(section, field.position);
            StoredColumn::new(Arc::clone(file), placed, &field.name)
        };
        let fields = self.fields.iter();
        Some(file.map(|file| fields.map(|field| column(&file, field)).collect()))
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
