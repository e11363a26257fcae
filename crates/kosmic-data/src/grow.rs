//! Columns while they are read: what readers of all formats append to.

use std::path::Path;
use std::sync::Arc;

use crate::column::Values;
use crate::element::exact_double;
use crate::{Column, ColumnKind, DataError, mmap};

/// How many characters of a cell an error shows.
const SHOWN: usize = 40;

/// Each column takes a name and some bookkeeping, whatever it holds.
const MOST_COLUMNS: usize = 1 << 20;

/// Refuses more columns than a table of measurements has.
pub(crate) fn check_width(path: &Path, columns: usize) -> Result<(), DataError> {
    if columns <= MOST_COLUMNS {
        return Ok(());
    }
    Err(DataError::TooManyColumns {
        path: path.to_path_buf(),
        columns,
        limit: MOST_COLUMNS,
    })
}

/// A column of a file, before any of its values is read.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) position: usize,
    pub(crate) kind: ColumnKind,
}

impl Column {
    pub(crate) fn empty(path: &Arc<Path>, field: &Field) -> Self {
        let values = match field.kind {
            ColumnKind::Float32 | ColumnKind::Float16 => Values::Single(Vec::new()),
            _ => Values::Double(Vec::new()),
        };
        Self {
            path: Arc::clone(path),
            name: field.name.clone(),
            position: field.position,
            kind: field.kind,
            len: 0,
            values,
            history: Vec::new(),
        }
    }

    /// The same column of text without a row, ready to be read again.
    pub(crate) fn renewed(&self) -> Self {
        let field = Field {
            name: self.name.clone(),
            position: self.position,
            kind: ColumnKind::Float64,
        };
        Self::empty(&self.path, &field)
    }

    /// Drops all rows, keeps the memory.
    pub(crate) fn clear(&mut self) {
        self.len = 0;
        match &mut self.values {
            Values::Double(values) => values.clear(),
            Values::Single(values) => values.clear(),
            Values::Text { .. }
            | Values::Inexact { .. }
            | Values::Typed { .. }
            | Values::Stored(_) => {
                self.kind = ColumnKind::Float64;
                self.values = Values::Double(Vec::new());
            }
        }
    }

    /// Room for `rows` more values, as far as memory is there to be had.
    pub(crate) fn reserve(&mut self, rows: usize) {
        // A failure is no matter: growing will meet it again, or the estimate was too high.
        let _ = match &mut self.values {
            Values::Double(values) => mmap::reserve(values, rows),
            Values::Single(values) => mmap::reserve(values, rows),
            Values::Text { .. }
            | Values::Inexact { .. }
            | Values::Typed { .. }
            | Values::Stored(_) => Ok(()),
        };
    }

    pub(crate) fn extend_doubles(&mut self, values: impl ExactSizeIterator<Item = f64>) {
        self.len += values.len();
        if let Values::Double(own) = &mut self.values {
            own.extend(values);
        }
    }

    pub(crate) fn extend_singles(&mut self, values: impl ExactSizeIterator<Item = f32>) {
        self.len += values.len();
        if let Values::Single(own) = &mut self.values {
            own.extend(values);
        }
    }

    /// Integers as doubles; the first without an exact one, in row `first` of the file or later, ends the numbers.
    pub(crate) fn extend_integers<I: Copy + Into<i128>>(
        &mut self,
        first: u64,
        values: impl ExactSizeIterator<Item = I>,
    ) {
        self.extend_cells(first, values.map(Some));
    }

    /// As [`extend_integers`](Self::extend_integers), of which some are missing.
    pub(crate) fn extend_cells<I: Copy + Into<i128>>(
        &mut self,
        first: u64,
        values: impl ExactSizeIterator<Item = Option<I>>,
    ) {
        self.len += values.len();
        let Values::Double(own) = &mut self.values else {
            return;
        };
        own.reserve(values.len());
        for (row, value) in (first..).zip(values) {
            let Some(value) = value else {
                own.push(f64::NAN);
                continue;
            };
            let value: i128 = value.into();
            let Some(double) = exact_double(value) else {
                self.values = Values::Inexact { row, value };
                return;
            };
            own.push(double);
        }
    }

    /// Doubles, of which some are missing.
    #[cfg(feature = "parquet")]
    pub(crate) fn extend_double_cells(
        &mut self,
        cells: impl ExactSizeIterator<Item = Option<f64>>,
    ) {
        self.extend_doubles(cells.map(|cell| cell.unwrap_or(f64::NAN)));
    }

    /// Singles, of which some are missing.
    #[cfg(feature = "parquet")]
    pub(crate) fn extend_single_cells(
        &mut self,
        cells: impl ExactSizeIterator<Item = Option<f32>>,
    ) {
        self.extend_singles(cells.map(|cell| cell.unwrap_or(f32::NAN)));
    }

    /// Cells of a type that is no number: counts only.
    #[cfg(feature = "parquet")]
    pub(crate) fn extend_typed(&mut self, rows: usize, more_missing: usize, type_name: &str) {
        self.len += rows;
        match &mut self.values {
            Values::Typed { missing, .. } => *missing += more_missing,
            _ => {
                self.values = Values::Typed {
                    missing: more_missing,
                    found: Arc::from(type_name),
                };
            }
        }
    }

    /// From the first cell that is no number, in the row on `line`, a column of text keeps counts only.
    pub(crate) fn become_text(&mut self, field: &[u8], line: u64) {
        let missing = self.missing_numbers();
        let text = String::from_utf8_lossy(field);
        self.kind = ColumnKind::Text;
        self.values = Values::Text {
            missing,
            line,
            text: text.trim().chars().take(SHOWN).collect(),
        };
    }

    /// The rows of `later` behind those of this column.
    pub(crate) fn append(&mut self, later: &Self) {
        self.len += later.len;
        match (&mut self.values, &later.values) {
            (Values::Double(own), Values::Double(more)) => own.extend_from_slice(more),
            (Values::Single(own), Values::Single(more)) => own.extend_from_slice(more),
            (Values::Text { missing, .. }, _) => *missing += later.missing_cells(),
            (Values::Inexact { .. } | Values::Typed { .. } | Values::Stored(_), _) => {}
            (_, more) => {
                let mut values = more.clone();
                if let Values::Text { missing, .. } = &mut values {
                    *missing += self.missing_numbers();
                }
                self.kind = later.kind;
                self.values = values;
            }
        }
    }
}
