//! Named columns of equal length.

use std::path::Path;
use std::sync::Arc;

use crate::{Column, DataError};

/// How many names the error for an unknown column lists.
const LISTED_NAMES: usize = 20;

/// Named columns of equal length, as they stand in one file.
///
/// A file without names (NPY, or CSV without a header) has the columns `"0"`, `"1"` and so on.
///
/// # Example
/// ```
/// use kosmic_data::{CsvOptions, read_csv};
///
/// let table = read_csv("x,y,\"x,y\"\n1,2,3\n4,5,6\n".as_bytes(), &CsvOptions::new())?;
/// assert_eq!(table.n_rows(), 2);
/// assert_eq!(table.select("y,x")?.len(), 2);
/// assert_eq!(table.select("x,y")?[0].series()?.get(0), Some(3.0));
/// # Ok::<(), kosmic_data::DataError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Table {
    path: Arc<Path>,
    columns: Vec<Column>,
    named: bool,
}

impl Table {
    pub(crate) fn new(path: Arc<Path>, columns: Vec<Column>, named: bool) -> Self {
        Self {
            path,
            columns,
            named,
        }
    }

    /// Where the table came from: the file, or the name given to the reader.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The number of rows.
    #[must_use]
    pub fn n_rows(&self) -> usize {
        self.columns.first().map_or(0, Column::len)
    }

    /// All columns in the order of the file.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Whether the file names its columns; if not, their names are their positions.
    #[must_use]
    pub fn is_named(&self) -> bool {
        self.named
    }

    /// The column of this name.
    ///
    /// # Errors
    /// [`DataError::UnknownColumn`] lists the names that are there; [`DataError::AmbiguousColumn`] says where the
    /// name occurs if it does so more than once.
    ///
    /// # Example
    /// ```
    /// let table = kosmic_data::read_csv("a,b\n1,2\n".as_bytes(), &Default::default())?;
    /// let error = table.column("c").unwrap_err();
    /// assert_eq!(error.to_string(), r#"<stdin>: has no column "c"; there are "a", "b""#);
    /// # Ok::<(), kosmic_data::DataError>(())
    /// ```
    pub fn column(&self, name: &str) -> Result<&Column, DataError> {
        let mut matches = self.columns.iter().filter(|column| column.name() == name);
        match (matches.next(), matches.next()) {
            (Some(column), None) => Ok(column),
            (None, _) => Err(self.unknown(name)),
            (Some(_), Some(_)) => Err(self.ambiguous(name)),
        }
    }

    /// The columns of a list such as `"a"` or `"a,b"`, in its order. A name that matches as a whole wins over
    /// splitting at commas; spaces around the parts do not count.
    ///
    /// # Errors
    /// As [`column`](Self::column).
    pub fn select(&self, list: &str) -> Result<Vec<&Column>, DataError> {
        if self.columns.iter().any(|column| column.name() == list) {
            return Ok(vec![self.column(list)?]);
        }
        list.split(',')
            .map(|name| self.column(name.trim()))
            .collect()
    }

    fn unknown(&self, name: &str) -> DataError {
        let shown = self.columns.iter().take(LISTED_NAMES);
        let mut available = shown
            .map(|column| format!("{:?}", column.name()))
            .collect::<Vec<_>>()
            .join(", ");
        if self.columns.len() > LISTED_NAMES {
            available += &format!(" and {} more", self.columns.len() - LISTED_NAMES);
        }
        DataError::UnknownColumn {
            path: self.path.to_path_buf(),
            name: name.to_owned(),
            available,
        }
    }

    fn ambiguous(&self, name: &str) -> DataError {
        let same = self.columns.iter().filter(|column| column.name() == name);
        let positions = same.map(Column::position).collect();
        DataError::AmbiguousColumn {
            path: self.path.to_path_buf(),
            name: name.to_owned(),
            positions,
        }
    }
}
