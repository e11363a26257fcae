//! One column of a file that is read by positions.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use kosmic_core::Series;

use super::file::StoredFile;
use crate::column::Values;
use crate::element::Element;
use crate::mmap::Strided;
use crate::{Column, ColumnKind, DataError, mmap};

/// How many bytes are read at once: they stay in the second level of the cache while they become numbers.
const BLOCK: usize = 256 << 10;

/// Where the numbers of a column are: every `stride`-th of those that begin at `body`, from the one at `offset` on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Placed {
    pub(crate) element: Element,
    pub(crate) body: u64,
    pub(crate) stride: usize,
    pub(crate) offset: usize,
    pub(crate) rows: usize,
    /// The row of the file that is the first of the column.
    pub(crate) first: u64,
}

impl Placed {
    /// The bytes from one number to the next.
    fn step(&self) -> usize {
        self.stride * self.element.width()
    }

    /// Whether the rows of both lie in the same bytes.
    fn is_beside(&self, other: &Self) -> bool {
        let here = Self { offset: 0, ..*self };
        here == Self {
            offset: 0,
            ..*other
        }
    }
}

/// A column that stays in its file.
#[derive(Clone, Debug)]
pub(crate) struct StoredColumn {
    pub(crate) file: Arc<StoredFile>,
    pub(crate) placed: Placed,
    pub(crate) name: String,
    /// Whether the values are looked at where a map of the file has them.
    is_mapped: bool,
    /// All values, once somebody needs them at once.
    whole: Arc<OnceLock<Values>>,
}

impl StoredColumn {
    pub(crate) fn new(file: Arc<StoredFile>, placed: Placed, name: &str) -> Self {
        Self {
            file,
            placed,
            name: name.to_owned(),
            is_mapped: false,
            whole: Arc::new(OnceLock::new()),
        }
    }

    /// The same column as a view of a map of its file; none where the file does not hold its numbers as this machine has them, or is
    /// not mapped.
    pub(crate) fn mapped(self) -> Option<Self> {
        self.view()?;
        Some(Self {
            is_mapped: true,
            ..self
        })
    }

