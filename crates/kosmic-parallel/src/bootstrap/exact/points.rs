//! Distinct values with their probabilities.

use crate::interval::{Distribution, TIE};

/// Correlations that differ by less are one value, computed from different sums.
const SAME: f64 = 1e-14;

/// A value r with a mass: its weight, later P(r* ≤ r).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Point {
    pub(super) r: f64,
    pub(super) mass: f64,
}

/// Distinct values in ascending order, with P(r* ≤ r).
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Points(Vec<Point>);

impl Points {
    /// From values in any order, ties among them, with weights.
    pub(super) fn of_weights(mut points: Vec<Point>) -> Self {
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

    pub(super) fn iter(&self) -> std::slice::Iter<'_, Point> {
        self.0.iter()
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
