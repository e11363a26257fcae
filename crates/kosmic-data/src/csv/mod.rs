//! Delimited text to columns: `text` gives blocks of whole lines, `plain` reads blocks without quotes, `quoted` the
//! others.

mod block;
mod cell;
mod dialect;
mod options;
mod plain;
mod quoted;
mod reader;
mod text;

use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use kosmic_core::Silent;

pub use options::{CsvOptions, Decimal, Delimiter, Header};
pub(crate) use reader::CsvReader;
pub(crate) use text::{GZIP, Text};

use crate::collect::{Room, collect};
use crate::{DataError, LoadOptions, Table};

/// Reads delimited text to its end: standard input, a socket, a slice of bytes; compressed by gzip or not.
///
/// Numbers are rounded correctly to double precision, integers too; beyond its range they are infinite. Cells that
/// are missing (empty, `NA`, `NaN`, `null`, `-`, `.` and the other spellings of pandas, in any case) become NaN.
/// Lines that begin with `#` and blank lines are skipped, but no row that begins with the value `#N/A`. A column with
/// any other text is kept as text and does not stop the others. Cost: one pass; memory for the columns.
///
/// # Errors
/// A [`DataError`] with the line: rows of unequal length, text that is not UTF-8, a quote never closed, no rows.
///
/// # Example
/// ```
/// use kosmic_data::{CsvOptions, read_csv};
///
/// let table = read_csv("a|b\n1|x\n2|y\n".as_bytes(), &CsvOptions::new())?;
/// assert_eq!(table.column("a")?.series()?.as_slice(), Some(&[1.0, 2.0][..]));
/// # Ok::<(), kosmic_data::DataError>(())
/// ```
pub fn read_csv(reader: impl Read, options: &CsvOptions) -> Result<Table, DataError> {
    let path: Arc<Path> = Arc::from(options.source_name.as_path());
    let text = Text::new(reader, None, &path)?;
    let options = LoadOptions::new().csv(options.clone());
    let mut reader = CsvReader::new(text, &options, &path)?;
    collect(&mut reader, Room::UNBOUNDED, &Silent)
}