    fn view(&self) -> Option<Series<'_>> {
        let Placed {
            element,
            body,
            stride,
            offset,
            rows,
            ..
        } = self.placed;
        if element.is_big_endian != cfg!(target_endian = "big") {
            return None;
        }
        let place = Strided {
            body,
            offset,
            stride,
            rows,
        };
        match element.kind {
            ColumnKind::Float64 => self.file.map()?.doubles(place).map(Series::from),
            ColumnKind::Float32 => self.file.map()?.singles(place).map(Series::from),
            _ => None,
        }
    }

    /// The whole column, where it is mapped or has been read into memory.
    pub(super) fn held(&self) -> Option<Series<'_>> {
        if self.is_mapped {
            return self.view();
        }
        match self.whole.get()? {
            Values::Double(values) => Some(Series::from(values)),
            Values::Single(values) => Some(Series::from(values)),
            _ => None,
        }
    }

    /// Appends the numbers of some rows.
    pub(super) fn read(&self, rows: Range<usize>, values: &mut Vec<f64>) -> Result<(), DataError> {
        self.each_block(rows, |bytes, first| {
            let Placed {
                element,
                offset,
                stride,
                ..
            } = self.placed;
            let decoded = element.decode(bytes, offset, stride, values);
            decoded.map_err(|inexact| self.inexact(first, inexact))
        })
    }

    /// As [`read`](Self::read), of two columns; in one go where they lie side by side.
    pub(super) fn read_with(
        &self,
        other: &Self,
        rows: Range<usize>,
        own: &mut Vec<f64>,
        others: &mut Vec<f64>,
    ) -> Result<(), DataError> {
        let beside = Arc::ptr_eq(&self.file, &other.file) && self.placed.is_beside(&other.placed);
        if !beside || self.placed.stride == 1 {
            self.read(rows.clone(), own)?;
            return other.read(rows, others);
        }
        let Placed {
            element, stride, ..
        } = self.placed;
        self.each_block(rows, |bytes, first| {
            let decode = |column: &Self, to: &mut Vec<f64>| {
                let decoded = element.decode(bytes, column.placed.offset, stride, to);
                decoded.map_err(|inexact| column.inexact(first, inexact))
            };
            decode(self, own)?;
            decode(other, others)
        })
    }

    /// Reads the bytes of whole rows in blocks, each with its first row in the file.
    fn each_block(
        &self,
        rows: Range<usize>,
        mut work: impl FnMut(&[u8], u64) -> Result<(), DataError>,
    ) -> Result<(), DataError> {
        let step = self.placed.step();
        let together = (BLOCK / step).max(1);
        let mut buffer = vec![0; step * together.min(rows.len())];
        let end = rows.end.min(self.placed.rows);
        for start in (rows.start..end).step_by(together) {
            let count = together.min(end - start);
            let bytes = &mut buffer[..count * step];
            let at = self.placed.body + start as u64 * step as u64;
            self.file.read(bytes, at)?;
            work(bytes, self.placed.first + start as u64)?;
        }
        Ok(())
    }

    fn inexact(&self, first: u64, (place, value): (usize, i128)) -> DataError {
        DataError::InexactInteger {
            path: self.file.path().to_path_buf(),
            row: first + place as u64,
            column: self.name.clone(),
            value,
        }
    }

    /// All values in memory: read on the first call, if the budget of the file allows for it.
    pub(crate) fn whole(&self) -> Result<Series<'_>, DataError> {
        if self.held().is_none() {
            let values = self.collected()?;
            // Another thread may have been faster: its values are the same.
            let _ = self.whole.set(values);
        }
        Ok(self.held().expect("the values were just put there"))
    }

    fn collected(&self) -> Result<Values, DataError> {
        let Placed { element, rows, .. } = self.placed;
        let is_single = matches!(element.kind, ColumnKind::Float32 | ColumnKind::Float16);
        let needed = (rows as u64).saturating_mul(if is_single { 4 } else { 8 });
        self.file
            .take(needed)
            .map_err(|needed| self.needs_memory(needed))?;
        let mut doubles = Vec::new();
        if !is_single {
            mmap::reserve(&mut doubles, rows).map_err(|_| self.needs_memory(needed))?;
            self.read(0..rows, &mut doubles)?;
            return Ok(Values::Double(doubles));
        }
        let mut singles = Vec::new();
        mmap::reserve(&mut singles, rows).map_err(|_| self.needs_memory(needed))?;
        for start in (0..rows).step_by(BLOCK) {
            doubles.clear();
            self.read(start..rows.min(start + BLOCK), &mut doubles)?;
            singles.extend(doubles.iter().map(|&value| value as f32));
        }
        Ok(Values::Single(singles))
    }

    fn needs_memory(&self, needed: u64) -> DataError {
        DataError::NeedsMemory {
            path: self.file.path().to_path_buf(),
            column: self.name.clone(),
            needed,
            budget: self.file.budget(),
        }
    }

    /// How many values are missing; one pass over the file.
    pub(crate) fn missing(&self) -> Result<usize, DataError> {
        if let Some(series) = self.held() {
            let mut scratch = Vec::new();
            let values = series.read(0..series.len(), &mut scratch);
            return Ok(values.iter().filter(|value| value.is_nan()).count());
        }
        let (mut missing, mut values) = (0, Vec::new());
        for start in (0..self.placed.rows).step_by(BLOCK) {
            values.clear();
            self.read(start..self.placed.rows.min(start + BLOCK), &mut values)?;
            missing += values.iter().filter(|value| value.is_nan()).count();
        }
        Ok(missing)
    }
}

impl Column {
    /// A column of a field that stays in its file.
    pub(crate) fn stored(
        path: &Arc<std::path::Path>,
        field: &crate::grow::Field,
        stored: StoredColumn,
    ) -> Self {
        let mut column = Self::empty(path, field);
        column.len = stored.placed.rows;
        column.values = Values::Stored(stored);
        column
    }
}
