//! Reads text row by row into columns.

use std::io::{BufReader, Read};

use ::csv::{ByteRecord, ErrorKind, ReaderBuilder};

use super::detect;
use super::field::{Field, parse};
use super::options::{CsvOptions, Delimiter, Header};
use crate::column::{Column, FirstText};
use crate::error::{DataError, Place};
use crate::table::Table;

/// Bytes looked at to find the delimiter.
const START: u64 = 64 * 1024;

/// A cell is quoted in messages up to this many characters.
const QUOTED: usize = 60;

/// Reads text of delimited fields from anything readable, such as standard input.
///
/// Quoted fields, line ends of either kind, lines that begin with `#`, blank lines and a UTF-8 byte order mark are
/// understood. Empty cells and the usual spellings of a missing value (`NA`, `NaN`, `null`, …) become NaN and are
/// counted. A column with other text stays in the table as text and is refused only when its numbers are asked for.
///
/// Cost: O(bytes) time; 8 bytes a cell of memory.
///
/// # Errors
/// [`DataError`] with line, column, expected and found.
///
/// # Example
/// ```
/// use kosmic_data::{CsvOptions, read_csv};
///
/// let table = read_csv("t;load\n1;0.5\n2;NA\n".as_bytes(), &CsvOptions::default())?;
/// assert_eq!(table.column("t")?.series()?.get(1), Some(2.0));
/// assert_eq!(table.column("load")?.missing(), 1);
/// # Ok::<(), kosmic_data::DataError>(())
/// ```
pub fn read_csv(reader: impl Read, options: &CsvOptions) -> Result<Table, DataError> {
    read_named(reader, "<input>", options)
}

/// As [`read_csv`]; `name` stands in messages for what is read.
pub(crate) fn read_named(
    mut reader: impl Read,
    name: &str,
    options: &CsvOptions,
) -> Result<Table, DataError> {
    let mut start = Vec::new();
    let looked = reader.by_ref().take(START).read_to_end(&mut start);
    looked.map_err(|cause| DataError::Io {
        source_name: name.to_owned(),
        cause,
    })?;
    check_encoding(&start, name)?;
    let complete = (start.len() as u64) < START;
    let delimiter = match options.delimiter {
        Delimiter::Auto => detect::delimiter(&start, complete),
        Delimiter::Byte(byte) => byte,
    };
    let whole = BufReader::with_capacity(1 << 20, start.as_slice().chain(reader));
    let rows = ReaderBuilder::new()
        .has_headers(false)
        .delimiter(delimiter)
        .comment(Some(b'#'))
        .from_reader(whole);
    Rows { reader: rows, name }.into_table(options.header)
}

/// UTF-16 looks like text with a zero in every second byte: better refused by name.
fn check_encoding(start: &[u8], name: &str) -> Result<(), DataError> {
    if start.starts_with(b"\xff\xfe") || start.starts_with(b"\xfe\xff") {
        let place = Place {
            source: name.to_owned(),
            line: 1,
        };
        return Err(DataError::NotUtf8 {
            place,
            hint: " (it seems to be UTF-16)",
        });
    }
    Ok(())
}

struct Rows<'n, R> {
    reader: ::csv::Reader<R>,
    name: &'n str,
}

