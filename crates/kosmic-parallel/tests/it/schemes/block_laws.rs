//! The laws of blocks: how often rows are drawn, how counts hang together, and variances of means in closed form.

use kosmic_core::{Moments, Pair, Purpose, Side, Silent, Stream};
use kosmic_parallel::{Design, of_moments};

use super::{plan, weights};
use crate::samples::normal_pairs;

/// Mean counts of 24 rows in blocks of 6 against (n/l) c_i / (n-l+1), c_i the blocks that hold row i, at five standard
/// errors of 20 000 replicates.
#[test]
fn moving_blocks_draw_rows_near_the_ends_less_often() {
    let (n, l, replicates) = (24_usize, 6_usize, 20_000);
    let drawn = weights(n, &Design::moving(l).unwrap(), replicates, 11);
    for row in 0..n {
        let holding = (row + 1).min(n - row).min(l) as f64;
        let chance = holding / (n - l + 1) as f64;
        let blocks = (n / l) as f64;
        let mean = drawn.iter().map(|w| w[row]).sum::<f64>() / replicates as f64;
        let error = (blocks * chance * (1.0 - chance) / replicates as f64).sqrt();
        assert!(
            (mean - blocks * chance).abs() < 5.0 * error,
            "row {row}: {mean}"
        );
    }
}

/// Cov(c_i, c_j) = (n/l) (max(l - d, 0)/n - l²/n²) at distance d on the circle; estimates of 20 000 replicates at five
/// standard errors, which are at most (var + cov)/sqrt(B).
#[test]
fn counts_of_circular_blocks_covary_within_a_block() {
    let (n, l, replicates) = (40_usize, 5_usize, 20_000);
    let drawn = weights(n, &Design::circular(l).unwrap(), replicates, 12);
    let (rows, length, b) = (n as f64, l as f64, replicates as f64);
    for (i, j) in [
        (0, 0),
        (0, 1),
        (0, 4),
        (0, 5),
        (0, 20),
        (0, 39),
        (0, 37),
        (17, 19),
    ] {
        let around = |i: usize, j: usize| (i.abs_diff(j)).min(n - i.abs_diff(j)) as f64;
        let expected =
            rows / length * ((length - around(i, j)).max(0.0) / rows - (length / rows).powi(2));
        let products = drawn.iter().map(|w| (w[i] - 1.0) * (w[j] - 1.0));
        let found = products.sum::<f64>() / b;
        assert!(
            (found - expected).abs() < 5.0 * 2.0 / b.sqrt(),
            "{i}, {j}: {found}, {expected}"
        );
    }
}

fn mean_variance(x: &[f64], design: &Design, seed: u64) -> f64 {
    let (_, y) = normal_pairs(1, x.len(), 0.0);
    let pair = Pair::new(x, &y).unwrap();
    let mean = of_moments(|moments: &Moments| moments.mean(Side::X));
    let found = plan(REPLICATES, seed)
        .run_designed(&pair, &mean, design, &Silent)
        .unwrap();
    found.standard_error().unwrap().powi(2)
}

const REPLICATES: usize = 20_000;

/// Rows that depend on each other.
fn waves(n: usize) -> Vec<f64> {
    let mut stream = Stream::new(5, Purpose::Simulate, 0);
    let mut last = 0.0;
    let step = |_| {
        last = 0.7 * last + stream.uniform() - 0.5;
        last
    };
    (0..n).map(step).collect()
}

/// Variance of the sum of `length` rows from a uniform start on the circle.
fn of_sums(x: &[f64], length: usize) -> f64 {
    let n = x.len();
    let mean = x.iter().sum::<f64>() / n as f64;
    let sum = |start: usize| (0..length).map(|k| x[(start + k) % n] - mean).sum::<f64>();
    (0..n).map(|start| sum(start).powi(2)).sum::<f64>() / n as f64
}

/// A sample variance of B nearly normal values is within 5 sqrt(2/B) of the variance.
fn assert_variance(found: f64, expected: f64) {
    let off = (found / expected - 1.0).abs();
    assert!(
        off < 5.0 * (2.0 / REPLICATES as f64).sqrt(),
        "{found}, {expected}"
    );
}

