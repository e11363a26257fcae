//! Laws of partial correlations, comparisons and exact inference, and what they are when written out plainly.

use kosmic_core::{
    Comparison, Controls, EffectiveSample, EffectiveSampleMethod, Limits, Pair, PartialCorrelation,
    Side, correlation_cdf, correlation_p_value, cross_correlation, equivalence, exact_limits,
    fisher_limits, k_equivalence, part_correlation, partial_correlation, unbiased_correlation,
};
use proptest::prelude::*;

use crate::series::normal;
use crate::tolerance::{self, assert_near};

/// Series that depend on each other: each is noise and a share of the ones before it.
fn dependent(seed: u64, n: usize, count: u64) -> Vec<Vec<f64>> {
    let mut all: Vec<Vec<f64>> = Vec::new();
    for number in 0..count {
        let mut series = normal(100 * seed + number, n);
        for (share, before) in [0.5, -0.7, 0.3, 0.9].into_iter().zip(all.iter().rev()) {
            for (value, other) in series.iter_mut().zip(before) {
                *value += share * other;
            }
        }
        all.push(series);
    }
    all
}

fn r(x: &[f64], y: &[f64]) -> f64 {
    Pair::new(x, y).unwrap().r()
}

/// Yule's recursion over the controls.
fn by_recursion(x: &[f64], y: &[f64], controls: &[Vec<f64>]) -> f64 {
    let Some((z, rest)) = controls.split_first() else {
        return r(x, y);
    };
    let [xy, xz, yz] = [(x, y), (x, z), (y, z)].map(|(a, b)| by_recursion(a, b, rest));
    (xy - xz * yz) / ((1.0 - xz * xz) * (1.0 - yz * yz)).sqrt()
}

#[test]
fn a_partial_correlation_is_what_the_recursion_of_yule_gives() {
    for (seed, n) in [(1, 7), (2, 20), (3, 500), (4, 5000)] {
        let all = dependent(seed, n, 6);
        let (x, y, rest) = (&all[0], &all[1], &all[2..]);
        for k in 0..=4 {
            let controls = Controls::new(&rest[..k]).unwrap();
            let got = partial_correlation(x, y, &controls).unwrap();
            let expected = by_recursion(x, y, &rest[..k]);
            let what = format!("n = {n}, k = {k}");
            assert_near(got.r, expected, tolerance::PARTIAL, 1.0, &what);
            assert_eq!((got.n, got.controls), (n, k));
        }
    }
}

#[test]
fn cross_correlations_are_what_their_definition_gives() {
    let (x, y) = (normal(1, 60), normal(2, 60));
    let pair = Pair::new(&x, &y).unwrap();
    let mean = |v: &[f64]| v.iter().sum::<f64>() / v.len() as f64;
    let (mx, my) = (mean(&x), mean(&y));
    let squares = |v: &[f64], m: f64| v.iter().map(|v| (v - m) * (v - m)).sum::<f64>();
    let norm = (squares(&x, mx) * squares(&y, my)).sqrt();
    let got = cross_correlation(&pair, 59).unwrap();
    for (lag, got) in (-59_isize..=59).zip(got) {
        let mut sum = 0.0;
        for (t, x) in x.iter().enumerate() {
            if let Some(y) = t.checked_add_signed(lag).and_then(|other| y.get(other)) {
                sum += (x - mx) * (y - my);
            }
        }
        let what = format!("lag {lag}");
        assert_near(got, sum / norm, tolerance::LAGGED, 1.0, &what);
    }
}

