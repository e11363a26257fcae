//! The bootstrap written plainly: one resample, one textbook formula at a time.

use kosmic_core::{Pair, Purpose, Stream};
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

/// r of resamples drawn by plain indices, as many as are wanted.
fn index_drawn(x: &[f64], y: &[f64], size: usize, replicates: u64) -> Vec<f64> {
    let (mut a, mut b) = (Vec::new(), Vec::new());
    let draw = |replicate| {
        let mut stream = Stream::new(99, Purpose::Simulate, replicate);
        a.clear();
        b.clear();
        for _ in 0..size {
            let row = stream.below(x.len() as u64) as usize;
            a.push(x[row]);
            b.push(y[row]);
        }
        naive_r(&a, &b)
    };
    (0..replicates).filter_map(draw).collect()
}

/// The p-value of the largest distance between two empirical distributions (Kolmogorov 1933, Smirnov 1939).
fn p_of_distance(mut a: Vec<f64>, mut b: Vec<f64>) -> f64 {
    a.sort_unstable_by(f64::total_cmp);
    b.sort_unstable_by(f64::total_cmp);
    let below = |values: &[f64], at: f64| {
        values.partition_point(|value| *value <= at) as f64 / values.len() as f64
    };
    let largest = a
        .iter()
        .chain(&b)
        .map(|at| (below(&a, *at) - below(&b, *at)).abs())
        .fold(0.0, f64::max);
    let (n, m) = (a.len() as f64, b.len() as f64);
    let scaled = (n * m / (n + m)).sqrt() * largest;
    let terms = (1..100).map(|k| {
        let sign = if k % 2 == 1 { 2.0 } else { -2.0 };
        sign * (-2.0 * (f64::from(k) * scaled).powi(2)).exp()
    });
    terms.sum::<f64>().clamp(0.0, 1.0)
}

/// K of replicates against K of plain index resampling. A p-value below 1e-4 comes by chance three times in 1e4 runs; the
/// seeds are fixed. That resamples of half the size are told apart shows that the comparison can fail.
#[test]
fn replicates_of_k_are_distributed_as_those_of_plain_index_resampling() {
    for (n, replicates) in [(20, 40_000), (1000, 20_000), (40_000, 4000)] {
        let (x, y) = normal_pairs(6, n, 0.3);
        let options = Bootstrap::default()
            .seed(17)
            .threads(2)
            .replicates(replicates);
        let pair = Pair::new(&x, &y).unwrap();
        let run = options.plan().unwrap().run(&pair, &Correlation).unwrap();
        let k = |values: Vec<f64>| -> Vec<f64> { values.iter().map(|r| 2.0 * r.abs()).collect() };
        let ours = k(run.values().iter().copied().flatten().collect());
        let naive = |size| k(index_drawn(&x, &y, size, replicates as u64));
        let p = p_of_distance(ours.clone(), naive(n));
        assert!(p > 1e-4, "n {n}: p-value {p}");
        let p = p_of_distance(ours, naive(n / 2));
        assert!(p < 1e-4, "n {n}: half the rows pass with p-value {p}");
    }
}
