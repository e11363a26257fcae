//! Spearman's correlation of weighted rows against that of the rows as drawn, and against SciPy.

use kosmic_core::{Pair, Silent, spearman_correlation};
use kosmic_parallel::{
    Bootstrap, Correlation, Design, ParallelError, Resample, SpearmanCorrelation, Statistic,
    of_sample,
};
use serde_json::Value;

use crate::samples::normal_pairs;

const GOLDEN: &str = include_str!("../golden/spearman.json");

/// Rounding of sums of squared ranks.
const ROUNDING: f64 = 1e-12;

fn of_weights(
    statistic: &SpearmanCorrelation,
    x: &[f64],
    y: &[f64],
    weights: &[f64],
) -> Option<f64> {
    let mut values = [None];
    statistic.evaluate(Resample::Weights { x, y, weights }, &mut values);
    values[0]
}

/// Pairs on a grid, so that ties of all sizes happen.
fn tied_pairs(n: usize, cells: f64) -> (Vec<f64>, Vec<f64>) {
    let (x, y) = normal_pairs(5, n, 0.6);
    let on_grid = |values: Vec<f64>| values.iter().map(|v| (v * cells).round() / cells).collect();
    (on_grid(x), on_grid(y))
}

#[test]
fn replicates_are_those_of_the_rows_as_drawn_with_and_without_ties() {
    let drawn = of_sample(|x, y| {
        Pair::new(x, y)
            .ok()
            .and_then(|pair| spearman_correlation(&pair).ok())
    });
    for (n, cells, replicates) in [
        (3, 1e9, 300),
        (15, 1e9, 300),
        (15, 1.0, 300),
        (400, 2.0, 100),
        (403, 1e9, 100),
        (403, 20.0, 100),
        (20_001, 1e9, 3),
        (20_001, 50.0, 3),
    ] {
        let (x, y) = tied_pairs(n, cells);
        let pair = Pair::new(&x, &y).unwrap();
        let statistic = SpearmanCorrelation::of(&pair).unwrap();
        let plan = Bootstrap::default().replicates(replicates).plan().unwrap();
        let clusters = Design::clustered((0..n).map(|row| row % 2 + row / 9));
        let shards = if n < 20 {
            Design::balanced()
        } else {
            Design::poisson()
        };
        for design in [Design::iid(), clusters.unwrap(), shards] {
            let found = plan
                .run_designed(&pair, &statistic, &design, &Silent)
                .unwrap();
            let expected = plan.run_designed(&pair, &drawn, &design, &Silent).unwrap();
            assert!((found.estimate() - expected.estimate()).abs() < ROUNDING);
            for (found, expected) in found.values().iter().zip(expected.values()) {
                match (found, expected) {
                    (Some(a), Some(b)) => {
                        assert!((a - b).abs() < ROUNDING, "{n} {cells}: {a}, {b}");
                    }
                    (a, b) => assert_eq!(a, b, "{n} {cells}"),
                }
            }
        }
    }
}

#[test]
fn weighted_rows_have_the_correlation_that_scipy_finds_for_the_resample() {
    let golden: Value = serde_json::from_str(GOLDEN).unwrap();
    let numbers = |case: &Value, key: &str| -> Vec<f64> {
        let values = case[key].as_array().unwrap().iter();
        values.map(|value| value.as_f64().unwrap()).collect()
    };
    let cases = golden["cases"].as_object().unwrap();
    assert_eq!(cases.len(), 6);
    for (name, case) in cases {
        let (x, y, counts) = (
            numbers(case, "x"),
            numbers(case, "y"),
            numbers(case, "counts"),
        );
        let statistic = SpearmanCorrelation::of(&Pair::new(&x, &y).unwrap()).unwrap();
        let found = of_weights(&statistic, &x, &y, &counts).unwrap();
        let expected = case["spearmanr"].as_f64().unwrap();
        assert!(
            (found - expected).abs() < ROUNDING,
            "{name}: {found}, {expected}"
        );
    }
}

#[test]
fn only_the_shares_of_weights_matter() {
    let (x, y) = tied_pairs(200, 3.0);
    let statistic = SpearmanCorrelation::of(&Pair::new(&x, &y).unwrap()).unwrap();
    let counts: Vec<f64> = (0..200).map(|row| f64::from(row * row % 4)).collect();
    let thirds: Vec<f64> = counts.iter().map(|count| count / 3.0).collect();
    let of = |weights: &[f64]| of_weights(&statistic, &x, &y, weights).unwrap();
    assert!((of(&counts) - of(&thirds)).abs() < ROUNDING);
}

#[test]
fn real_weights_and_threads_run_to_the_same_bits() {
    let (x, y) = tied_pairs(2000, 1e9);
    let pair = Pair::new(&x, &y).unwrap();
    let statistic = SpearmanCorrelation::of(&pair).unwrap();
    let design = Design::dirichlet(1.0).unwrap();
    let of = |threads: usize| {
        let plan = Bootstrap::default()
            .replicates(100)
            .threads(threads)
            .plan()
            .unwrap();
        plan.run_designed(&pair, &statistic, &design, &Silent)
            .unwrap()
    };
    let (one, three) = (of(1), of(3));
    assert_eq!(one.values(), three.values());
    // The posterior standard deviation is near that of the bootstrap.
    let plan = Bootstrap::default().replicates(100).plan().unwrap();
    let drawn = plan.run(&pair, &statistic).unwrap();
    let ratio = one.standard_error().unwrap() / drawn.standard_error().unwrap();
    assert!((0.6..1.6).contains(&ratio), "{ratio}");
}

#[test]
fn a_constant_resample_is_undefined_and_so_are_other_data() {
    let (x, y) = ([1.0, 2.0, 2.0, 4.0], [1.0, 3.0, 2.0, 4.0]);
    let statistic = SpearmanCorrelation::of(&Pair::new(&x, &y).unwrap()).unwrap();
    assert_eq!(of_weights(&statistic, &x, &y, &[0.0, 2.0, 2.0, 0.0]), None);
    assert_eq!(of_weights(&statistic, &x, &y, &[0.0, 4.0, 0.0, 0.0]), None);
    let (other, longer) = ([4.0, 2.0, 3.0, 1.0], [1.0, 2.0, 3.0, 4.0, 6.0]);
    for (x, y) in [(&other[..], &y[..]), (&x, &other), (&longer, &longer[..])] {
        let plan = Bootstrap::default().plan().unwrap();
        let pair = Pair::new(x, y).unwrap();
        assert!(plan.run(&pair, &Correlation).is_ok());
        let error = plan.run(&pair, &statistic).unwrap_err();
        assert!(matches!(error, ParallelError::UndefinedEstimate));
    }
}
