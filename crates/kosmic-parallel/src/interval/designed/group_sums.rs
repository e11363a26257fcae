//! Sums of a standardised pair over the rows of each group.

use kosmic_core::{Pair, PairSource};

use super::super::deviations::for_each_block;
use crate::error::ParallelError;
use crate::scheme::Labels;

/// Count and sums of a, b, a², b² and a b over some rows.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct GroupSums {
    pub(super) count: f64,
    pub(super) a: f64,
    pub(super) b: f64,
    pub(super) aa: f64,
    pub(super) bb: f64,
    pub(super) ab: f64,
}

impl GroupSums {
    pub(super) fn of_row(a: f64, b: f64) -> Self {
        Self {
            count: 1.0,
            a,
            b,
            aa: a * a,
            bb: b * b,
            ab: a * b,
        }
    }

    /// The sums of each group over deviations from the means in units of the roots of the sums of squares.
    ///
    /// Cost: one sequential reading.
    pub(super) fn of_groups<S: PairSource>(
        pair: &Pair<S>,
        labels: &Labels,
        numbers: &[usize],
    ) -> Result<Vec<Self>, ParallelError> {
        let mut sums = vec![Self::default(); labels.count()];
        for_each_block(pair, |first, a, b| {
            for ((&group, &a), &b) in numbers[first..].iter().zip(a).zip(b) {
                sums[group] = sums[group].plus(1.0, &Self::of_row(a, b));
            }
        })?;
        Ok(sums)
    }

    pub(super) fn plus(&self, factor: f64, other: &Self) -> Self {
        Self {
            count: self.count + factor * other.count,
            a: self.a + factor * other.a,
            b: self.b + factor * other.b,
            aa: self.aa + factor * other.aa,
            bb: self.bb + factor * other.bb,
            ab: self.ab + factor * other.ab,
        }
    }

    pub(super) fn times(&self, factor: f64) -> Self {
        Self::default().plus(factor, self)
    }

    /// Means in place of sums.
    pub(super) fn mean(&self) -> Self {
        self.times(1.0 / self.count)
    }
}
