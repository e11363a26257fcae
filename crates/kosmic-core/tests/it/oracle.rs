//! Naive references: the definitions written down plainly.

use kosmic_core::{Pair, k_index, k_lag, percentage_bend_correlation, spearman_correlation};
use ndarray::{Array2, Axis, stack};
use ndarray_stats::CorrelationExt;

use crate::series::{coupled, normal};
use crate::tolerance::{self, assert_near};

/// A sum with the rounding of each step carried along (Neumaier).
fn sum(values: impl Iterator<Item = f64>) -> f64 {
    let (mut total, mut carry) = (0.0_f64, 0.0);
    for value in values {
        let next = total + value;
        carry += if total.abs() >= value.abs() {
            (total - next) + value
        } else {
            (value - next) + total
        };
        total = next;
    }
    total + carry
}

/// r in two passes of compensated sums, the deviations corrected for the rounding of the mean; `None` if constant.
pub(crate) fn naive_r(x: &[f64], y: &[f64]) -> Option<f64> {
    let n = x.len() as f64;
    let centred = |values: &[f64]| {
        let mean = sum(values.iter().copied()) / n;
        let rest = sum(values.iter().map(|v| v - mean)) / n;
        values
            .iter()
            .map(|v| (v - mean) - rest)
            .collect::<Vec<f64>>()
    };
    let constant = |values: &[f64]| values.iter().all(|v| *v == values[0]);
    if constant(x) || constant(y) {
        return None;
    }
    let (u, v) = (centred(x), centred(y));
    let dot = |a: &[f64], b: &[f64]| sum(a.iter().zip(b).map(|(a, b)| a * b));
    Some(dot(&u, &v) / (dot(&u, &u).sqrt() * dot(&v, &v).sqrt()))
}

#[test]
fn k_agrees_with_ndarray_stats() {
    for n in [3, 10, 1000, 10_000] {
        let (x, y) = coupled(n as u64, n);
        let table: Array2<f64> =
            stack(Axis(0), &[ndarray::aview1(&x), ndarray::aview1(&y)]).unwrap();
        let r = table.pearson_correlation().unwrap()[[0, 1]].clamp(-1.0, 1.0);
        let k = k_index(&x, &y).unwrap();
        assert_near(k, 2.0 * r.abs(), tolerance::R, 0.0, &format!("n = {n}"));
    }
}

#[test]
fn r_agrees_with_compensated_sums_at_all_lengths_around_lanes_and_leaves() {
    for n in (3..40).chain([8191, 8192, 8193, 65_536, 65_537, 100_003]) {
        let (x, y) = coupled(n as u64, n);
        let r = Pair::new(&x, &y).unwrap().r();
        assert_near(
            r,
            naive_r(&x, &y).unwrap(),
            tolerance::R,
            0.1,
            &format!("n = {n}"),
        );
    }
}

#[test]
fn an_offset_costs_no_digits_where_the_mean_wanders_from_leaf_to_leaf() {
    let offset = f64::from(1 << 30);
    let (x, y) = coupled(10, 30_000);
    let wandering = |v: &[f64], period: f64| -> Vec<f64> {
        let values = v.iter().enumerate();
        let wave = values.map(|(t, v)| 0.5 * v + (t as f64 / period).sin());
        wave.map(|v| v + offset).collect()
    };
    let (x, y) = (wandering(&x, 900.0), wandering(&y, 1300.0));
    // Exact: the values stand on the grid that doubles have at the offset.
    let back = |v: &[f64]| v.iter().map(|v| v - offset).collect::<Vec<f64>>();
    let (near_x, near_y) = (back(&x), back(&y));
    let (far, near) = (
        k_lag(&x, &y, 20).unwrap(),
        k_lag(&near_x, &near_y, 20).unwrap(),
    );
    for (far, near) in far.r.iter().zip(&near.r) {
        assert_near(far.unwrap(), near.unwrap(), tolerance::R, 0.1, "lag");
    }
    let r = |x: &[f64], y: &[f64]| Pair::new(x, y).unwrap().r();
    assert_near(r(&x, &y), r(&near_x, &near_y), tolerance::R, 0.1, "r");
}

