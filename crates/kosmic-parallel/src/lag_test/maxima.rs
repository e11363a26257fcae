//! The studentised statistic at all lags of two series, and the largest of them.

use kosmic_core::{InstructionSet, Kernel, LANES, Vector};

use crate::coupling_test::{Products, TestStatistic};

/// Both series in standard units with zeros behind, so that each lag sums over whole vectors.
pub(super) struct Lagged {
    x: Vec<f64>,
    y: Vec<f64>,
    rows: usize,
    longest: usize,
    set: InstructionSet,
}

impl Lagged {
    pub(super) fn new(x: &[f64], y: &[f64], longest: usize, set: InstructionSet) -> Self {
        let room = x.len().next_multiple_of(LANES) + longest;
        let padded = |values: &[f64]| {
            let mut padded = values.to_vec();
            padded.resize(room, 0.0);
            padded
        };
        Self {
            x: padded(x),
            y: padded(y),
            rows: x.len(),
            longest,
            set,
        }
    }

    /// The statistics of the data at the lags from -L to L, with the signs of r.
    pub(super) fn of_data(&self) -> Vec<f64> {
        self.at_all_lags(&self.y).collect()
    }

    /// The largest size of a statistic at any lag, once y is turned by some rows.
    pub(super) fn largest_of_turned(&self, turn: usize, space: &mut Vec<f64>) -> f64 {
        let (before, after) = self.y[..self.rows].split_at(turn);
        self.largest([after, before], space)
    }

    /// The same with other values, in two parts, in the place of y.
    pub(super) fn largest(&self, parts: [&[f64]; 2], space: &mut Vec<f64>) -> f64 {
        space.clear();
        space.extend_from_slice(parts[0]);
        space.extend_from_slice(parts[1]);
        space.resize(self.y.len(), 0.0);
        self.at_all_lags(space)
            .fold(0.0, |largest, statistic| largest.max(statistic.abs()))
    }

    fn at_all_lags<'a>(&'a self, y: &'a [f64]) -> impl Iterator<Item = f64> + 'a {
        let longest = self.longest as i64;
        (-longest..=longest).map(move |lag| self.set.run(AtLag { of: self, y, lag }))
    }
}

/// Σ u_t v_{t+lag} by its error.
struct AtLag<'a> {
    of: &'a Lagged,
    y: &'a [f64],
    lag: i64,
}

impl Kernel for AtLag<'_> {
    type Output = f64;

    #[inline(always)]
    fn run<V: Vector>(self) -> f64 {
        let room = self.of.rows.next_multiple_of(LANES);
        let shift = self.lag.unsigned_abs() as usize;
        // Whatever lies behind the shorter series meets zeros.
        let (x, y) = if self.lag < 0 {
            (&self.of.x[shift..][..room], &self.y[..room])
        } else {
            (&self.of.x[..room], &self.y[shift..][..room])
        };
        let products = Products {
            u: x.as_chunks().0,
            v: y.as_chunks().0,
        };
        let pairs = self.of.rows - shift;
        TestStatistic::Studentised.of_sums(products.run::<V>(), pairs as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statistics_at_each_lag_are_those_of_the_overlapping_rows() {
        let value = |t: usize, by: usize| ((t * t * by + t) % 17) as f64 - 8.0;
        for (rows, longest) in [(9, 3), (16, 5), (41, 10)] {
            let x: Vec<f64> = (0..rows).map(|t| value(t, 3)).collect();
            let y: Vec<f64> = (0..rows).map(|t| value(t, 5)).collect();
            for set in InstructionSet::available() {
                let lagged = Lagged::new(&x, &y, longest, set);
                for turn in 0..rows {
                    let turned: Vec<f64> = (0..rows).map(|t| y[(t + turn) % rows]).collect();
                    let plain = |lag: i64| {
                        let at = |t: i64| usize::try_from(t).ok().filter(|t| *t < rows);
                        let pairs = (0..rows as i64)
                            .filter_map(|t| Some((x[at(t)?], turned[at(t + lag)?])));
                        let products: Vec<f64> = pairs.map(|(x, y)| x * y).collect();
                        let squares: f64 = products.iter().map(|p| p * p).sum();
                        products.iter().sum::<f64>() / squares.sqrt()
                    };
                    let lags = -(longest as i64)..=longest as i64;
                    let largest = lags.clone().map(|lag| plain(lag).abs()).fold(0.0, f64::max);
                    assert_eq!(lagged.largest_of_turned(turn, &mut Vec::new()), largest);
                    if turn == 0 {
                        assert!(lagged.of_data().into_iter().eq(lags.map(plain)));
                    }
                }
            }
        }
    }
}
