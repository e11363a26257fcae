//! Intervals by each scheme: their errors are those of the scheme.

use kosmic_core::{InstructionSet, Pair, Silent};
use kosmic_parallel::{
    Abc, Bootstrap, Correlation, Design, Jackknife, Method, ParallelError, Plan, ReplicateCount,
    Replicates, Scheme, StudentisedCorrelation,
};

use super::{cluster, designs, plan, stratum, weighted_r, weights};
use crate::samples::{Copied, GPA, LSAT, normal_pairs};

#[test]
fn every_method_serves_every_scheme_but_errors_over_samples_a_posterior_distribution() {
    let n = 60;
    let (x, y) = normal_pairs(7, n, 0.6);
    let pair = Pair::new(&x, &y).unwrap();
    for design in designs(n) {
        let scheme = design.scheme();
        for method in Method::ALL {
            let options = Bootstrap::default().replicates(499).method(method);
            let found = options
                .plan()
                .unwrap()
                .k_interval_designed(&pair, &design, &Silent);
            if scheme == Scheme::Dirichlet && !method.needs().is_nothing() {
                let refused = matches!(found, Err(ParallelError::MethodScheme { .. }));
                assert!(refused, "{method:?} {scheme:?}");
                continue;
            }
            let found = found.unwrap();
            assert_eq!((found.scheme, found.method, found.n), (scheme, method, n));
            let inside = found.lower < pair.k() && pair.k() < found.upper;
            assert!(inside, "{method:?} {scheme:?}");
        }
        assert!(!scheme.assumption().is_empty());
    }
}

#[test]
fn the_method_left_open_is_the_best_that_the_scheme_allows_and_is_named() {
    let (x, y) = normal_pairs(7, 60, 0.6);
    let pair = Pair::new(&x, &y).unwrap();
    for design in designs(60) {
        let found = plan(499, 0)
            .k_interval_designed(&pair, &design, &Silent)
            .unwrap();
        let expected = match design.scheme() {
            Scheme::Dirichlet => Method::Percentile,
            _ => Method::StudentSymmetric,
        };
        assert_eq!(found.method, expected);
    }
    let named = Bootstrap::default().scheme(Scheme::Dirichlet).plan();
    let found = named.unwrap().k_interval(&pair, &Silent).unwrap();
    assert_eq!(found.method, Method::Percentile);
}

/// What n deletions by definition say: r after each, how often it stands for others, and its group.
fn by_deletion(x: &[f64], y: &[f64], design: &Design, group: impl Fn(usize) -> usize) -> [f64; 2] {
    let n = x.len();
    let by_strata = design.scheme() == Scheme::Stratified;
    let size = |g: usize| (0..n).filter(|row| group(*row) == g).count() as f64;
    let groups = 1 + (0..n).map(&group).max().unwrap();
    let mut deletions: Vec<Vec<f64>> = vec![Vec::new(); if by_strata { groups } else { 1 }];
    if by_strata {
        for left_out in (0..n).filter(|row| size(group(*row)) > 1.0) {
            let stratum = group(left_out);
            let share = size(stratum) / (size(stratum) - 1.0);
            let weight = |row| match row {
                row if row == left_out => 0.0,
                row if group(row) == stratum => share,
                _ => 1.0,
            };
            let weights: Vec<f64> = (0..n).map(weight).collect();
            deletions[stratum].push(weighted_r(x, y, &weights));
        }
    } else {
        for g in (0..groups).filter(|g| size(*g) > 0.0) {
            let weights = (0..n).map(|row| f64::from(u8::from(group(row) != g)));
            deletions[0].push(weighted_r(x, y, &weights.collect::<Vec<f64>>()));
        }
    }
    let (mut squares, mut cubes, mut variance) = (0.0, 0.0, 0.0);
    for r in deletions.iter().filter(|r| !r.is_empty()) {
        let count = r.len() as f64;
        let factor = if by_strata {
            (count - 1.0) / count
        } else {
            1.0
        };
        let mean = |of: fn(f64) -> f64| r.iter().map(|r| of(*r)).sum::<f64>() / count;
        let (centre, centre_of_z) = (mean(|r| r), mean(f64::atanh));
        for r in r {
            let d = factor * (centre - r);
            squares += d * d;
            cubes += d * d * d;
            variance += (count - 1.0) / count * (r.atanh() - centre_of_z).powi(2);
        }
    }
    [cubes / (6.0 * squares.powf(1.5)), variance.sqrt()]
}

