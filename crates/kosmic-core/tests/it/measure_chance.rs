//! Measures of ranks, distances and information under chance: bias, error, size and coverage. Seeds are fixed.

use std::ops::Range;

use kosmic_core::{
    Histogram, Ksg, KsgVariant, MutualInformation, distance_correlation, gaussian_information,
    histogram_information, kendall, ksg_information, ksg_permutation_test, ksg_standard_error,
    spearman,
};

use crate::series::normal_pair;

/// Means and standard deviation over simulations.
fn mean_and_sd(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|v| (v - mean).powi(2)).sum();
    (mean, (squares / (n - 1.0)).sqrt())
}

/// Asserts that a share of so many trials is what it should be, within four standard errors (odds of failure 6e-5).
#[track_caller]
pub(crate) fn assert_share(count: usize, trials: usize, range: Range<f64>, what: &str) {
    let share = count as f64 / trials as f64;
    let error = |p: f64| 4.0 * (p * (1.0 - p) / trials as f64).sqrt();
    println!("{what}: {share}");
    assert!(
        share >= range.start - error(range.start) && share <= range.end + error(range.end),
        "{what}: {share}"
    );
}

#[test]
fn information_estimates_of_a_normal_pair_come_near_its_closed_form() {
    for rho in [0.0, 0.3, 0.6, 0.9] {
        let truth = MutualInformation::of_gaussian(rho).unwrap().nats;
        let run = |estimate: &dyn Fn(&[f64], &[f64]) -> f64| {
            let all: Vec<f64> = (0..40)
                .map(|seed| {
                    let (x, y) = normal_pair(100 + seed, 2000, rho);
                    estimate(&x, &y)
                })
                .collect();
            mean_and_sd(&all)
        };
        let gaussian = run(&|x, y| gaussian_information(x, y).unwrap().information.nats);
        let bins = run(&|x, y| {
            histogram_information(x, y, Histogram::new())
                .unwrap()
                .information
                .nats
        });
        let one = run(&|x, y| ksg_information(x, y, Ksg::new()).unwrap().information.nats);
        let two = Ksg::new().variant(KsgVariant::Two);
        let two = run(&|x, y| ksg_information(x, y, two).unwrap().information.nats);
        println!(
            "rho {rho}: truth {truth:.4}, Gaussian {gaussian:.4?}, bins {bins:.4?}, KSG {one:.4?} {two:.4?}"
        );
        // Four standard errors of the mean, and the known bias of each.
        for (name, (mean, sd), bias) in [
            ("Gaussian", gaussian, 0.001),
            ("KSG 1", one, 0.006),
            ("KSG 2", two, 0.006),
        ] {
            assert!(
                (mean - truth).abs() < 4.0 * sd / 40_f64.sqrt() + bias,
                "{name}: {mean} {truth}"
            );
        }
        assert!(
            bins.0 < truth + 0.005 && bins.0 > 0.85 * truth - 0.005,
            "bins: {} {truth}",
            bins.0
        );
    }
}

#[test]
fn about_half_of_the_neighbour_estimates_of_independent_series_are_negative() {
    let negative = (0..200).filter(|&seed| {
        let (x, y) = normal_pair(500 + seed, 300, 0.0);
        ksg_information(&x, &y, Ksg::new())
            .unwrap()
            .information
            .nats
            < 0.0
    });
    assert_share(negative.count(), 200, 0.4..0.65, "negative estimates");
}

#[test]
fn the_standard_error_by_subsampling_is_the_scatter_of_the_estimates() {
    for rho in [0.0, 0.6] {
        let runs: Vec<(f64, f64)> = (0..100)
            .map(|seed| {
                let (x, y) = normal_pair(900 + seed, 600, rho);
                let nats = ksg_information(&x, &y, Ksg::new())
                    .unwrap()
                    .information
                    .nats;
                (nats, ksg_standard_error(&x, &y, Ksg::new(), seed).unwrap())
            })
            .collect();
        let (estimates, errors): (Vec<f64>, Vec<f64>) = runs.into_iter().unzip();
        let (scatter, error) = (mean_and_sd(&estimates).1, mean_and_sd(&errors));
        println!("rho {rho}: scatter {scatter:.4}, standard errors {error:.4?}");
        assert!(
            (error.0 / scatter - 1.0).abs() < 0.3,
            "{rho}: {scatter} {error:?}"
        );
    }
}

