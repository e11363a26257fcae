//! Binomial numbers against their law, and the parts that make the rejection exact.

use kosmic_core::{Purpose, Stream};

use super::*;
use crate::resample::laws::{Histogram, p_of_frequencies};

fn stream(index: u64) -> Stream {
    Stream::new(20, Purpose::Simulate, index)
}

/// (n, part, whole) on both sides of the change of algorithm, symmetric and skewed, small and large.
const LAWS: [(u64, u64, u64); 14] = [
    (1, 1, 3),
    (2, 1, 2),
    (15, 1, 15),
    (19, 1, 2),
    (20, 1, 2),
    (33, 49, 100),
    (40, 3, 4),
    (100, 1, 10),
    (1_000, 999, 1_000),
    (20_000, 999, 1_000),
    (1_000_000, 1, 1_000_000_000),
    (1_000_000, 12, 1_000_000),
    (1_000_000, 1, 3),
    (1_000_000, 1, 2),
];

/// The p-value of the frequencies of `draws` numbers.
fn p_value_of_fit(n: u64, part: u64, whole: u64, draws: u64) -> f64 {
    let mut stream = stream(n ^ (part << 20) ^ (whole << 40));
    let mut drawn = Histogram::new();
    for _ in 0..draws {
        *drawn
            .entry(binomial(&mut stream, n, part, whole))
            .or_default() += 1;
    }
    p_of_frequencies(&drawn, n, part, whole)
}

/// Fails by chance with probability 14e-5; the seeds are fixed.
#[test]
fn frequencies_are_binomial() {
    for (n, part, whole) in LAWS {
        let p = p_value_of_fit(n, part, whole, 200_000);
        assert!(p > 1e-5, "n {n}, {part}/{whole}: p-value {p}");
    }
}

/// At five standard errors of mean and variance.
#[test]
fn mean_and_variance_are_right_for_very_large_numbers() {
    for (n, part, whole) in [
        (1_000_000_000_000, 1, 2),
        (1_000_000_000_000, 1, 3),
        (1_000_000_000_000, 17, 1_000_000_000_000),
        (1 << 53, 123_456_789, 1 << 40),
        (1 << 63, 3, 7),
        (1 << 63, 6_000_000_000, 6_000_000_001),
        (u64::MAX, u64::MAX / 2, u64::MAX),
    ] {
        let mut stream = stream(n ^ whole);
        let (floor, fraction) = {
            let product = u128::from(n) * u128::from(part);
            let whole = u128::from(whole);
            (
                (product / whole) as u64,
                (product % whole) as f64 / whole as f64,
            )
        };
        let variance = (floor as f64 + fraction) * ((whole - part) as f64 / whole as f64);
        let count = 100_000;
        let mut sums = [0.0; 2];
        for _ in 0..count {
            let k = binomial(&mut stream, n, part, whole);
            let excess = (i128::from(k) - i128::from(floor)) as f64 - fraction;
            let z = excess / variance.sqrt();
            sums[0] += z;
            sums[1] += z * z;
        }
        let count = f64::from(count);
        let [mean, square] = sums.map(|sum| sum / count);
        let kurtosis_less_one = 2.0 + 1.0 / variance;
        assert!(mean.abs() < 5.0 / count.sqrt(), "n {n}: mean {mean}");
        let error = (kurtosis_less_one / count).sqrt();
        assert!(
            (square - 1.0).abs() < 5.0 * error,
            "n {n}: variance {square}"
        );
    }
}

/// What makes the rejection exact: everywhere f(k) lies below the hat, and above what is accepted without a look.
#[test]
fn the_hat_covers_the_probabilities_and_the_sure_region_lies_below_them() {
    for (n, part, whole) in [
        (20, 1, 2),
        (33, 49, 100),
        (40, 1, 4),
        (100, 1, 10),
        (1_000, 1, 100),
        (1_000_000, 10, 1_000_000),
        (1_000_000, 155, 10_000_000),
        (1_000_000, 1, 3),
        (1 << 53, 1, 2),
        (1 << 63, 10, 1 << 63),
        (1 << 63, 1, 3),
    ] {
        let law = Law::new(n, part, whole);
        let hat = Hat::of(&law);
        for step in 0..20_000 {
            let u = (f64::from(step) + 0.5) / 20_000.0 - 0.5;
            let Some(k) = hat.candidate(&law, u) else {
                assert!(!hat.surely_accepts(u, 0.0));
                continue;
            };
            let accepted_up_to = law.log_ratio(k).exp() / hat.over(u);
            assert!(accepted_up_to <= 1.0, "n {n}, u {u}: {accepted_up_to}");
            if hat.surely_accepts(u, 0.0) {
                assert!(accepted_up_to >= hat.sure, "n {n}, u {u}: {accepted_up_to}");
            }
        }
    }
}

#[test]
fn ratios_of_probabilities_agree_with_products_of_their_factors() {
    for (n, part, whole) in [
        (20, 1, 2),
        (100, 1, 10),
        (5_000, 1, 3),
        (1 << 50, 1, 1 << 45),
    ] {
        let law = Law::new(n, part, whole);
        let mode = law.mode();
        let mut log = 0.0;
        for k in mode..(mode + 200).min(n) {
            log += ((n - k) as f64 / (k + 1) as f64 * (law.p / law.q)).ln();
            let found = law.log_ratio(k + 1);
            assert!(
                (found - log).abs() <= 1e-12 * (1.0 + log.abs()),
                "{n} {k}: {found} {log}"
            );
        }
        log = 0.0;
        for k in (mode.saturating_sub(200)..mode).rev() {
            log -= ((n - k) as f64 / (k + 1) as f64 * (law.p / law.q)).ln();
            let found = law.log_ratio(k);
            assert!(
                (found - log).abs() <= 1e-12 * (1.0 + log.abs()),
                "{n} {k}: {found} {log}"
            );
        }
    }
}

#[test]
fn what_is_certain_takes_no_randomness() {
    let mut stream = stream(0);
    let untouched = stream.clone().bits();
    assert_eq!(binomial(&mut stream, 0, 1, 2), 0);
    assert_eq!(binomial(&mut stream, 9, 0, 2), 0);
    assert_eq!(binomial(&mut stream, 9, 2, 2), 9);
    assert_eq!(binomial(&mut stream, 9, 3, 2), 9);
    assert_eq!(binomial(&mut stream, 9, 1, 0), 9);
    assert_eq!(stream.bits(), untouched);
}

#[test]
fn numbers_of_a_seed_never_change() {
    let first = |n, part, whole| {
        let mut stream = Stream::new(42, Purpose::Resample, 0);
        [(); 4].map(|()| binomial(&mut stream, n, part, whole))
    };
    assert_eq!(first(1_048_576, 1, 2), [523_908, 524_132, 524_144, 524_071]);
    assert_eq!(first(1_000_003, 2, 3), [667_019, 666_812, 666_801, 666_868]);
    assert_eq!(first(15, 1, 15), [0, 0, 1, 0]);
    assert_eq!(first(100, 3, 4), [78, 76, 76, 77]);
    assert_eq!(
        first(1 << 53, 1, 3),
        [
            3_002_399_718_377_712,
            3_002_399_737_993_280,
            3_002_399_739_041_438,
            3_002_399_732_654_561
        ]
    );
}
