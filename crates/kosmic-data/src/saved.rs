//! Tables as they are kept.

use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::column::Values;
use crate::{Column, ColumnKind, Step, Table};

/// A table in a form that may be written down and read again: its columns with what was done to them, without its place.
///
/// Reading fails for columns that differ in length.
///
/// # Example
/// ```
/// use std::path::Path;
/// use kosmic_data::{SavedTable, Treatment, read_csv};
///
/// let table = read_csv("x,y\n1,2\n4,3\n".as_bytes(), &Default::default())?;
/// let table = table.treat(&["x"], &Treatment::Centre)?;
/// let text = serde_json::to_string(&SavedTable::new(&table).unwrap())?;
///
/// let saved: SavedTable = serde_json::from_str(&text)?;
/// let again = saved.table(Path::new("kept"));
/// assert_eq!(again.column("x")?.series()?.as_slice(), Some(&[-1.5, 1.5][..]));
/// assert_eq!(again.column("x")?.history(), table.column("x")?.history());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(try_from = "Unchecked")]
pub struct SavedTable {
    named: bool,
    columns: Vec<SavedColumn>,
}

/// The same as it is read, whatever it holds.
#[derive(Deserialize)]
struct Unchecked {
    named: bool,
    columns: Vec<SavedColumn>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct SavedColumn {
    name: String,
    position: usize,
    kind: ColumnKind,
    len: usize,
    values: Values,
    history: Vec<Step>,
}

impl SavedTable {
    /// A copy of the table; `None` where columns stay in a file.
    #[must_use]
    pub fn new(table: &Table) -> Option<Self> {
        let columns = table.columns().iter().map(SavedColumn::new);
        Some(Self {
            named: table.is_named(),
            columns: columns.collect::<Option<_>>()?,
        })
    }

    /// The table, as that of a file.
    #[must_use]
    pub fn table(&self, path: &Path) -> Table {
        let path: Arc<Path> = Arc::from(path);
        let columns = self.columns.iter().map(|column| column.column(&path));
        Table::new(Arc::clone(&path), columns.collect(), self.named)
    }

    /// What its numbers take in memory.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        let bytes = |column: &SavedColumn| match &column.values {
            Values::Double(values) => size_of_val(&values[..]),
            Values::Single(values) => size_of_val(&values[..]),
            _ => 0,
        };
        self.columns.iter().map(bytes).sum::<usize>() as u64
    }
}

impl SavedColumn {
    fn new(column: &Column) -> Option<Self> {
        let is_held = !matches!(column.values, Values::Stored(_));
        is_held.then(|| Self {
            name: column.name.clone(),
            position: column.position,
            kind: column.kind,
            len: column.len,
            values: column.values.clone(),
            history: column.history.clone(),
        })
    }

    fn column(&self, path: &Arc<Path>) -> Column {
        Column {
            path: Arc::clone(path),
            name: self.name.clone(),
            position: self.position,
            kind: self.kind,
            len: self.len,
            values: self.values.clone(),
            history: self.history.clone(),
        }
    }
}

impl TryFrom<Unchecked> for SavedTable {
    type Error = String;

    fn try_from(read: Unchecked) -> Result<Self, String> {
        let rows = read.columns.first().map_or(0, |column| column.len);
        for SavedColumn {
            name, len, values, ..
        } in &read.columns
        {
            let got = match values {
                Values::Double(values) => values.len(),
                Values::Single(values) => values.len(),
                _ => *len,
            };
            if (*len, got) != (rows, rows) {
                return Err(format!("column {name:?} has {got} values of {rows}"));
            }
        }
        Ok(Self {
            named: read.named,
            columns: read.columns,
        })
    }
}
