//! Draws lag profiles: one weight for each time t, whatever the lag.

use std::ops::Range;

use kosmic_core::{CoreError, Pair, PairSource, Side};

use super::resampled::{Largest, Resampled, Target};
use crate::error::ParallelError;
use crate::kernel::{self, DrawnRow, FOURTH, LAG_SUMS, LANES, LagSums};
use crate::resample::{Blocks, Counter, Frame, Resampler, expand};

/// Both series, centred and scaled once.
pub(super) struct Embedded<'a> {
    resampler: &'a Resampler,
    targets: &'a [Option<Target>],
    longest: usize,
    raw: [Vec<f64>; 2],
    x: Vec<f64>,
    /// With zeros on either side, which add nothing: place t + k holds y at t + k - L.
    y: Vec<f64>,
}

/// Both series as they are, and as deviations.
const SERIES: u128 = 4;

/// What a thread works with.
pub(super) struct Worker<'t> {
    counter: Counter<'t>,
    draws: Vec<u64>,
    counts: Vec<u8>,
    rows: Vec<DrawnRow>,
    block: Vec<LagSums>,
    /// Over all blocks.
    sums: Vec<LagSums>,
    drawn: [Vec<f64>; 2],
}

/// Σ w and Σ w x to Σ w x⁴ over a part of the rows.
#[derive(Clone, Copy, Default)]
struct Part([f64; 5]);

impl<'a> Embedded<'a> {
    pub(super) fn new<S: PairSource>(
        pair: &Pair<S>,
        longest: usize,
        resampler: &'a Resampler,
        targets: &'a [Option<Target>],
    ) -> Result<Self, CoreError> {
        let frame = Frame::of(pair, resampler.blocks)?;
        let raw = [pair.column(Side::X)?, pair.column(Side::Y)?];
        let [of_x, of_y] = [Side::X, Side::Y].map(|side| move |x: &f64| frame.deviation(side, *x));
        let x = raw[0].iter().map(of_x).collect();
        let mut y = Vec::with_capacity(longest + raw[1].len() + longest + LANES);
        y.resize(longest, 0.0);
        y.extend(raw[1].iter().map(of_y));
        y.resize(y.len() + longest + LANES, 0.0);
        Ok(Self {
            resampler,
            targets,
            longest,
            raw,
            x,
            y,
        })
    }

    /// What this takes with so many threads at work.
    pub(super) fn bytes(rows: usize, threads: usize) -> u128 {
        let (longest_block, rows) = (Blocks::of(rows as u64).largest() as u128, rows as u128);
        let worker = rows + longest_block * size_of::<DrawnRow>() as u128;
        SERIES * rows * size_of::<f64>() as u128 + threads as u128 * worker
    }

