//! Exactly multinomial counts: how often each row of a block is drawn in one replicate.
//!
//! Let n draws fall on m rows. First each row gets a Poisson count, independently, with a mean a little below n/m; their
//! sum is S. Then n - S single draws are added, or, where S came out above n, S - n of the S draws are taken away, chosen
//! uniformly. Poisson counts given their sum are multinomial, one uniform draw more or less keeps them so, whatever the
//! mean was: the result is Multinomial(n; 1/m, …, 1/m) exactly.

use super::poisson::PoissonTable;
use crate::kernel::{CHUNK, Escapes, Range32, Words};

/// Up to so many rows, the Poisson counts of several blocks are all drawn before any is corrected: a processor then works
/// on all of them at once, where a correction, whose number of draws cannot be foreseen, would stop it. Larger blocks are
/// better corrected while they are in the first-level cache.
const LARGEST_TOGETHER: usize = 2048;

/// The counts of one block in one replicate: what they are drawn from.
#[derive(Clone, Copy)]
pub(crate) struct CountTask<'t> {
    /// The key of the random stream.
    pub(crate) key: u64,
    pub(crate) rows: Range32,
    /// What the counts sum to; without it they stay as they are drawn, independent Poisson counts.
    pub(crate) draws: Option<u64>,
    /// For the Poisson counts; without one, all draws are added singly.
    pub(crate) table: Option<&'t PoissonTable>,
}

/// Writes the counts of `R` blocks, and zeros behind them. Compiled into each instruction set with its own way to draw
/// Poisson counts, so that the rest is fast as well.
#[inline(always)]
pub(crate) fn draw_together<const R: usize>(
    tasks: [CountTask<'_>; R],
    counts: &mut [&mut [u8]; R],
    escapes: &mut [Escapes; R],
    poisson_counts: impl Fn(u64, &PoissonTable, &mut [u8], &mut Escapes, &mut Words) -> u64,
) {
    let together = tasks
        .iter()
        .all(|task| task.rows.size() <= LARGEST_TOGETHER);
    let size = if together { R } else { 1 };
    let (mut words, mut sums) = ([const { Words::UNSEEDED }; R], [0; R]);
    for first in (0..R).step_by(size) {
        for slot in first..first + size {
            let CountTask { key, table, .. } = tasks[slot];
            let (counts, words) = (&mut *counts[slot], &mut words[slot]);
            if let Some(table) = table {
                sums[slot] = poisson_counts(key, table, counts, &mut escapes[slot], words);
            } else {
                counts.fill(0);
                *words = Words::of_key(key);
            }
        }
        for slot in first..first + size {
            let (counts, words) = (&mut *counts[slot], &mut words[slot]);
            tasks[slot].correct(sums[slot], words, counts, &escapes[slot]);
        }
    }
}

impl CountTask<'_> {
    /// Makes the Poisson counts, whose sum is `sum`, what they are to be.
    #[inline(always)]
    fn correct(self, sum: u64, words: &mut Words, counts: &mut [u8], escapes: &Escapes) {
        let rows = self.rows;
        let mut drawn = Drawn {
            counts,
            rows: rows.size(),
            sum,
            largest: 0,
        };
        if let Some(table) = self.table {
            drawn.largest = table.largest();
            drawn.clear_padding();
            drawn.settle(table, escapes, words);
        }
        let Drawn {
            counts,
            sum,
            largest,
            ..
        } = drawn;
        match self.draws {
            Some(draws) if sum <= draws => add(counts, rows, draws - sum, words),
            Some(draws) => remove(counts, rows, sum - draws, largest, words),
            None => {}
        }
    }
}

/// Poisson counts on their way to multinomial ones.
struct Drawn<'a> {
    counts: &'a mut [u8],
    rows: usize,
    sum: u64,
    largest: u8,
}

impl Drawn<'_> {
    /// Rows end before the last chunk does: what was drawn beyond them does not count. Eight counts are taken at a time,
    /// each byte of whose sum has room for those of a chunk.
    #[inline(always)]
    fn clear_padding(&mut self) {
        let (words, _) = self.counts[self.rows / 8 * 8..].as_chunks_mut();
        let mut kept = (1_u64 << (8 * (self.rows % 8))) - 1;
        let mut beyond = 0_u64;
        for word in words {
            let counts = u64::from_le_bytes(*word);
            beyond += counts & !kept;
            *word = (counts & kept).to_le_bytes();
            kept = 0;
        }
        self.sum -= sum_of_bytes(beyond);
    }

    /// Draws the pairs that the cells could not.
    #[inline(always)]
    fn settle(&mut self, table: &PoissonTable, escapes: &Escapes, words: &mut Words) {
        for escape in escapes.iter() {
            let mut open = escape.mask;
            while open != 0 {
                let first = escape.start as usize + open.trailing_zeros() as usize;
                for (count, row) in table
                    .escaped(words.bits())
                    .into_iter()
                    .zip([first, first + CHUNK / 2])
                {
                    if row < self.rows {
                        self.counts[row] = count;
                        self.sum += u64::from(count);
                        self.largest = self.largest.max(count);
                    }
                }
                open &= open - 1;
            }
        }
    }
}

/// The sum of the eight bytes of a word: first of neighbours, then of all such pairs by one product.
#[inline(always)]
fn sum_of_bytes(word: u64) -> u64 {
    const LOWER: u64 = 0x00ff_00ff_00ff_00ff;
    const ONES: u64 = 0x0001_0001_0001_0001;
    ((word & LOWER) + (word >> 8 & LOWER)).wrapping_mul(ONES) >> 48
}

/// Adds uniform draws.
#[inline(always)]
fn add(counts: &mut [u8], rows: Range32, draws: u64, words: &mut Words) {
    let counts = &mut counts[..rows.size()];
    words.indices(rows, draws, |row, times| counts[row] += times);
}

/// Takes away draws, each uniformly among those that are left: a row and a level below the largest count are chosen, and
/// chosen again until the row's count is above the level.
#[inline(always)]
fn remove(counts: &mut [u8], rows: Range32, draws: u64, largest: u8, words: &mut Words) {
    let levels = u64::from(largest).next_power_of_two() - 1;
    for _ in 0..draws {
        loop {
            let word = words.bits();
            let Some(row) = rows.place((word >> 32) as u32) else {
                continue;
            };
            if (word & levels) < u64::from(counts[row]) {
                counts[row] -= 1;
                break;
            }
        }
    }
}
