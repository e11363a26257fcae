//! Draws correlation matrices: the weighted cross products of all columns, block by block.

use std::array;
use std::ops::Range;

use kosmic_core::{CoreError, Moments, Side};

use super::columns::Columns;
use crate::error::ParallelError;
use crate::kernel::{self, CHUNK, CrossSums, Quad, SIDE, TOGETHER};
use crate::resample::{Counter, Frame, Resampler, expand};

/// Of squared deviations from the centre, the least share that must be left about the mean: then they have at least
/// twelve digits.
const LEAST_SHARE: f64 = 1e-3;

/// The columns, centred and scaled once, as the kernel reads them: chunk by chunk the rows of all of them.
pub(super) struct Panel<'a, 'c> {
    columns: &'a Columns<'c>,
    resampler: &'a Resampler,
    quads: usize,
    blocks: Vec<Vec<Quad>>,
}

/// What a thread works with.
pub(super) struct Worker<'t> {
    counter: Counter<'t>,
    /// Draws of each block, replicate by replicate.
    draws: Vec<u64>,
    partial: [CrossSums; TOGETHER],
    totals: [Sums; TOGETHER],
    counts: Vec<u8>,
    drawn: [Vec<f64>; 2],
}

/// Sums over all blocks.
#[derive(Default)]
struct Sums {
    columns: Vec<f64>,
    /// For i ≤ j, row by row.
    products: Vec<f64>,
}

/// What the sums say of a column in a replicate.
#[derive(Clone, Copy, PartialEq)]
enum Column {
    /// Σ (x - x̄)².
    Spread(f64),
    Constant,
    /// The sums have lost digits.
    Lost,
}

impl<'a, 'c> Panel<'a, 'c> {
    pub(super) fn new(
        columns: &'a Columns<'c>,
        resampler: &'a Resampler,
    ) -> Result<Self, CoreError> {
        let quads = columns.count().div_ceil(SIDE);
        let chunks = |block| resampler.rows_of(block).len().div_ceil(CHUNK);
        let blocks = 0..resampler.blocks.count();
        let empty = blocks.map(|block| vec![Quad::ZERO; chunks(block) * quads]);
        let mut panel = Self {
            columns,
            resampler,
            quads,
            blocks: empty.collect(),
        };
        for column in 0..columns.count() {
            panel.write(column)?;
        }
        Ok(panel)
    }

    /// What a panel of these columns takes.
    pub(super) fn bytes(columns: &Columns<'_>) -> u128 {
        let chunks = columns.rows().div_ceil(CHUNK) as u128;
        chunks * columns.count().div_ceil(SIDE) as u128 * size_of::<Quad>() as u128
    }

    fn write(&mut self, column: usize) -> Result<(), CoreError> {
        let pair = self.columns.checked(column);
        let frame = Frame::of(pair, self.resampler.blocks)?;
        let mut scratch = Vec::new();
        for (block, rows) in (0..).zip(&mut self.blocks) {
            let values = pair.read(Side::X, self.resampler.rows_of(block), &mut scratch)?;
            for (chunk, values) in values.chunks(CHUNK).enumerate() {
                let quad = &mut rows[chunk * self.quads + column / SIDE];
                for (row, value) in values.iter().enumerate() {
                    *quad.place(column % SIDE, row) = frame.deviation(Side::X, *value);
                }
            }
        }
        Ok(())
    }

