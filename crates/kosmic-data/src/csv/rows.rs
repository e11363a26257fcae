//! Rows of equal length from checked text, and the lines they stand on.

use std::path::Path;

use csv::ByteRecord;

use crate::DataError;

/// The bytes as UTF-8 text without its byte order mark.
pub(super) fn text<'a>(bytes: &'a [u8], path: &Path) -> Result<&'a [u8], DataError> {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(DataError::Utf16 {
            path: path.to_path_buf(),
        });
    }
    if let Err(error) = std::str::from_utf8(bytes) {
        let offset = error.valid_up_to();
        let line = 1 + line_ends(&bytes[..offset]);
        return Err(DataError::NotUtf8 {
            path: path.to_path_buf(),
            line,
            offset: offset as u64,
        });
    }
    Ok(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes))
}

/// Line ends of all three kinds: `\n`, `\r\n`, `\r`.
fn line_ends(text: &[u8]) -> u64 {
    let feeds = text.iter().filter(|&&byte| byte == b'\n').count();
    let lone = text
        .windows(2)
        .filter(|pair| pair[0] == b'\r' && pair[1] != b'\n')
        .count();
    (feeds + lone + usize::from(text.last() == Some(&b'\r'))) as u64
}

/// The rows of a text, all with as many fields as the first.
pub(super) struct Rows<'a> {
    text: &'a [u8],
    reader: csv::Reader<&'a [u8]>,
    path: &'a Path,
    width: Option<usize>,
    /// What begins a line that is no row.
    comment: Option<u8>,
}

/// Spreadsheets' spellings of a missing value, which begin like a comment. In a text where a row begins with one, `#`
/// marks no comments: a row must not vanish.
const NOT_COMMENTS: [&[u8]; 2] = [b"#N/A", b"#NA"];

fn comment_mark(text: &[u8]) -> Option<u8> {
    let mut lines = text.split(|&byte| byte == b'\n' || byte == b'\r');
    let is_value = |line: &[u8]| NOT_COMMENTS.iter().any(|value| line.starts_with(value));
    (!lines.any(is_value)).then_some(b'#')
}

impl<'a> Rows<'a> {
    pub(super) fn new(text: &'a [u8], delimiter: u8, path: &'a Path) -> Self {
        let comment = comment_mark(text);
        let mut builder = csv::ReaderBuilder::new();
        builder
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .comment(comment);
        Self {
            text,
            reader: builder.from_reader(text),
            path,
            width: None,
            comment,
        }
    }

    /// Up to `count` rows.
    pub(super) fn take(&mut self, count: usize) -> Result<Vec<ByteRecord>, DataError> {
        let mut rows = Vec::new();
        let mut row = ByteRecord::new();
        while rows.len() < count && self.read(&mut row)? {
            rows.push(row.clone());
        }
        Ok(rows)
    }

    /// The next row that is not blank; false at the end.
    pub(super) fn read(&mut self, row: &mut ByteRecord) -> Result<bool, DataError> {
        loop {
            let more = self
                .reader
                .read_byte_record(row)
                .map_err(|error| self.failed(error))?;
            if !more {
                return Ok(false);
            }
            if !self.is_blank(row) {
                return self.check(row).map(|()| true);
            }
        }
    }

    fn check(&mut self, row: &ByteRecord) -> Result<(), DataError> {
        let (expected, found) = (*self.width.get_or_insert(row.len()), row.len());
        if self.is_unclosed(row) {
            return Err(DataError::UnclosedQuote {
                path: self.path.to_path_buf(),
                line: self.line(row),
            });
        }
        if expected == found {
            return Ok(());
        }
        Err(DataError::Ragged {
            path: self.path.to_path_buf(),
            line: self.line(row),
            expected,
            found,
        })
    }

    /// Whether the row is a line of blanks; a quoted blank is a cell.
    fn is_blank(&self, row: &ByteRecord) -> bool {
        let blank = |cell: &[u8]| !cell.is_empty() && cell.trim_ascii().is_empty();
        row.len() == 1 && blank(&row[0]) && self.text.get(self.start(row)) != Some(&b'"')
    }

    /// Whether the text ends inside a quoted field of this row. Doubled quotes leave the count even; a lone quote
    /// inside a bare field leaves it odd, so the last field must be one that was opened.
    fn is_unclosed(&self, row: &ByteRecord) -> bool {
        if (self.reader.position().byte() as usize) < self.text.len() {
            return false;
        }
        let raw = &self.text[self.start(row)..];
        let quotes = raw.iter().filter(|&&byte| byte == b'"').count();
        let last = row.iter().next_back().unwrap_or_default();
        let opened = raw
            .strip_suffix(last)
            .is_some_and(|before| before.ends_with(b"\""));
        quotes % 2 == 1 && (opened || last.contains(&b'\n'))
    }

    /// The line on which the row begins, counted from 1.
    pub(super) fn line(&self, row: &ByteRecord) -> u64 {
        1 + line_ends(&self.text[..self.start(row)])
    }

    /// Where the row begins. The reader's own position is before the blank and comment lines that it skipped.
    fn start(&self, row: &ByteRecord) -> usize {
        let mut at = row
            .position()
            .map_or(0, |position| position.byte() as usize)
            .min(self.text.len());
        loop {
            match self.text.get(at) {
                Some(b'\n' | b'\r') => at += 1,
                mark @ Some(_) if mark.copied() == self.comment => {
                    at += self.text[at..]
                        .iter()
                        .take_while(|&&byte| byte != b'\n')
                        .count();
                }
                _ => return at,
            }
        }
    }

    fn failed(&self, error: csv::Error) -> DataError {
        DataError::Read {
            path: self.path.to_path_buf(),
            source: error.into(),
        }
    }
}
