//! Draws lag profiles: one weight for each time t, whatever the lag.

use std::ops::Range;

use kosmic_core::{CoreError, Moments, Pair, PairSource, Side};

use crate::error::ParallelError;
use crate::kernel::{self, DrawnRow, LANES, LagSums};
use crate::resample::{Counter, Frame, Resampler, expand};

/// Of squared deviations from the centre, the least share that must be left about the mean: then they have at least
/// twelve digits.
const LEAST_SHARE: f64 = 1e-3;

/// Both series, centred and scaled once.
pub(super) struct Embedded<'a> {
    resampler: &'a Resampler,
    longest: usize,
    raw: [Vec<f64>; 2],
    x: Vec<f64>,
    /// With zeros on either side, which add nothing: place t + k holds y at t + k - L.
    y: Vec<f64>,
}

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

/// Σ w, Σ w v, Σ w v² over a part of the rows.
#[derive(Clone, Copy, Default)]
struct Part {
    weight: f64,
    sum: f64,
    squares: f64,
}

/// What the sums say of one series at one lag.
enum Overlap {
    /// Σ w (v - v̄)².
    Spread(f64),
    Constant,
    /// The sums have lost digits.
    Lost,
}

impl<'a> Embedded<'a> {
    pub(super) fn new<S: PairSource>(
        pair: &Pair<S>,
        longest: usize,
        resampler: &'a Resampler,
    ) -> Result<Self, CoreError> {
        let frame = Frame::of(pair, resampler.blocks)?;
        let raw = [pair.column(Side::X)?, pair.column(Side::Y)?];
        let deviations = |side, values: &[f64]| -> Vec<f64> {
            let values = values.iter();
            values.map(|value| frame.deviation(side, *value)).collect()
        };
        let x = deviations(Side::X, &raw[0]);
        let mut y = vec![0.0; longest];
        y.extend(deviations(Side::Y, &raw[1]));
        y.resize(y.len() + longest + LANES, 0.0);
        Ok(Self {
            resampler,
            longest,
            raw,
            x,
            y,
        })
    }

    pub(super) fn worker(&self) -> Worker<'_> {
        let lags = vec![LagSums::default(); (2 * self.longest + 1).div_ceil(LANES)];
        Worker {
            counter: self.resampler.counter(),
            draws: Vec::new(),
            counts: Vec::new(),
            rows: Vec::new(),
            block: lags.clone(),
            sums: lags,
            drawn: Default::default(),
        }
    }

    /// Writes the correlations of some replicates, lag by lag; NaN where undefined.
    pub(super) fn draw(
        &self,
        worker: &mut Worker<'_>,
        group: Range<u64>,
        places: &mut [f64],
    ) -> Result<(), ParallelError> {
        for (replicate, places) in group.zip(places.chunks_mut(2 * self.longest + 1)) {
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
            weight: 0.0,
            weighted_x: 0.0,
        };
        rows.resize(times.len(), none);
        let mut kept = 0;
        for row in times {
            let weight = f64::from(counts[row]);
            // Written always and kept sometimes: a branch would be guessed wrong four times in ten.
            rows[kept] = DrawnRow {
                row,
                weight,
                weighted_x: weight * self.x[row],
            };
            kept += usize::from(counts[row] > 0);
        }
        rows.truncate(kept);
    }

    fn correlate(&self, worker: &mut Worker<'_>, places: &mut [f64]) -> Result<(), ParallelError> {
        let overlaps = self.overlaps(&worker.counts);
        for (k, (place, x)) in places.iter_mut().zip(overlaps).enumerate() {
            let [y, yy, xy] = worker.sums[k / LANES].0.map(|sums| sums[k % LANES]);
            let y = Part {
                weight: x.weight,
                sum: y,
                squares: yy,
            };
            let r = match (x.overlap(), y.overlap()) {
                (Overlap::Constant, _) | (_, Overlap::Constant) => None,
                (Overlap::Spread(a), Overlap::Spread(b)) => {
                    let cross = xy - x.sum * y.sum / x.weight;
                    let axis = |squares| (0.0, squares, 0);
                    let rows = x.weight as u64;
                    Moments::from_central(rows, axis(a), axis(b), cross).correlation()
                }
                _ => self.repaired(worker, k)?.correlation(),
            };
            *place = r.unwrap_or(f64::NAN);
        }
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

    /// The moments of the drawn rows of one overlap about their own mean.
    fn repaired(&self, worker: &mut Worker<'_>, k: usize) -> Result<Moments, CoreError> {
        let Worker { counts, drawn, .. } = worker;
        let (n, longest) = (self.x.len(), self.longest);
        let (from_x, from_y) = (longest.saturating_sub(k), k.saturating_sub(longest));
        let overlap = n - from_x.max(from_y);
        let counts = &counts[from_x..from_x + overlap];
        let [x, y] = drawn;
        expand(&self.raw[0][from_x..from_x + overlap], counts, x);
        expand(&self.raw[1][from_y..from_y + overlap], counts, y);
        Moments::of_slices(x, y)
    }
}

impl Part {
    fn of(values: &[f64], counts: &[u8]) -> Self {
        let mut lanes = [[0.0; LANES]; 3];
        for (values, counts) in values.chunks(LANES).zip(counts.chunks(LANES)) {
            for (lane, (value, count)) in values.iter().zip(counts).enumerate() {
                let weight = f64::from(*count);
                lanes[0][lane] += weight;
                lanes[1][lane] += weight * value;
                lanes[2][lane] += weight * (value * value);
            }
        }
        let [weight, sum, squares] = lanes.map(|lanes| lanes.iter().sum());
        Self {
            weight,
            sum,
            squares,
        }
    }

    fn and(self, other: Self) -> Self {
        Self {
            weight: self.weight + other.weight,
            sum: self.sum + other.sum,
            squares: self.squares + other.squares,
        }
    }

    fn overlap(&self) -> Overlap {
        if self.squares == 0.0 {
            // Nothing was drawn, or the centre itself only.
            return Overlap::Constant;
        }
        let squares = self.squares - self.sum * self.sum / self.weight;
        if squares > LEAST_SHARE * self.squares {
            Overlap::Spread(squares)
        } else {
            Overlap::Lost
        }
    }
}
