//! Small noise that sets tied values apart.

use crate::order;
use crate::pair::Side;
use crate::stream::{Purpose, Stream};

/// Gaps below this share of the largest value are rounding of decimal fractions, not steps of a scale.
const ROUNDING: f64 = 1e-13;

/// Adds to each value noise that is uniform within half of a step on either side: a step is the smallest gap between two
/// values of the series, so that unequal values keep their order.
pub(super) fn jitter(values: &mut [f64], side: Side, seed: u64) {
    let Some(step) = step(values) else { return };
    let mut stream = Stream::new(seed, Purpose::Jitter, side as u64);
    for value in values {
        *value += step * (stream.uniform() - 0.5);
    }
}

/// The smallest gap between two values that is more than rounding; `None` where there is none.
fn step(values: &[f64]) -> Option<f64> {
    let largest = values
        .iter()
        .fold(0.0, |largest: f64, value| largest.max(value.abs()));
    let ascending = order::ascending(values);
    let gaps = ascending
        .windows(2)
        .map(|pair| order::value(pair[1].key) - order::value(pair[0].key));
    gaps.filter(|&gap| gap > ROUNDING * largest)
        .min_by(f64::total_cmp)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tied_values_are_set_apart_and_others_keep_their_order() {
        let original: Vec<f64> = (0..200).map(|i| f64::from(i % 20) / 10.0).collect();
        let mut values = original.clone();
        jitter(&mut values, Side::X, 1);
        for (a, b) in values.iter().zip(&original) {
            assert!((a - b).abs() <= 0.0501);
        }
        let ranked = order::ascending(&values);
        assert!(ranked.windows(2).all(|pair| pair[0].key < pair[1].key));
        assert!(
            ranked
                .windows(2)
                .all(|pair| original[pair[0].tag] <= original[pair[1].tag])
        );
    }

    #[test]
    fn the_noise_hangs_on_seed_and_side() {
        let noisy = |side, seed| {
            let mut values = vec![0.0, 1.0, 1.0, 3.0];
            jitter(&mut values, side, seed);
            values
        };
        assert_eq!(noisy(Side::X, 1), noisy(Side::X, 1));
        assert_ne!(noisy(Side::X, 1), noisy(Side::X, 2));
        assert_ne!(noisy(Side::X, 1), noisy(Side::Y, 1));
    }
}