#[test]
fn partial_correlations_do_not_depend_on_how_the_controls_are_written() {
    let all = dependent(5, 40, 5);
    let (x, y, z) = (&all[0], &all[1], &all[2..]);
    let of = |x: &[f64], controls: &[Vec<f64>]| {
        let controls = Controls::new(controls).unwrap();
        partial_correlation(x, y, &controls).unwrap().r
    };
    let expected = of(x, z);
    let reversed: Vec<Vec<f64>> = z.iter().rev().cloned().collect();
    let mut mixed = z.to_vec();
    for (value, other) in mixed[0].iter_mut().zip(&z[1]) {
        *value = 1e6 - 3.0 * *value + 2.0 * other;
    }
    // What the controls explain may be added to a series.
    let shifted: Vec<f64> = x
        .iter()
        .zip(&z[2])
        .map(|(x, z)| x + 5.0 * z - 2.0)
        .collect();
    for (what, got) in [
        ("reversed", of(x, &reversed)),
        ("mixed", of(x, &mixed)),
        ("shifted", of(&shifted, z)),
    ] {
        assert_near(got, expected, tolerance::AFFINE, 1.0, what);
    }
}

#[test]
fn the_square_of_a_part_correlation_is_what_a_series_adds_to_the_regression() {
    let all = dependent(6, 50, 4);
    let (x, y, z) = (&all[0], &all[1], &all[2..]);
    let explained = |of: &[f64], by: &[Vec<f64>]| {
        let left = Controls::new(by).unwrap().residuals(of).unwrap();
        let squares = |v: &[f64], mean: f64| v.iter().map(|v| (v - mean).powi(2)).sum::<f64>();
        1.0 - squares(&left, 0.0) / squares(of, of.iter().sum::<f64>() / of.len() as f64)
    };
    let part = part_correlation(x, y, &Controls::new(z).unwrap(), Side::X).unwrap();
    let added = explained(y, &[z, std::slice::from_ref(x)].concat()) - explained(y, z);
    assert_near(part.r * part.r, added, tolerance::PARTIAL, 1.0, "added");
    assert_eq!(part.k(), 2.0 * part.r.abs());
    assert_eq!(part.p_value(), part.partial.p_value());
    let limits = part.limits(0.95).unwrap().unwrap();
    assert!(limits.contains(part.r) && limits.lower > -1.0 && limits.upper < 1.0);
}

#[test]
fn part_limits_are_those_of_fisher_where_the_controls_explain_nothing() {
    let partial = PartialCorrelation {
        r: 0.4,
        n: 43,
        controls: 3,
    };
    let part = kosmic_core::PartCorrelation {
        r: 0.4,
        removed_from: Side::X,
        explained: 0.0,
        partial,
    };
    let (got, fisher) = (
        part.limits(0.95).unwrap().unwrap(),
        fisher_limits(0.4, 40, 0.95).unwrap().unwrap(),
    );
    assert_near(got.lower, fisher.lower, tolerance::LIMIT, 1.0, "lower");
    assert_near(got.upper, fisher.upper, tolerance::LIMIT, 1.0, "upper");
}

#[test]
fn comparisons_of_series_are_those_of_their_correlations() {
    let all = dependent(7, 80, 4);
    let [x, y, u, v] = &all[..] else { panic!() };
    assert_eq!(
        Comparison::of_overlapping_series(x, y, u).unwrap(),
        Comparison::overlapping(r(x, y), r(x, u), r(y, u), 80).unwrap()
    );
    let between = [[r(x, u), r(x, v)], [r(y, u), r(y, v)]];
    assert_eq!(
        Comparison::of_series([x, y], [u, v]).unwrap(),
        Comparison::non_overlapping(r(x, y), r(u, v), between, 80).unwrap()
    );
}

#[test]
fn the_exact_distribution_without_coupling_is_the_exact_test() {
    for n in [3, 4, 5, 17, 100, 5000] {
        for r in [0.0, 0.01, 0.2, 0.7, 0.99] {
            let below = correlation_cdf(-r, 0.0, n).unwrap().unwrap();
            let p = correlation_p_value(r, n).unwrap().unwrap();
            let what = format!("r = {r}, n = {n}");
            assert_near(2.0 * below, p, tolerance::DISTRIBUTION, 1e-250, &what);
        }
    }
}

