//! The counts of any block of any replicate, from tables that all threads share.

use std::array;
use std::ops::Range;
use std::sync::OnceLock;

use kosmic_core::{InstructionSet, Purpose, Stream};

use super::multinomial::CountTask;
use super::poisson::{LARGEST_MEAN, PoissonTable};
use crate::kernel::{self, CHUNK, Escapes, Range32, TOGETHER};

/// How many standard deviations of S its mean lies below n: so that only one block in ten has draws to take away, which
/// costs more than to add.
const MARGIN: f64 = 1.25;

/// Rows whose Poisson counts have a stream of their own. Part of the definition of the random numbers.
pub(crate) const POISSON_CELL: usize = 1024;

/// The counts of single blocks, with all that drawing them takes. One for each thread.
pub(crate) struct Counter<'t> {
    set: InstructionSet,
    tables: &'t PoissonTables,
    counts: [Vec<u8>; TOGETHER],
    escapes: [Escapes; TOGETHER],
    /// The table of the last (draws, rows): with a single block all replicates have the same.
    last: (u64, Range32, Option<&'t PoissonTable>),
}

impl<'t> Counter<'t> {
    pub(crate) fn new(set: InstructionSet, tables: &'t PoissonTables) -> Self {
        Self {
            set,
            tables,
            counts: Default::default(),
            escapes: Default::default(),
            last: (0, Range32::new(0), None),
        }
    }

    /// Draws `draws` of `rows` rows and returns the counts, followed by zeros up to a multiple of [`CHUNK`].
    ///
    /// A count never leaves a byte: below 256 rows there are at most 255 draws, above them 256 draws of one row have a
    /// probability below 1e-500.
    pub(crate) fn draw(&mut self, place: CountPlace, rows: usize, draws: u64) -> &[u8] {
        let [counts] = self.draw_together([(place, draws)], rows);
        counts
    }

    /// The counts of several replicates at once.
    pub(crate) fn draw_together<const R: usize>(
        &mut self,
        places: [(CountPlace, u64); R],
        rows: usize,
    ) -> [&[u8]; R] {
        let tasks = places.map(|(place, draws)| self.task(place, rows, draws));
        let (counts, escapes) = (
            self.counts.first_chunk_mut(),
            self.escapes.first_chunk_mut(),
        );
        let (counts, escapes) = counts.zip(escapes).expect("at most TOGETHER replicates");
        let mut drafts = counts.each_mut().map(|counts: &mut Vec<u8>| {
            counts.resize(rows.next_multiple_of(CHUNK), 0);
            &mut counts[..]
        });
        kernel::draw_counts(self.set, tasks, &mut drafts, escapes);
        counts.each_ref().map(Vec::as_slice)
    }

    /// Independent Poisson(1) counts of rows, keyed by their absolute numbers: those of a cell of [`POISSON_CELL`] rows come
    /// from a stream keyed by (seed, replicate, cell), whatever part of the cell is asked for.
    ///
    /// Returns where in `counts` those of the first row stand; they are followed by zeros up to a multiple of [`CHUNK`].
    pub(crate) fn poisson(
        &mut self,
        (seed, replicate): (u64, u64),
        rows: Range<u64>,
        counts: &mut Vec<u8>,
    ) -> usize {
        let cell_rows = POISSON_CELL as u64;
        let cells = rows.start / cell_rows..rows.end.div_ceil(cell_rows);
        let begins = (rows.start % cell_rows) as usize;
        let ends = begins + (rows.end - rows.start) as usize;
        // A block's rows may begin anywhere in a cell, so that the number of cells varies by one.
        let drawn = (cells.end - cells.start) as usize * POISSON_CELL;
        counts.clear();
        counts.reserve_exact(drawn + POISSON_CELL);
        counts.resize(drawn, 0);
        for (counts, cell) in counts.chunks_exact_mut(POISSON_CELL).zip(cells) {
            let task = CountTask {
                key: Stream::key(seed, Purpose::Poisson, &[replicate, cell]),
                rows: Range32::new(POISSON_CELL),
                draws: None,
                table: Some(self.tables.of_one()),
            };
            let [escapes, ..] = &mut self.escapes;
            kernel::draw_counts(self.set, [task], &mut [counts], array::from_mut(escapes));
        }
        counts.truncate(ends);
        counts.resize(begins + (ends - begins).next_multiple_of(CHUNK), 0);
        begins
    }

    #[inline]
    fn task(&mut self, place: CountPlace, rows: usize, draws: u64) -> CountTask<'t> {
        if (draws, rows) != (self.last.0, self.last.1.size()) {
            let table = self.tables.below(draws, rows);
            self.last = (draws, Range32::new(rows), table);
        }
        let (_, rows, table) = self.last;
        CountTask {
            key: place.key(),
            rows,
            draws: Some(draws),
            table,
        }
    }
}

/// What the random numbers of a block's counts hang on.
#[derive(Clone, Copy)]
pub(crate) struct CountPlace {
    pub(crate) seed: u64,
    pub(crate) replicate: u64,
    pub(crate) block: u64,
}

impl CountPlace {
    #[inline]
    fn key(self) -> u64 {
        Stream::key(self.seed, Purpose::Resample, &[self.replicate, self.block])
    }
}

/// Tables of Poisson pairs for means on a grid, each made when it is first needed.
pub(crate) struct PoissonTables {
    step: f64,
    tables: Vec<OnceLock<Box<PoissonTable>>>,
}

impl PoissonTables {
    /// For blocks of about `rows` rows: the grid is fine enough that rounding a mean down costs few additions.
    pub(crate) fn new(rows: usize) -> Self {
        let mut step = 0.25;
        while step * step * 16.0 * rows as f64 > 1.0 {
            step *= 0.5;
        }
        let tables = (0..=(LARGEST_MEAN / step) as usize)
            .map(|_| OnceLock::new())
            .collect();
        Self { step, tables }
    }

    /// The table with the largest mean that leaves the sum of `rows` counts below `draws` nine times in ten; `None` for
    /// a mean of 0.
    fn below(&self, draws: u64, rows: usize) -> Option<&PoissonTable> {
        let m = rows as f64;
        let mean = (draws as f64 - MARGIN * m.sqrt()) / m;
        let cell = (mean / self.step).clamp(0.0, (self.tables.len() - 1) as f64) as usize;
        (cell > 0).then(|| self.table(cell))
    }

    /// The table of mean 1, which is a multiple of the step.
    fn of_one(&self) -> &PoissonTable {
        self.table((1.0 / self.step) as usize)
    }

    fn table(&self, cell: usize) -> &PoissonTable {
        let make = || Box::new(PoissonTable::new(cell as f64 * self.step));
        self.tables[cell].get_or_init(make)
    }
}
