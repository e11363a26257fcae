//! Columns of equal length.

use crate::column::Column;
use crate::error::DataError;

/// The columns of a file.
///
/// # Example
/// ```
/// let text = "day,load,\"in,out\"\nmon,1.5,3\ntue,NA,4\n";
/// let table = kosmic_data::read_csv(text.as_bytes(), &kosmic_data::CsvOptions::default())?;
/// assert_eq!(table.n_rows(), 2);
/// assert_eq!(table.column("load")?.missing(), 1);
/// assert_eq!(table.select("in,out")?.len(), 1); // a whole name wins
/// assert_eq!(table.select("load,day")?.len(), 2);
/// assert!(table.column("wind").is_err());
/// # Ok::<(), kosmic_data::DataError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Table {
    columns: Vec<Column>,
    rows: usize,
}

impl Table {
    /// `columns` all have `rows` cells.
    pub(crate) fn new(columns: Vec<Column>, rows: usize) -> Self {
        debug_assert!(columns.iter().all(|column| column.len() == rows));
        Self { columns, rows }
    }

    /// The number of rows.
    #[must_use]
    pub fn n_rows(&self) -> usize {
        self.rows
    }

    /// All columns in the order of the file.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The column of a name; of its 0-based index where the file has no names.
    ///
    /// # Errors
    /// [`DataError::UnknownColumn`] with the names there are, [`DataError::AmbiguousColumn`] with the positions.
    pub fn column(&self, name: &str) -> Result<&Column, DataError> {
        let mut named = self
            .columns
            .iter()
            .enumerate()
            .filter(|(_, column)| column.name() == name);
        let Some((first, column)) = named.next() else {
            let available = self
                .columns
                .iter()
                .map(|column| column.name().to_owned())
                .collect();
            return Err(DataError::UnknownColumn {
                wanted: name.to_owned(),
                available,
            });
        };
        let others: Vec<usize> = named.map(|(position, _)| position + 1).collect();
        if others.is_empty() {
            return Ok(column);
        }
        let positions = [vec![first + 1], others].concat();
        Err(DataError::AmbiguousColumn {
            name: name.to_owned(),
            positions,
        })
    }

    /// The columns of a specification: one name, or several separated by commas. A column whose whole name is the
    /// specification wins.
    ///
    /// # Errors
    /// As [`Table::column`].
    pub fn select(&self, specification: &str) -> Result<Vec<&Column>, DataError> {
        match self.column(specification) {
            Ok(column) => Ok(vec![column]),
            Err(DataError::UnknownColumn { .. }) if specification.contains(',') => specification
                .split(',')
                .map(|name| self.column(name.trim()))
                .collect(),
            Err(error) => Err(error),
        }
    }
}