fn assert_deletions(x: &[f64], y: &[f64], rounding: f64) {
    let n = x.len();
    let pair = Pair::new(x, y).unwrap();
    let strata = Design::stratified((0..n).map(stratum)).unwrap();
    let clusters = Design::clustered((0..n).map(cluster)).unwrap();
    for (design, expected) in [
        (&strata, by_deletion(x, y, &strata, stratum)),
        (&clusters, by_deletion(x, y, &clusters, cluster)),
    ] {
        let found = Jackknife::of_design(&pair, design).unwrap();
        let found = [found.acceleration.unwrap(), found.error_of_z.unwrap()];
        for (found, expected) in found.into_iter().zip(expected) {
            let off = (found - expected).abs() / expected.abs();
            assert!(
                off < rounding,
                "{:?} {n}: {found} {expected}",
                design.scheme()
            );
        }
    }
}

#[test]
fn the_jackknife_of_a_design_is_what_its_deletions_give() {
    for n in [60, 400] {
        let (mut x, y) = normal_pairs(21, n, 0.4);
        assert_deletions(&x, &y, 1e-9);
        // A row that makes up nearly all of the variance: its deletion cannot be down-dated.
        x[17] = 1e4;
        assert_deletions(&x, &y, 1e-7);
    }
}

#[test]
fn one_stratum_has_the_quantities_of_independent_rows() {
    let pair = Pair::new(&LSAT, &GPA).unwrap();
    let one = Design::stratified([0; 15]).unwrap();
    let (ours, rows) = (
        Jackknife::of_design(&pair, &one).unwrap(),
        Jackknife::of_pair(&pair).unwrap(),
    );
    assert!((ours.acceleration.unwrap() - rows.acceleration.unwrap()).abs() < 1e-12);
    assert!((ours.error_of_z.unwrap() - rows.error_of_z.unwrap()).abs() < 1e-12);
    let alone = Design::clustered(0..15).unwrap();
    for design in [&one, &alone] {
        let (ours, rows) = (
            Abc::of_design(&pair, design).unwrap(),
            Abc::of_pair(&pair).unwrap(),
        );
        let [ours, rows] = [ours, rows].map(|abc| abc.limits(0.9).unwrap());
        assert!((ours.lower - rows.lower).abs() < 1e-12);
        assert!((ours.upper - rows.upper).abs() < 1e-12);
    }
}

/// s* by its formula from the weights of a replicate.
fn error_of_z(
    x: &[f64],
    y: &[f64],
    weights: &[f64],
    by_strata: bool,
    group: impl Fn(usize) -> usize,
) -> f64 {
    let total: f64 = weights.iter().sum();
    let standard = |values: &[f64]| -> Vec<f64> {
        let weighted = |of: &dyn Fn(f64) -> f64| -> f64 {
            let terms = values.iter().zip(weights).map(|(v, w)| w * of(*v));
            terms.sum::<f64>() / total
        };
        let mean = weighted(&|v| v);
        let sd = weighted(&|v| (v - mean).powi(2)).sqrt();
        values.iter().map(|v| (v - mean) / sd).collect()
    };
    let (u, v, r) = (standard(x), standard(y), weighted_r(x, y, weights));
    let influence = |row: usize| u[row] * v[row] - 0.5 * r * (u[row].powi(2) + v[row].powi(2));
    let groups = 1 + (0..x.len()).map(&group).max().unwrap();
    let of_group = |g: usize| {
        let rows: Vec<usize> = (0..x.len()).filter(|row| group(*row) == g).collect();
        if rows.is_empty() || by_strata && rows.len() == 1 {
            return 0.0;
        }
        if !by_strata {
            let sum: f64 = rows.iter().map(|row| influence(*row)).sum();
            return weights[rows[0]] * sum * sum;
        }
        let size = rows.len() as f64;
        let terms = rows.iter().map(|row| weights[*row] * influence(*row));
        let mean = terms.sum::<f64>() / size;
        let squares = rows
            .iter()
            .map(|row| weights[*row] * (influence(*row) - mean).powi(2));
        squares.sum::<f64>() * size / (size - 1.0)
    };
    (0..groups).map(of_group).sum::<f64>().sqrt() / (total * (1.0 - r * r))
}

