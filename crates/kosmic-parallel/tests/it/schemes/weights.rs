//! What the laws of the weights say, and that all levels of statistic see the same weights.

use kosmic_core::{Pair, Silent};
use kosmic_parallel::{Correlation, Design, ParallelError, Scheme, of_sample};

use super::{designs, plan, weighted_r, weights};
use crate::samples::normal_pairs;

/// Mean, variance, and covariance of rows `lag` apart in the same replicate, over rows and replicates.
fn moments_of(weights: &[Vec<f64>], lag: usize) -> [f64; 3] {
    let mean = |term: &dyn Fn(&[f64], usize) -> f64| {
        let sum: f64 = weights
            .iter()
            .map(|row| (0..row.len() - lag).map(|i| term(row, i)).sum::<f64>())
            .sum();
        sum / (weights.len() * (weights[0].len() - lag)) as f64
    };
    let all = mean(&|row, i| row[i]);
    [
        all,
        mean(&|row, i| (row[i] - 1.0).powi(2)),
        mean(&|row, i| (row[i] - 1.0) * (row[i + lag] - 1.0)),
    ]
}

/// Over m weights, errors of mean and covariance are near 1 / sqrt m, of the variance sqrt(3 / m) (kurtosis of a
/// Poisson(1) variable 4) and sqrt(8 / m) for exponential ones: asserted at five times these.
#[test]
fn weights_have_the_variance_and_covariance_of_their_law() {
    let (n, replicates) = (100, 20_000);
    let (size, copies) = (n as f64, (n * replicates) as f64);
    let spread = size * (replicates as f64 - 1.0) / (copies - 1.0);
    let of_pairs = Design::stratified((0..n).map(|row| row / 2)).unwrap();
    let of_fifties = Design::stratified((0..n).map(|row| row / 50)).unwrap();
    let clusters = Design::clustered((0..n).map(|row| row / 5)).unwrap();
    let multinomial = |m: f64| [1.0 - 1.0 / m, -1.0 / m];
    let cases = [
        (Design::iid(), 1, multinomial(size)),
        (
            Design::balanced(),
            1,
            [(1.0 - 1.0 / size) * spread, -spread / size],
        ),
        (Design::poisson(), 1, [1.0, 0.0]),
        (Design::poisson(), 64, [1.0, 0.0]),
        (Design::dirichlet(1.0).unwrap(), 1, [1.0, 0.0]),
        // Neighbours are in one pair every other time, in one fifty 98 of 99 times, in one cluster 80 of 99.
        (of_pairs, 1, [0.5, -0.5 * 50.0 / 99.0]),
        (of_fifties, 1, [0.98, -0.02 * 98.0 / 99.0]),
        (clusters, 1, [0.95, (80.0 * 0.95 - 19.0 * 0.05) / 99.0]),
    ];
    for (design, lag, [variance, covariance]) in cases {
        let name = design.scheme().name();
        let found = moments_of(&weights(n, &design, replicates, 4), lag);
        let error = 5.0 / copies.sqrt();
        // Rows of a cluster are no independent numbers: as many as there are clusters.
        let error = if name == "cluster" {
            error * 5_f64.sqrt()
        } else {
            error
        };
        assert!((found[0] - 1.0).abs() < error, "{name}: {found:?}");
        assert!(
            (found[1] - variance).abs() < 8_f64.sqrt() * error,
            "{name}: {found:?}"
        );
        assert!(
            (found[2] - covariance).abs() < 2.0 * error,
            "{name} {lag}: {found:?}"
        );
    }
}

#[test]
fn moments_weights_and_samples_of_each_scheme_are_those_of_the_same_rows() {
    for (n, replicates) in [(60, 200), (1200, 50), (20_001, 10)] {
        let (x, y) = normal_pairs(1, n, 0.5);
        let pair = Pair::new(&x, &y).unwrap();
        for design in designs(n) {
            let name = design.scheme().name();
            let plan = plan(replicates, 8);
            let by_moments = plan
                .run_designed(&pair, &Correlation, &design, &Silent)
                .unwrap();
            let weights = weights(n, &design, replicates, 8);
            for (found, weights) in by_moments.values().iter().zip(&weights) {
                let expected = weighted_r(&x, &y, weights);
                assert!(
                    (found.unwrap() - expected).abs() < 1e-12,
                    "{name} {n}: {found:?}"
                );
            }
            let mean = of_sample(|x, _| x.iter().sum::<f64>() / x.len() as f64);
            let samples = plan.run_designed(&pair, &mean, &design, &Silent);
            if design.scheme() == Scheme::Dirichlet {
                assert!(matches!(
                    samples,
                    Err(ParallelError::NoSamples {
                        scheme: "dirichlet"
                    })
                ));
                continue;
            }
            for (found, weights) in samples.unwrap().values().iter().zip(&weights) {
                let sum: f64 = x.iter().zip(weights).map(|(x, w)| x * w).sum();
                let expected = sum / weights.iter().sum::<f64>();
                assert!(
                    (found.unwrap() - expected).abs() < 1e-12,
                    "{name} {n}: {found:?}"
                );
            }
        }
    }
}

/// A point at 1e8 standard deviations, so that resamples without it are narrower than rounding of sums about any centre.
#[test]
fn a_wild_row_costs_no_digits_under_any_scheme() {
    let n = 1500;
    let (mut x, mut y) = normal_pairs(3, n, 0.5);
    (x[700], y[700]) = (1e8, -1e8);
    let pair = Pair::new(&x, &y).unwrap();
    for design in designs(n) {
        let found = plan(40, 1)
            .run_designed(&pair, &Correlation, &design, &Silent)
            .unwrap();
        for (found, weights) in found.values().iter().zip(weights(n, &design, 40, 1)) {
            let off = found.unwrap() - weighted_r(&x, &y, &weights);
            assert!(off.abs() < 1e-9, "{}: {off}", design.scheme().name());
        }
    }
}
