//! Rows with quotes: fields between two quotes are read where they stand, all others by the state machine of the csv crate.

use std::ops::Range;

use csv_core::ReadRecordResult;

use super::block::Block;
use crate::{Column, DataError};

/// Reads one row at a time from a block that may end inside a row.
pub(super) struct Records {
    machine: csv_core::Reader,
    content: Vec<u8>,
    ends: Vec<usize>,
    fields: usize,
    /// Where the fields of a simple row are.
    places: Vec<Range<usize>>,
}

impl Records {
    pub(super) fn new(delimiter: u8) -> Self {
        Self {
            machine: csv_core::ReaderBuilder::new().delimiter(delimiter).build(),
            content: vec![0; 1 << 12],
            ends: vec![0; 1 << 8],
            fields: 0,
            places: Vec::new(),
        }
    }

    /// Reads the row that begins at `row`; where it ends, or `None` if the block ends before and is not the last.
    pub(super) fn read(&mut self, text: &[u8], row: usize, is_last: bool) -> Option<usize> {
        self.machine.reset();
        let (mut at, mut written) = (row, 0);
        self.fields = 0;
        loop {
            let (result, read, bytes, fields) = self.machine.read_record(
                &text[at..],
                &mut self.content[written..],
                &mut self.ends[self.fields..],
            );
            at += read;
            written += bytes;
            self.fields += fields;
            match result {
                ReadRecordResult::InputEmpty if !is_last => return None,
                // An empty input, which the next turn hands over, means the end to the machine.
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => self.content.resize(2 * self.content.len(), 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(2 * self.ends.len(), 0),
                ReadRecordResult::Record | ReadRecordResult::End => return Some(at),
            }
        }
    }

    /// The fields of the row that was read.
    pub(super) fn fields(&self) -> impl Iterator<Item = &[u8]> {
        let ends = &self.ends[..self.fields];
        let starts = std::iter::once(0).chain(ends.iter().copied());
        starts
            .zip(ends)
            .map(|(start, &end)| &self.content[start..end])
    }

    /// How many they are.
    pub(super) fn width(&self) -> usize {
        self.fields
    }

    /// Whether the text ends inside a quoted field of the row `raw`. Doubled quotes leave the count even; a lone quote
    /// inside a bare field leaves it odd, so the last field must be one that was opened.
    fn is_unclosed(&self, raw: &[u8]) -> bool {
        let last = self.fields().last().unwrap_or_default();
        let quotes = memchr::memchr_iter(b'"', raw).count();
        let opened = raw
            .strip_suffix(last)
            .is_some_and(|before| before.ends_with(b"\""));
        quotes % 2 == 1 && (opened || last.contains(&b'\n'))
    }
}

impl Block<'_> {
    /// Reads the row that begins at `row` into `records`; where it ends, or `None` if the block ends inside it.
    pub(super) fn read_record(
        &self,
        row: usize,
        is_last: bool,
        records: &mut Records,
    ) -> Result<Option<usize>, DataError> {
        let Some(end) = records.read(self.text, row, is_last) else {
            return Ok(None);
        };
        if is_last && end == self.text.len() && records.is_unclosed(&self.text[row..]) {
            return Err(DataError::UnclosedQuote {
                path: self.layout.path.to_path_buf(),
                line: self.line_of(row),
            });
        }
        Ok(Some(end))
    }

    /// Reads the row that begins at `row` if it is simple and has the fields that are expected; where it ends.
    fn read_simple(
        &self,
        row: usize,
        is_last: bool,
        places: &mut Vec<Range<usize>>,
        columns: &mut [Column],
    ) -> Option<usize> {
        let end = self.simple_fields(row, is_last, places)?;
        if places.len() != self.layout.wanted.len() {
            return None;
        }
        let fields = places.iter().map(|place| &self.text[place.clone()]);
        self.put_all(fields, row, columns);
        Some(end)
    }

    /// Where the fields of the row that begins at `row` are, each of which is bare or stands between two quotes, and where the
    /// row ends; `None` if there are doubled quotes, or anything behind a closing one, or if the block ends inside it.
    fn simple_fields(
        &self,
        row: usize,
        is_last: bool,
        places: &mut Vec<Range<usize>>,
    ) -> Option<usize> {
        places.clear();
        let mut at = row;
        loop {
            let (field, end) = if self.text.get(at) == Some(&b'"') {
                let close = at + 1 + memchr::memchr(b'"', &self.text[at + 1..])?;
                (at + 1..close, close + 1)
            } else {
                let end = self.field_end(at);
                (at..end, end)
            };
            places.push(field);
            match self.text.get(end) {
                Some(&byte) if byte == self.layout.delimiter => at = end + 1,
                Some(b'\n' | b'\r') => return Some(end),
                None if is_last => return Some(end),
                _ => return None,
            }
        }
    }

    /// Reads the row that begins at `row`; where it ends, or `None` if the block ends inside it.
    fn read_quoted_row(
        &self,
        row: usize,
        is_last: bool,
        records: &mut Records,
        columns: &mut [Column],
    ) -> Result<Option<usize>, DataError> {
        if let Some(end) = self.read_simple(row, is_last, &mut records.places, columns) {
            return Ok(Some(end));
        }
        let Some(end) = self.read_record(row, is_last, records)? else {
            return Ok(None);
        };
        if records.width() != self.layout.wanted.len() {
            return Err(self.ragged(row, records.width()));
        }
        self.put_all(records.fields(), row, columns);
        Ok(Some(end))
    }

    /// Puts the fields of a row into the columns they go to.
    fn put_all<'f>(
        &self,
        fields: impl Iterator<Item = &'f [u8]>,
        row: usize,
        columns: &mut [Column],
    ) {
        for (field, wanted) in fields.zip(&self.layout.wanted) {
            if let Some(column) = wanted {
                self.put(field, row, &mut columns[*column]);
            }
        }
    }

    /// Reads up to `rows` rows from `at` on; how many, and where it stopped.
    pub(super) fn read_quoted(
        &self,
        mut at: usize,
        rows: usize,
        is_last: bool,
        records: &mut Records,
        columns: &mut [Column],
    ) -> Result<(usize, usize), DataError> {
        let mut read = 0;
        while read < rows {
            let Some(row) = self.row_start(at) else {
                at = self.text.len();
                break;
            };
            let Some(end) = self.read_quoted_row(row, is_last, records, columns)? else {
                at = row;
                break;
            };
            at = end;
            read += 1;
        }
        columns.iter_mut().for_each(|column| column.len += read);
        Ok((read, at))
    }
}
