//! The bootstrap written plainly: one resample, one textbook formula at a time.

use kosmic_core::Pair;
use kosmic_parallel::{Bootstrap, Correlation, Method, of_sample, of_weights};

use crate::samples::{GPA, LSAT, normal_pairs};

/// r in two passes; `None` for a constant series.
fn naive_r(x: &[f64], y: &[f64]) -> Option<f64> {
    let constant = |values: &[f64]| values.iter().all(|value| *value == values[0]);
    if constant(x) || constant(y) {
        return None;
    }
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let (mx, my) = (mean(x), mean(y));
    let sum = |term: &dyn Fn(f64, f64) -> f64| -> f64 {
        x.iter().zip(y).map(|(x, y)| term(x - mx, y - my)).sum()
    };
    let (xx, yy, xy) = (sum(&|a, _| a * a), sum(&|_, b| b * b), sum(&|a, b| a * b));
    Some((xy / (xx * yy).sqrt()).clamp(-1.0, 1.0))
}

fn assert_close(ours: &[Option<f64>], naive: &[Option<f64>]) {
    assert_eq!(ours.len(), naive.len());
    for (replicate, pair) in ours.iter().zip(naive).enumerate() {
        match pair {
            (Some(a), Some(b)) => assert!((a - b).abs() < 1e-12, "replicate {replicate}: {a}, {b}"),
            (a, b) => assert_eq!(a, b, "replicate {replicate}"),
        }
    }
}

#[test]
fn replicates_of_moments_weights_and_samples_are_those_of_the_same_rows() {
    let (x, y) = normal_pairs(3, 40_000, 0.4);
    for n in [3, 15, 200, 40_000] {
        let (x, y) = if n == 15 {
            (&LSAT[..], &GPA[..])
        } else {
            (&x[..n], &y[..n])
        };
        let replicates = if n > 1000 { 20 } else { 500 };
        let plan = Bootstrap::default()
            .seed(7)
            .replicates(replicates)
            .plan()
            .unwrap();
        let pair = Pair::new(x, y).unwrap();
        let samples = plan.run(&pair, &of_sample(naive_r)).unwrap();
        assert_close(
            plan.run(&pair, &Correlation).unwrap().values(),
            samples.values(),
        );
        let weighted = of_weights(|x, y, weights| {
            let drawn = |values: &[f64]| -> Vec<f64> {
                let rows = values.iter().zip(weights);
                rows.flat_map(|(value, weight)| vec![*value; *weight as usize])
                    .collect()
            };
            naive_r(&drawn(x), &drawn(y))
        });
        assert_eq!(
            plan.run(&pair, &weighted).unwrap().values(),
            samples.values()
        );
    }
}

#[test]
fn limits_are_order_statistics_where_no_interpolation_is_needed() {
    let plan = Bootstrap::default().replicates(41).plan().unwrap();
    let pair = Pair::new(&LSAT, &GPA).unwrap();
    let replicates = plan.run(&pair, &Correlation).unwrap();
    let mut sorted: Vec<f64> = replicates.values().iter().copied().flatten().collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let limits = |method| replicates.interval(method, 0.5).unwrap().limits;
    let (percentile, basic) = (limits(Method::Percentile), limits(Method::Basic));
    assert_eq!(
        (percentile.lower, percentile.upper),
        (sorted[10], sorted[30])
    );
    assert_eq!(basic.lower, 2.0 * replicates.estimate() - sorted[30]);
    assert_eq!(basic.upper, 2.0 * replicates.estimate() - sorted[10]);
}
