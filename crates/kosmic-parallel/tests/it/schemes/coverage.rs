//! How often intervals by each scheme contain the truth, by simulation.

use kosmic_core::{Pair, Purpose, Silent, Stream};
use kosmic_parallel::{Bootstrap, Design};

use crate::samples::normal_pairs;

const TRIALS: u64 = 400;

/// The share of trials whose default 95 % interval contains `truth`.
fn coverage(truth: f64, design: &Design, data: impl Fn(u64) -> (Vec<f64>, Vec<f64>)) -> f64 {
    let covered = (0..TRIALS).filter(|&trial| {
        let (x, y) = data(trial);
        let plan = Bootstrap::default().replicates(299).seed(trial).plan();
        let pair = Pair::new(&x, &y).unwrap();
        let found = plan.unwrap().k_interval_designed(&pair, design, &Silent);
        let found = found.unwrap();
        found.r_lower.unwrap() <= truth && truth <= found.r_upper.unwrap()
    });
    covered.count() as f64 / TRIALS as f64
}

/// Whether a share is 0.95 but for 4.5 standard errors of 400 trials (0.049): by chance with probability 7e-6.
fn is_as_promised(share: f64) -> bool {
    (share - 0.95).abs() < 4.5 * (0.95_f64 * 0.05 / TRIALS as f64).sqrt()
}

/// Effects of groups plus noise of half the variance each: an intra-cluster correlation of 0.5 in both series, which are
/// independent.
fn clustered(trial: u64, groups: usize, size: usize) -> (Vec<f64>, Vec<f64>) {
    let effects = normal_pairs(2 * trial, groups, 0.0);
    let noise = normal_pairs(2 * trial + 1, groups * size, 0.0);
    let sum = |effects: Vec<f64>, noise: Vec<f64>| {
        let rows = noise.into_iter().enumerate();
        rows.map(|(row, noise)| effects[row / size] + noise)
            .collect()
    };
    (sum(effects.0, noise.0), sum(effects.1, noise.1))
}

#[test]
fn dependent_rows_of_clusters_are_covered_by_clusters_and_not_by_rows() {
    let data = |trial| clustered(trial, 30, 10);
    let by_clusters = Design::clustered((0..300).map(|row| row / 10)).unwrap();
    let clusters = coverage(0.0, &by_clusters, data);
    assert!(is_as_promised(clusters), "{clusters}");
    let rows = coverage(0.0, &Design::iid(), data);
    assert!(rows < 0.85, "{rows}");
}

#[test]
fn clusters_of_unequal_sizes_are_covered() {
    // Sizes of 1 to 19 rows, 40 clusters.
    let labels: Vec<usize> = (0..40).flat_map(|g| vec![g; 1 + (7 * g) % 19]).collect();
    let design = Design::clustered(&labels).unwrap();
    let share = coverage(0.0, &design, |trial| {
        let effects = normal_pairs(2 * trial, 40, 0.0);
        let noise = normal_pairs(2 * trial + 1, labels.len(), 0.0);
        let sum = |effects: Vec<f64>, noise: Vec<f64>| {
            let rows = noise.into_iter().zip(&labels);
            rows.map(|(noise, &g)| effects[g] + noise).collect()
        };
        (sum(effects.0, noise.0), sum(effects.1, noise.1))
    });
    assert!(is_as_promised(share), "{share}");
}

/// Rows of a stratum lie about (m, m), m = -1.5 to 1.5 in equal steps over the strata; within, x and y are independent.
fn stratified(trial: u64, strata: usize, size: usize) -> (Vec<f64>, Vec<f64>) {
    let (mut x, mut y) = normal_pairs(trial, strata * size, 0.0);
    for row in 0..strata * size {
        let shift = 3.0 * (row / size) as f64 / (strata - 1) as f64 - 1.5;
        x[row] += shift;
        y[row] += shift;
    }
    (x, y)
}

/// V / (1 + V), V the variance of the shifts.
fn truth(strata: usize) -> f64 {
    let last = (strata - 1) as f64;
    let shifts = (0..strata).map(|s| (3.0 * s as f64 / last - 1.5).powi(2));
    let variance = shifts.sum::<f64>() / strata as f64;
    variance / (1.0 + variance)
}

#[test]
fn strata_are_covered_as_promised_where_rows_alone_are_too_cautious() {
    let strata = 4;
    let design = Design::stratified((0..100).map(|row| row / 25)).unwrap();
    let data = |trial| stratified(trial, strata, 25);
    let by_strata = coverage(truth(strata), &design, data);
    assert!(is_as_promised(by_strata), "{by_strata}");
    let by_rows = coverage(truth(strata), &Design::iid(), data);
    assert!(by_rows > by_strata, "{by_rows} {by_strata}");
}

#[test]
fn small_strata_are_covered() {
    for (strata, size) in [(40, 2), (20, 4)] {
        let design = Design::stratified((0..strata * size).map(|row| row / size)).unwrap();
        let data = |trial| stratified(trial, strata, size);
        let share = coverage(truth(strata), &design, data);
        assert!(is_as_promised(share), "{strata} of {size}: {share}");
    }
}

/// Pairs of a normal distribution with correlation 0.6.
fn independent(trial: u64) -> (Vec<f64>, Vec<f64>) {
    normal_pairs(trial, 80, 0.6)
}

#[test]
fn schemes_of_independent_rows_are_covered() {
    for design in [Design::iid(), Design::balanced(), Design::poisson()] {
        let share = coverage(0.6, &design, independent);
        assert!(is_as_promised(share), "{:?}: {share}", design.scheme());
    }
}

/// Percentile intervals of so many rows cover 93 to 95 % of normal pairs; below 0.88 or above 0.99 one of a share of 0.93
/// falls by chance with probability 1e-4.
#[test]
fn posterior_intervals_of_dirichlet_weights_contain_the_truth_nearly_as_often() {
    let share = coverage(0.6, &Design::dirichlet(1.0).unwrap(), independent);
    assert!((0.88..0.99).contains(&share), "{share}");
}

/// y is the log of a size, with a sign of its own for each row.
#[test]
fn skewed_clusters_are_covered() {
    let design = Design::clustered((0..300).map(|row| row / 5)).unwrap();
    let share = coverage(0.0, &design, |trial| {
        let (x, y) = clustered(trial, 60, 5);
        let mut stream = Stream::new(trial, Purpose::Simulate, 9);
        let sign = |_| if stream.uniform() < 0.5 { 1.0 } else { -1.0 };
        let y = y.iter().map(|y| y.abs().ln()).zip((0..300).map(sign));
        (x, y.map(|(y, sign)| y * sign).collect())
    });
    assert!(is_as_promised(share), "{share}");
}
