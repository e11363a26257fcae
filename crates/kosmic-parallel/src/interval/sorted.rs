//! Replicates in ascending order: their quantiles and spread.

use super::distribution::{Distribution, TIE};

/// The quantile of ascending values at p in [0, 1] by linear interpolation between order statistics (type 7): the value
/// at position (m - 1) p, counted from 0. `None` for no values or a p outside [0, 1].
///
/// Infinite values are values: between a number and an infinity lies that infinity, between the two infinities the one
/// that p is nearer to.
///
/// # Example
/// ```
/// assert_eq!(kosmic_parallel::quantile(&[1.0, 2.0, 4.0], 0.75), Some(3.0));
/// assert_eq!(kosmic_parallel::quantile(&[1.0, 2.0, f64::INFINITY], 0.75), Some(f64::INFINITY));
/// ```
///
/// # Source
/// R. J. Hyndman, Y. Fan, Sample quantiles in statistical packages, The American Statistician 50 (1996) 361-365.
#[must_use]
pub fn quantile(ascending: &[f64], p: f64) -> Option<f64> {
    let last = ascending
        .len()
        .checked_sub(1)
        .filter(|_| (0.0..=1.0).contains(&p))?;
    let position = last as f64 * p;
    let below = position.floor() as usize;
    let share = position - below as f64;
    let lower = ascending[below];
    if share == 0.0 {
        return Some(lower);
    }
    let upper = ascending[below + 1];
    if lower.is_infinite() || upper.is_infinite() {
        let beyond_upper = lower.is_finite() || (upper.is_infinite() && p >= 0.5);
        return Some(if beyond_upper { upper } else { lower });
    }
    // From the nearer end, so that rounding never leaves [lower, upper].
    Some(if share < 0.5 {
        lower + share * (upper - lower)
    } else {
        upper - (1.0 - share) * (upper - lower)
    })
}

/// The values in ascending order, by the total order of their bits. As integers they sort twice as fast as by a comparison
/// that turns their bits around each time.
pub(crate) fn ascending(values: Vec<f64>) -> Vec<f64> {
    // The map is its own inverse: negative numbers have all but the sign turned around.
    let turned = |bits: i64| bits ^ (((bits >> 63) as u64) >> 1) as i64;
    let mut ordered: Vec<i64> = values
        .into_iter()
        .map(|value| turned(value.to_bits() as i64))
        .collect();
    ordered.sort_unstable();
    ordered
        .into_iter()
        .map(|bits| f64::from_bits(turned(bits) as u64))
        .collect()
}

/// At least two defined replicates in ascending order.
pub(crate) struct SortedReplicates(Vec<f64>);

impl SortedReplicates {
    pub(crate) fn new(values: Vec<f64>) -> Self {
        debug_assert!(values.len() >= 2);
        Self(ascending(values))
    }
}

impl Distribution for SortedReplicates {
    fn quantile(&self, p: f64) -> f64 {
        quantile(&self.0, p).expect("not empty, and p lies in [0, 1]")
    }

    fn mid_probability(&self, value: f64) -> f64 {
        let slack = TIE * (self.0[self.0.len() - 1] - self.0[0]);
        let below = self
            .0
            .partition_point(|replicate| *replicate < value - slack);
        let to = self
            .0
            .partition_point(|replicate| *replicate <= value + slack);
        (below + to) as f64 / (2 * self.0.len()) as f64
    }

    /// Divisor m - 1.
    fn standard_deviation(&self) -> f64 {
        let count = self.0.len() as f64;
        let mean = self.0.iter().sum::<f64>() / count;
        let squares: f64 = self.0.iter().map(|value| (value - mean).powi(2)).sum();
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
