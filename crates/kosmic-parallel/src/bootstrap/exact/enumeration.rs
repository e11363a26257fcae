//! The walk over all resamples.
//!
//! A resample is its counts (c_1 … c_n) of sum n: C(2n-1, n) compositions in place of n^n draws. They are visited depth
//! first with the weighted sums of the rows so far, so that one composition costs one row's addition. A Gray code
//! would cost as much, but its running sums drift, and equal r would no longer be seen to be equal.

use kosmic_core::{Pair, PairSource};

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

/// The correlations of all compositions with their weights, and the share of those that have none.
pub(super) struct Enumeration {
    pub(super) found: Vec<Point>,
    pub(super) undefined: f64,
}

impl Enumeration {
    pub(super) fn of<S: PairSource>(
        pair: &Pair<S>,
        compositions: u64,
    ) -> Result<Self, ParallelError> {
        let mut walk = Walk::of(pair, compositions)?;
        walk.visit(0, pair.len(), Sums::default(), 1.0);
        let undefined = walk.undefined / walk.total();
        let found = walk.found;
        Ok(Self { found, undefined })
    }
}

/// The walk over all compositions.
struct Walk {
    rows: Vec<[f64; 5]>,
    /// Row k holds C(k, 0) … C(k, k).
    binomials: Vec<Vec<f64>>,
    found: Vec<Point>,
    undefined: f64,
}

impl Walk {
    fn of<S: PairSource>(pair: &Pair<S>, compositions: u64) -> Result<Self, ParallelError> {
        let bytes = u128::from(compositions) * size_of::<Point>() as u128;
        let available = available_memory();
        // Where memory is overcommitted, what is reserved need not be there.
        let too_many = available.is_some_and(|available| bytes > u128::from(available));
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
            binomials: pascal(rows.len()),
            rows,
            found,
            undefined: 0.0,
        })
    }

    /// n^n, the weight of all resamples.
    fn total(&self) -> f64 {
        let n = self.rows.len() as f64;
        self.rows.iter().map(|_| n).product()
    }

    /// Shares `left` draws among the rows from `row` on. A weight is n! / Π c_i!, the product of the binomials on the way.
    fn visit(&mut self, row: usize, left: usize, sums: Sums, weight: f64) {
        if row + 1 == self.rows.len() {
            let sums = sums.plus(left as f64, &self.rows[row]);
            match sums.correlation(self.rows.len() as f64) {
                Some(r) => self.found.push(Point { r, mass: weight }),
                None => self.undefined += weight,
            }
            return;
        }
        for count in 0..=left {
            let sums = sums.plus(count as f64, &self.rows[row]);
            let weight = weight * self.binomials[left][count];
            self.visit(row + 1, left - count, sums, weight);
        }
    }
}

fn pascal(n: usize) -> Vec<Vec<f64>> {
    let mut rows = vec![vec![1.0]];
    for k in 1..=n {
        let above: &Vec<f64> = &rows[k - 1];
        let inner = above.windows(2).map(|pair| pair[0] + pair[1]);
        let row = std::iter::once(1.0).chain(inner).chain([1.0]).collect();
        rows.push(row);
    }
    rows
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
        walk.visit(0, 5, Sums::default(), 1.0);
        let weights: f64 = walk.found.iter().map(|point| point.mass).sum();
        assert_eq!(weights + walk.undefined, 3125.0);
    }
}
