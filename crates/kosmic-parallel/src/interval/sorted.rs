//! Replicates by their size: quantiles and spread.

pub use kosmic_core::quantile;
use kosmic_core::quantile_between;

use super::distribution::{Distribution, TIE};

/// Values as integers that are ordered as they are: sorted or searched so, they need no comparison that turns their bits
/// around each time.
fn keys(values: impl Iterator<Item = f64>) -> Vec<i64> {
    values.map(|value| turned(value.to_bits() as i64)).collect()
}

/// Negative numbers have all but the sign turned around: the map is its own inverse.
fn turned(bits: i64) -> i64 {
    bits ^ (((bits >> 63) as u64) >> 1) as i64
}

fn value_of(key: i64) -> f64 {
    f64::from_bits(turned(key) as u64)
}

/// The values in ascending order, by the total order of their bits.
pub(crate) fn ascending(values: Vec<f64>) -> Vec<f64> {
    let mut keys = keys(values.into_iter());
    keys.sort_unstable();
    keys.into_iter().map(value_of).collect()
}

/// [`quantile`] of values in any order, at p in [0, 1]: they are not sorted but searched, which a few quantiles are worth.
pub(super) fn quantile_of(values: impl Iterator<Item = f64>, p: f64) -> f64 {
    let mut keys = keys(values);
    let last = keys.len() - 1;
    let below = (last as f64 * p).floor() as usize;
    let (_, lower, above) = keys.select_nth_unstable(below);
    // The next one is the least of those above.
    let next = above.iter().min().unwrap_or(lower);
    let neighbours = [value_of(*lower), value_of(*next)];
    quantile_between(neighbours, last, p)
}

/// At least two defined replicates.
pub(crate) struct ReplicateValues(Vec<f64>);

impl ReplicateValues {
    pub(crate) fn new(values: Vec<f64>) -> Self {
        debug_assert!(values.len() >= 2);
        Self(values)
    }
}

impl Distribution for ReplicateValues {
    fn quantile(&self, p: f64) -> f64 {
        quantile_of(self.0.iter().copied(), p)
    }

    fn mid_probability(&self, value: f64) -> f64 {
        let ends = |(least, most): (f64, f64), value: &f64| (least.min(*value), most.max(*value));
        let (least, most) = self.0.iter().fold((f64::INFINITY, f64::NEG_INFINITY), ends);
        let slack = TIE * (most - least);
        let count = |limit: f64, tied: bool| {
            let below = |replicate: &&f64| **replicate < limit || (tied && **replicate == limit);
            self.0.iter().filter(below).count()
        };
        let (below, to) = (count(value - slack, false), count(value + slack, true));
        (below + to) as f64 / (2 * self.0.len()) as f64
    }

    /// Divisor m - 1. Summed in ascending order.
    fn standard_deviation(&self) -> f64 {
        let count = self.0.len() as f64;
        let ascending = ascending(self.0.clone());
        let mean = ascending.iter().sum::<f64>() / count;
        let squares: f64 = ascending.iter().map(|value| (value - mean).powi(2)).sum();
        (squares / (count - 1.0)).sqrt()
    }

    fn of_sizes(&self) -> Self {
        Self::new(self.0.iter().map(|value| value.abs()).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INFINITE: f64 = f64::INFINITY;

    #[test]
    fn quantiles_of_values_in_any_order_are_those_of_the_sorted_ones() {
        let values: Vec<f64> = (0..101_u32)
            .map(|i| f64::from(i * 37 % 101) - 40.0)
            .collect();
        let mut ascending = values.clone();
        ascending.sort_unstable_by(f64::total_cmp);
        for p in [0.0, 0.003, 0.025, 0.5, 0.7, 0.975, 1.0] {
            let found = quantile_of(values.iter().copied(), p);
            assert_eq!(Some(found), quantile(&ascending, p));
        }
    }

    #[test]
    fn quantiles_next_to_infinities_are_infinite_and_never_nan() {
        let values = [-INFINITE, -INFINITE, 1.0, INFINITE, INFINITE];
        let at = |p| quantile(&values, p).unwrap();
        assert_eq!([at(0.0), at(0.1), at(0.4)], [-INFINITE; 3]);
        assert_eq!(at(0.5), 1.0);
        assert_eq!([at(0.6), at(0.9), at(1.0)], [INFINITE; 3]);
        let ends = [-INFINITE, INFINITE];
        assert_eq!(quantile(&ends, 0.4), Some(-INFINITE));
        assert_eq!(quantile(&ends, 0.5), Some(INFINITE));
        assert_eq!(quantile(&[-INFINITE, 0.0], 0.9), Some(-INFINITE));
    }
}
