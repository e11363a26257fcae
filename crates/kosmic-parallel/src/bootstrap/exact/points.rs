//! Distinct values with their probabilities.

use crate::interval::{Distribution, TIE};

/// Bits that number a mass: there are 627 for 20 rows.
const NUMBER_BITS: u32 = 10;

/// Steps of r in 1.
const UNIT: f64 = (1_u64 << 52) as f64;

/// Correlations that differ by less, 1e-14, are one value, computed from different sums.
const SAME: u64 = 45;

/// Points whose masses are summed when a probability is asked for, not kept.
const STRIDE: usize = 4096;

/// A value r in steps of 2^-52 above -1, with the number of its mass behind: a word that is ordered as r is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Point(u64);

impl Point {
    /// r in [-1, 1].
    #[inline]
    pub(super) fn new(r: f64, number: u16) -> Self {
        Self(((((r + 1.0) * UNIT) as u64) << NUMBER_BITS) | u64::from(number))
    }

    fn step(self) -> u64 {
        self.0 >> NUMBER_BITS
    }

    fn r(self) -> f64 {
        self.step() as f64 / UNIT - 1.0
    }

    pub(super) fn number(self) -> u16 {
        (self.0 & ((1 << NUMBER_BITS) - 1)) as u16
    }

    fn with_r_of(self, other: Self) -> Self {
        Self((other.step() << NUMBER_BITS) | u64::from(self.number()))
    }
}

/// Values in ascending order with whole masses, and sums of these.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Points {
    /// Those that are one value have the same r.
    points: Vec<Point>,
    masses: Vec<u64>,
    /// The mass before each [`STRIDE`] of points.
    before: Vec<u128>,
    total: u128,
}

impl Points {
    /// From points in any order, at least one, and the masses that they number.
    pub(super) fn of(mut points: Vec<Point>, masses: Vec<u64>) -> Self {
        points.sort_unstable();
        let mut first = points[0];
        for point in &mut points {
            if point.step() - first.step() < SAME {
                *point = point.with_r_of(first);
            } else {
                first = *point;
            }
        }
        let mut total = 0;
        let before = points
            .chunks(STRIDE)
            .map(|points| {
                let before = total;
                total += mass_of(points, &masses);
                before
            })
            .collect();
        Self {
            points,
            masses,
            before,
            total,
        }
    }

    /// The number of points, equal ones counted each.
    pub(super) fn count(&self) -> usize {
        self.points.len()
    }

    /// The distinct values with P(r* ≤ r).
    pub(super) fn values(&self) -> impl Iterator<Item = (f64, f64)> {
        let equal = self.points.chunk_by(|a, b| a.step() == b.step());
        equal.scan(0, |mass, points| {
            *mass += mass_of(points, &self.masses);
            Some((points[0].r(), self.share(*mass)))
        })
    }

    fn share(&self, mass: u128) -> f64 {
        mass as f64 / self.total as f64
    }

    /// P(r* ≤ r) for the last of so many points.
    fn share_of_first(&self, count: usize) -> f64 {
        let Some(before) = self.before.get(count / STRIDE) else {
            return 1.0;
        };
        let rest = &self.points[count / STRIDE * STRIDE..count];
        self.share(before + mass_of(rest, &self.masses))
    }

    /// The mean of a function of r. Summed in strides, since there may be tens of millions of points.
    fn mean(&self, of: impl Fn(f64) -> f64) -> f64 {
        let term = |point: &Point| self.masses[usize::from(point.number())] as f64 * of(point.r());
        let strides = self.points.chunks(STRIDE);
        let sum: f64 = strides
            .map(|points| points.iter().map(term).sum::<f64>())
            .sum();
        sum / self.total as f64
    }
}

fn mass_of(points: &[Point], masses: &[u64]) -> u128 {
    let masses = points
        .iter()
        .map(|point| u128::from(masses[usize::from(point.number())]));
    masses.sum()
}

impl Distribution for Points {
    fn quantile(&self, p: f64) -> f64 {
        let rounding = 1e-13;
        let reaches = |mass: u128| self.share(mass) >= p - rounding;
        let stride = self.before.partition_point(|before| !reaches(*before));
        let stride = stride.saturating_sub(1);
        let mut mass = self.before[stride];
        let reached = self.points[stride * STRIDE..].iter().find(|point| {
            mass += u128::from(self.masses[usize::from(point.number())]);
            reaches(mass)
        });
        reached.unwrap_or(&self.points[self.points.len() - 1]).r()
    }

    fn mid_probability(&self, value: f64) -> f64 {
        let slack = TIE * (self.points[self.points.len() - 1].r() - self.points[0].r());
        let below = self
            .points
            .partition_point(|point| point.r() < value - slack);
        let to = self
            .points
            .partition_point(|point| point.r() <= value + slack);
        0.5 * (self.share_of_first(below) + self.share_of_first(to))
    }

    fn standard_deviation(&self) -> f64 {
        let mean = self.mean(|r| r);
        self.mean(|r| (r - mean).powi(2)).sqrt()
    }

    fn of_sizes(&self) -> Self {
        let sizes = self.points.iter();
        let sizes = sizes.map(|point| Point::new(point.r().abs(), point.number()));
        Self::of(sizes.collect(), self.masses.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ten thousand values, in an order that is none, with masses 1 and 3 and some that differ by rounding.
    fn points() -> Points {
        let value = |i: u64| {
            let tenth = (i * 7919 % 10_000) / 10;
            (tenth as f64 / 1000.0 - 0.5) + (i % 3) as f64 * 1e-15
        };
        let points = (0..10_000).map(|i| Point::new(value(i), (i % 2) as u16));
        Points::of(points.collect(), vec![1, 3])
    }

    #[test]
    fn values_that_differ_by_rounding_are_one() {
        let found: Vec<(f64, f64)> = points().values().collect();
        assert_eq!(found.len(), 1000);
        assert_eq!(found[999].1, 1.0);
        for (k, (r, share)) in found.into_iter().enumerate() {
            assert!((r - (k as f64 / 1000.0 - 0.5)).abs() < 1e-14);
            assert!((share - (k + 1) as f64 / 1000.0).abs() < 1e-12);
        }
    }

    #[test]
    fn quantiles_and_probabilities_are_those_of_the_values() {
        let points = points();
        let values: Vec<(f64, f64)> = points.values().collect();
        let mut below = 0.0;
        for (r, share) in values {
            assert_eq!(points.quantile(share), r);
            assert_eq!(points.quantile(share - 1e-4), r);
            assert!((points.mid_probability(r) - 0.5 * (below + share)).abs() < 1e-12);
            below = share;
        }
        assert_eq!(points.quantile(0.0), -0.5);
        assert_eq!(points.mid_probability(-0.6), 0.0);
        assert_eq!(points.mid_probability(0.6), 1.0);
    }

    #[test]
    fn the_deviation_is_that_of_a_grid() {
        let points = points();
        // Of k / 1000, k = 0 … 999.
        let expected = ((1e6 - 1.0) / 12.0_f64).sqrt() / 1000.0;
        assert!((points.standard_deviation() - expected).abs() < 1e-13);
        assert!((points.of_sizes().quantile(0.5) - 0.25).abs() < 2e-3);
    }
}
