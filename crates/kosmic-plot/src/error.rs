//! Why a figure cannot be drawn or saved.

use std::io;
use std::path::PathBuf;

/// What is wrong with a figure.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PlotError {
    /// Two sequences that belong together differ in length.
    #[error("{what}: {left} and {right} values; they must be as many")]
    LengthMismatch {
        /// Which sequences.
        what: String,
        /// Length of the first.
        left: usize,
        /// Length of the second.
        right: usize,
    },
    /// There is nothing to draw.
    #[error("nothing to draw: no value is defined")]
    Empty,
    /// A value cannot be placed on an axis.
    #[error(
        "{what}: the value {value} at index {index} cannot be drawn; it must be finite and below 1e100 in size"
    )]
    Undrawable {
        /// Which sequence.
        what: String,
        /// Where in it.
        index: usize,
        /// The value.
        value: f64,
    },
    /// A heat map has more cells than can be told apart.
    #[error(
        "a heat map of {rows} by {columns} cells: at most {most} rows and columns can be told apart; draw fewer of them"
    )]
    TooManyCells {
        /// The number of rows.
        rows: usize,
        /// The number of columns.
        columns: usize,
        /// The most of either.
        most: usize,
    },
    /// The file could not be written.
    #[error("{}: {cause}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
}
