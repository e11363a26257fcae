//! Adjustment and combination of p-values.

use kosmic_stats::{
    Adjustment, MissingP, NullShare, adjust_p, combine_fisher, combine_stouffer, q_values,
};
use proptest::prelude::*;

use super::golden::{assert_near, cases, number, numbers, read};

const ALL: [Adjustment; 9] = [
    Adjustment::Bonferroni,
    Adjustment::Sidak,
    Adjustment::Holm,
    Adjustment::HolmSidak,
    Adjustment::Hochberg,
    Adjustment::Hommel,
    Adjustment::BenjaminiHochberg,
    Adjustment::BenjaminiYekutieli,
    Adjustment::TwoStage { alpha: 0.05 },
];

fn adjusted(p: &[f64], method: Adjustment) -> Vec<f64> {
    let adjusted = adjust_p(p, method, MissingP::Refuse).expect("p-values");
    adjusted.p.into_iter().map(Option::unwrap).collect()
}

#[track_caller]
fn assert_all_near(actual: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(actual.len(), expected.len());
    for (&actual, &expected) in actual.iter().zip(expected) {
        assert_near(actual, expected, tolerance);
    }
}

#[test]
fn adjusted_values_are_those_of_r() {
    let names = [
        ("bonferroni", Adjustment::Bonferroni),
        ("holm", Adjustment::Holm),
        ("hochberg", Adjustment::Hochberg),
        ("hommel", Adjustment::Hommel),
        ("BH", Adjustment::BenjaminiHochberg),
        ("BY", Adjustment::BenjaminiYekutieli),
    ];
    let golden = read(true);
    let lists = golden["adjusted"].as_object().unwrap();
    assert!(lists.len() >= 7);
    for case in lists.values() {
        let p = numbers(&case["p"]);
        for (name, method) in names {
            let expected = numbers(&case["adjusted"][name]);
            assert_all_near(&adjusted(&p, method), &expected, 1e-13);
        }
    }
}

#[test]
fn sidak_and_two_stage_values_are_those_of_statsmodels() {
    let golden = read(false);
    let p = numbers(&golden["p"]);
    for (name, method) in [
        ("sidak", Adjustment::Sidak),
        ("holm_sidak", Adjustment::HolmSidak),
    ] {
        let expected = numbers(&golden["adjusted"][name]);
        assert_all_near(&adjusted(&p, method), &expected, 1e-12);
    }
    for case in cases(&golden["two_stage"]) {
        let alpha = number(&case["alpha"]);
        let ours = adjusted(&numbers(&case["p"]), Adjustment::TwoStage { alpha });
        assert_all_near(&ours, &numbers(&case["adjusted"]), 1e-13);
    }
}

#[test]
fn q_values_are_those_of_qvalue() {
    let golden = read(true);
    for (name, case) in golden["storey"].as_object().unwrap() {
        let p = numbers(&golden["adjusted"][name]["p"]);
        for (key, share) in [
            ("half", NullShare::AtLambda(0.5)),
            ("least_error", NullShare::LeastError),
        ] {
            let found = q_values(&p, share, MissingP::Refuse).unwrap();
            assert_near(found.null_share, number(&case[key]["share"]), 1e-13);
            let q: Vec<f64> = found.q.into_iter().map(Option::unwrap).collect();
            assert_all_near(&q, &numbers(&case[key]["q"]), 1e-13);
        }
    }
}

#[test]
fn combined_values_are_those_of_metap() {
    let golden = read(true);
    let golden = &golden["combine"];
    let p = numbers(&golden["p"]);
    let weights = numbers(&golden["weights"]);
    for (key, ours) in [
        ("fisher", combine_fisher(&p).unwrap()),
        ("stouffer", combine_stouffer(&p, None).unwrap()),
        ("weighted", combine_stouffer(&p, Some(&weights)).unwrap()),
    ] {
        assert_near(ours.statistic, number(&golden[key]["statistic"]), 1e-12);
        assert_near(ours.p, number(&golden[key]["p"]), 1e-12);
    }
}

