//! The bootstrap distribution of r for tiny samples, all resamples enumerated: no Monte Carlo error.
//!
//! A resample is its counts (c_1 … c_n) of sum n: C(2n-1, n) compositions in place of n^n draws. They are visited depth
//! first with the weighted sums of the rows so far, so that one composition costs one row's addition. A Gray code
//! would cost as much, but its running sums drift, and equal r would no longer be seen to be equal.

use kosmic_core::{Pair, PairSource, verify_level};

use crate::error::ParallelError;
use crate::interval::{
    Abc, Distribution, Ingredients, Interval, Jackknife, Method, TIE, for_each_block,
};
use crate::memory::available_memory;

/// Correlations that differ by less are one value, computed from different sums.
const SAME: f64 = 1e-14;

/// Variances below this share of the mean square are rounding: the series is constant.
const CONSTANT: f64 = 64.0 * f64::EPSILON;

/// 1 - |r| below this is rounding, and r is taken as exactly 1 or -1.
const PERFECT: f64 = 8.0 * f64::EPSILON;

/// The exact bootstrap distribution of r: its distinct values with their probabilities.
///
/// Assumes independent rows, few of them: 9 rows have 24 310 distinct resamples, 15 have 77 558 760.
///
/// Cost: O(C(2n-1, n)) time and 16 bytes a composition, for n = 15 some ten seconds and 1.2 GB.
///
/// # Example
/// ```
/// use kosmic_core::Pair;
/// use kosmic_parallel::{ExactBootstrap, Method};
///
/// let pair = Pair::new(&[1.0, 2.0, 3.0, 4.0, 6.0], &[2.0, 1.0, 4.0, 3.0, 7.0])?;
/// let exact = ExactBootstrap::of_pair(&pair, ExactBootstrap::FEW_COMPOSITIONS)?;
/// assert_eq!(exact.compositions(), 126);
/// // The five resamples of a single row.
/// assert!((exact.undefined() - 5.0 / 3125.0).abs() < 1e-15);
/// assert!(exact.interval(Method::Percentile, 0.9)?.limits.contains(pair.r()));
/// # Ok::<(), kosmic_parallel::ParallelError>(())
/// ```
///
/// # Source
/// P. Diaconis, S. Holmes, Gray codes for randomization procedures, Statistics and Computing 4 (1994) 287-302; N. I.
/// Fisher, P. Hall, Bootstrap algorithms for small samples, Journal of Statistical Planning and Inference 27 (1991)
/// 157-169.
#[derive(Clone, Debug, PartialEq)]
pub struct ExactBootstrap {
    r: f64,
    compositions: u64,
    undefined: f64,
    points: Points,
    jackknife: Jackknife,
    abc: Option<Abc>,
}

impl ExactBootstrap {
    /// As many compositions as take no time: those of 10 rows.
    pub const FEW_COMPOSITIONS: u64 = 92_378;

    /// Enumerates the resamples of a pair, unless there are more than `most` distinct ones.
    ///
    /// # Errors
    /// [`ParallelError::TooManyCompositions`], [`ParallelError::OutOfMemory`], [`ParallelError::PerfectCorrelation`] for
    /// |r| = 1, or the source's failure.
    pub fn of_pair<S: PairSource>(pair: &Pair<S>, most: u64) -> Result<Self, ParallelError> {
        let jackknife = Jackknife::of_pair(pair)?;
        let abc = match Abc::of_pair(pair) {
            Err(ParallelError::NoInfluence) => None,
            other => Some(other?),
        };
        let compositions = compositions(pair.len(), most)?;
        let mut enumeration = Enumeration::of(pair, compositions)?;
        enumeration.visit(0, pair.len(), Sums::default(), 1.0);
        Ok(Self {
            r: pair.r(),
            compositions,
            undefined: enumeration.undefined / enumeration.total(),
            points: Points::of_weights(enumeration.found),
            jackknife,
            abc,
        })
    }

    /// The number of distinct resamples.
    #[must_use]
    pub fn compositions(&self) -> u64 {
        self.compositions
    }

    /// The probability of a resample without r: a constant series.
    #[must_use]
    pub fn undefined(&self) -> f64 {
        self.undefined
    }

    /// The distinct values r in ascending order, each with P(r* ≤ r) among the resamples with a value.
    pub fn values(&self) -> impl ExactSizeIterator<Item = (f64, f64)> {
        self.points.0.iter().map(|point| (point.r, point.mass))
    }

    /// The smallest r with P(r* ≤ r) ≥ p; `None` for p outside [0, 1].
    #[must_use]
    pub fn quantile(&self, p: f64) -> Option<f64> {
        (0.0..=1.0)
            .contains(&p)
            .then(|| Distribution::quantile(&self.points, p))
    }

    /// P(r* < r) + P(r* = r)/2 among the resamples with a value.
    #[must_use]
    pub fn mid_probability(&self, r: f64) -> f64 {
        Distribution::mid_probability(&self.points, r)
    }

