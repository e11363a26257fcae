//! One named column.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use kosmic_core::Series;

use crate::stored::StoredColumn;
use crate::{DataError, Readable, Step};

/// How the cells of a column are stored in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum ColumnKind {
    /// Double precision, or the decimal numbers of a text file.
    Float64,
    /// Single precision; kept as such.
    Float32,
    /// Half precision; widened to single.
    Float16,
    /// Signed integers of this many bits; converted to double.
    Int(u8),
    /// Unsigned integers of this many bits; converted to double.
    UInt(u8),
    /// Truth values; 0 or 1.
    Bool,
    /// Cells that are no numbers.
    Text,
    /// A type that is neither number nor text: decimals, lists, records.
    Other,
}

/// NumPy's name of the type; `text` for text, `other` for what is neither.
impl fmt::Display for ColumnKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Float64 => f.write_str("float64"),
            Self::Float32 => f.write_str("float32"),
            Self::Float16 => f.write_str("float16"),
            Self::Int(bits) => write!(f, "int{bits}"),
            Self::UInt(bits) => write!(f, "uint{bits}"),
            Self::Bool => f.write_str("bool"),
            Self::Text => f.write_str("text"),
            Self::Other => f.write_str("other"),
        }
    }
}

/// The values of a column, or what keeps it from having any.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub(crate) enum Values {
    Double(Vec<f64>),
    Single(Vec<f32>),
    Text {
        missing: usize,
        line: u64,
        text: String,
    },
    Inexact {
        row: u64,
        value: i128,
    },
    /// Of a type that the file declares and that is no number.
    #[cfg_attr(
        not(any(feature = "parquet", feature = "serde")),
        expect(dead_code, reason = "no other format declares types")
    )]
    Typed {
        missing: usize,
        found: Arc<str>,
    },
    /// Left in the file.
    #[cfg_attr(feature = "serde", serde(skip))]
    Stored(StoredColumn),
}

/// A named column of a [`Table`](crate::Table).
///
/// # Example
/// ```
/// use kosmic_data::{ColumnKind, CsvOptions, read_csv};
///
/// let table = read_csv("day,flow\nmon,1.5\ntue,\n".as_bytes(), &CsvOptions::new())?;
/// assert_eq!(table.columns()[0].kind(), ColumnKind::Text);
/// assert_eq!(table.columns()[1].kind().to_string(), "float64");
/// assert_eq!(table.columns()[1].name(), "flow");
/// assert_eq!(table.columns()[1].missing()?, 1);
/// # Ok::<(), kosmic_data::DataError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Column {
    pub(crate) path: Arc<Path>,
    pub(crate) name: String,
    pub(crate) position: usize,
    pub(crate) kind: ColumnKind,
    pub(crate) len: usize,
    pub(crate) values: Values,
    /// What was done to the values since they were read.
    pub(crate) history: Vec<Step>,
}

impl Column {
    /// The name; in a file without names the position, counted from 0.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The position in the file, counted from 0.
    #[must_use]
    pub fn position(&self) -> usize {
        self.position
    }

    /// The number of rows, missing cells included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is no row: only where an empty range of rows was asked for, or all were dropped.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// How the cells are stored in the file.
    #[must_use]
    pub fn kind(&self) -> ColumnKind {
        self.kind
    }

    /// The number of missing cells: NaN in numbers, spellings such as `NA` in text. One pass over the numbers.
    ///
    /// # Errors
    /// Those of reading a column that stays in its file, as of [`Readable::read`].
    pub fn missing(&self) -> Result<usize, DataError> {
        match &self.values {
            Values::Stored(column) => column.missing(),
            _ => Ok(self.missing_cells()),
        }
    }

    /// The missing cells of what is in memory.
    pub(crate) fn missing_cells(&self) -> usize {
        match &self.values {
            Values::Text { missing, .. } | Values::Typed { missing, .. } => *missing,
            _ => self.missing_numbers(),
        }
    }

    /// Of numbers in memory, how many are missing.
    pub(crate) fn missing_numbers(&self) -> usize {
        match &self.values {
            Values::Double(values) => values.iter().filter(|value| value.is_nan()).count(),
            Values::Single(values) => values.iter().filter(|value| value.is_nan()).count(),
            _ => 0,
        }
    }

    /// The numbers as a view, without a copy; missing cells are NaN. A column that stays in its file is read into memory by the first
    /// call, if the budget of [`LoadOptions::memory_budget`](crate::LoadOptions::memory_budget) allows for it; [`Column::readable`]
    /// takes a block at a time.
    ///
    /// # Errors
    /// [`DataError::NeedsMemory`] where the budget does not suffice, and what [`Readable::read`] fails with;
    /// [`DataError::NotNumeric`] for a column of text, with its first cell that is no number;
    /// [`DataError::ColumnType`] where the file declares another type; [`DataError::InexactInteger`] if an integer has no
    /// exact double.
    ///
    /// # Example
    /// ```
    /// let table = kosmic_data::read_csv("1;10\n2;20\n".as_bytes(), &Default::default())?;
    /// assert_eq!(table.column("1")?.series()?.as_slice(), Some(&[10.0, 20.0][..]));
    /// # Ok::<(), kosmic_data::DataError>(())
    /// ```
    pub fn series(&self) -> Result<Series<'_>, DataError> {
        match &self.values {
            Values::Double(values) => Ok(Series::from(values)),
            Values::Single(values) => Ok(Series::from(values)),
            Values::Stored(column) => column.whole(),
            Values::Text { line, text, .. } => Err(DataError::NotNumeric {
                path: self.path.to_path_buf(),
                line: *line,
                column: self.name.clone(),
                position: self.position,
                text: text.clone(),
            }),
            Values::Typed { found, .. } => Err(DataError::ColumnType {
                path: self.path.to_path_buf(),
                column: self.name.clone(),
                position: self.position,
                found: found.to_string(),
            }),
            Values::Inexact { row, value } => Err(DataError::InexactInteger {
                path: self.path.to_path_buf(),
                row: *row,
                column: self.name.clone(),
                value: *value,
            }),
        }
    }

    /// The numbers a range of rows at a time, wherever they are.
    ///
    /// # Errors
    /// For a column without numbers, as [`series`](Self::series).
    pub fn readable(&self) -> Result<Readable<'_>, DataError> {
        match &self.values {
            Values::Stored(column) => Ok(Readable::stored(column)),
            _ => self.series().map(Readable::from),
        }
    }

    /// Whether the numbers are left in the file, to be read when they are needed.
    #[must_use]
    pub fn is_stored(&self) -> bool {
        matches!(self.values, Values::Stored(_))
    }
}
