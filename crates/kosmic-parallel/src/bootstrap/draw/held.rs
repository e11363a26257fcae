//! Rows of a source outside memory, read once and seen by all threads.

use std::ops::Range;

use kosmic_core::{CoreError, Pair, PairSource, Scratch, Side, SourceError, read_rows};

use super::STRIP;
use crate::resample::Blocks;

/// Rows that follow each other: a strip, or all.
pub(super) struct HeldRows {
    start: usize,
    rows: Scratch,
    scratch: Scratch,
}

impl HeldRows {
    /// For strips. They differ by a few rows: without the room for the largest, vectors would double for a single row more.
    pub(super) fn with_room_for_strips(blocks: Blocks) -> Self {
        let most = blocks.count().min(STRIP) as usize * blocks.largest();
        Self::with_room(most, most)
    }

    fn with_room(held: usize, read: usize) -> Self {
        let room = |rows| Scratch {
            x: Vec::with_capacity(rows),
            y: Vec::with_capacity(rows),
        };
        Self {
            start: 0,
            rows: room(held),
            scratch: room(read),
        }
    }

    /// All rows of a pair, in one reading.
    pub(super) fn all_of<S: PairSource>(pair: &Pair<S>) -> Result<Self, CoreError> {
        let blocks = Blocks::of(pair.len() as u64);
        let mut held = Self::with_room(pair.len(), 0);
        for block in 0..blocks.count() {
            let rows = blocks.range(block);
            held.append(pair.source(), rows.start as usize..rows.end as usize)?;
        }
        held.scratch = Scratch::default();
        Ok(held)
    }

    /// Holds these rows and no others.
    pub(super) fn read<S: PairSource>(
        &mut self,
        source: &S,
        rows: Range<usize>,
    ) -> Result<(), CoreError> {
        self.start = rows.start;
        self.rows.x.clear();
        self.rows.y.clear();
        self.append(source, rows)
    }

    fn append<S: PairSource>(&mut self, source: &S, rows: Range<usize>) -> Result<(), CoreError> {
        let (x, y) = read_rows(source, rows, &mut self.scratch)?;
        self.rows.x.extend_from_slice(x);
        self.rows.y.extend_from_slice(y);
        Ok(())
    }

    /// Both series of the rows held.
    pub(super) fn rows(&self) -> (&[f64], &[f64]) {
        (&self.rows.x, &self.rows.y)
    }

    /// The columns that are held.
    pub(super) fn into_columns(self) -> Scratch {
        self.rows
    }
}

impl PairSource for HeldRows {
    fn len(&self) -> usize {
        self.start + self.rows.x.len()
    }

    fn is_resident(&self) -> bool {
        true
    }

    fn column<'a>(
        &'a self,
        side: Side,
        rows: Range<usize>,
        _: &'a mut Vec<f64>,
    ) -> Result<&'a [f64], SourceError> {
        let column = match side {
            Side::X => &self.rows.x,
            Side::Y => &self.rows.y,
        };
        Ok(&column[rows.start - self.start..rows.end - self.start])
    }
}