#[test]
fn the_mean_of_circular_blocks_has_its_variance_in_closed_form() {
    for (n, l) in [(120, 10), (125, 10), (20_000, 900)] {
        let x = waves(n);
        let (whole, rest) = ((n - 1) / l, n - (n - 1) / l * l);
        let expected = (whole as f64 * of_sums(&x, l) + of_sums(&x, rest)) / (n as f64).powi(2);
        assert_variance(
            mean_variance(&x, &Design::circular(l).unwrap(), 21),
            expected,
        );
    }
}

#[test]
fn the_mean_of_moving_blocks_has_its_variance_in_closed_form() {
    let (n, l) = (125_usize, 10_usize);
    let x = waves(n);
    // Variance of the sum of the first `length` rows of a uniform block.
    let of_sums = |length: usize| {
        let starts = n - l + 1;
        let sums = (0..starts).map(|start| x[start..start + length].iter().sum::<f64>());
        let (sum, squares) = sums.fold((0.0, 0.0), |(sum, squares), s| (sum + s, squares + s * s));
        squares / starts as f64 - (sum / starts as f64).powi(2)
    };
    let expected = (12.0 * of_sums(l) + of_sums(5)) / 125.0_f64.powi(2);
    assert_variance(mean_variance(&x, &Design::moving(l).unwrap(), 22), expected);
}

/// Var = (R_0 + 2 Σ (1 - k/n) (1 - p)^k R_k) / n, R the covariances on the circle (Politis, Romano 1994).
#[test]
fn the_mean_of_stationary_blocks_has_its_variance_in_closed_form() {
    for (n, l) in [(120_usize, 10_usize), (17_000, 30), (60, 50)] {
        let x = waves(n);
        let mean = x.iter().sum::<f64>() / n as f64;
        let cov = |lag: usize| {
            let products = (0..n).map(|t| (x[t] - mean) * (x[(t + lag) % n] - mean));
            products.sum::<f64>() / n as f64
        };
        let goes_on = 1.0 - 1.0 / l as f64;
        let lags = (1..n).take_while(|lag| goes_on.powi(*lag as i32) > 1e-12);
        let term = |lag: usize| (1.0 - lag as f64 / n as f64) * goes_on.powi(lag as i32) * cov(lag);
        let expected = (cov(0) + 2.0 * lags.map(term).sum::<f64>()) / n as f64;
        assert_variance(
            mean_variance(&x, &Design::stationary(l).unwrap(), 23),
            expected,
        );
    }
}

/// 4000 replicates of a mean on either side: the distance exceeds 1.95 sqrt(2/B) with probability 0.001.
#[test]
fn replicates_follow_the_law_of_a_naive_resampler() {
    let (n, l, count) = (101_usize, 7_usize, 4000);
    let x = waves(n);
    let mut stream = Stream::new(6, Purpose::Simulate, 1);
    let mut naive = |kind: usize| {
        let (mut sum, mut row, mut left) = (0.0, 0, 0);
        for _ in 0..n {
            if left == 0 {
                let starts = if kind == 0 { n - l + 1 } else { n };
                row = stream.below(starts as u64) as usize;
                left = if kind == 2 { 1 } else { l };
            }
            sum += x[row % n];
            row += 1;
            left -= 1;
            if kind == 2 {
                // Goes on with probability 1 - 1/l.
                left = usize::from(stream.below(l as u64) > 0);
            }
        }
        sum / n as f64
    };
    let (_, y) = normal_pairs(1, n, 0.0);
    let pair = Pair::new(&x, &y).unwrap();
    let mean = of_moments(|moments: &Moments| moments.mean(Side::X));
    for (kind, design) in super::blocks::designs(l).into_iter().enumerate() {
        let found = plan(count, 9)
            .run_designed(&pair, &mean, &design, &Silent)
            .unwrap();
        let mut ours: Vec<f64> = found.values().iter().flatten().copied().collect();
        let mut others: Vec<f64> = (0..count).map(|_| naive(kind)).collect();
        ours.sort_by(f64::total_cmp);
        others.sort_by(f64::total_cmp);
        let below = |value: f64| others.partition_point(|other| *other <= value) as f64;
        let distances = ours
            .iter()
            .enumerate()
            .map(|(i, value)| (below(*value) - (i + 1) as f64).abs());
        let distance = distances.fold(0.0, f64::max) / count as f64;
        assert!(
            distance < 1.95 * (2.0 / count as f64).sqrt(),
            "{design:?}: {distance}"
        );
    }
}
