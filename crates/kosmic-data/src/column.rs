//! One column of a table.

use std::fmt;
use std::sync::Arc;

use kosmic_core::Series;
use ndarray::{Array2, Axis};

use crate::error::{DataError, Place};

/// What the cells of a column are in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// Numbers written as text or as doubles.
    Float64,
    /// Single-precision floats; kept so in memory.
    Float32,
    /// Integers or booleans, converted to doubles exactly.
    Integer,
    /// Text, at least in one cell.
    Text,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Float64 => "float64",
            Self::Float32 => "float32",
            Self::Integer => "integer",
            Self::Text => "text",
        })
    }
}

/// A named column: numbers that can be measured, or text that is only known to be there.
///
/// Missing cells are NaN. The columns of a two-dimensional array share its memory.
#[derive(Clone, Debug)]
pub struct Column {
    name: String,
    kind: Kind,
    missing: usize,
    values: Values,
}

#[derive(Clone, Debug)]
enum Values {
    Owned(Vec<f64>),
    OfArray64 {
        array: Arc<Array2<f64>>,
        column: usize,
    },
    OfArray32 {
        array: Arc<Array2<f32>>,
        column: usize,
    },
    Text {
        rows: usize,
        first: FirstText,
    },
}

/// The first cell that made a column text.
#[derive(Clone, Debug)]
pub(crate) struct FirstText {
    pub(crate) place: Place,
    pub(crate) column: usize,
    pub(crate) found: String,
}

impl Column {
    pub(crate) fn of_numbers(name: String, values: Vec<f64>, missing: usize) -> Self {
        Self {
            name,
            kind: Kind::Float64,
            missing,
            values: Values::Owned(values),
        }
    }

    pub(crate) fn of_text(name: String, rows: usize, missing: usize, first: FirstText) -> Self {
        Self {
            name,
            kind: Kind::Text,
            missing,
            values: Values::Text { rows, first },
        }
    }

    pub(crate) fn of_array64(kind: Kind, array: &Arc<Array2<f64>>, column: usize) -> Self {
        let missing = array
            .column(column)
            .iter()
            .filter(|value| value.is_nan())
            .count();
        let values = Values::OfArray64 {
            array: Arc::clone(array),
            column,
        };
        Self {
            name: column.to_string(),
            kind,
            missing,
            values,
        }
    }

    pub(crate) fn of_array32(array: &Arc<Array2<f32>>, column: usize) -> Self {
        let missing = array
            .column(column)
            .iter()
            .filter(|value| value.is_nan())
            .count();
        let values = Values::OfArray32 {
            array: Arc::clone(array),
            column,
        };
        Self {
            name: column.to_string(),
            kind: Kind::Float32,
            missing,
            values,
        }
    }

    /// Its name: from the header, or its 0-based index where the file has none.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What its cells are in the file.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The number of cells.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.values {
            Values::Owned(values) => values.len(),
            Values::OfArray64 { array, .. } => array.nrows(),
            Values::OfArray32 { array, .. } => array.nrows(),
            Values::Text { rows, .. } => *rows,
        }
    }

    /// Whether there is no cell.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of cells without a value: empty, `NA` and its kin in text, NaN in arrays.
    #[must_use]
    pub fn missing(&self) -> usize {
        self.missing
    }

    /// The numbers, without a copy; missing cells are NaN.
    ///
    /// # Errors
    /// [`DataError::NotANumber`] with the first cell that is none, for a column of text.
    pub fn series(&self) -> Result<Series<'_>, DataError> {
        match &self.values {
            Values::Owned(values) => Ok(Series::from(values)),
            Values::OfArray64 { array, column } => {
                Ok(Series::from(array.index_axis(Axis(1), *column)))
            }
            Values::OfArray32 { array, column } => {
                Ok(Series::from(array.index_axis(Axis(1), *column)))
            }
            Values::Text { first, .. } => Err(DataError::NotANumber {
                place: first.place.clone(),
                column: first.column,
                name: self.name.clone(),
                found: first.found.clone(),
            }),
        }
    }
}
