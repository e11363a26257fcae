//! Rows without quotes: numbers are read where they stand, and what follows them tells whether they are whole.

use super::block::Block;
use crate::column::Values;
use crate::{Column, DataError};

impl Block<'_> {
    /// Reads up to `rows` rows from `at` on; how many, and where it stopped.
    pub(super) fn read_plain(
        &self,
        mut at: usize,
        rows: usize,
        columns: &mut [Column],
    ) -> Result<(usize, usize), DataError> {
        let mut read = 0;
        while read < rows {
            let Some(row) = self.row_start(at) else {
                at = self.text.len();
                break;
            };
            at = self.read_row(row, columns)?;
            read += 1;
        }
        columns.iter_mut().for_each(|column| column.len += read);
        Ok((read, at))
    }

    /// Passes over up to `rows` rows from `at` on.
    pub(super) fn skip_plain(&self, mut at: usize, rows: u64) -> (u64, usize) {
        let mut skipped = 0;
        while skipped < rows {
            let Some(row) = self.row_start(at) else {
                return (skipped, self.text.len());
            };
            at = self.line_end(row);
            skipped += 1;
        }
        (skipped, at)
    }

    /// Reads the row that begins at `row`; where its line ends.
    #[inline]
    fn read_row(&self, row: usize, columns: &mut [Column]) -> Result<usize, DataError> {
        let (last, others) = self
            .layout
            .wanted
            .split_last()
            .expect("a row has at least one field");
        let mut at = row;
        for column in others {
            let end = self.read_field(at, row, *column, false, columns);
            if self.text.get(end) != Some(&self.layout.delimiter) {
                return Err(self.ragged(row, self.fields(row)));
            }
            at = end + 1;
        }
        let end = self.read_field(at, row, *last, true, columns);
        if self.text.get(end) == Some(&self.layout.delimiter) {
            return Err(self.ragged(row, self.fields(row)));
        }
        Ok(end)
    }

    /// Reads the field at `at`; where it ends, be it with the row or not.
    #[inline]
    fn read_field(
        &self,
        at: usize,
        row: usize,
        column: Option<usize>,
        is_last: bool,
        columns: &mut [Column],
    ) -> usize {
        let Some(column) = column else {
            return self.field_end(at);
        };
        let column = &mut columns[column];
        if let Values::Double(values) = &mut column.values
            && !self.special
            && let Ok((number, length)) = fast_float2::parse_partial::<f64, _>(&self.text[at..])
        {
            // The parser stops without a word at what it does not know: only a delimiter or a line end is an end.
            let end = at + length;
            let is_whole = match self.text.get(end) {
                None | Some(b'\n' | b'\r') => is_last,
                Some(&byte) => byte == self.layout.delimiter && !is_last,
            };
            if is_whole {
                values.push(number);
                return end;
            }
        }
        self.read_slowly(at, row, column)
    }

    #[cold]
    fn read_slowly(&self, at: usize, row: usize, column: &mut Column) -> usize {
        let end = self.field_end(at);
        self.put(&self.text[at..end], row, column);
        end
    }

    fn fields(&self, row: usize) -> usize {
        let line = &self.text[row..self.line_end(row)];
        1 + memchr::memchr_iter(self.layout.delimiter, line).count()
    }
}
