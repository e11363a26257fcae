//! Columns as views of a map of their file.

use std::path::Path;
use std::sync::Arc;

use kosmic_core::Silent;

use crate::collect::{Room, collect};
use crate::stored::StoredColumn;
use crate::{Column, DataError, LoadOptions, Table, load};

/// Loads a file whose columns are views of a memory map of it: nothing is read before it is needed, nothing is copied, and the
/// system keeps in memory what it has room for. Any metric takes [`Column::series`] as it is, of any size.
///
/// Numbers are seen in place where the file holds them so: NPY files of doubles or singles in this machine's byte order, in
/// C or Fortran order. Where a column is of another kind, or the system does not map the file, all columns are as
/// [`load_with`](crate::load_with) leaves them: in memory, or read by positions where they take more than
/// [`LoadOptions::memory_budget`]. [`Column::is_stored`] is true of what is mapped or read by positions.
///
/// **Nobody may change the file while the table is in use.** Where another process cuts it, the next look at a page that is gone ends the
/// program by the signal SIGBUS (Windows does not let it be cut), and where one writes into it, results are of numbers from
/// before and after. No check can tell. [`load_with`](crate::load_with) reads by positions instead and makes an error of both; it is
/// what the command uses.
///
/// # Errors
/// As [`load_with`](crate::load_with).
///
/// # Example
/// ```
/// use kosmic_data::{LoadOptions, load_memmapped, read_csv, save};
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("pair.npy");
/// save(&path, &read_csv("x,y\n1,30\n2,20\n3,10\n".as_bytes(), &Default::default())?)?;
/// let table = load_memmapped(&path, &LoadOptions::new().memory_budget(0))?;
/// let (x, y) = (table.column("0")?.series()?, table.column("1")?.series()?);
/// assert_eq!(kosmic_core::k_index(x, y)?, 2.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn load_memmapped(path: impl AsRef<Path>, options: &LoadOptions) -> Result<Table, DataError> {
    let mut reader = load::open(path.as_ref(), options)?;
    let stored = reader.stored(options.budget).transpose()?;
    let mapped = stored.and_then(|columns| {
        let mapped = columns.into_iter().map(StoredColumn::mapped);
        mapped.collect::<Option<Vec<_>>>()
    });
    let Some(mapped) = mapped else {
        return collect(reader.as_mut(), Room::of(options), &Silent);
    };
    let fields = reader.fields().iter().zip(mapped);
    let columns = fields.map(|(field, stored)| Column::stored(reader.path(), field, stored));
    let columns = columns.collect();
    let path = Arc::clone(reader.path());
    Ok(Table::new(path, columns, reader.is_named()))
}
