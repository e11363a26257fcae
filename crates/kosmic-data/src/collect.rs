//! All rows of a file in one table, in memory or where they do not fit there left in files.

use std::path::Path;
use std::sync::Arc;

use kosmic_core::Progress;

use crate::batches::{Reader, empty};
use crate::stored::Spool;
use crate::{Column, ColumnKind, DataError, LoadOptions, Table};

/// How many rows are gathered before they are written to a temporary file.
const BATCH: usize = 1 << 16;

/// What columns may take in memory, and where they go if they take more.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Room<'o> {
    budget: u64,
    scratch: Option<&'o Path>,
}

impl<'o> Room<'o> {
    pub(crate) fn of(options: &'o LoadOptions) -> Self {
        Self {
            budget: options.budget,
            scratch: options.scratch.as_deref(),
        }
    }

    /// Memory for all there is.
    pub(crate) const UNBOUNDED: Self = Self {
        budget: u64::MAX,
        scratch: None,
    };
}

/// All rows in one table.
pub(crate) fn collect(
    reader: &mut dyn Reader,
    room: Room<'_>,
    progress: &dyn Progress,
) -> Result<Table, DataError> {
    let expected = reader.expected_rows();
    let is_large = expected.is_some_and(|rows| bytes(reader, rows) > u128::from(room.budget));
    if is_large && let Some(columns) = reader.stored(room.budget) {
        let columns = reader.fields().iter().zip(columns?);
        let columns = columns.map(|(field, stored)| Column::stored(reader.path(), field, stored));
        let columns = columns.collect();
        return Ok(Table::new(
            Arc::clone(reader.path()),
            columns,
            reader.is_named(),
        ));
    }
    let (_, total) = reader.position();
    progress.begin(total.unwrap_or(0));
    let mut gathered = Gathered::new(reader, room);
    let outcome = if is_large {
        gathered.spill()
    } else {
        gathered.reserve(expected);
        Ok(())
    };
    let outcome = outcome.and_then(|()| gathered.read_all(reader, progress));
    progress.end();
    outcome?;
    let columns = gathered.finish()?;
    Ok(Table::new(
        Arc::clone(reader.path()),
        columns,
        reader.is_named(),
    ))
}

/// What the columns of a reader take in memory.
fn bytes(reader: &dyn Reader, rows: u64) -> u128 {
    let width = |kind| match kind {
        ColumnKind::Float32 | ColumnKind::Float16 => 4,
        _ => 8,
    };
    let fields = reader.fields().iter();
    fields.map(|field| width(field.kind)).sum::<u128>() * u128::from(rows)
}

/// Rows that have been read.
struct Gathered<'o> {
    columns: Vec<Column>,
    path: Arc<Path>,
    room: Room<'o>,
    /// Where rows go that have no room in memory.
    spool: Option<Spool>,
    rows: u64,
}

impl<'o> Gathered<'o> {
    fn new(reader: &dyn Reader, room: Room<'o>) -> Self {
        Self {
            columns: empty(reader),
            path: Arc::clone(reader.path()),
            room,
            spool: None,
            rows: 0,
        }
    }

    fn reserve(&mut self, expected: Option<u64>) {
        if let Some(rows) = expected {
            let rows = usize::try_from(rows).unwrap_or(0);
            let columns = self.columns.iter_mut();
            columns.for_each(|column| column.reserve(rows));
        }
    }

    /// Keeps what comes in a file.
    fn spill(&mut self) -> Result<(), DataError> {
        let spool = Spool::new(&self.path, &self.columns, self.room.scratch)?;
        self.spool = Some(spool);
        Ok(())
    }

    fn read_all(
        &mut self,
        reader: &mut dyn Reader,
        progress: &dyn Progress,
    ) -> Result<(), DataError> {
        let (mut done, _) = reader.position();
        loop {
            let rows = reader.read(&mut self.columns, usize::MAX)?;
            if rows == 0 {
                return Ok(());
            }
            self.rows += rows as u64;
            if self.spool.is_none() && bytes(reader, self.rows) > u128::from(self.room.budget) {
                self.spill()?;
            }
            let held = self.columns.first().map_or(0, Column::len);
            if let Some(spool) = self.spool.as_mut().filter(|_| held >= BATCH) {
                spool.take(&mut self.columns)?;
            }
            let (now, _) = reader.position();
            progress.advance(now - done);
            done = now;
            if progress.is_cancelled() {
                return Err(DataError::Stopped {
                    path: self.path.to_path_buf(),
                    rows: self.rows,
                });
            }
        }
    }

    fn finish(mut self) -> Result<Vec<Column>, DataError> {
        let Some(mut spool) = self.spool.take() else {
            return Ok(self.columns);
        };
        spool.take(&mut self.columns)?;
        spool.finish(self.columns, self.room.budget)
    }
}