#[test]
fn tests_of_independence_reject_at_their_level() {
    const TRIALS: usize = 2000;
    let mut rejected = [0; 5];
    for seed in 0..TRIALS as u64 {
        let (x, y) = normal_pair(10_000 + seed, 60, 0.0);
        let p = [
            spearman(&x, &y).unwrap().p_value,
            kendall(&x, &y).unwrap().p_value,
            gaussian_information(&x, &y).unwrap().p_value,
            histogram_information(&x, &y, Histogram::new())
                .unwrap()
                .p_value,
            distance_correlation(&x, &y).unwrap().p_value.unwrap(),
        ];
        for (rejected, p) in rejected.iter_mut().zip(p) {
            *rejected += usize::from(p <= 0.05);
        }
    }
    assert_share(rejected[0], TRIALS, 0.05..0.05, "Spearman");
    assert_share(rejected[1], TRIALS, 0.05..0.05, "Kendall");
    assert_share(rejected[2], TRIALS, 0.05..0.05, "Gaussian");
    assert_share(rejected[3], TRIALS, 0.04..0.07, "histogram");
    assert_share(rejected[4], TRIALS, 0.01..0.05, "distance");
}

#[test]
fn permutation_tests_by_nearest_neighbours_keep_their_level_and_see_a_parabola() {
    const TRIALS: usize = 1000;
    // Exact at multiples of 1/40.
    let p = |x: &[f64], y: &[f64], seed| {
        let variant = match seed % 2 {
            0 => KsgVariant::One,
            _ => KsgVariant::Two,
        };
        let test = ksg_permutation_test(x, y, Ksg::new().variant(variant), 39, seed);
        test.unwrap().p_value
    };
    let (mut rejected, mut halves, mut seen) = (0, 0, 0);
    for seed in 0..TRIALS as u64 {
        let (x, e) = normal_pair(30_000 + seed, 40, 0.0);
        let of_independent = p(&x, &e, seed);
        rejected += usize::from(of_independent <= 0.05);
        halves += usize::from(of_independent <= 0.5);
        let parabola: Vec<f64> = x.iter().zip(&e).map(|(x, e)| x * x + 0.5 * e).collect();
        seen += usize::from(p(&x, &parabola, seed) <= 0.05);
    }
    assert_share(rejected, TRIALS, 0.05..0.05, "level 0.05");
    assert_share(halves, TRIALS, 0.5..0.5, "level 0.5");
    assert_share(seen, TRIALS, 0.8..1.0, "power");
}

#[test]
fn neighbour_estimates_come_nearer_the_closed_form_with_more_rows() {
    for variant in [KsgVariant::One, KsgVariant::Two] {
        for rho in [0.0, 0.5, 0.9, 0.99] {
            let truth = MutualInformation::of_gaussian(rho).unwrap().nats;
            let error = |n: usize| {
                let square = |seed: u64| {
                    let (x, y) = normal_pair(40_000 + seed, n, rho);
                    let found = ksg_information(&x, &y, Ksg::new().variant(variant)).unwrap();
                    (found.information.nats - truth).powi(2)
                };
                ((0_u64..30).map(square).sum::<f64>() / 30.0).sqrt()
            };
            let (few, more) = (error(250), error(4000));
            println!("{variant:?}, rho {rho}: {few:.4} {more:.4}");
            // Sixteen times the rows: a quarter of the error.
            assert!(more < 0.5 * few && more < 0.03, "{rho}: {few} {more}");
        }
    }
}

#[test]
fn limits_of_rank_correlations_cover_those_of_a_normal_pair() {
    const TRIALS: usize = 2000;
    let (rho, level) = (0.6_f64, 0.95);
    let truth =
        [6.0 * (rho / 2.0).asin(), 2.0 * rho.asin()].map(|angle| angle / std::f64::consts::PI);
    let mut covered = [0; 2];
    for seed in 0..TRIALS as u64 {
        let (x, y) = normal_pair(20_000 + seed, 40, rho);
        let limits = [
            spearman(&x, &y).unwrap().limits(level).unwrap().unwrap(),
            kendall(&x, &y).unwrap().limits(level).unwrap().unwrap(),
        ];
        for ((covered, limits), truth) in covered.iter_mut().zip(limits).zip(truth) {
            *covered += usize::from(limits.contains(truth));
        }
    }
    assert_share(covered[0], TRIALS, 0.94..0.96, "Spearman");
    assert_share(covered[1], TRIALS, 0.94..0.96, "Kendall");
}

#[test]
fn jittered_neighbours_of_rounded_data_find_the_information_of_the_originals() {
    let (x, y) = normal_pair(6, 4000, 0.8);
    let rounded = |v: &[f64]| {
        v.iter()
            .map(|v| (v * 20.0).round() / 20.0)
            .collect::<Vec<f64>>()
    };
    let found = ksg_information(&rounded(&x), &rounded(&y), Ksg::new().jitter(0)).unwrap();
    let truth = MutualInformation::of_gaussian(0.8).unwrap().nats;
    assert!((found.information.nats - truth).abs() < 0.05, "{found:?}");
}
