//! Moments of single pairs, merged by weights other than counts: what streams and windows are made of.

use super::{Axis, Moments};
use crate::pair::Side;
use crate::scale::{exponent, times_power_of_two};

/// Values of this size, and 0, have squares that neither overflow nor vanish.
const ORDINARY: std::ops::Range<f64> = 1e-120..1e120;

/// Mean and centred sums in plain units; what leaves the range of f64 there is infinite or 0.
pub(crate) struct PlainSums {
    pub(crate) mean: [f64; 2],
    /// What rounding the means to doubles has left out.
    pub(crate) rest: [f64; 2],
    /// Of x², xy and y².
    pub(crate) sums: [f64; 3],
}

impl Moments {
    /// The moments of one pair of finite values.
    pub(crate) fn of_pair(x: f64, y: f64) -> Self {
        Self {
            count: 1,
            x: Axis::of_value(x),
            y: Axis::of_value(y),
            cross: 0.0,
        }
    }

    /// The same with every pair's weight times `factor`.
    pub(crate) fn faded(mut self, factor: f64) -> Self {
        self.x.squares *= factor;
        self.y.squares *= factor;
        self.cross *= factor;
        self
    }

    /// Adds the pairs of `other`, with the sums of weights that both have.
    pub(crate) fn merge_weighted(&mut self, other: &Self, [of_self, of_other]: [f64; 2]) {
        if other.count == 0 {
            return;
        }
        if self.count == 0 {
            *self = *other;
            return;
        }
        let (mut a, mut b) = (*self, *other);
        a.share_units(&mut b);
        let share = of_other / (of_self + of_other);
        let weight = of_self * share;
        let (dx, dy) = (b.x.above(&a.x), b.y.above(&a.y));
        *self = Self {
            count: a.count.saturating_add(b.count),
            x: a.x.joined(&b.x, dx, share, weight),
            y: a.y.joined(&b.y, dy, share, weight),
            cross: a.cross + b.cross + dx * dy * weight,
        };
    }

    pub(crate) fn plain(&self) -> PlainSums {
        let (ex, ey) = (self.x.exponent, self.y.exponent);
        let rest = |axis: &Axis| times_power_of_two(axis.rest, axis.exponent);
        PlainSums {
            mean: [self.mean(Side::X), self.mean(Side::Y)],
            rest: [rest(&self.x), rest(&self.y)],
            sums: [
                times_power_of_two(self.x.squares, 2 * ex),
                times_power_of_two(self.cross, ex + ey),
                times_power_of_two(self.y.squares, 2 * ey),
            ],
        }
    }
}

impl Axis {
    fn of_value(value: f64) -> Self {
        let ordinary = value == 0.0 || ORDINARY.contains(&value.abs());
        let exponent = if ordinary { 0 } else { exponent(value) };
        Self {
            mean: times_power_of_two(value, -exponent),
            rest: 0.0,
            squares: 0.0,
            exponent,
        }
    }
}
