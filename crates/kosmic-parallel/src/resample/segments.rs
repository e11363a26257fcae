//! Blocks of consecutive rows: where those of a replicate start and how long they are.
//!
//! All starts are uniform and independent. How many of them fall on each chunk of rows is drawn by a binary tree of
//! binomials, as single draws are ([`split`](super::split)), and where they lie there from the stream of (seed, replicate,
//! chunk): any chunk can be had without the others. Lengths are independent of starts, and all their orders equally likely;
//! so they may be given to the starts in the order of chunks without a change of the law.

use std::ops::Range;

use kosmic_core::{Purpose, Stream};

use super::blocks::{Blocks, LARGEST_BLOCK};
use super::split::split;
use crate::scheme::{BlockDesign, BlockKind};

/// Chunks whose starts are split at a time.
const AT_ONCE: u64 = 16;

/// The law of the blocks of a replicate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct BlockLaw {
    kind: BlockKind,
    rows: u64,
    length: u64,
    /// The rows that blocks may start at.
    starts: Blocks,
}

impl BlockLaw {
    /// Of blocks that are no longer than the rows.
    pub(crate) fn new(rows: u64, design: BlockDesign) -> Self {
        let BlockDesign { kind, length } = design;
        let length = length as u64;
        let starts = match kind {
            BlockKind::Moving => rows - length + 1,
            BlockKind::Circular | BlockKind::Stationary => rows,
        };
        Self {
            kind,
            rows,
            length,
            starts: Blocks::of(starts),
        }
    }

    /// Pieces that rows are read in: the blocks of the starts, and what lies behind the last start.
    pub(crate) fn chunks(&self) -> u64 {
        let behind = self.rows - self.starts.rows();
        self.starts.count() + behind.div_ceil(LARGEST_BLOCK as u64)
    }

    /// The rows of a chunk.
    pub(crate) fn chunk(&self, chunk: u64) -> Range<u64> {
        let Some(behind) = chunk.checked_sub(self.starts.count()) else {
            return self.starts.range(chunk);
        };
        let place = |chunk: u64| {
            self.rows
                .min(self.starts.rows() + chunk * LARGEST_BLOCK as u64)
        };
        place(behind)..place(behind + 1)
    }

    /// The most rows of a chunk.
    pub(crate) fn longest_chunk(&self) -> usize {
        let behind = self.rows - self.starts.rows();
        self.starts
            .largest()
            .max(behind.min(LARGEST_BLOCK as u64) as usize)
    }

    /// Calls `found` with the rows of each block of a replicate: those up to the last row, and those that it goes on with
    /// from the first one, mostly none.
    pub(crate) fn each_block(
        &self,
        seed: u64,
        replicate: u64,
        mut found: impl FnMut([Range<usize>; 2]),
    ) {
        let mut draw = BlockDraw::new(self, seed, replicate);
        let rows = self.rows as usize;
        for chunk in 0..self.starts.count() {
            draw.on_chunk(self, chunk, |start, length| {
                // No block is longer than the circle.
                let (start, end) = (start as usize, (start + length) as usize);
                found([start..end.min(rows), 0..end.saturating_sub(rows)]);
            });
        }
    }

    /// The row that a block goes on with, given the one behind what it has.
    pub(crate) fn behind(&self, row: u64) -> u64 {
        if row == self.rows { 0 } else { row }
    }

    /// 1 over the logarithm of the probability that a block goes on.
    fn reach(&self) -> f64 {
        1.0 / libm::log1p(-1.0 / self.length as f64)
    }
}

/// The blocks of a replicate, chunk by chunk.
#[derive(Clone, Debug)]
pub(crate) struct BlockDraw {
    seed: u64,
    /// None for the data themselves, whose blocks follow each other.
    replicate: Option<u64>,
    count: u64,
    drawn: u64,
    /// Rows that are not yet drawn.
    left: u64,
    /// The block that is cut.
    short: u64,
    lengths: Stream,
    split: Vec<u64>,
    first_split: u64,
}

impl BlockDraw {
    pub(crate) fn new(law: &BlockLaw, seed: u64, replicate: u64) -> Self {
        // No chunk has this number.
        let key = Stream::key(seed, Purpose::Resample, &[replicate, u64::MAX]);
        let mut lengths = Stream::of_key(key);
        let (count, short) = if law.kind == BlockKind::Stationary {
            (geometric_count(law, lengths.clone()), 0)
        } else {
            let count = law.rows.div_ceil(law.length);
            (count, lengths.below(count))
        };
        Self {
            seed,
            replicate: Some(replicate),
            count,
            drawn: 0,
            left: law.rows,
            short,
            lengths,
            split: Vec::new(),
            first_split: 0,
        }
    }

    /// All rows of the data in blocks that follow each other.
    pub(crate) fn of_data(law: &BlockLaw) -> Self {
        Self {
            replicate: None,
            ..Self::new(law, 0, 0)
        }
    }

    /// Calls `found` with start and length of each block that starts in a chunk; for one chunk after the other.
    pub(crate) fn on_chunk(&mut self, law: &BlockLaw, chunk: u64, mut found: impl FnMut(u64, u64)) {
        let Some(replicate) = self.replicate else {
            let rows = law.chunk(chunk);
            while self.left > 0 && law.rows - self.left < rows.end {
                let length = law.length.min(self.left);
                found(law.rows - self.left, length);
                self.left -= length;
            }
            return;
        };
        if chunk >= law.starts.count() {
            return;
        }
        let starts = self.starts_on(law, replicate, chunk);
        let rows = law.starts.range(chunk);
        let key = Stream::key(self.seed, Purpose::Resample, &[replicate, chunk]);
        let mut stream = Stream::of_key(key);
        let reach = law.reach();
        for _ in 0..starts {
            let start = rows.start + stream.below(rows.end - rows.start);
            found(start, self.next_length(law, reach));
        }
    }

    fn starts_on(&mut self, law: &BlockLaw, replicate: u64, chunk: u64) -> u64 {
        let place = (chunk - self.first_split) as usize;
        if let Some(starts) = self.split.get(place) {
            return *starts;
        }
        self.split.clear();
        self.first_split = chunk;
        let wanted = chunk..law.starts.count().min(chunk + AT_ONCE);
        split(
            self.seed,
            replicate,
            (law.starts, self.count),
            wanted,
            &mut self.split,
        );
        self.split[0]
    }

    fn next_length(&mut self, law: &BlockLaw, reach: f64) -> u64 {
        let length = match law.kind {
            BlockKind::Stationary => geometric(&mut self.lengths, reach).min(self.left),
            _ if self.drawn == self.short => law.rows - (self.count - 1) * law.length,
            _ => law.length,
        };
        self.drawn += 1;
        self.left -= length;
        length
    }
}

/// 1 + ⌊ln U / ln(1 - p)⌋, U uniform in (0, 1].
fn geometric(stream: &mut Stream, reach: f64) -> u64 {
    1 + (libm::log(1.0 - stream.uniform()) * reach) as u64
}

/// Blocks until there are as many rows as wanted.
fn geometric_count(law: &BlockLaw, mut lengths: Stream) -> u64 {
    let (reach, mut rows, mut count) = (law.reach(), 0, 0);
    while rows < law.rows {
        rows += geometric(&mut lengths, reach);
        count += 1;
    }
    count
}

#[cfg(test)]
mod tests;
