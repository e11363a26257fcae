//! A block of whole lines, and what is known about its rows.

use std::path::Path;
use std::sync::Arc;

use memchr::{memchr, memchr2, memchr3};

use super::cell::{Cell, Rules};
use super::text::line_ends;
use crate::column::Values;
use crate::{Column, DataError};

/// How rows are made, found out once for a file.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    pub(super) path: Arc<Path>,
    pub(super) delimiter: u8,
    pub(super) comment: Option<u8>,
    pub(super) rules: Rules,
    /// For each field of a row the column it goes to.
    pub(super) wanted: Vec<Option<usize>>,
}

/// Text of which the first byte stands on line `line` of the file.
#[derive(Clone, Copy)]
pub(super) struct Block<'a> {
    pub(super) text: &'a [u8],
    pub(super) line: u64,
    pub(super) layout: &'a Layout,
    /// Whether a cell that begins with a number may be something else.
    pub(super) special: bool,
}

impl<'a> Block<'a> {
    pub(super) fn new(text: &'a [u8], line: u64, layout: &'a Layout) -> Self {
        Self {
            text,
            line,
            layout,
            special: layout.rules.are_special(),
        }
    }

    /// Where the next row at or behind `at` begins: blank lines and comments are none.
    #[inline]
    pub(super) fn row_start(&self, at: usize) -> Option<usize> {
        match self.text.get(at..at + 2) {
            Some(&[b'\n', first]) if first.is_ascii_digit() || first == b'-' => Some(at + 1),
            _ => self.seek_row(at),
        }
    }

    fn seek_row(&self, mut at: usize) -> Option<usize> {
        loop {
            let byte = *self.text.get(at)?;
            if byte == b'\n' || byte == b'\r' {
                at += 1;
            } else if (Some(byte) == self.layout.comment && !self.is_value(at))
                || (byte.is_ascii_whitespace() && self.is_blank(at))
            {
                at = self.line_end(at);
            } else {
                return Some(at);
            }
        }
    }

    /// Whether the line begins with a spreadsheet's spelling of a missing value, which looks like a comment.
    fn is_value(&self, at: usize) -> bool {
        let rest = &self.text[at..];
        [&b"#N/A N/A"[..], b"#N/A", b"#NA"].iter().any(|value| {
            let after = rest.get(value.len());
            rest.starts_with(value)
                && after.is_none_or(|&byte| {
                    byte == self.layout.delimiter || byte == b'\n' || byte == b'\r'
                })
        })
    }

    fn is_blank(&self, at: usize) -> bool {
        let line = &self.text[at..self.line_end(at)];
        line.trim_ascii().is_empty() && memchr(self.layout.delimiter, line).is_none()
    }

    pub(super) fn line_end(&self, at: usize) -> usize {
        memchr2(b'\n', b'\r', &self.text[at..]).map_or(self.text.len(), |found| at + found)
    }

    /// Where the field at `at` of a row without quotes ends.
    pub(super) fn field_end(&self, at: usize) -> usize {
        memchr3(self.layout.delimiter, b'\n', b'\r', &self.text[at..])
            .map_or(self.text.len(), |found| at + found)
    }

    /// The line of the row that begins at `at`.
    pub(super) fn line_of(&self, at: usize) -> u64 {
        self.line + line_ends(&self.text[..at])
    }

    /// Puts the field of the row at `row` into a column, whose length is counted by the caller.
    pub(super) fn put(&self, field: &[u8], row: usize, column: &mut Column) {
        let cell = self.layout.rules.cell(field);
        let number = match cell {
            Cell::Number(number) => number,
            Cell::Missing => f64::NAN,
            Cell::Text => {
                if let Values::Double(_) = column.values {
                    column.become_text(field, self.line_of(row));
                }
                return;
            }
        };
        match &mut column.values {
            Values::Double(values) => values.push(number),
            Values::Text { missing, .. } => *missing += usize::from(cell == Cell::Missing),
            Values::Single(_)
            | Values::Inexact { .. }
            | Values::Typed { .. }
            | Values::Stored(_) => {}
        }
    }

    pub(super) fn ragged(&self, row: usize, found: usize) -> DataError {
        DataError::Ragged {
            path: self.layout.path.to_path_buf(),
            line: self.line_of(row),
            expected: self.layout.wanted.len(),
            found,
        }
    }
}
