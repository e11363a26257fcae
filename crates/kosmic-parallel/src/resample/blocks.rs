//! How rows are cut into blocks: the unit of counting, small enough for the cache.

use std::ops::Range;

/// The most rows of a block. Part of the definition of the random numbers. With 8192 rows a draw takes a tenth longer,
/// since the corrections of the counts grow with the square root only; with 32768 it takes as long, and twice the memory.
pub(crate) const LARGEST_BLOCK: usize = 16_384;

/// `rows` cut into the fewest blocks of at most [`LARGEST_BLOCK`] rows, whose sizes differ by at most one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Blocks {
    rows: u64,
    count: u64,
}

impl Blocks {
    pub(crate) fn of(rows: u64) -> Self {
        let count = rows.div_ceil(LARGEST_BLOCK as u64);
        Self { rows, count }
    }

    pub(crate) fn count(self) -> u64 {
        self.count
    }

    pub(crate) fn rows(self) -> u64 {
        self.rows
    }

    /// The rows of a block.
    pub(crate) fn range(self, block: u64) -> Range<u64> {
        self.start(block)..self.start(block + 1)
    }

    /// The first row of a block, or the number of rows for the block behind the last.
    pub(crate) fn start(self, block: u64) -> u64 {
        (u128::from(block) * u128::from(self.rows) / u128::from(self.count.max(1))) as u64
    }

    /// Rows in a range of blocks.
    pub(crate) fn rows_in(self, blocks: Range<u64>) -> u64 {
        self.start(blocks.end) - self.start(blocks.start)
    }

    /// The rows of the largest block.
    pub(crate) fn largest(self) -> usize {
        self.rows.div_ceil(self.count.max(1)) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_cover_all_rows_in_sizes_that_differ_by_one_at_most() {
        for rows in [1, 5, 16_384, 16_385, 100_000, 1_000_003] {
            let blocks = Blocks::of(rows);
            let ranges = (0..blocks.count()).map(|block| blocks.range(block));
            assert!(ranges.flatten().eq(0..rows));
            let sizes: Vec<u64> = (0..blocks.count())
                .map(|k| blocks.rows_in(k..k + 1))
                .collect();
            assert_eq!(sizes.iter().sum::<u64>(), rows);
            let (least, most) = (sizes.iter().min().unwrap(), sizes.iter().max().unwrap());
            assert!(most - least <= 1 && *most as usize == blocks.largest());
            assert!(blocks.largest() <= LARGEST_BLOCK);
        }
    }

    #[test]
    fn more_rows_than_32_bits_can_count_are_cut_as_well() {
        let blocks = Blocks::of(1 << 50);
        assert_eq!(blocks.start(blocks.count()), 1 << 50);
        assert_eq!(blocks.rows_in(0..1), 16_384);
    }
}
