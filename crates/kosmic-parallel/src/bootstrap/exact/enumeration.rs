//! The walk over all resamples.
//!
//! A resample is its counts (c_1 … c_n) of sum n: C(2n-1, n) compositions in place of n^n draws. They are visited depth
//! first with the weighted sums of the rows so far, so that one composition costs one row's addition. A Gray code
//! would cost as much, but its running sums drift, and equal r would no longer be seen to be equal.

use kosmic_core::{Pair, PairSource};

use super::partitions::Partitions;
use super::points::Point;
use crate::error::ParallelError;
use crate::interval::for_each_block;
use crate::memory::available_memory;

/// Variances below this share of the mean square are rounding: the series is constant.
const CONSTANT: f64 = 64.0 * f64::EPSILON;

/// 1 - |r| below this is rounding, and r is taken as exactly 1 or -1.
const PERFECT: f64 = 8.0 * f64::EPSILON;

/// C(2n-1, n), if that is at most `most`.
pub(super) fn compositions(n: usize, most: u64) -> Result<u64, ParallelError> {
    let mut count: u128 = 1;
    for i in 0..n as u128 {
        // C(n + i, i + 1) is whole at each step.
        count = count.saturating_mul(n as u128 + i) / (i + 1);
        if count > u128::from(u64::MAX) {
            break;
        }
    }
    u64::try_from(count)
        .ok()
        .filter(|&count| count <= most)
        .ok_or(ParallelError::TooManyCompositions {
            rows: n,
            compositions: count,
            most,
        })
}

/// Weighted sums of x, y, x², x y, y².
#[derive(Clone, Copy, Default)]
struct Sums([f64; 5]);

impl Sums {
    fn plus(self, count: f64, row: &[f64; 5]) -> Self {
        let mut sums = self.0;
        for (sum, term) in sums.iter_mut().zip(row) {
            *sum += count * term;
        }
        Self(sums)
    }

    fn correlation(self, n: f64) -> Option<f64> {
        let [x, y, xx, xy, yy] = self.0;
        let (vx, vy) = (xx - x * x / n, yy - y * y / n);
        if vx <= CONSTANT * xx || vy <= CONSTANT * yy {
            return None;
        }
        let r = (xy - x * y / n) / (vx * vy).sqrt();
        Some(if 1.0 - r.abs() < PERFECT {
            r.signum()
        } else {
            r
        })
    }
}

/// The correlations of all compositions with the numbers of their weights, and the probability of those that have none.
pub(super) struct Enumeration {
    pub(super) found: Vec<Point>,
    pub(super) weights: Vec<u64>,
    pub(super) undefined: f64,
}

impl Enumeration {
    pub(super) fn of<S: PairSource>(
        pair: &Pair<S>,
        compositions: u64,
    ) -> Result<Self, ParallelError> {
        let mut walk = Walk::of(pair, compositions)?;
        walk.visit(0, pair.len(), Sums::default(), walk.partitions.start());
        let undefined = walk.undefined as f64 / walk.total() as f64;
        Ok(Self {
            found: walk.found,
            weights: walk.partitions.weights().to_vec(),
            undefined,
        })
    }
}

/// The walk over all compositions.
struct Walk {
    rows: Vec<[f64; 5]>,
    partitions: Partitions,
    found: Vec<Point>,
    undefined: u128,
}

impl Walk {
    fn of<S: PairSource>(pair: &Pair<S>, compositions: u64) -> Result<Self, ParallelError> {
        let bytes = u128::from(compositions) * size_of::<Point>() as u128;
        let available = available_memory();
        // Where memory is overcommitted, what is reserved need not be there.
        let too_many = available.is_some_and(|available| bytes > u128::from(available))
            || pair.len() > Partitions::LARGEST;
        let mut found = Vec::new();
        if too_many || found.try_reserve_exact(compositions as usize).is_err() {
            return Err(ParallelError::OutOfMemory {
                replicates: compositions as usize,
                bytes,
                available,
            });
        }
        let mut rows = Vec::with_capacity(pair.len());
        for_each_block(pair, |_, a, b| {
            let products = a.iter().zip(b).map(|(a, b)| [*a, *b, a * a, a * b, b * b]);
            rows.extend(products);
        })?;
        Ok(Self {
            partitions: Partitions::of(rows.len()),
            rows,
            found,
            undefined: 0,
        })
    }

    /// n^n, the weight of all resamples.
    fn total(&self) -> u128 {
        let n = self.rows.len() as u128;
        self.rows.iter().map(|_| n).product()
    }

    /// Shares `left` draws among the rows from `row` on.
    fn visit(&mut self, row: usize, left: usize, sums: Sums, state: u16) {
        if row + 1 == self.rows.len() {
            let sums = sums.plus(left as f64, &self.rows[row]);
            let number = self.partitions.after(state, left);
            match sums.correlation(self.rows.len() as f64) {
                Some(r) => self.found.push(Point::new(r, number)),
                None => {
                    self.undefined += u128::from(self.partitions.weights()[usize::from(number)]);
                }
            }
            return;
        }
        for count in 0..=left {
            let sums = sums.plus(count as f64, &self.rows[row]);
            let state = self.partitions.after(state, count);
            self.visit(row + 1, left - count, sums, state);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compositions_are_counted_and_refused_beyond_what_is_allowed() {
        assert_eq!(compositions(3, 10).unwrap(), 10);
        assert_eq!(compositions(15, u64::MAX).unwrap(), 77_558_760);
        let error = compositions(3, 9).unwrap_err();
        assert!(matches!(
            error,
            ParallelError::TooManyCompositions {
                rows: 3,
                compositions: 10,
                most: 9
            }
        ));
        assert!(compositions(1_000_000, u64::MAX).is_err());
    }

    #[test]
    fn the_weights_of_all_compositions_sum_to_all_draws() {
        let pair = Pair::new(&[1.0, 1.0, 2.0, 3.0, 5.0], &[2.0, 0.0, 0.0, 4.0, 1.0]).unwrap();
        let mut walk = Walk::of(&pair, 126).unwrap();
        walk.visit(0, 5, Sums::default(), walk.partitions.start());
        let weights = walk.partitions.weights();
        let weight = |point: &Point| u128::from(weights[usize::from(point.number())]);
        let defined: u128 = walk.found.iter().map(weight).sum();
        assert_eq!(walk.found.len(), 126 - 13);
        assert_eq!(defined + walk.undefined, 3125);
    }
}