#[test]
fn the_exact_test_of_r_is_students_t_in_closed_form() {
    // t with 2 degrees of freedom: p = 1 - |r|; with 1, the Cauchy law; with 4, p = (1 - |r|)² (2 + |r|)/2.
    for r in [-0.999_f64, -0.4, 0.0, 1e-9, 0.3, 0.8] {
        let p = |n| correlation_p_value(r, n).unwrap().unwrap();
        let near = |got, expected| assert_near(got, expected, tolerance::P_VALUE, 0.0, "p");
        near(p(3), std::f64::consts::FRAC_2_PI * r.abs().acos());
        near(p(4), 1.0 - r.abs());
        near(p(6), (1.0 - r.abs()).powi(2) * (2.0 + r.abs()) / 2.0);
    }
}

fn correlation() -> impl Strategy<Value = f64> {
    -0.99..0.99_f64
}

/// Overlapping correlations that data can have, by the angles of three directions.
fn overlapping() -> impl Strategy<Value = Comparison> {
    let parts = (correlation(), correlation(), -0.95..0.95_f64, 4..500_usize);
    parts.prop_map(|(xy, xz, own, n)| {
        let yz = xy * xz + own * ((1.0 - xy * xy) * (1.0 - xz * xz)).sqrt();
        Comparison::overlapping(xy, xz, yz, n).unwrap()
    })
}

