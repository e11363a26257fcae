//! A column while it is read.

use std::path::Path;
use std::sync::Arc;

use super::cell::Cell;
use crate::column::Values;
use crate::{Column, ColumnKind};

/// How many characters of a cell an error shows.
const SHOWN: usize = 40;

/// Numbers so far; from the first text on, only counts.
#[derive(Clone, Debug, Default)]
pub(super) struct Growing {
    values: Vec<f64>,
    len: usize,
    missing: usize,
    text: Option<(u64, String)>,
}

impl Growing {
    /// Adds a cell; `line` is asked for only if it is the first that is text.
    pub(super) fn push(&mut self, field: &[u8], line: impl FnOnce() -> u64) {
        self.len += 1;
        match Cell::parse(field) {
            Cell::Text if self.text.is_none() => self.become_text(field, line()),
            Cell::Text => {}
            Cell::Missing => self.add(f64::NAN, 1),
            Cell::Number(number) => self.add(number, 0),
        }
    }

    fn add(&mut self, value: f64, missing: usize) {
        self.missing += missing;
        if self.text.is_none() {
            self.values.push(value);
        }
    }

    fn become_text(&mut self, field: &[u8], line: u64) {
        self.values = Vec::new();
        self.text = Some((
            line,
            String::from_utf8_lossy(field)
                .trim()
                .chars()
                .take(SHOWN)
                .collect(),
        ));
    }

    pub(super) fn finish(self, path: &Arc<Path>, name: String, position: usize) -> Column {
        let (kind, values) = match self.text {
            None => (ColumnKind::Float64, Values::Own(self.values)),
            Some((line, text)) => (
                ColumnKind::Text,
                Values::Text {
                    missing: self.missing,
                    line,
                    text,
                },
            ),
        };
        Column {
            path: Arc::clone(path),
            name,
            position,
            kind,
            len: self.len,
            values,
        }
    }
}
