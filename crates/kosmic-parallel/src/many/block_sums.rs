//! Sums over stretches of embedded rows, for all lags at once.

use std::ops::Range;

use kosmic_core::Moments;

use crate::kernel::SECOND;
use crate::statistic::{BlockProducts, DrawnBlocks};

/// Count, Σ x, Σ y, Σ x², Σ y², Σ x y over the pairs of a lag in some stretches.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct PairSums {
    pairs: f64,
    x: f64,
    y: f64,
    xx: f64,
    yy: f64,
    xy: f64,
}

/// Less than this share of squares about the mean is taken for a constant series.
const NOTHING_LEFT: f64 = 1e-9;

impl PairSums {
    pub(super) fn add(&mut self, other: &Self) {
        self.pairs += other.pairs;
        self.x += other.x;
        self.y += other.y;
        self.xx += other.xx;
        self.yy += other.yy;
        self.xy += other.xy;
    }

    /// Adds a block to the products of blocks.
    pub(super) fn close(&self, products: &mut BlockProducts) {
        products.add(self.pairs, &self.ordered());
    }

    /// What blocks of these sums and products say; `None` where a series is constant or pairs are too few.
    pub(super) fn drawn(&self, products: &BlockProducts) -> Option<DrawnBlocks> {
        if self.pairs < kosmic_core::LEAST_OBSERVATIONS as f64 {
            return None;
        }
        let squares = [
            self.xx - self.x * self.x / self.pairs,
            self.yy - self.y * self.y / self.pairs,
        ];
        let varies = squares[0] > NOTHING_LEFT * self.xx && squares[1] > NOTHING_LEFT * self.yy;
        if !varies {
            return None;
        }
        let [x, y] = squares.map(|squares| (0.0, squares, 0));
        let cross = self.xy - self.x * self.y / self.pairs;
        let moments = Moments::from_central(self.pairs as u64, x, y, cross);
        Some(DrawnBlocks::new(moments, &self.ordered(), products))
    }

    fn ordered(&self) -> [f64; SECOND] {
        [self.x, self.y, self.xx, self.xy, self.yy]
    }
}

/// Running sums of both series and of their products at each lag, in standard units: the sums over any stretch are differences.
pub(super) struct RunningSums {
    rows: usize,
    longest: usize,
    /// Of the first 0, 1, … rows: Σ x and Σ x², then of y.
    of_series: [Vec<[f64; 2]>; 2],
    /// Of the first 0, 1, … rows t: Σ x_t y_{t+τ} for all τ from -L to L.
    products: Vec<f64>,
}

impl RunningSums {
    pub(super) fn new(x: &[f64], y: &[f64], longest: usize) -> Self {
        let (rows, width) = (x.len(), 2 * longest + 1);
        let of_series = |values: &[f64]| {
            let mut running = vec![[0.0; 2]];
            let mut sums = [0.0; 2];
            running.extend(values.iter().map(|value| {
                sums = [sums[0] + value, sums[1] + value * value];
                sums
            }));
            running
        };
        // With zeros on either side, which add nothing.
        let mut padded = vec![0.0; longest];
        padded.extend_from_slice(y);
        padded.resize(rows + 2 * longest, 0.0);
        let mut products = vec![0.0; (rows + 1) * width];
        for (t, x) in x.iter().enumerate() {
            let (before, now) = products.split_at_mut((t + 1) * width);
            let before = &before[t * width..];
            let ys = &padded[t..t + width];
            for ((now, before), y) in now.iter_mut().zip(before).zip(ys) {
                *now = x * y + before;
            }
        }
        Self {
            rows,
            longest,
            of_series: [of_series(x), of_series(y)],
            products,
        }
    }

    /// Bytes for so many rows and lags.
    pub(super) fn bytes(rows: usize, longest: usize) -> u128 {
        let places = rows as u128 + 1;
        places * (2 * longest as u128 + 5) * size_of::<f64>() as u128
    }

    pub(super) fn width(&self) -> usize {
        2 * self.longest + 1
    }

    /// The times t of the pairs at place k of the lags.
    pub(super) fn times(&self, k: usize) -> Range<usize> {
        let first = self.longest.saturating_sub(k);
        first..self.rows - k.saturating_sub(self.longest)
    }

    /// The sums of the pairs of place k over the times of a stretch that have one.
    pub(super) fn over(&self, stretch: &Range<usize>, k: usize) -> PairSums {
        let times = self.times(k);
        let (start, end) = (stretch.start.max(times.start), stretch.end.min(times.end));
        if start >= end {
            return PairSums::default();
        }
        let part = |running: &[[f64; 2]], start: usize, end: usize| {
            let ([a, aa], [b, bb]) = (running[start], running[end]);
            [b - a, bb - aa]
        };
        let [x, xx] = part(&self.of_series[0], start, end);
        let partner = |t: usize| t + k - self.longest;
        let [y, yy] = part(&self.of_series[1], partner(start), partner(end));
        let at = |t: usize| self.products[t * self.width() + k];
        PairSums {
            pairs: (end - start) as f64,
            x,
            y,
            xx,
            yy,
            xy: at(end) - at(start),
        }
    }
}
