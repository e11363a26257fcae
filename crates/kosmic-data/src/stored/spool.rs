//! Columns that cannot be read by positions, written once into a file that can.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::column::{Placed, StoredColumn};
use super::file::StoredFile;
use crate::column::Values;
use crate::element::Element;
use crate::{Column, ColumnKind, DataError};

/// Rows of numbers in a file without a name, which is gone with its last reader, whatever becomes of the process.
pub(crate) struct Spool {
    file: BufWriter<File>,
    /// Where the columns came from; what goes wrong with the copy names the folder that it is in.
    path: Arc<Path>,
    folder: PathBuf,
    /// Singles if all columns hold them, else doubles.
    kind: ColumnKind,
    /// Of each column, how many of the numbers written so far are missing.
    missing: Vec<usize>,
    rows: usize,
}

impl Spool {
    /// An empty copy of columns of the file at `path`, in a folder.
    pub(crate) fn new(
        path: &Arc<Path>,
        columns: &[Column],
        folder: Option<&Path>,
    ) -> Result<Self, DataError> {
        let folder = folder.map_or_else(large_folder, Path::to_path_buf);
        let file = tempfile::tempfile_in(&folder).map_err(|source| DataError::Write {
            path: folder.clone(),
            source,
        })?;
        let are_singles = columns
            .iter()
            .all(|column| matches!(column.values, Values::Single(_)));
        Ok(Self {
            file: BufWriter::with_capacity(1 << 20, file),
            path: Arc::clone(path),
            folder,
            kind: if are_singles {
                ColumnKind::Float32
            } else {
                ColumnKind::Float64
            },
            missing: vec![0; columns.len()],
            rows: 0,
        })
    }

    /// Writes the rows that columns hold behind those that are there, and leaves them empty. What is no number stays what it is.
    pub(crate) fn take(&mut self, columns: &mut [Column]) -> Result<(), DataError> {
        let rows = columns.first().map_or(0, Column::len);
        let written = (0..rows).try_for_each(|row| self.write_row(columns, row));
        written.map_err(|source| DataError::Write {
            path: self.folder.clone(),
            source,
        })?;
        self.rows += rows;
        for (column, missing) in columns.iter_mut().zip(&mut self.missing) {
            *missing += column.missing_numbers();
            column.len = 0;
            match &mut column.values {
                Values::Double(values) => values.clear(),
                Values::Single(values) => values.clear(),
                Values::Text { .. }
                | Values::Inexact { .. }
                | Values::Typed { .. }
                | Values::Stored(_) => {}
            }
        }
        Ok(())
    }

    fn write_row(&mut self, columns: &[Column], row: usize) -> io::Result<()> {
        for column in columns {
            let value = match &column.values {
                Values::Double(values) => values.get(row).copied(),
                Values::Single(values) => values.get(row).copied().map(f64::from),
                _ => None,
            };
            let value = value.unwrap_or(0.0);
            if self.kind == ColumnKind::Float32 {
                self.file.write_all(&(value as f32).to_le_bytes())?;
            } else {
                self.file.write_all(&value.to_le_bytes())?;
            }
        }
        Ok(())
    }

    /// The columns, read from the copy.
    pub(crate) fn finish(
        self,
        columns: Vec<Column>,
        budget: u64,
    ) -> Result<Vec<Column>, DataError> {
        let folder = self.folder;
        let written = self.file.into_inner().map_err(|error| DataError::Write {
            path: folder,
            source: error.into_error(),
        })?;
        let file = Arc::new(StoredFile::new(Arc::new(written), &self.path, budget)?);
        let placed = Placed {
            element: Element {
                kind: self.kind,
                is_big_endian: false,
            },
            body: 0,
            stride: columns.len(),
            offset: 0,
            rows: self.rows,
            first: 0,
        };
        let kept = columns.into_iter().enumerate().map(|(offset, mut column)| {
            column.len = self.rows;
            match &mut column.values {
                Values::Double(_) | Values::Single(_) => {
                    let placed = Placed { offset, ..placed };
                    let stored = StoredColumn::new(Arc::clone(&file), placed, &column.name);
                    column.values = Values::Stored(stored);
                }
                Values::Text { missing, .. } => *missing += self.missing[offset],
                Values::Inexact { .. } | Values::Typed { .. } | Values::Stored(_) => {}
            }
            column
        });
        Ok(kept.collect())
    }
}

/// Where large temporary files belong: the folder that `TMPDIR` names, else `/var/tmp`, since `/tmp` is often kept in memory.
fn large_folder() -> PathBuf {
    let large = Path::new("/var/tmp");
    if std::env::var_os("TMPDIR").is_none() && large.is_dir() {
        return large.to_path_buf();
    }
    std::env::temp_dir()
}