    pub(super) fn worker(&self) -> Worker<'_> {
        Worker {
            counter: self.resampler.counter(),
            draws: Vec::new(),
            partial: array::from_fn(|_| CrossSums::new(self.columns.count())),
            totals: Default::default(),
            counts: Vec::new(),
            drawn: Default::default(),
        }
    }

    /// Writes the correlations of some replicates, pair by pair; NaN where undefined.
    pub(super) fn draw(
        &self,
        worker: &mut Worker<'_>,
        group: Range<u64>,
        places: &mut [f64],
    ) -> Result<(), ParallelError> {
        let width = places.len() / (group.end - group.start) as usize;
        let mut first = group.start;
        for places in places.chunks_mut(TOGETHER * width) {
            let count = places.len() / width;
            if count == TOGETHER {
                self.sum::<TOGETHER>(worker, first, 0);
            } else {
                (0..count).for_each(|k| self.sum::<1>(worker, first + k as u64, k));
            }
            for (k, places) in places.chunks_mut(width).enumerate() {
                self.correlate(worker, k, first + k as u64, places)?;
            }
            first += count as u64;
        }
        Ok(())
    }

    /// The sums of `R` replicates, from place `slot` on: together, so that a chunk of rows is fetched once for all of them.
    fn sum<const R: usize>(&self, worker: &mut Worker<'_>, first: u64, slot: usize) {
        let Worker {
            counter,
            draws,
            partial,
            totals,
            ..
        } = worker;
        let partial: &mut [CrossSums; R] = partial.first_chunk_mut().expect("R is at most four");
        let replicates: [u64; R] = array::from_fn(|k| first + k as u64);
        draws.clear();
        for replicate in replicates {
            self.resampler.split(replicate, draws);
        }
        let totals = &mut totals[slot..slot + R];
        for total in totals.iter_mut() {
            total.clear(self.columns.count());
        }
        for (block, panel) in self.blocks.iter().enumerate() {
            let tasks = array::from_fn(|k| {
                let place = self.resampler.place(replicates[k], block as u64);
                (place, draws[k * self.blocks.len() + block])
            });
            let rows = self.resampler.rows_of(block as u64).len();
            let counts = counter.draw_together::<R>(tasks, rows);
            partial.iter_mut().for_each(CrossSums::clear);
            kernel::add_cross_products(self.resampler.set, panel, counts, partial);
            for (total, partial) in totals.iter_mut().zip(partial.iter()) {
                total.add(partial);
            }
        }
    }

    fn correlate(
        &self,
        worker: &mut Worker<'_>,
        which: usize,
        replicate: u64,
        places: &mut [f64],
    ) -> Result<(), ParallelError> {
        let (rows, count) = (self.columns.rows() as u64, self.columns.count());
        let sums = &worker.totals[which];
        let columns: Vec<Column> = (0..count).map(|i| sums.column(i, rows as f64)).collect();
        if columns.contains(&Column::Lost) {
            let Worker {
                counter,
                draws,
                counts,
                ..
            } = worker;
            self.resampler.counts(counter, replicate, draws, counts);
        }
        let mut places = places.iter_mut();
        for i in 0..count {
            for j in i + 1..count {
                let r = match (columns[i], columns[j]) {
                    (Column::Constant, _) | (_, Column::Constant) => None,
                    (Column::Spread(a), Column::Spread(b)) => {
                        let cross = worker.totals[which].cross(i, j, rows as f64);
                        let axis = |squares| (0.0, squares, 0);
                        Moments::from_central(rows, axis(a), axis(b), cross).correlation()
                    }
                    _ => self.repaired(worker, i, j)?.correlation(),
                };
                *places.next().expect("a place for each pair") = r.unwrap_or(f64::NAN);
            }
        }
        Ok(())
    }

    /// The moments of two columns as drawn, each block about its own mean.
    fn repaired(&self, worker: &mut Worker<'_>, i: usize, j: usize) -> Result<Moments, CoreError> {
        let Worker { counts, drawn, .. } = worker;
        let mut moments = Moments::default();
        let mut scratch = Vec::new();
        for block in 0..self.resampler.blocks.count() {
            let rows = self.resampler.rows_of(block);
            for (drawn, column) in drawn.iter_mut().zip([i, j]) {
                let column = self.columns.checked(column);
                let values = column.read(Side::X, rows.clone(), &mut scratch)?;
                expand(values, &counts[rows.clone()], drawn);
            }
            moments.merge(&Moments::of_slices(&drawn[0], &drawn[1])?);
        }
        Ok(moments)
    }
}

impl Sums {
    fn clear(&mut self, columns: usize) {
        self.columns.clear();
        self.columns.resize(columns, 0.0);
        self.products.clear();
        self.products.resize(columns * (columns + 1) / 2, 0.0);
    }

    fn add(&mut self, partial: &CrossSums) {
        let count = self.columns.len();
        for (i, sum) in self.columns.iter_mut().enumerate() {
            *sum += partial.sum(i);
        }
        let pairs = (0..count).flat_map(|i| (i..count).map(move |j| (i, j)));
        for (product, (i, j)) in self.products.iter_mut().zip(pairs) {
            *product += partial.product(i, j);
        }
    }

    fn product(&self, i: usize, j: usize) -> f64 {
        self.products[i * (2 * self.columns.len() + 1 - i) / 2 + j - i]
    }

    /// Σ (x_i - x̄_i)(x_j - x̄_j) for i ≤ j.
    fn cross(&self, i: usize, j: usize, rows: f64) -> f64 {
        self.product(i, j) - self.columns[i] * self.columns[j] / rows
    }

    fn column(&self, i: usize, rows: f64) -> Column {
        let (raw, squares) = (self.product(i, i), self.cross(i, i, rows));
        if raw == 0.0 {
            // All drawn values are the centre itself.
            return Column::Constant;
        }
        if squares > LEAST_SHARE * raw {
            Column::Spread(squares)
        } else {
            Column::Lost
        }
    }
}
