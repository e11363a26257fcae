//! Small noise that sets tied values apart.

use crate::order;
use crate::pair::Side;
use crate::stream::{Purpose, Stream};

/// Gaps below this share of the largest value are rounding of decimal fractions, not steps of a scale.
const ROUNDING: f64 = 1e-13;

/// Adds to each value noise that is uniform within half of a step on either side.
pub(super) fn add(values: &mut [f64], step: f64, side: Side, seed: u64) {
    let mut stream = Stream::new(seed, Purpose::Jitter, side as u64);
    for value in values {
        *value += step * (stream.uniform() - 0.5);
    }
}

/// The smallest gap between two values that is more than rounding, or the smallest of all where none is: noise within half of it
/// leaves unequal values in their order. `None` of a constant series.
pub(super) fn step(values: &[f64]) -> Option<f64> {
    let largest = values
        .iter()
        .fold(0.0, |largest: f64, value| largest.max(value.abs()));
    let ascending = order::ascending(values);
    let gaps = ascending
        .windows(2)
        .map(|pair| order::value(pair[1].key) - order::value(pair[0].key))
        .filter(|&gap| gap > 0.0);
    // By size within either kind.
    gaps.min_by(|a, b| {
        let is_rounding = |gap: f64| gap <= ROUNDING * largest;
        (is_rounding(*a).cmp(&is_rounding(*b))).then(a.total_cmp(b))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tied_values_are_set_apart_and_others_keep_their_order() {
        let original: Vec<f64> = (0..200).map(|i| f64::from(i % 20) / 10.0).collect();
        let mut values = original.clone();
        let step = step(&values).unwrap();
        add(&mut values, step, Side::X, 1);
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
            add(&mut values, 1.0, side, seed);
            values
        };
        assert_eq!(noisy(Side::X, 1), noisy(Side::X, 1));
        assert_ne!(noisy(Side::X, 1), noisy(Side::X, 2));
        assert_ne!(noisy(Side::X, 1), noisy(Side::Y, 1));
    }

    #[test]
    fn gaps_of_rounding_count_only_where_there_are_no_others() {
        assert_eq!(step(&[0.1 + 0.2, 0.3, 0.5, 0.4, 0.4]), Some(0.5 - 0.4));
        assert_eq!(step(&[1e15, 1e15 + 2.0, 1e15 + 1.0]), Some(1.0));
        assert_eq!(step(&[7.0, 7.0]), None);
    }
}
