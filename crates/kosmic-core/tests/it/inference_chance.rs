//! Size of tests and coverage of limits by simulation of normal series. Seeds are fixed.

use kosmic_core::{
    Comparison, Controls, EffectiveSampleMethod, Limits, Pair, Regularisation, Side,
    correlation_p_value, effective_sample, exact_limits, expected_k_by_chance, part_correlation,
    partial_correlation, unbiased_correlation,
};

use crate::measure_chance::assert_share;
use crate::series::{normal, normal_pair};

const TRIALS: usize = 2000;

#[test]
fn partial_couplings_are_tested_at_the_level_and_covered_at_theirs() {
    let (n, level) = (12, 0.95);
    let [mut rejected, mut covered, mut part_covered] = [0; 3];
    for seed in 0..TRIALS as u64 {
        let [x, y, a, b] = [0, 1, 2, 3].map(|series| normal(40_000 + 4 * seed + series, n));
        let mix = |own: &[f64], shared: &[f64]| -> Vec<f64> {
            let rows = own.iter().zip(shared).zip(&a).zip(&b);
            rows.map(|(((own, shared), a), b)| own + shared + 2.0 * a - b)
                .collect()
        };
        let controls = Controls::new([&a, &b]).unwrap();
        let apart = partial_correlation(&mix(&x, &[0.0; 12]), &mix(&y, &[0.0; 12]), &controls);
        rejected += usize::from(apart.unwrap().p_value().unwrap() <= 0.05);
        // y shares x: partial correlation 1/sqrt(2); the controls explain 5 of 7 parts of y's variance.
        let whole = mix(&y, &x);
        let limits = partial_correlation(&x, &whole, &controls)
            .unwrap()
            .limits(level);
        covered += usize::from(limits.unwrap().unwrap().contains(0.5_f64.sqrt()));
        let (x, y, a, b) = (
            &normal(seed, 40),
            &normal(5000 + seed, 40),
            &normal(9000 + seed, 40),
            0.5,
        );
        let whole: Vec<f64> = x
            .iter()
            .zip(y)
            .zip(a)
            .map(|((x, y), a)| b * x + y + a)
            .collect();
        let part = part_correlation(x, &whole, &Controls::new([a]).unwrap(), Side::X).unwrap();
        let truth = b / (b * b + 2.0).sqrt();
        part_covered += usize::from(part.limits(level).unwrap().unwrap().contains(truth));
    }
    assert_share(rejected, TRIALS, 0.05..0.05, "partial, size");
    assert_share(covered, TRIALS, 0.94..0.96, "partial, coverage");
    assert_share(part_covered, TRIALS, 0.92..0.96, "part, coverage");
}

#[test]
fn comparisons_of_different_rows_hold_their_level() {
    let mut counts = [0; 5];
    for seed in 0..TRIALS as u64 {
        let r = |seed, n, rho| {
            let (x, y) = normal_pair(seed, n, rho);
            (Pair::new(&x, &y).unwrap().r(), n)
        };
        let of = |first, second| {
            let (a, b) = (
                r(50_000 + 2 * seed, 25, first),
                r(50_001 + 2 * seed, 40, second),
            );
            Comparison::independent(a, b).unwrap()
        };
        let (same, apart) = (of(0.6, 0.6), of(0.7, -0.3));
        let margins = Limits {
            lower: -1.0,
            upper: 1.0,
        };
        let hits = [
            same.z_test().p_value <= 0.05,
            apart.limits(0.95).unwrap().contains(1.0),
            apart.k_limits(0.95).unwrap().contains(0.8),
            // At the edge of the margins.
            apart.equivalence(margins).unwrap().p_value() <= 0.05,
            apart.k_equivalence(0.8).unwrap().p_value() <= 0.05,
        ];
        for (count, hit) in counts.iter_mut().zip(hits) {
            *count += usize::from(hit);
        }
    }
    assert_share(counts[0], TRIALS, 0.05..0.05, "z test, size");
    assert_share(counts[1], TRIALS, 0.945..0.96, "Zou, coverage");
    assert_share(counts[2], TRIALS, 0.94..0.97, "K, coverage");
    assert_share(counts[3], TRIALS, 0.03..0.055, "equivalence, size");
    assert_share(counts[4], TRIALS, 0.03..0.055, "equivalence of K, size");
}