impl<R: Read> Rows<'_, R> {
    fn into_table(mut self, header: Header) -> Result<Table, DataError> {
        let (mut row, mut second) = (ByteRecord::new(), ByteRecord::new());
        if !self.next(&mut row)? {
            return Err(DataError::Empty {
                source_name: self.name.to_owned(),
            });
        }
        let more = self.next(&mut second)?;
        let named = match header {
            Header::Auto => names_columns(&row, more.then_some(&second)),
            Header::Present => true,
            Header::Absent => false,
        };
        if named && !more {
            return Err(DataError::NoRows {
                source_name: self.name.to_owned(),
            });
        }
        let mut columns = self.columns(&row, named)?;
        let mut rows = 0;
        if !named {
            self.push(&row, &mut columns)?;
            rows += 1;
        }
        std::mem::swap(&mut row, &mut second);
        let mut there = more;
        while there {
            self.push(&row, &mut columns)?;
            rows += 1;
            there = self.next(&mut row)?;
        }
        Ok(Table::new(
            columns
                .into_iter()
                .map(|column| column.finished(rows))
                .collect(),
            rows,
        ))
    }

    /// Reads the next row; false at the end.
    fn next(&mut self, row: &mut ByteRecord) -> Result<bool, DataError> {
        self.reader
            .read_byte_record(row)
            .map_err(|error| self.failure(error))
    }

    fn failure(&self, error: ::csv::Error) -> DataError {
        let line = error.position().map_or(0, ::csv::Position::line);
        match error.into_kind() {
            ErrorKind::UnequalLengths {
                expected_len, len, ..
            } => DataError::RaggedRow {
                place: self.place(line),
                expected: expected_len,
                found: len,
            },
            ErrorKind::Io(cause) => DataError::Io {
                source_name: self.name.to_owned(),
                cause,
            },
            other => DataError::Io {
                source_name: self.name.to_owned(),
                cause: std::io::Error::other(format!("{other:?}")),
            },
        }
    }

    fn place(&self, line: u64) -> Place {
        Place {
            source: self.name.to_owned(),
            line,
        }
    }

    fn columns(&self, first: &ByteRecord, named: bool) -> Result<Vec<Building>, DataError> {
        let name = |(index, field): (usize, &[u8])| {
            if !named {
                return Ok(index.to_string());
            }
            Ok(self.text(field, first)?.trim().to_owned())
        };
        first
            .iter()
            .enumerate()
            .map(|field| Ok(Building::named(name(field)?)))
            .collect()
    }

    fn push(&self, row: &ByteRecord, columns: &mut [Building]) -> Result<(), DataError> {
        for (index, (field, column)) in row.iter().zip(columns).enumerate() {
            match parse(field) {
                Field::Number(number) => column.push(number),
                Field::Missing => {
                    column.missing += 1;
                    column.push(f64::NAN);
                }
                Field::Text if column.first_text.is_none() => {
                    let found = self.text(field, row)?.chars().take(QUOTED).collect();
                    let place = self.place(line_of(row));
                    column.become_text(FirstText {
                        place,
                        column: index + 1,
                        found,
                    });
                }
                Field::Text => {}
            }
        }
        Ok(())
    }

    fn text<'f>(&self, field: &'f [u8], row: &ByteRecord) -> Result<&'f str, DataError> {
        std::str::from_utf8(field).map_err(|_| DataError::NotUtf8 {
            place: self.place(line_of(row)),
            hint: " (it may be Latin-1)",
        })
    }
}

/// Whether the first row names the columns: a name stands above what is no text, or all of the row is text and nothing
/// is known of what follows.
fn names_columns(first: &ByteRecord, second: Option<&ByteRecord>) -> bool {
    let is_text = |field: &[u8]| parse(field) == Field::Text;
    let Some(second) = second else {
        return first.iter().any(is_text);
    };
    let above_number = first
        .iter()
        .zip(second)
        .any(|(name, cell)| is_text(name) && !is_text(cell));
    above_number || first.iter().all(is_text)
}

fn line_of(row: &ByteRecord) -> u64 {
    row.position().map_or(0, ::csv::Position::line)
}

/// A column while its rows come in.
struct Building {
    name: String,
    values: Vec<f64>,
    missing: usize,
    first_text: Option<FirstText>,
}

impl Building {
    fn named(name: String) -> Self {
        Self {
            name,
            values: Vec::new(),
            missing: 0,
            first_text: None,
        }
    }

    fn push(&mut self, value: f64) {
        if self.first_text.is_none() {
            self.values.push(value);
        }
    }

    fn become_text(&mut self, first: FirstText) {
        self.first_text = Some(first);
        self.values = Vec::new();
    }

    fn finished(self, rows: usize) -> Column {
        match self.first_text {
            Some(first) => Column::of_text(self.name, rows, self.missing, first),
            None => Column::of_numbers(self.name, self.values, self.missing),
        }
    }
}
