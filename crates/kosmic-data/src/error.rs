//! What can be wrong with a file, and where.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// Where in a source a fault lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The path of the file, or `<stdin>` and the like for what is no file.
    pub source: String,
    /// The line, counted from 1.
    pub line: u64,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, line {}", self.source, self.line)
    }
}

/// Why data could not be had from a file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DataError {
    /// The file could not be opened or read.
    #[error("{source_name}: {cause}")]
    Io {
        /// The path, or the name of what is no file.
        source_name: String,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// The first bytes are of no format that is read.
    #[error("{}: not a format that is read (CSV or NPY): {found}", path.display())]
    UnknownFormat {
        /// The file.
        path: PathBuf,
        /// What its first bytes look like.
        found: String,
    },
    /// There is nothing in it.
    #[error("{source_name}: empty, no column and no row")]
    Empty {
        /// The path, or the name of what is no file.
        source_name: String,
    },
    /// There is a header, but no row of data.
    #[error("{source_name}: a header but no row of data")]
    NoRows {
        /// The path, or the name of what is no file.
        source_name: String,
    },
    /// A row has another number of fields than the first.
    #[error("{place}: expected {expected} fields as in the first row, found {found}")]
    RaggedRow {
        /// Where.
        place: Place,
        /// Fields of the first row.
        expected: u64,
        /// Fields of this row.
        found: u64,
    },
    /// A text file is not UTF-8.
    #[error("{place}: not UTF-8 text; convert the file to UTF-8 first{hint}")]
    NotUtf8 {
        /// Where.
        place: Place,
        /// What it may be instead.
        hint: &'static str,
    },
    /// A column was asked for as numbers, but a cell of it is none.
    #[error("{place}, column {column} ({name}): expected a number, found {found:?}")]
    NotANumber {
        /// Where.
        place: Place,
        /// The column, counted from 1.
        column: usize,
        /// Its name.
        name: String,
        /// The text of the cell, cut if long.
        found: String,
    },
    /// No column has the name asked for.
    #[error("no column {wanted:?}; there are: {}", listed(available))]
    UnknownColumn {
        /// The name asked for.
        wanted: String,
        /// The names there are.
        available: Vec<String>,
    },
    /// Several columns have the name asked for.
    #[error(
        "the name {name:?} stands for several columns, numbers {}",
        listed(positions)
    )]
    AmbiguousColumn {
        /// The name asked for.
        name: String,
        /// Their positions, counted from 1.
        positions: Vec<usize>,
    },
    /// The header of an NPY file cannot be understood.
    #[error("{}: bad NPY header: {reason}", path.display())]
    NpyHeader {
        /// The file.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
    /// The elements of an NPY file are of a type that is not read.
    #[error("{}: elements of type {found} are not read; expected floats of 4 or 8 bytes, integers or booleans", path.display())]
    NpyType {
        /// The file.
        path: PathBuf,
        /// NumPy's description of the type.
        found: String,
    },
    /// An NPY array has a number of dimensions other than one or two.
    #[error("{}: expected an array of 1 or 2 dimensions, found shape {shape:?}", path.display())]
    NpyShape {
        /// The file.
        path: PathBuf,
        /// Its shape.
        shape: Vec<usize>,
    },
    /// The header promises more or fewer bytes than the file holds.
    #[error("{}: the header promises {expected} bytes of data, the file holds {found}", path.display())]
    NpySize {
        /// The file.
        path: PathBuf,
        /// Bytes promised.
        expected: u128,
        /// Bytes there are behind the header.
        found: u64,
    },
    /// An integer is too large to be held as a double without rounding.
    #[error("{}: the integer {value} at row {row}, column {column} is not exact as a double (beyond 2^53)", path.display())]
    InexactInteger {
        /// The file.
        path: PathBuf,
        /// The row, counted from 0.
        row: usize,
        /// The column, counted from 0.
        column: usize,
        /// The integer.
        value: i128,
    },
}

/// At most this many names are listed in a message.
const LISTED: usize = 30;

fn listed<T: fmt::Display>(items: &[T]) -> String {
    let mut text = items
        .iter()
        .take(LISTED)
        .map(T::to_string)
        .collect::<Vec<_>>()
        .join(", ");
    if items.len() > LISTED {
        text.push_str(&format!(" and {} more", items.len() - LISTED));
    }
    text
}
