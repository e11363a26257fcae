//! Draws correlation matrices: the weighted cross products of all columns and their powers, block by block.

use std::array;
use std::ops::Range;

use kosmic_core::{CoreError, Side};

use super::columns::Columns;
use super::resampled::{Largest, Resampled, Target};
use crate::error::ParallelError;
use crate::kernel::{self, CHUNK, CrossSums, FOURTH, Quad, SIDE, TOGETHER};
use crate::resample::{Counter, Frame, Resampler, expand};

/// The powers of a column that the moments of a pair up to order four are made of: x, x², x³.
const POWERS: usize = 3;

/// The columns, centred and scaled once, then their squares, then their cubes, as the kernel reads them: chunk by chunk the
/// rows of all of them.
pub(super) struct Panel<'a, 'c> {
    columns: &'a Columns<'c>,
    resampler: &'a Resampler,
    targets: &'a [Option<Target>],
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

impl<'a, 'c> Panel<'a, 'c> {
    pub(super) fn new(
        columns: &'a Columns<'c>,
        resampler: &'a Resampler,
        targets: &'a [Option<Target>],
    ) -> Result<Self, CoreError> {
        let quads = (POWERS * columns.count()).div_ceil(SIDE);
        let chunks = |block| resampler.rows_of(block).len().div_ceil(CHUNK);
        let blocks = 0..resampler.blocks.count();
        let empty = blocks.map(|block| vec![Quad::ZERO; chunks(block) * quads]);
        let mut panel = Self {
            columns,
            resampler,
            targets,
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
        chunks * (POWERS * columns.count()).div_ceil(SIDE) as u128 * size_of::<Quad>() as u128
    }

    fn write(&mut self, column: usize) -> Result<(), CoreError> {
        let pair = self.columns.checked(column);
        let frame = Frame::of(pair, self.resampler.blocks)?;
        let (mut scratch, count) = (Vec::new(), self.columns.count());
        for (block, rows) in (0..).zip(&mut self.blocks) {
            let values = pair.read(Side::X, self.resampler.rows_of(block), &mut scratch)?;
            for (chunk, values) in values.chunks(CHUNK).enumerate() {
                let quads = &mut rows[chunk * self.quads..][..self.quads];
                for (row, value) in values.iter().enumerate() {
                    let deviation = frame.deviation(Side::X, *value);
                    let mut power = deviation;
                    for place in (column..).step_by(count).take(POWERS) {
                        *quads[place / SIDE].place(place % SIDE, row) = power;
                        power *= deviation;
                    }
                }
            }
        }
        Ok(())
    }

    pub(super) fn worker(&self) -> Worker<'_> {
        Worker {
            counter: self.resampler.counter(),
            draws: Vec::new(),
            partial: array::from_fn(|_| CrossSums::new(POWERS * self.columns.count())),
            totals: Default::default(),
            counts: Vec::new(),
            drawn: Default::default(),
        }
    }

    /// Writes the correlations of some replicates, pair by pair, then the largest studentised error; NaN where undefined.
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
            total.clear(POWERS * self.columns.count());
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
        let (rows, count) = (self.columns.rows() as f64, self.columns.count());
        let mut largest = Largest::default();
        let (last, places) = places.split_last_mut().expect("a place for the largest");
        let mut counted = false;
        for (((i, j), place), target) in self.columns.pairs().zip(places).zip(self.targets) {
            let sums = worker.totals[which].of_pair(i, j, count);
            let found = match Resampled::of_sums(rows, &sums) {
                Resampled::Lost => {
                    if !counted {
                        self.count(worker, replicate);
                        counted = true;
                    }
                    self.repaired(worker, i, j)?
                }
                found => found,
            };
            *place = largest.take(target.as_ref(), found);
        }
        *last = largest.value();
        Ok(())
    }

    /// How often each row is drawn.
    fn count(&self, worker: &mut Worker<'_>, replicate: u64) {
        let Worker {
            counter,
            draws,
            counts,
            ..
        } = worker;
        self.resampler.counts(counter, replicate, draws, counts);
    }

    /// The same of two columns from their rows as drawn.
    fn repaired(
        &self,
        worker: &mut Worker<'_>,
        i: usize,
        j: usize,
    ) -> Result<Resampled, CoreError> {
        let Worker { counts, drawn, .. } = worker;
        let mut scratch = Vec::new();
        for (drawn, column) in drawn.iter_mut().zip([i, j]) {
            let column = self.columns.checked(column);
            let values = column.read(Side::X, 0..counts.len(), &mut scratch)?;
            expand(values, counts, drawn);
        }
        Resampled::of_drawn(self.resampler.set, &drawn[0], &drawn[1])
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

    /// The sums of the products of two of `count` columns, x and y, as [`FourthMoments`](crate::FourthMoments) takes them.
    fn of_pair(&self, x: usize, y: usize, count: usize) -> [f64; FOURTH] {
        let [xx, yy] = [x, y].map(|column| column + count);
        let [xxx, yyy] = [xx, yy].map(|column| column + count);
        let of = |left, right| self.product(left, right);
        [
            self.columns[x],
            self.columns[y],
            of(x, x),
            of(x, y),
            of(y, y),
            of(x, xx),
            of(y, xx),
            of(x, yy),
            of(y, yy),
            of(xx, xx),
            of(y, xxx),
            of(xx, yy),
            of(x, yyy),
            of(yy, yy),
        ]
    }
}