    /// The standard deviation of r* over the resamples with a value.
    #[must_use]
    pub fn standard_error(&self) -> f64 {
        Distribution::standard_deviation(&self.points)
    }

    /// A two-sided interval of r by any method but the bootstrap-t.
    ///
    /// # Errors
    /// As [`Replicates::interval`](super::Replicates::interval).
    pub fn interval(&self, method: Method, level: f64) -> Result<Interval, ParallelError> {
        verify_level(level)?;
        let ingredients = Ingredients {
            estimate: self.r,
            distribution: &self.points,
            studentised: None,
            jackknife: Some(&self.jackknife),
            abc: self.abc.as_ref(),
        };
        Ok(Interval {
            limits: ingredients.limits(method, level)?.limits,
            method,
            level,
        })
    }
}

/// C(2n-1, n), if that is at most `most`.
fn compositions(n: usize, most: u64) -> Result<u64, ParallelError> {
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

/// A value r with a mass: its weight, later P(r* ≤ r).
#[derive(Clone, Copy, Debug, PartialEq)]
struct Point {
    r: f64,
    mass: f64,
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

/// The walk over all compositions.
struct Enumeration {
    rows: Vec<[f64; 5]>,
    /// Row k holds C(k, 0) … C(k, k).
    binomials: Vec<Vec<f64>>,
    found: Vec<Point>,
    undefined: f64,
}

impl Enumeration {
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

/// Distinct values in ascending order, with P(r* ≤ r).
#[derive(Clone, Debug, PartialEq)]
struct Points(Vec<Point>);

impl Points {
    /// From values in any order, ties among them, with weights.
    fn of_weights(mut points: Vec<Point>) -> Self {
        points.sort_unstable_by(|a, b| a.r.total_cmp(&b.r).then(a.mass.total_cmp(&b.mass)));
        points.dedup_by(|next, kept| {
            let same = next.r - kept.r < SAME;
            if same {
                kept.mass += next.mass;
            }
            same
        });
        points.shrink_to_fit();
        // Compensated, since there may be tens of millions.
        let (mut below, mut lost) = (0.0, 0.0);
        for point in &mut points {
            let term = point.mass + lost;
            let sum = below + term;
            lost = term - (sum - below);
            below = sum;
            point.mass = below;
        }
        for point in &mut points {
            point.mass /= below;
        }
        Self(points)
    }

    /// Values with their own probabilities.
    fn apart(&self) -> impl Iterator<Item = Point> {
        let before = std::iter::once(0.0).chain(self.0.iter().map(|point| point.mass));
        self.0.iter().zip(before).map(|(point, before)| Point {
            r: point.r,
            mass: point.mass - before,
        })
    }

    /// P(r* ≤ r) for the last of so many values.
    fn mass_of_first(&self, count: usize) -> f64 {
        count.checked_sub(1).map_or(0.0, |last| self.0[last].mass)
    }
}

impl Distribution for Points {
    fn quantile(&self, p: f64) -> f64 {
        let rounding = 1e-13;
        let place = self.0.partition_point(|point| point.mass < p - rounding);
        self.0[place.min(self.0.len() - 1)].r
    }

    fn mid_probability(&self, value: f64) -> f64 {
        let slack = TIE * (self.0[self.0.len() - 1].r - self.0[0].r);
        let below = self.0.partition_point(|point| point.r < value - slack);
        let to = self.0.partition_point(|point| point.r <= value + slack);
        0.5 * (self.mass_of_first(below) + self.mass_of_first(to))
    }

    fn standard_deviation(&self) -> f64 {
        let mean: f64 = self.apart().map(|point| point.mass * point.r).sum();
        let squares = self
            .apart()
            .map(|point| point.mass * (point.r - mean).powi(2));
        squares.sum::<f64>().sqrt()
    }

    fn of_sizes(&self) -> Self {
        let sizes = self.apart().map(|point| Point {
            r: point.r.abs(),
            ..point
        });
        Self::of_weights(sizes.collect())
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
    fn more_compositions_than_memory_holds_are_refused_before_any_is_visited() {
        let x: Vec<f64> = (0..30).map(f64::from).collect();
        let y: Vec<f64> = x.iter().map(|x| x * x).collect();
        let pair = Pair::new(&x, &y).unwrap();
        let error = ExactBootstrap::of_pair(&pair, u64::MAX).unwrap_err();
        assert!(matches!(error, ParallelError::OutOfMemory { .. }));
    }

    #[test]
    fn the_weights_of_all_compositions_sum_to_all_draws() {
        let pair = Pair::new(&[1.0, 1.0, 2.0, 3.0, 5.0], &[2.0, 0.0, 0.0, 4.0, 1.0]).unwrap();
        let mut enumeration = Enumeration::of(&pair, 126).unwrap();
        enumeration.visit(0, 5, Sums::default(), 1.0);
        let weights: f64 = enumeration.found.iter().map(|point| point.mass).sum();
        assert_eq!(weights + enumeration.undefined, 3125.0);
    }
}