/// Ranks by counting: those below, and half of those equal.
fn naive_ranks(values: &[f64]) -> Vec<f64> {
    let rank = |v: &f64| {
        let below = values.iter().filter(|other| *other < v).count() as f64;
        let equal = values.iter().filter(|other| *other == v).count() as f64;
        below + (equal + 1.0) / 2.0
    };
    values.iter().map(rank).collect()
}

#[test]
fn spearman_is_pearson_of_counted_ranks() {
    for (seed, coarse) in [(1, 1.0), (2, 2.0), (3, 1e6)] {
        let (x, y) = coupled(seed, 300);
        let rounded = |v: &[f64]| v.iter().map(|v| (v * coarse).round()).collect::<Vec<f64>>();
        let (x, y) = (rounded(&x), rounded(&y));
        let expected = naive_r(&naive_ranks(&x), &naive_ranks(&y)).unwrap();
        let rho = spearman_correlation(&Pair::new(&x, &y).unwrap()).unwrap();
        assert_near(rho, expected, tolerance::R, 0.1, "rho");
    }
}

/// The scores of one series by Wilcox's steps, everything sorted, beta = 0.2.
fn naive_bent(values: &[f64]) -> Vec<f64> {
    let sorted = |mut v: Vec<f64>| {
        v.sort_by(f64::total_cmp);
        v
    };
    let (n, ordered) = (values.len(), sorted(values.to_vec()));
    let median = (ordered[(n - 1) / 2] + ordered[n / 2]) / 2.0;
    let distances = sorted(values.iter().map(|v| (v - median).abs()).collect());
    let omega = distances[4 * n / 5 - 1];
    let psi = |v: &f64| (v - median) / omega;
    let low = values.iter().filter(|v| psi(v) < -1.0).count();
    let high = values.iter().filter(|v| psi(v) > 1.0).count();
    let between = sum(ordered[low..n - high].iter().copied());
    let phi = (omega * (high as f64 - low as f64) + between) / (n - low - high) as f64;
    values
        .iter()
        .map(|v| ((v - phi) / omega).clamp(-1.0, 1.0))
        .collect()
}

#[test]
fn the_percentage_bend_follows_wilcox() {
    for n in (4..30).chain([101, 1000]) {
        let (x, mut y) = coupled(n as u64, n);
        y[n / 2] = 1e4;
        let (a, b) = (naive_bent(&x), naive_bent(&y));
        let dot = |a: &[f64], b: &[f64]| sum(a.iter().zip(b).map(|(a, b)| a * b));
        let expected = dot(&a, &b) / (dot(&a, &a) * dot(&b, &b)).sqrt();
        let got = percentage_bend_correlation(&Pair::new(&x, &y).unwrap()).unwrap();
        assert_near(got, expected, tolerance::R, 1.0, &format!("n = {n}"));
    }
}

#[test]
fn one_wild_point_costs_no_digits() {
    let (x, mut y) = coupled(11, 1000);
    y[500] = 1e4;
    let r = Pair::new(&x, &y).unwrap().r();
    assert_near(
        r,
        naive_r(&x, &y).unwrap(),
        tolerance::R,
        0.01,
        "wild point",
    );
    let cauchy = |seed| {
        let (a, b) = (normal(seed, 1000), normal(seed + 1, 1000));
        a.iter().zip(&b).map(|(a, b)| a / b).collect::<Vec<f64>>()
    };
    let (x, y) = (cauchy(20), cauchy(30));
    let r = Pair::new(&x, &y).unwrap().r();
    assert_near(r, naive_r(&x, &y).unwrap(), tolerance::R, 0.01, "Cauchy");
}
