//! Named columns of equal length.

use std::path::Path;
use std::sync::Arc;

use crate::{Column, DataError, select};

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
        let place = select::place(&self.path, &self.names(), name)?;
        Ok(&self.columns[place])
    }

    /// The columns of a list such as `"a"` or `"a,b"`, in its order. A name that matches as a whole wins over
    /// splitting at commas; spaces around the parts do not count.
    ///
    /// # Errors
    /// As [`column`](Self::column).
    pub fn select(&self, list: &str) -> Result<Vec<&Column>, DataError> {
        let places = select::places(&self.path, &self.names(), list)?;
        Ok(places.iter().map(|&place| &self.columns[place]).collect())
    }

    /// The table of only the columns of these names or lists of names, in their order, each once.
    ///
    /// # Errors
    /// As [`column`](Self::column).
    ///
    /// # Example
    /// ```
    /// let table = kosmic_data::read_csv("a,b,c\n1,2,3\n".as_bytes(), &Default::default())?;
    /// let kept = table.keep(&["c,a"])?;
    /// assert_eq!(kept.columns().len(), 2);
    /// assert_eq!(kept.columns()[0].name(), "c");
    /// # Ok::<(), kosmic_data::DataError>(())
    /// ```
    pub fn keep(&self, wanted: &[impl AsRef<str>]) -> Result<Self, DataError> {
        let mut columns: Vec<Column> = Vec::new();
        for list in wanted {
            for column in self.select(list.as_ref())? {
                if columns.iter().all(|kept| kept.position != column.position) {
                    columns.push(column.clone());
                }
            }
        }
        Ok(Self::new(Arc::clone(&self.path), columns, self.named))
    }

    fn names(&self) -> Vec<&str> {
        self.columns.iter().map(Column::name).collect()
    }
}
