//! A file as a stream of tables.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::grow::Field;
use crate::stored::StoredColumn;
use crate::{Column, DataError, LoadOptions, Table, load, select};

/// What every format does: rows in the order of the file, appended to columns.
pub(crate) trait Reader {
    fn path(&self) -> &Arc<Path>;

    /// The columns that are read.
    fn fields(&self) -> &[Field];

    /// Whether the file names its columns.
    fn is_named(&self) -> bool;

    /// How many rows will be read in all, where that is known before.
    fn n_rows(&self) -> Option<u64>;

    /// About how many rows will be read, as a hint to reserve memory; never more than the size of the file allows.
    fn expected_rows(&self) -> Option<u64> {
        self.n_rows()
    }

    /// Appends at least one and at most `rows` rows; 0 only at the end.
    fn read(&mut self, columns: &mut [Column], rows: usize) -> Result<usize, DataError>;

    /// The columns as they are in the file, if they can be read there by positions.
    fn stored(&self, budget: u64) -> Option<Result<Vec<StoredColumn>, DataError>> {
        let _ = budget;
        None
    }

    /// How much is read, and how much there is, in the same unit.
    fn position(&self) -> (u64, Option<u64>);
}

/// The fields that the options ask for, in their order, each once.
pub(crate) fn chosen(
    fields: Vec<Field>,
    options: &LoadOptions,
    path: &Path,
) -> Result<Vec<Field>, DataError> {
    let Some(wanted) = &options.columns else {
        return Ok(fields);
    };
    let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
    let mut places: Vec<usize> = Vec::new();
    for list in wanted {
        for place in select::places(path, &names, list)? {
            if !places.contains(&place) {
                places.push(place);
            }
        }
    }
    Ok(places.iter().map(|&place| fields[place].clone()).collect())
}

pub(crate) fn empty(reader: &dyn Reader) -> Vec<Column> {
    let column = |field| Column::empty(reader.path(), field);
    reader.fields().iter().map(column).collect()
}

/// A file as a stream of tables, which together hold its rows in order; memory for one of them is all it takes.
///
/// A column of text that becomes text late is numeric in the batches before: its kind is that of the batch. After an
/// error the stream ends.
///
/// # Example
/// ```
/// use kosmic_data::{Batches, LoadOptions};
///
/// let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/data/gas_furnace.csv");
/// let options = LoadOptions::new().columns(["gas_rate"]).batch_rows(100);
/// let mut sizes = Vec::new();
/// for batch in Batches::open(path, &options)? {
///     sizes.push(batch?.n_rows());
/// }
/// assert_eq!(sizes, [100, 100, 96]);
/// # Ok::<(), kosmic_data::DataError>(())
/// ```
pub struct Batches {
    reader: Box<dyn Reader>,
    rows: usize,
    ended: bool,
}

impl Batches {
    /// Opens a file and finds out its columns; no row is kept.
    ///
    /// # Errors
    /// As [`load_with`](crate::load_with).
    pub fn open(path: impl AsRef<Path>, options: &LoadOptions) -> Result<Self, DataError> {
        Ok(Self {
            reader: load::open(path.as_ref(), options)?,
            rows: options.batch_rows,
            ended: false,
        })
    }

    /// The names of the columns that are read.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        let fields = self.reader.fields().iter();
        fields.map(|field| field.name.as_str()).collect()
    }

    /// How many rows there will be in all, where the format says so: not for text.
    #[must_use]
    pub fn n_rows(&self) -> Option<u64> {
        self.reader.n_rows()
    }
}

impl std::fmt::Debug for Batches {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let path: PathBuf = self.reader.path().to_path_buf();
        f.debug_struct("Batches")
            .field("path", &path)
            .field("names", &self.names())
            .finish_non_exhaustive()
    }
}

impl Iterator for Batches {
    type Item = Result<Table, DataError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let reader = self.reader.as_mut();
        let mut columns = empty(reader);
        let mut left = self.rows;
        while left > 0 {
            match reader.read(&mut columns, left) {
                Ok(0) => {
                    self.ended = true;
                    break;
                }
                Ok(rows) => left -= rows,
                Err(error) => {
                    self.ended = true;
                    return Some(Err(error));
                }
            }
        }
        if left == self.rows {
            return None;
        }
        let path = Arc::clone(reader.path());
        Some(Ok(Table::new(path, columns, reader.is_named())))
    }
}
