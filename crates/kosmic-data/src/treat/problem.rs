//! Why a column cannot be treated as was asked.

use kosmic_core::CoreError;

/// What keeps a treatment from a column. Rows count from 0.
///
/// # Example
/// ```
/// use kosmic_data::{Treatment, read_csv};
///
/// let table = read_csv("price\n1.5\n-2\n4\n".as_bytes(), &Default::default())?;
/// let error = table.treat(&["price"], &Treatment::LogReturns).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "<stdin>: column \"price\", log-returns: needs values above 0, found -2 in row 1"
/// );
/// # Ok::<(), kosmic_data::DataError>(())
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TreatmentProblem {
    /// Values are missing that are needed.
    #[error("{count} missing value(s), the first in row {row}; fill them or leave their rows out")]
    Missing {
        /// The row of the first.
        row: usize,
        /// How many there are.
        count: usize,
    },
    /// Values are infinite.
    #[error("{count} infinite value(s), the first ({value}) in row {row}; mark them as missing")]
    Infinite {
        /// The row of the first.
        row: usize,
        /// The first.
        value: f64,
        /// How many there are.
        count: usize,
    },
    /// Too few values are known.
    #[error("needs {needed} known value(s), found {found}")]
    TooFew {
        /// How many it takes.
        needed: usize,
        /// How many are known.
        found: usize,
    },
    /// The measure of spread is 0, though the values may differ.
    #[error("the {measure} is 0: too many values are equal")]
    NoSpread {
        /// The measure.
        measure: &'static str,
    },
    /// A logarithm of such a value is not defined.
    #[error("needs values above 0, found {value} in row {row}")]
    NotPositive {
        /// The row of the first such value.
        row: usize,
        /// The value.
        value: f64,
    },
    /// A number that was given has no meaning.
    #[error("{name} must be {expected}, found {found}")]
    Parameter {
        /// Its name.
        name: &'static str,
        /// What it may be.
        expected: &'static str,
        /// What it is.
        found: f64,
    },
    /// A mask must have a value for each row.
    #[error("a mask of {found} rows, expected {expected}")]
    MaskLength {
        /// The rows of the column.
        expected: usize,
        /// The length of the mask.
        found: usize,
    },
    /// What the metrics say.
    #[error(transparent)]
    Core(#[from] CoreError),
}