#[test]
fn each_replicate_has_the_error_of_its_design() {
    for (n, count) in [(60, 50), (1200, 5)] {
        let (x, y) = normal_pairs(1, n, 0.5);
        let pair = Pair::new(&x, &y).unwrap();
        let of = |design: &Design, group: fn(usize) -> usize| {
            let by_strata = design.scheme() == Scheme::Stratified;
            let found = plan(count, 8)
                .k_replicates_designed(&pair, design, &Silent)
                .unwrap();
            assert!(found.is_studentised());
            let weights = weights(n, design, count, 8);
            for (b, weights) in weights.iter().enumerate() {
                let values = &found.values()[2 * b..2 * b + 2];
                let r = values[0].unwrap() - weighted_r(&x, &y, weights);
                assert!(r.abs() < 1e-12, "{r}");
                let expected = error_of_z(&x, &y, weights, by_strata, group);
                assert!((values[1].unwrap() / expected - 1.0).abs() < 1e-10);
            }
        };
        of(&Design::stratified((0..n).map(stratum)).unwrap(), stratum);
        of(&Design::clustered((0..n).map(cluster)).unwrap(), cluster);
    }
}

fn bits(replicates: &Replicates) -> Vec<Option<u64>> {
    let values = replicates.values().iter();
    values.map(|value| value.map(f64::to_bits)).collect()
}

#[test]
fn errors_of_a_design_are_the_same_bits_by_any_threads_instructions_and_source() {
    let n = 3000;
    let (x, y) = normal_pairs(4, n, 0.4);
    let pair = Pair::new(&x, &y).unwrap();
    for design in [
        Design::stratified((0..n).map(stratum)).unwrap(),
        Design::clustered((0..n).map(cluster)).unwrap(),
    ] {
        let draw = |options: Bootstrap| {
            let plan = options.replicates(30).seed(3).plan().unwrap();
            bits(&plan.k_replicates_designed(&pair, &design, &Silent).unwrap())
        };
        let one = draw(Bootstrap::default());
        for set in InstructionSet::available() {
            let other = draw(Bootstrap::default().instruction_set(set).threads(3));
            assert_eq!(other, one, "{set}");
        }
        let copied = Pair::from_source(Copied(&x, &y)).unwrap();
        let found = plan(30, 3)
            .k_replicates_designed(&copied, &design, &Silent)
            .unwrap();
        assert_eq!(bits(&found), one);
        let alone = Jackknife::of_design(&pair, &design).unwrap();
        assert_eq!(Jackknife::of_design(&copied, &design).unwrap(), alone);
    }
}

#[test]
fn odd_units_and_offsets_leave_the_errors_of_a_design_as_they_are() {
    let n = 60;
    let (x, y) = normal_pairs(4, n, 0.4);
    let limits = |x: &[f64], y: &[f64]| {
        let pair = Pair::new(x, y).unwrap();
        let design = Design::clustered((0..n).map(|row| row / 3)).unwrap();
        let found = plan(299, 1).k_interval_designed(&pair, &design, &Silent);
        let found = found.unwrap();
        [found.lower, found.upper]
    };
    let scaled = |values: &[f64], factor: f64| -> Vec<f64> {
        values.iter().map(|value| value * factor).collect()
    };
    let plain = limits(&x, &y);
    let odd = limits(&scaled(&x, 1e-300), &scaled(&y, 1e300));
    let shifted: Vec<f64> = x.iter().map(|x| x + 1e6).collect();
    for (other, rounding) in [(odd, 1e-10), (limits(&shifted, &y), 1e-6)] {
        for (other, plain) in other.into_iter().zip(plain) {
            assert!((other - plain).abs() < rounding, "{other} {plain}");
        }
    }
}