fn independent() -> impl Strategy<Value = Comparison> {
    let parts = (correlation(), 4..500_usize, correlation(), 4..500_usize);
    parts.prop_map(|(a, n, b, m)| Comparison::independent((a, n), (b, m)).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn limits_hold_the_difference_and_lie_in_its_range(
        comparison in prop_oneof![overlapping(), independent()], level in 0.01..0.999_f64,
    ) {
        let (signed, k) = (comparison.limits(level).unwrap(), comparison.k_limits(level).unwrap());
        prop_assert!(signed.contains(comparison.difference()));
        prop_assert!(k.contains(comparison.k_difference()));
        for limits in [signed, k] {
            prop_assert!(limits.lower >= -2.0 && limits.upper <= 2.0, "{limits:?}");
        }
    }

    #[test]
    fn exchanging_the_couplings_turns_the_difference_around(
        a in correlation(), n in 4..90_usize, b in correlation(), m in 4..90_usize,
    ) {
        let there = Comparison::independent((a, n), (b, m)).unwrap();
        let back = Comparison::independent((b, m), (a, n)).unwrap();
        for (one, other) in [
            (there.limits(0.9).unwrap(), back.limits(0.9).unwrap()),
            (there.k_limits(0.9).unwrap(), back.k_limits(0.9).unwrap()),
        ] {
            assert_near(one.lower, -other.upper, tolerance::LIMIT, 1.0, "lower");
            assert_near(one.upper, -other.lower, tolerance::LIMIT, 1.0, "upper");
        }
        let [p, same] = [there, back].map(|comparison| comparison.z_test().p_value);
        assert_near(p, same, tolerance::P_VALUE, 1.0, "p");
    }

    #[test]
    fn turning_a_series_around_changes_no_comparison_of_k(
        xy in correlation(), xz in correlation(), own in -0.95..0.95_f64, n in 4..300_usize,
    ) {
        let yz = xy * xz + own * ((1.0 - xy * xy) * (1.0 - xz * xz)).sqrt();
        let as_is = Comparison::overlapping(xy, xz, yz, n).unwrap();
        let turned = Comparison::overlapping(-xy, xz, -yz, n).unwrap();
        let [a, b] = [as_is, turned].map(|comparison| comparison.k_limits(0.95).unwrap());
        assert_near(a.lower, b.lower, tolerance::LIMIT, 1.0, "lower");
        assert_near(a.upper, b.upper, tolerance::LIMIT, 1.0, "upper");
    }

    #[test]
    fn equivalence_is_limits_within_the_margins(
        comparison in prop_oneof![overlapping(), independent()], margin in 0.01..1.9_f64,
    ) {
        let test = comparison.k_equivalence(margin).unwrap();
        let p = test.p_value();
        prop_assert!((0.0..=1.0).contains(&test.p_lower) && (0.0..=1.0).contains(&test.p_upper));
        for level in [0.5, 0.8, 0.9, 0.95] {
            let limits = comparison.k_limits(level).unwrap();
            let within = limits.lower > -margin && limits.upper < margin;
            let alpha = 0.5 - 0.5 * level;
            prop_assume!((p - alpha).abs() > 1e-9);
            prop_assert_eq!(within, p < alpha, "{:?} {} {}", limits, p, alpha);
        }
    }

    #[test]
    fn equivalence_of_one_coupling_is_its_limits_within_the_margins(
        r in correlation(), n in 4..500_usize, margin in 0.01..1.9_f64,
    ) {
        let p = k_equivalence(r, n, margin).unwrap().unwrap().p_value();
        let margins = Limits { lower: -margin / 2.0, upper: margin / 2.0 };
        prop_assert_eq!(Some(p), equivalence(r, n, margins).unwrap().map(|test| test.p_value()));
        let limits = fisher_limits(r, n, 0.9).unwrap().unwrap().folded();
        prop_assume!((p - 0.05).abs() > 1e-9);
        prop_assert_eq!(limits.upper < margin, p < 0.05);
    }

    #[test]
    fn exact_limits_and_exact_p_agree_about_zero(r in correlation(), n in 3..200_usize) {
        let p = correlation_p_value(r, n).unwrap().unwrap();
        let limits = exact_limits(r, n, 0.95).unwrap().unwrap();
        prop_assume!((p - 0.05).abs() > 1e-9);
        prop_assert_eq!(limits.contains(0.0), p > 0.05);
        let mirrored = exact_limits(-r, n, 0.95).unwrap().unwrap();
        assert_near(mirrored.lower, -limits.upper, tolerance::LIMIT, 1.0, "mirrored");
    }

    #[test]
    fn the_distribution_grows_with_r_and_shrinks_with_rho(
        a in correlation(), b in correlation(), rho in correlation(), n in 3..200_usize,
    ) {
        let below = |r, rho| correlation_cdf(r, rho, n).unwrap().unwrap();
        let (low, high) = (a.min(b), a.max(b));
        prop_assert!(below(low, rho) <= below(high, rho) + 1e-14);
        prop_assert!(below(rho, high) <= below(rho, low) + 1e-14);
        assert_near(below(a, rho), 1.0 - below(-a, -rho), tolerance::DISTRIBUTION, 1.0, "mirrored");
    }

    #[test]
    fn the_unbiased_correlation_is_odd_and_no_nearer_to_zero(r in -1.0..1.0_f64, n in 3..200_usize) {
        let got = unbiased_correlation(r, n).unwrap();
        prop_assert!(got.abs() >= r.abs() && got.abs() <= 1.0);
        prop_assert_eq!(unbiased_correlation(-r, n).unwrap(), -got);
    }

    #[test]
    fn fewer_effective_rows_mean_wider_limits_and_larger_p(
        r in correlation(), n in 10..500_usize, inflation in 1.0..3.0_f64,
    ) {
        let method = EffectiveSampleMethod::Bartlett;
        let [plain, fewer] = [1.0, inflation].map(|inflation| EffectiveSample { r, n, inflation, method });
        prop_assert_eq!(plain.limits(0.95).unwrap(), fisher_limits(r, n, 0.95).unwrap());
        prop_assert_eq!(plain.p_value(), correlation_p_value(r, n).unwrap());
        prop_assert!(plain.p_value() <= fewer.p_value());
        if let (Some(narrow), Some(wide)) = (plain.limits(0.95).unwrap(), fewer.limits(0.95).unwrap()) {
            prop_assert!(wide.lower <= narrow.lower && wide.upper >= narrow.upper);
        }
    }
}