#[test]
fn comparisons_of_the_same_rows_hold_their_level() {
    let n = 30;
    let mut counts = [0; 6];
    for seed in 0..TRIALS as u64 {
        let [e, f, g, h] = [0, 1, 2, 3].map(|series| normal(60_000 + 4 * seed + series, n));
        let sum = |weights: [f64; 4]| -> Vec<f64> {
            let rows = e.iter().zip(&f).zip(g.iter().zip(&h));
            rows.map(|((e, f), (g, h))| {
                weights[0] * e + weights[1] * f + weights[2] * g + weights[3] * h
            })
            .collect()
        };
        // x with y and x with z: both 1/2, and -1/2 for the turned z.
        let (x, y, z) = (&e, &sum([1.0, 1.0, 1.0, 1.0]), &sum([1.0, 1.0, -1.0, 1.0]));
        let turned: Vec<f64> = z.iter().map(|z| -z).collect();
        let same = Comparison::of_overlapping_series(x, y, z).unwrap();
        let mirrored = Comparison::of_overlapping_series(x, y, &turned).unwrap();
        // Two couplings of 1/2 of four series that all depend on each other.
        let (u, v) = (&sum([0.0, 1.0, 0.0, 0.0]), &sum([1.0, 1.0, 1.0, -1.0]));
        let four = Comparison::of_series([x, y], [u, v]).unwrap();
        let hits = [
            same.williams_test().unwrap().p_value <= 0.05,
            same.z_test().p_value <= 0.05,
            same.limits(0.95).unwrap().contains(0.0),
            mirrored.k_limits(0.95).unwrap().contains(0.0),
            four.z_test().p_value <= 0.05,
            four.limits(0.95).unwrap().contains(0.0),
        ];
        for (count, hit) in counts.iter_mut().zip(hits) {
            *count += usize::from(hit);
        }
    }
    assert_share(counts[0], TRIALS, 0.045..0.055, "Williams, size");
    assert_share(counts[1], TRIALS, 0.04..0.06, "Steiger, size");
    assert_share(counts[2], TRIALS, 0.94..0.965, "Zou overlapping, coverage");
    assert_share(counts[3], TRIALS, 0.94..0.965, "K overlapping, coverage");
    assert_share(counts[4], TRIALS, 0.04..0.06, "non-overlapping, size");
    assert_share(
        counts[5],
        TRIALS,
        0.94..0.965,
        "Zou non-overlapping, coverage",
    );
}

#[test]
fn exact_limits_cover_exactly_and_the_unbiased_correlation_is_right_on_average() {
    let (n, rho, trials) = (8, 0.7, 2 * TRIALS);
    let (mut covered, mut sum, mut squares, mut chance) = (0, 0.0, 0.0, 0.0);
    for seed in 0..trials as u64 {
        let (x, y) = normal_pair(70_000 + seed, n, rho);
        let r = Pair::new(&x, &y).unwrap().r();
        covered += usize::from(exact_limits(r, n, 0.9).unwrap().unwrap().contains(rho));
        let unbiased = unbiased_correlation(r, n).unwrap();
        sum += unbiased;
        squares += (unbiased - rho).powi(2);
        let (x, y) = normal_pair(90_000 + seed, n, 0.0);
        chance += Pair::new(&x, &y).unwrap().k();
    }
    assert_share(covered, trials, 0.9..0.9, "exact, coverage");
    let trials = trials as f64;
    let error = (squares / trials / trials).sqrt();
    assert!((sum / trials - rho).abs() < 4.0 * error, "{}", sum / trials);
    // K has a standard deviation below .5 there.
    let expected = expected_k_by_chance(n).unwrap();
    assert!((chance / trials - expected).abs() < 4.0 * 0.5 / trials.sqrt());
}

/// An autoregression of order 1 that has forgotten its start.
fn autoregression(innovations: &[f64], phi: f64) -> Vec<f64> {
    let mut value = 0.0;
    let all = innovations.iter().map(|innovation| {
        value = phi * value + innovation;
        value
    });
    all.collect::<Vec<f64>>().split_off(100)
}

#[test]
fn effective_samples_mend_what_autocorrelation_breaks() {
    let (n, trials) = (200, TRIALS / 2);
    let methods = [
        EffectiveSampleMethod::Bartlett,
        EffectiveSampleMethod::BayleyHammersley(Regularisation::Adaptive),
        EffectiveSampleMethod::CrossDependence(Regularisation::Adaptive),
    ];
    for (rho, phi) in [(0.0, 0.5), (0.5, 0.5), (0.0, 0.8)] {
        let (mut naive, mut rejected, mut covered) = (0, [0; 3], [0; 3]);
        for seed in 0..trials as u64 {
            let (x, y) = normal_pair(100_000 + seed, n + 100, rho);
            let (x, y) = (autoregression(&x, phi), autoregression(&y, phi));
            let pair = Pair::new(&x, &y).unwrap();
            naive += usize::from(correlation_p_value(pair.r(), n).unwrap().unwrap() <= 0.05);
            for (number, &method) in methods.iter().enumerate() {
                let sample = effective_sample(&pair, method).unwrap();
                rejected[number] += usize::from(sample.p_value().unwrap() <= 0.05);
                let limits = sample.limits(0.95).unwrap().unwrap();
                covered[number] += usize::from(limits.contains(rho));
            }
        }
        for (number, method) in methods.iter().enumerate() {
            let what = format!("rho {rho}, phi {phi}, {method:?}");
            assert_share(covered[number], trials, 0.92..0.96, &what);
            if rho == 0.0 {
                assert_share(rejected[number], trials, 0.04..0.08, &what);
            }
        }
        if rho == 0.0 {
            assert_share(naive, trials, 0.11..0.5, "as if rows were independent");
        }
    }
}
