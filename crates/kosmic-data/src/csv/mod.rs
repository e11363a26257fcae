//! Delimited text to columns.

mod cell;
mod column;
mod dialect;
mod options;
mod rows;

use std::io::Read;
use std::path::Path;
use std::sync::Arc;

pub use options::{CsvOptions, Delimiter, Header};

use crate::{DataError, Table};
use column::Growing;
use rows::Rows;

/// How many rows below the first are looked at to tell a header.
const LOOK_BELOW: usize = 16;

/// Reads delimited text to its end: standard input, a socket, a slice of bytes.
///
/// Numbers are rounded correctly to double precision, integers too; beyond its range they are infinite. Cells that
/// are missing (empty, `NA`, `NaN`, `null`, `-`, `.` and the other spellings of pandas, in any case) become NaN.
/// Lines that begin with `#` and blank lines are skipped; in a text where a row begins with the value `#N/A`, `#` marks
/// no comments. A column with any other text is kept as text and does not stop the others. Cost: the text in memory, one pass.
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
pub fn read_csv(mut reader: impl Read, options: &CsvOptions) -> Result<Table, DataError> {
    let mut bytes = Vec::new();
    let path = options.source_name.clone();
    if let Err(source) = reader.read_to_end(&mut bytes) {
        return Err(DataError::Read { path, source });
    }
    parse(&bytes, options, &Arc::from(path))
}

pub(crate) fn parse(
    bytes: &[u8],
    options: &CsvOptions,
    path: &Arc<Path>,
) -> Result<Table, DataError> {
    let text = rows::text(bytes, path)?;
    let mut rows = Rows::new(text, options.separator(text, path)?, path);
    let mut first = rows.take(1 + LOOK_BELOW)?;
    if first.is_empty() {
        return Err(DataError::Empty {
            path: path.to_path_buf(),
            found: format!("{} bytes and no row", bytes.len()),
        });
    }
    let names = header(&first, options.header).then(|| first.remove(0));
    let width = names.as_ref().unwrap_or_else(|| &first[0]).len();
    if first.is_empty() {
        return Err(DataError::HeaderOnly {
            path: path.to_path_buf(),
            columns: width,
        });
    }
    let mut columns = vec![Growing::default(); width];
    for row in &first {
        push(&mut columns, row, &rows);
    }
    let mut row = csv::ByteRecord::new();
    while rows.read(&mut row)? {
        push(&mut columns, &row, &rows);
    }
    Ok(table(columns, names.as_ref(), path))
}

fn header(first: &[csv::ByteRecord], wanted: Header) -> bool {
    match wanted {
        Header::Present => true,
        Header::Absent => false,
        Header::Auto => dialect::is_header(&first[0], first[1..].iter()),
    }
}

fn push(columns: &mut [Growing], row: &csv::ByteRecord, rows: &Rows<'_>) {
    for (column, cell) in columns.iter_mut().zip(row) {
        column.push(cell, || rows.line(row));
    }
}

fn table(columns: Vec<Growing>, names: Option<&csv::ByteRecord>, path: &Arc<Path>) -> Table {
    let name = |position: usize| match names {
        Some(names) => String::from_utf8_lossy(names[position].trim_ascii()).into_owned(),
        None => position.to_string(),
    };
    let finish =
        |(position, column): (usize, Growing)| column.finish(path, name(position), position);
    Table::new(
        Arc::clone(path),
        columns.into_iter().enumerate().map(finish).collect(),
        names.is_some(),
    )
}
