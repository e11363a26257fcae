//! Laws that hold for all data. The cases are drawn with a fixed seed.

use kosmic_core::{Limits, Pair};
use kosmic_parallel::{Bootstrap, Correlation, KInterval, Method, Replicates, quantile};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// Rounding of sums of at most forty terms that are not much smaller than their mean.
const ROUNDING: f64 = 1e-9;

/// Pairs on a grid of eighths, so that ties and constant resamples happen.
fn pairs() -> impl Strategy<Value = (Vec<f64>, Vec<f64>)> {
    let value = (-80_i32..80).prop_map(|eighths| f64::from(eighths) / 8.0);
    let pairs = prop::collection::vec((value.clone(), value), 4..40);
    pairs
        .prop_map(|pairs| pairs.into_iter().unzip())
        .prop_filter(
            "r is defined and not perfect",
            |(x, y): &(Vec<f64>, Vec<f64>)| Pair::new(x, y).is_ok_and(|pair| pair.r().abs() < 1.0),
        )
}

fn drawn(x: &[f64], y: &[f64]) -> Replicates {
    let plan = Bootstrap::default().replicates(199).plan().unwrap();
    plan.run(&Pair::new(x, y).unwrap(), &Correlation).unwrap()
}

fn interval(x: &[f64], y: &[f64], method: Method) -> KInterval {
    KInterval::of_replicates(&drawn(x, y), method, 0.9).unwrap()
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() < ROUNDING
}

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 128,
        rng_seed: RngSeed::Fixed(20_240_117),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn k_limits_are_the_signed_limits_folded((x, y) in pairs()) {
        for method in [Method::Percentile, Method::Basic, Method::Normal] {
            let k = interval(&x, &y, method);
            let (lower, upper) = (k.r_lower.unwrap(), k.r_upper.unwrap());
            prop_assert!(-1.0 <= lower && lower <= upper && upper <= 1.0);
            prop_assert!(0.0 <= k.lower && k.lower <= k.upper && k.upper <= 2.0);
            prop_assert_eq!(k.lower == 0.0, lower <= 0.0 && upper >= 0.0);
            prop_assert_eq!(k.upper, 2.0 * lower.abs().max(upper.abs()));
        }
    }

    #[test]
    fn whatever_r_lies_in_the_signed_limits_its_k_lies_in_the_folded(
        a in -1.0..1.0_f64, b in -1.0..1.0_f64, share in 0.0..=1.0_f64
    ) {
        let limits = Limits { lower: a.min(b), upper: a.max(b) };
        let r = (limits.lower + share * (limits.upper - limits.lower)).clamp(limits.lower, limits.upper);
        prop_assert!(limits.folded().contains(2.0 * r.abs()));
    }

    #[test]
    fn a_higher_level_contains_a_lower_one((x, y) in pairs(), a in 0.01..0.99_f64, b in 0.01..0.99_f64) {
        let replicates = drawn(&x, &y);
        for method in Method::ALL.into_iter().filter(|method| method.needs().is_nothing()) {
            let at = |level| KInterval::of_replicates(&replicates, method, level).unwrap();
            let (narrow, wide) = (at(a.min(b)), at(a.max(b)));
            let signed = |level| replicates.interval(method, level).unwrap().limits;
            prop_assert!(signed(a.max(b)).lower <= signed(a.min(b)).lower);
            prop_assert!(signed(a.max(b)).upper >= signed(a.min(b)).upper);
            prop_assert!(wide.lower <= narrow.lower && wide.upper >= narrow.upper, "{method:?}");
        }
    }

    #[test]
    fn x_and_y_may_change_places((x, y) in pairs()) {
        for method in Method::ALL.into_iter().filter(|method| method.needs().is_nothing()) {
            prop_assert_eq!(interval(&x, &y, method), interval(&y, &x, method));
        }
    }

    #[test]
    fn turning_y_around_mirrors_r_and_leaves_k((x, y) in pairs()) {
        let turned: Vec<f64> = y.iter().map(|y| -y).collect();
        for method in [Method::Percentile, Method::Basic, Method::Normal] {
            let (there, back) = (interval(&x, &y, method), interval(&x, &turned, method));
            prop_assert!(close(there.r_lower.unwrap(), -back.r_upper.unwrap()));
            prop_assert!(close(there.r_upper.unwrap(), -back.r_lower.unwrap()));
            prop_assert!(close(there.lower, back.lower) && close(there.upper, back.upper));
            prop_assert_eq!(there.estimate, back.estimate);
        }
    }

    #[test]
    fn a_power_of_two_changes_no_bit((x, y) in pairs(), exponent in -60..60_i32) {
        let scaled: Vec<f64> = x.iter().map(|x| x * 2_f64.powi(exponent)).collect();
        prop_assert_eq!(interval(&x, &y, Method::Percentile), interval(&scaled, &y, Method::Percentile));
    }

    #[test]
    fn other_units_and_origins_change_only_rounding(
        (x, y) in pairs(), unit in 0.1..10.0_f64, origin in -10.0..10.0_f64
    ) {
        let moved: Vec<f64> = x.iter().map(|x| origin + unit * x).collect();
        for method in Method::ALL.into_iter().filter(|method| method.needs().is_nothing()) {
            let (here, there) = (interval(&x, &y, method), interval(&moved, &y, method));
            prop_assert!(close(here.lower, there.lower) && close(here.upper, there.upper), "{method:?}");
            prop_assert_eq!(here.undefined, there.undefined);
        }
    }

    #[test]
    fn quantiles_rise_with_p_and_stay_between_the_ends(
        mut values in prop::collection::vec(-1e3..1e3_f64, 1..50), a in 0.0..=1.0_f64, b in 0.0..=1.0_f64
    ) {
        values.sort_unstable_by(f64::total_cmp);
        let (low, high) = (quantile(&values, a.min(b)).unwrap(), quantile(&values, a.max(b)).unwrap());
        prop_assert!(values[0] <= low && low <= high && high <= values[values.len() - 1]);
    }
}
