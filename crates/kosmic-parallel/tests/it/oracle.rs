//! The bootstrap written plainly: one resample, one textbook formula at a time.

use kosmic_core::{Pair, Purpose, Stream};
use kosmic_parallel::{Bootstrap, Correlation, Method, Replicates, of_sample};

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

/// n rows drawn with replacement by the stream of one replicate.
fn naive_resample(x: &[f64], y: &[f64], seed: u64, replicate: u64) -> (Vec<f64>, Vec<f64>) {
    let mut stream = Stream::new(seed, Purpose::Resample, replicate);
    let rows = (0..x.len()).map(|_| stream.below(x.len() as u64) as usize);
    rows.map(|row| (x[row], y[row])).unzip()
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

fn drawn(x: &[f64], y: &[f64], seed: u64) -> Replicates {
    let plan = Bootstrap::default()
        .seed(seed)
        .replicates(500)
        .plan()
        .unwrap();
    plan.run(&Pair::new(x, y).unwrap(), &Correlation).unwrap()
}

#[test]
fn replicates_are_correlations_of_plainly_drawn_rows() {
    let (x, y) = normal_pairs(3, 200, 0.4);
    for (x, y) in [(&LSAT[..], &GPA[..]), (&x, &y), (&LSAT[..3], &GPA[..3])] {
        let naive = |replicate| {
            let (x, y) = naive_resample(x, y, 7, replicate);
            naive_r(&x, &y)
        };
        assert_close(
            drawn(x, y, 7).values(),
            &(0..500).map(naive).collect::<Vec<_>>(),
        );
    }
}

#[test]
fn a_closure_of_the_rows_gives_the_replicates_of_the_moments() {
    let (x, y) = normal_pairs(4, 5000, -0.3);
    let plan = Bootstrap::default().seed(9).replicates(100).plan().unwrap();
    let pair = Pair::new(&x, &y).unwrap();
    let by_rows = plan.run(&pair, &of_sample(naive_r)).unwrap();
    let by_moments = plan.run(&pair, &Correlation).unwrap();
    assert_close(by_moments.values(), by_rows.values());
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