#[test]
fn replicates_are_accompanied_by_their_own_design_only() {
    let pair = Pair::new(&LSAT, &GPA).unwrap();
    let groups = |size: usize| Design::clustered((0..15).map(move |row| row / size)).unwrap();
    let needs = Method::Bca.needs();
    let drawn = plan(99, 0)
        .run_designed(&pair, &Correlation, &groups(2), &Silent)
        .unwrap();
    let error = drawn.clone().accompanied(&pair, needs).unwrap_err();
    assert!(matches!(
        error,
        ParallelError::LabelsNeeded { scheme: "cluster" }
    ));
    let other = drawn.clone().accompanied_designed(&pair, &groups(3), needs);
    assert!(matches!(
        other,
        Err(ParallelError::OtherRun { what: "design", .. })
    ));
    let own = drawn
        .accompanied_designed(&pair, &groups(2), needs)
        .unwrap();
    assert!(own.interval(Method::Bca, 0.9).is_ok());
}

#[test]
fn errors_of_independent_rows_do_not_studentise_strata_and_clusters() {
    let pair = Pair::new(&LSAT, &GPA).unwrap();
    let design = Design::clustered((0..15).map(|row| row / 2)).unwrap();
    let found = plan(99, 0)
        .run_designed(&pair, &StudentisedCorrelation, &design, &Silent)
        .unwrap();
    assert!(!found.is_studentised());
    let needs = Method::Student.needs();
    let found = found.accompanied_designed(&pair, &design, needs).unwrap();
    assert!(matches!(
        found.interval(Method::Student, 0.9),
        Err(ParallelError::MissingIngredient { .. })
    ));
}

#[test]
fn replicates_of_k_by_a_design_are_extended_bit_for_bit_and_by_no_other_design() {
    let pair = Pair::new(&LSAT, &GPA).unwrap();
    let groups = |size: usize| (0..15).map(move |row| row / size);
    for method in [Method::Percentile, Method::Bca, Method::StudentSymmetric] {
        for [design, other] in [
            [groups(2), groups(3)].map(|labels| Design::clustered(labels).unwrap()),
            [groups(4), groups(5)].map(|labels| Design::stratified(labels).unwrap()),
            [Design::poisson(), Design::poisson().from_row(7)],
        ] {
            let of = |replicates: usize| -> Plan {
                let options = Bootstrap::default().replicates(replicates).method(method);
                options.plan().unwrap()
            };
            let half = of(100)
                .k_replicates_designed(&pair, &design, &Silent)
                .unwrap();
            let extend = |design: &Design| {
                of(300).extend_k_replicates_designed(half.clone(), &pair, design, &Silent)
            };
            let whole = of(300)
                .k_replicates_designed(&pair, &design, &Silent)
                .unwrap();
            assert_eq!(extend(&design).unwrap(), whole);
            assert!(matches!(
                extend(&other).unwrap_err(),
                ParallelError::OtherRun { .. }
            ));
        }
    }
}

#[test]
fn an_adaptive_number_of_clusters_is_drawn_until_limits_stand_still() {
    let n = 200;
    let (x, y) = normal_pairs(2, n, 0.5);
    let pair = Pair::new(&x, &y).unwrap();
    let design = Design::clustered((0..n).map(|row| row / 5)).unwrap();
    let count = ReplicateCount::Adaptive {
        tolerance: 0.03,
        min: 500,
        max: 20_000,
    };
    let plan = Bootstrap::default().replicates(count).plan().unwrap();
    let found = plan.k_interval_designed(&pair, &design, &Silent).unwrap();
    assert!(found.replicates_used < 20_000 && found.mc_error.unwrap().relative < 0.03);
}

#[test]
fn labels_of_another_length_are_refused_by_all_that_take_a_design() {
    let pair = Pair::new(&LSAT, &GPA).unwrap();
    let design = Design::clustered([1, 1, 2, 2]).unwrap();
    for error in [
        Jackknife::of_design(&pair, &design)
            .map(|_| ())
            .unwrap_err(),
        Abc::of_design(&pair, &design).map(|_| ()).unwrap_err(),
        plan(99, 0)
            .k_replicates_designed(&pair, &design, &Silent)
            .map(|_| ())
            .unwrap_err(),
    ] {
        assert!(matches!(error, ParallelError::LabelCount { labels: 4, .. }));
    }
}