    pub(super) fn worker(&self) -> Worker<'_> {
        let longest_block = self.resampler.blocks.largest();
        let lags = vec![LagSums::default(); (2 * self.longest + 1).div_ceil(LANES)];
        Worker {
            counter: self.resampler.counter(),
            draws: Vec::new(),
            counts: Vec::new(),
            rows: Vec::with_capacity(longest_block),
            block: lags.clone(),
            sums: lags,
            drawn: Default::default(),
        }
    }

    /// Writes the correlations of some replicates, lag by lag, then the largest studentised error; NaN where undefined.
    pub(super) fn draw(
        &self,
        worker: &mut Worker<'_>,
        group: Range<u64>,
        places: &mut [f64],
    ) -> Result<(), ParallelError> {
        for (replicate, places) in group.zip(places.chunks_mut(2 * self.longest + 2)) {
            let Worker {
                counter,
                draws,
                counts,
                ..
            } = worker;
            self.resampler.counts(counter, replicate, draws, counts);
            self.sum(worker);
            self.correlate(worker, places)?;
        }
        Ok(())
    }

    /// The sums of all lags over the drawn rows.
    fn sum(&self, worker: &mut Worker<'_>) {
        worker.sums.fill(LagSums::default());
        for block in 0..self.resampler.blocks.count() {
            let times = self.resampler.rows_of(block);
            self.put_down(&worker.counts, times, &mut worker.rows);
            worker.block.fill(LagSums::default());
            let set = self.resampler.set;
            kernel::add_lagged_sums(set, &worker.rows, &self.y, &mut worker.block);
            for (sums, block) in worker.sums.iter_mut().zip(&worker.block) {
                let values = sums.0.as_flattened_mut().iter_mut();
                for (sum, block) in values.zip(block.0.as_flattened()) {
                    *sum += block;
                }
            }
        }
    }

    /// The rows drawn at all: nearly four in ten are not, and cost nothing.
    fn put_down(&self, counts: &[u8], times: Range<usize>, rows: &mut Vec<DrawnRow>) {
        let none = DrawnRow {
            row: 0,
            weighted: [0.0; 4],
        };
        rows.resize(times.len(), none);
        let mut kept = 0;
        for row in times {
            let (weight, x) = (f64::from(counts[row]), self.x[row]);
            let weighted_x = weight * x;
            // Written always and kept sometimes: a branch would be guessed wrong four times in ten.
            rows[kept] = DrawnRow {
                row,
                weighted: [weight, weighted_x, weighted_x * x, weighted_x * x * x],
            };
            kept += usize::from(counts[row] > 0);
        }
        rows.truncate(kept);
    }

    fn correlate(&self, worker: &mut Worker<'_>, places: &mut [f64]) -> Result<(), ParallelError> {
        let overlaps = self.overlaps(&worker.counts);
        let mut largest = Largest::default();
        let (last, places) = places.split_last_mut().expect("a place for the largest");
        for (k, (place, of_x)) in places.iter_mut().zip(overlaps).enumerate() {
            let with_y = worker.sums[k / LANES].0.map(|sums| sums[k % LANES]);
            let found = match Resampled::of_sums(of_x.0[0], &of_x.with(with_y)) {
                Resampled::Lost => self.repaired(worker, k)?,
                found => found,
            };
            *place = largest.take(self.targets[k].as_ref(), found);
        }
        *last = largest.value();
        Ok(())
    }

    /// For each lag from -L to L, the sums of x over the drawn rows that have a partner: those of the longest lag of
    /// either sign, and one row more for each step towards 0. Only added, never subtracted, so that no digit is lost.
    fn overlaps(&self, counts: &[u8]) -> Vec<Part> {
        let (n, longest) = (self.x.len(), self.longest);
        let (low, high) = (longest.min(n - longest), longest.max(n - longest));
        let part = |times: Range<usize>| Part::of(&self.x[times.clone()], &counts[times]);
        let [first, middle, last] = [0..low, low..high, high..n].map(part);
        let (mut late, mut early) = if longest == low {
            (middle.and(last), first.and(middle))
        } else {
            (last, first)
        };
        let mut parts = vec![Part::default(); 2 * longest + 1];
        for cut in (0..=longest).rev() {
            parts[longest - cut] = late;
            parts[longest + cut] = early;
            if cut > 0 {
                late = late.and(part(cut - 1..cut));
                early = early.and(part(n - cut..n - cut + 1));
            }
        }
        parts
    }

    /// The same of one overlap from its rows as drawn.
    fn repaired(&self, worker: &mut Worker<'_>, k: usize) -> Result<Resampled, CoreError> {
        let Worker { counts, drawn, .. } = worker;
        let [of_x, of_y] = overlap(self.x.len(), self.longest, k);
        let counts = &counts[of_x.clone()];
        let [x, y] = drawn;
        expand(&self.raw[0][of_x], counts, x);
        expand(&self.raw[1][of_y], counts, y);
        Resampled::of_drawn(self.resampler.set, x, y)
    }
}

/// The rows of x and of y that face each other at place k of the lags -L..=L.
pub(super) fn overlap(n: usize, longest: usize, k: usize) -> [Range<usize>; 2] {
    let starts = [longest.saturating_sub(k), k.saturating_sub(longest)];
    let rows = n - starts[0].max(starts[1]);
    starts.map(|start| start..start + rows)
}

impl Part {
    fn of(values: &[f64], counts: &[u8]) -> Self {
        let mut lanes = [[0.0; LANES]; 5];
        for (values, counts) in values.chunks(LANES).zip(counts.chunks(LANES)) {
            for (lane, (value, count)) in values.iter().zip(counts).enumerate() {
                let (weight, squared) = (f64::from(*count), value * value);
                lanes[0][lane] += weight;
                lanes[1][lane] += weight * value;
                lanes[2][lane] += weight * squared;
                lanes[3][lane] += weight * squared * value;
                lanes[4][lane] += weight * squared * squared;
            }
        }
        Self(lanes.map(|lanes| lanes.iter().sum()))
    }

    fn and(self, other: Self) -> Self {
        Self(std::array::from_fn(|order| self.0[order] + other.0[order]))
    }

    /// With the sums that y is part of, in the order of [`FourthMoments`](crate::FourthMoments).
    fn with(&self, sums: [f64; LAG_SUMS]) -> [f64; FOURTH] {
        let [_, x, xx, xxx, xxxx] = self.0;
        let [y, yy, yyy, yyyy, xy, xyy, xyyy, xxy, xxyy, xxxy] = sums;
        [
            x, y, xx, xy, yy, xxx, xxy, xyy, yyy, xxxx, xxxy, xxyy, xyyy, yyyy,
        ]
    }
}