/// Hommel's adjustment from its definition: the largest Simes p-value of all sets of tests that one belongs to.
fn hommel_by_closure(p: &[f64]) -> Vec<f64> {
    let simes = |set: u32| {
        let mut chosen: Vec<f64> = (0..p.len())
            .filter(|&i| set >> i & 1 == 1)
            .map(|i| p[i])
            .collect();
        chosen.sort_by(f64::total_cmp);
        let size = chosen.len() as f64;
        let scaled = chosen
            .iter()
            .enumerate()
            .map(|(i, p)| size * p / (i + 1) as f64);
        scaled.fold(1.0, f64::min)
    };
    let sets = 1..1_u32 << p.len();
    let largest = |i: usize| {
        let with_i = sets.clone().filter(|set| set >> i & 1 == 1);
        with_i.map(simes).fold(0.0, f64::max)
    };
    (0..p.len()).map(largest).collect()
}

proptest! {
    #[test]
    fn hommels_adjustment_is_the_closure_of_simes_test(
        p in prop::collection::vec(prop_oneof![0.0..0.2_f64, 0.0..=1.0_f64, Just(0.05)], 1..9)
    ) {
        for (ours, expected) in adjusted(&p, Adjustment::Hommel).iter().zip(hommel_by_closure(&p)) {
            prop_assert!((ours - expected).abs() < 1e-14, "{ours} {expected} of {p:?}");
        }
    }

    #[test]
    fn adjusted_values_keep_the_order_of_the_tests_and_lie_between_p_and_one(
        p in prop::collection::vec(0.0..=1.0_f64, 0..40)
    ) {
        for method in ALL {
            let values = adjusted(&p, method);
            for (i, &value) in values.iter().enumerate() {
                // The two-stage procedure may go below p: it takes some of the nulls for false.
                let least = if matches!(method, Adjustment::TwoStage { .. }) { 0.0 } else { p[i] };
                prop_assert!((least * (1.0 - 1e-15)..=1.0).contains(&value), "{method:?}");
                for (j, &other) in values.iter().enumerate() {
                    prop_assert!(p[i] > p[j] || value <= other, "{method:?}");
                }
            }
        }
    }

    #[test]
    fn adjustment_follows_a_change_of_order(p in prop::collection::vec(0.0..=1.0_f64, 1..30)) {
        let turned: Vec<f64> = p.iter().rev().copied().collect();
        for method in ALL {
            let mut values = adjusted(&turned, method);
            values.reverse();
            prop_assert_eq!(values, adjusted(&p, method));
        }
    }
}

#[test]
fn stronger_procedures_are_never_weaker() {
    let p: Vec<f64> = (1..=50).map(|i| (f64::from(i) / 50.0).powi(3)).collect();
    let chain = [
        Adjustment::Bonferroni,
        Adjustment::Holm,
        Adjustment::Hochberg,
        Adjustment::Hommel,
        Adjustment::BenjaminiHochberg,
    ];
    for pair in chain.windows(2) {
        let [weak, strong] = [adjusted(&p, pair[0]), adjusted(&p, pair[1])];
        assert!(
            weak.iter()
                .zip(&strong)
                .all(|(weak, strong)| strong <= weak)
        );
    }
}

#[test]
fn missing_p_values_are_left_out_or_counted_as_one() {
    let p = [0.01, f64::NAN, 0.02];
    let left_out = adjust_p(&p, Adjustment::Bonferroni, MissingP::LeaveOut).unwrap();
    assert_eq!(left_out.p, [Some(0.02), None, Some(0.04)]);
    assert_eq!(left_out.tests, 2);
    let counted = adjust_p(&p, Adjustment::Bonferroni, MissingP::CountAsOne).unwrap();
    assert_eq!(counted.p, [Some(0.03), None, Some(0.06)]);
    assert_eq!(counted.rejected(0.05), [true, false, false]);
}

#[test]
fn a_hundred_thousand_tests_are_adjusted_at_once() {
    let p: Vec<f64> = (1..=100_000).map(|i| f64::from(i) / 100_000.0).collect();
    for method in ALL {
        let values = adjusted(&p, method);
        assert!(values[0] > 0.0 && values[99_999] == 1.0, "{method:?}");
    }
}
