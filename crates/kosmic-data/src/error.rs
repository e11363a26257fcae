//! What can be wrong with a file, and where.

use std::io;
use std::path::PathBuf;

use crate::TreatmentProblem;

/// Why a file could not become columns: what was expected, what was found, and where.
///
/// Lines count from 1 and are lines of the file; byte offsets and positions of columns and rows count from 0.
///
/// # Example
/// ```
/// use kosmic_data::{CsvOptions, DataError, read_csv};
///
/// let error = read_csv("a,b\n1,2\n3\n".as_bytes(), &CsvOptions::new()).unwrap_err();
/// assert!(matches!(error, DataError::Ragged { line: 3, expected: 2, found: 1, .. }));
/// assert_eq!(error.to_string(), "<stdin>, line 3: expected 2 fields, found 1");
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DataError {
    /// The system could not open or read the file.
    #[error("{path}: cannot be read: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The system could not write the file.
    #[error("{path}: cannot be written: {source}")]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file was cut or overwritten while its columns were read.
    #[error("{path}: changed while it was read: {found}; run again when nobody writes to it")]
    Changed {
        /// The file.
        path: PathBuf,
        /// In which way it changed.
        found: String,
    },
    /// A column that stays in its file was asked for as a whole.
    #[error(
        "{path}: column {column:?} is needed in memory as a whole: {needed} bytes, of {budget} that columns may take; allow for more memory, or take fewer rows"
    )]
    NeedsMemory {
        /// The file.
        path: PathBuf,
        /// The name of the column.
        column: String,
        /// What the columns that are needed as a whole take, in bytes.
        needed: u64,
        /// What they may take, in bytes.
        budget: u64,
    },
    /// The content, or the name of a file to write, is of no supported format.
    #[error("{path}: expected a CSV, NPY, NPZ, HDF5 or Parquet file, found {seen}")]
    UnknownFormat {
        /// The file.
        path: PathBuf,
        /// What the first bytes look like.
        seen: String,
    },
    /// A name is that of no type of real numbers.
    #[error("expected a type of numbers as NumPy calls it (f8, <f4, >i2, u1, b1), found {found:?}")]
    DataType {
        /// The name.
        found: String,
    },
    /// There is nothing in the file, or an array without elements.
    #[error("{path}: is empty: {found}")]
    Empty {
        /// The file.
        path: PathBuf,
        /// In which way it is empty.
        found: String,
    },
    /// A CSV file has a header and no row.
    #[error("{path}: has a header of {columns} columns but no row of data")]
    HeaderOnly {
        /// The file.
        path: PathBuf,
        /// The number of names in the header.
        columns: usize,
    },
    /// The text is not UTF-8.
    #[error(
        "{path}, line {line}: the byte at offset {offset} is not UTF-8; save the file as UTF-8"
    )]
    NotUtf8 {
        /// The file.
        path: PathBuf,
        /// The line of the byte.
        line: u64,
        /// The offset of the first byte that is not UTF-8.
        offset: u64,
    },
    /// A row has more or fewer fields than the first row.
    #[error("{path}, line {line}: expected {expected} fields, found {found}")]
    Ragged {
        /// The file.
        path: PathBuf,
        /// The line on which the row begins.
        line: u64,
        /// The number of fields of the first row.
        expected: usize,
        /// The number of fields of this row.
        found: usize,
    },
    /// A quoted field reaches the end of the file.
    #[error("{path}, line {line}: a quoted field of this row is never closed")]
    UnclosedQuote {
        /// The file.
        path: PathBuf,
        /// The line on which the row begins.
        line: u64,
    },
    /// A row of text is longer than any row of numbers.
    #[error(
        "{path}, line {line}: expected a row of at most {limit} bytes, found more without a line end"
    )]
    LongRow {
        /// The file.
        path: PathBuf,
        /// The line on which the row begins.
        line: u64,
        /// How long a row may be.
        limit: usize,
    },
    /// There are more columns than a table of measurements has.
    #[error("{path}: expected at most {limit} columns, found {columns}")]
    TooManyColumns {
        /// The file.
        path: PathBuf,
        /// The number of columns.
        columns: usize,
        /// How many there may be.
        limit: usize,
    },
    /// A compressed file is cut short or damaged.
    #[error("{path}: damaged {format} data after {offset} bytes of content: {found}")]
    Compressed {
        /// The file.
        path: PathBuf,
        /// How it is compressed.
        format: &'static str,
        /// The offset in the decompressed content.
        offset: u64,
        /// What is wrong with it.
        found: String,
    },
    /// A small file promises, or unpacks to, far more than real data would.
    #[error(
        "{path}: refused: {stored} bytes would become {unpacked}; expected at most {ratio} times as many, or {floor} bytes"
    )]
    Inflation {
        /// The file.
        path: PathBuf,
        /// The bytes that are there.
        stored: u64,
        /// The bytes they would become, as far as is known.
        unpacked: u128,
        /// How many times the stored bytes are accepted.
        ratio: u64,
        /// What is accepted whatever the ratio.
        floor: u64,
    },
    /// The rows that were asked for begin behind the last row.
    #[error("{path}: has {rows} rows; expected more, to read from row {start} (counted from 0)")]
    RowsBeyondEnd {
        /// The file.
        path: PathBuf,
        /// The first row that was asked for.
        start: u64,
        /// The rows that there are.
        rows: u64,
    },
    /// The observer of the progress asked to stop.
    #[error("{path}: reading was stopped after {rows} rows")]
    Stopped {
        /// The file.
        path: PathBuf,
        /// The rows read by then.
        rows: u64,
    },
    /// A byte cannot separate fields.
    #[error(
        "{path}: byte {byte:#04x} cannot be a delimiter: expected an ASCII byte that is no quote, line end, digit, letter, sign, point, '#' or decimal comma"
    )]
    BadDelimiter {
        /// The file.
        path: PathBuf,
        /// The byte that was given.
        byte: u8,
    },
    /// A column of text was asked for its numbers.
    #[error(
        "{path}, line {line}: column {column:?} is not numeric: its first cell that is no number is {text:?}"
    )]
    NotNumeric {
        /// The file.
        path: PathBuf,
        /// The line on which the row of the cell begins.
        line: u64,
        /// The name of the column.
        column: String,
        /// The position of the column.
        position: usize,
        /// The cell, cut after 40 characters.
        text: String,
    },
    /// An integer beyond 2^53 has no equal in double precision.
    #[error(
        "{path}, row {row}: the integer {value} of column {column:?} has no exact double; integers are exact up to 2^53"
    )]
    InexactInteger {
        /// The file.
        path: PathBuf,
        /// The row of the first such integer, in the file.
        row: u64,
        /// The name of the column.
        column: String,
        /// The integer.
        value: i128,
    },
    /// No column has this name.
    #[error("{path}: has no column {name:?}; there are {available}")]
    UnknownColumn {
        /// The file.
        path: PathBuf,
        /// The name that was asked for.
        name: String,
        /// The names that are there, the first twenty.
        available: String,
    },
    /// More than one column has this name.
    #[error(
        "{path}: the name {name:?} is ambiguous: columns {positions:?} (counted from 0) have it"
    )]
    AmbiguousColumn {
        /// The file.
        path: PathBuf,
        /// The name that was asked for.
        name: String,
        /// Where the name occurs.
        positions: Vec<usize>,
    },
    /// A file is not what its format says it should be.
    #[error("{path}: damaged {format} file: {found}")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The format.
        format: &'static str,
        /// What is wrong with it, and where as far as is known.
        found: String,
    },
    /// The file declares a type of the column that is no number.
    #[error("{path}: column {column:?} is not numeric: the file declares it as {found}")]
    ColumnType {
        /// The file.
        path: PathBuf,
        /// The name of the column.
        column: String,
        /// The position of the column.
        position: usize,
        /// The declared type.
        found: String,
    },
    /// A file of arrays has none of this name.
    #[error("{path}: has no dataset {name:?}; there are {available}")]
    UnknownDataset {
        /// The file.
        path: PathBuf,
        /// The name that was asked for.
        name: String,
        /// The names that are there, the first twenty.
        available: String,
    },
    /// A dataset was asked for where the format has none.
    #[error("{path}: a {format} file is one table; expected no name of a dataset, found {name:?}")]
    OneTable {
        /// The file.
        path: PathBuf,
        /// The format.
        format: &'static str,
        /// The name that was asked for.
        name: String,
    },
    /// An array is no column of numbers.
    #[error(
        "{path}: expected {dataset} of floats, integers or booleans in one or two dimensions, found {found}"
    )]
    ArrayType {
        /// The file.
        path: PathBuf,
        /// Which array of the file.
        dataset: String,
        /// Its type or shape.
        found: String,
    },
    /// Arrays of unequal length cannot be columns of one table.
    #[error(
        "{path}: {first:?} has {rows} rows and {second:?} has {found}; choose columns of equal length, or one dataset"
    )]
    UnequalLengths {
        /// The file.
        path: PathBuf,
        /// The first array.
        first: String,
        /// Its rows.
        rows: u64,
        /// The first array of another length.
        second: String,
        /// Its rows.
        found: u64,
    },
    /// A column is not fit for what was to be done to it.
    #[error("{path}: column {column:?}, {treatment}: {source}")]
    Treatment {
        /// The file.
        path: PathBuf,
        /// The name of the column.
        column: String,
        /// What was to be done.
        treatment: String,
        /// What keeps it from being done.
        source: Box<TreatmentProblem>,
    },
    /// Tables cannot be joined on a column whose values do not ascend.
    #[error(
        "{path}: column {column:?} has {found} in row {row}: expected time stamps that ascend (for an exact join, without repetition); sort the file by them"
    )]
    TimeStamps {
        /// The file.
        path: PathBuf,
        /// The name of the column.
        column: String,
        /// The first row whose value is missing or does not ascend, counted from 0.
        row: usize,
        /// The value.
        found: f64,
    },
    /// This build cannot read or write the format.
    #[error(
        "{path}: {format} files need the feature {feature:?} of kosmic-data, which this build lacks"
    )]
    Disabled {
        /// The file.
        path: PathBuf,
        /// The format.
        format: &'static str,
        /// The feature to enable.
        feature: &'static str,
    },
}
