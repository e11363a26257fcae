//! What the counts of any block of any replicate are drawn from.

use std::ops::Range;

use kosmic_core::InstructionSet;

use super::blocks::Blocks;
use super::counts::{CountPlace, Counter, PoissonTables};
use super::split::split_draws;

/// A seed, the blocks of the rows and the tables that all threads share.
pub(crate) struct Resampler {
    pub(crate) set: InstructionSet,
    pub(crate) seed: u64,
    pub(crate) blocks: Blocks,
    tables: PoissonTables,
}

impl Resampler {
    pub(crate) fn new(set: InstructionSet, seed: u64, rows: usize) -> Self {
        let blocks = Blocks::of(rows as u64);
        let tables = PoissonTables::new(blocks.largest());
        Self {
            set,
            seed,
            blocks,
            tables,
        }
    }

    pub(crate) fn counter(&self) -> Counter<'_> {
        Counter::new(self.set, &self.tables)
    }

    pub(crate) fn place(&self, replicate: u64, block: u64) -> CountPlace {
        CountPlace {
            seed: self.seed,
            replicate,
            block,
        }
    }

    /// The draws of a replicate that fall on each block, appended to `draws`.
    pub(crate) fn split(&self, replicate: u64, draws: &mut Vec<u64>) {
        let all = 0..self.blocks.count();
        split_draws(self.seed, replicate, self.blocks, all, draws);
    }

    /// The rows of a block.
    pub(crate) fn rows_of(&self, block: u64) -> Range<usize> {
        let rows = self.blocks.range(block);
        rows.start as usize..rows.end as usize
    }

    /// How often each row is drawn by a replicate.
    pub(crate) fn counts(
        &self,
        counter: &mut Counter<'_>,
        replicate: u64,
        draws: &mut Vec<u64>,
        counts: &mut Vec<u8>,
    ) {
        draws.clear();
        self.split(replicate, draws);
        counts.clear();
        for (block, &draws) in (0..).zip(draws.iter()) {
            let rows = self.rows_of(block).len();
            let drawn = counter.draw(self.place(replicate, block), rows, draws);
            counts.extend_from_slice(&drawn[..rows]);
        }
    }
}
