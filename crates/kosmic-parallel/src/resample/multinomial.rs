//! Exactly multinomial counts: how often each row of a block is drawn in one replicate.
//!
//! Let n draws fall on m rows. First each row gets a Poisson count, independently, with a mean a little below n/m; their
//! sum is S. Then n - S single draws are added, or, where S came out above n, S - n of the S draws are taken away, chosen
//! uniformly. Poisson counts given their sum are multinomial, one uniform draw more or less keeps them so, whatever the
//! mean was: the result is Multinomial(n; 1/m, …, 1/m) exactly.

use super::poisson::PoissonTable;
use crate::kernel::{CHUNK, Escape, Lanes, Range32, Words};

/// The counts of one block in one replicate: what they are drawn from.
#[derive(Clone, Copy)]
pub(crate) struct CountTask<'t> {
    /// The key of the random stream.
    pub(crate) key: u64,
    pub(crate) rows: usize,
    /// What the counts sum to; without it they stay as they are drawn, independent Poisson counts.
    pub(crate) draws: Option<u64>,
    /// For the Poisson counts; without one, all draws are added singly.
    pub(crate) table: Option<&'t PoissonTable>,
}

impl CountTask<'_> {
    /// Writes the counts, and zeros behind them. Compiled into each instruction set with its own way to draw Poisson
    /// counts, so that the rest is fast as well.
    #[inline(always)]
    pub(crate) fn draw(
        self,
        counts: &mut [u8],
        escapes: &mut Vec<Escape>,
        poisson_counts: impl FnOnce(&mut Lanes, &PoissonTable, &mut [u8], &mut Vec<Escape>) -> u64,
    ) {
        let Self {
            key,
            rows,
            draws,
            table,
        } = self;
        let mut lanes = Lanes::new(key);
        let Some(table) = table else {
            counts.fill(0);
            return add(
                counts,
                rows,
                draws.unwrap_or(0),
                &mut Words::new(&mut lanes),
            );
        };
        escapes.clear();
        let sum = poisson_counts(&mut lanes, table, counts, escapes);
        let drawn = Drawn {
            counts,
            rows,
            sum,
            largest: table.largest(),
        };
        drawn.corrected(table, escapes, draws, &mut Words::new(&mut lanes));
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
    #[inline(always)]
    fn corrected(
        mut self,
        table: &PoissonTable,
        escapes: &[Escape],
        draws: Option<u64>,
        words: &mut Words<'_>,
    ) {
        self.clear_padding();
        self.settle(table, escapes, words);
        let Some(draws) = draws else {
            return;
        };
        if self.sum <= draws {
            add(self.counts, self.rows, draws - self.sum, words);
        } else {
            remove(
                self.counts,
                self.rows,
                self.sum - draws,
                self.largest,
                words,
            );
        }
    }

    /// Rows end before the last chunk does: what was drawn beyond them does not count.
    #[inline(always)]
    fn clear_padding(&mut self) {
        let padding = &mut self.counts[self.rows..];
        self.sum -= padding.iter().map(|&count| u64::from(count)).sum::<u64>();
        padding.fill(0);
    }

    /// Draws the pairs that the cells could not.
    #[inline(always)]
    fn settle(&mut self, table: &PoissonTable, escapes: &[Escape], words: &mut Words<'_>) {
        for escape in escapes {
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

/// Adds uniform draws.
#[inline(always)]
fn add(counts: &mut [u8], rows: usize, draws: u64, words: &mut Words<'_>) {
    let counts = &mut counts[..rows];
    words.indices(Range32::new(rows), draws, |row| counts[row] += 1);
}

/// Takes away draws, each uniformly among those that are left: a row and a level below the largest count are chosen, and
/// chosen again until the row's count is above the level.
#[inline(always)]
fn remove(counts: &mut [u8], rows: usize, draws: u64, largest: u8, words: &mut Words<'_>) {
    let range = Range32::new(rows);
    let levels = u64::from(largest).next_power_of_two() - 1;
    for _ in 0..draws {
        loop {
            let word = words.bits();
            let Some(row) = range.place((word >> 32) as u32) else {
                continue;
            };
            if (word & levels) < u64::from(counts[row]) {
                counts[row] -= 1;
                break;
            }
        }
    }
}
