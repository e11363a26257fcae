//! Effect sizes and their limits.

use kosmic_stats::{EffectSize, OneWay, PairedSamples, TwoGroups};
use proptest::prelude::*;
use serde_json::Value;

use super::golden::{assert_near, cases, number, numbers, read};

#[track_caller]
fn assert_effect(ours: EffectSize, golden: &Value) {
    assert_near(ours.estimate, number(&golden["estimate"]), 1e-12);
    // effectsize finds noncentrality parameters by a search that ends at some four digits.
    assert_near(ours.limits.lower, number(&golden["lower"]), 1e-3);
    assert_near(ours.limits.upper, number(&golden["upper"]), 1e-3);
}

#[test]
fn effects_of_two_groups_are_those_of_effectsize() {
    let golden = read(true);
    let golden = &golden["effects"];
    let first = numbers(&golden["groups"]["first"]);
    let second = numbers(&golden["groups"]["second"]);
    let groups = TwoGroups::new(&first, &second).unwrap();
    assert_effect(groups.cohen_d(0.95).unwrap(), &golden["cohen_d"]);
    assert_effect(groups.hedges_g(0.95).unwrap(), &golden["hedges_g"]);
    assert_effect(groups.glass_delta(0.95).unwrap(), &golden["glass_delta"]);
    let delta = groups.cliff_delta(0.95).unwrap();
    assert_near(delta.estimate, number(&golden["cliff_delta"]), 1e-14);
    let language = groups.common_language(0.95).unwrap();
    assert_near(
        language.estimate,
        number(&read(false)["effects"]["cles"]),
        1e-14,
    );
    assert_near(
        language.limits.lower,
        0.5 * (delta.limits.lower + 1.0),
        1e-15,
    );
}

#[test]
fn effects_of_pairs_are_those_of_effectsize_and_pingouin() {
    let golden = read(true);
    let golden = &golden["effects"];
    let (before, after) = (numbers(&golden["before"]), numbers(&golden["after"]));
    let pairs = PairedSamples::new(&before, &after).unwrap();
    assert_effect(pairs.d_z(0.95).unwrap(), &golden["d_z"]);
    let average = pairs.d_av(0.95).unwrap();
    assert_near(
        average.estimate,
        number(&read(false)["effects"]["d_av"]),
        1e-13,
    );
    let ratio = average.estimate / pairs.d_z(0.95).unwrap().estimate;
    let scaled = ratio * pairs.d_z(0.95).unwrap().limits.upper;
    assert_near(average.limits.upper, scaled, 1e-12);
}

#[test]
fn eta_squared_and_its_limits_are_those_of_the_noncentral_f_of_scipy() {
    let golden = read(false);
    let golden = &golden["one_way"];
    let groups: Vec<Vec<f64>> = cases(&golden["groups"]).iter().map(numbers).collect();
    let groups: Vec<&[f64]> = groups.iter().map(Vec::as_slice).collect();
    let analysis = OneWay::new(&groups).unwrap();
    assert_near(analysis.f(), number(&golden["f"]), 1e-12);
    assert_near(analysis.p_value(), number(&golden["p"]), 1e-11);
    let eta = analysis.eta_squared(0.95).unwrap();
    assert_near(eta.estimate, number(&golden["eta_squared"]), 1e-13);
    assert_near(eta.limits.lower, number(&golden["lower"]), 1e-8);
    assert_near(eta.limits.upper, number(&golden["upper"]), 1e-8);
    let f = analysis.cohen_f(0.95).unwrap();
    assert_near(
        f.estimate * f.estimate,
        eta.estimate / (1.0 - eta.estimate),
        1e-13,
    );
    assert_near(
        f.limits.upper.powi(2),
        eta.limits.upper / (1.0 - eta.limits.upper),
        1e-12,
    );
}

#[test]
fn the_interval_of_d_contains_the_true_effect_as_often_as_it_says() {
    const TRIALS: u64 = 2000;
    let mut hits = [0; 2];
    for trial in 0..TRIALS {
        let mut normal = normals(trial);
        let first: Vec<f64> = (0..12).map(|_| 0.8 + normal()).collect();
        let second: Vec<f64> = (0..9).map(|_| normal()).collect();
        let groups = TwoGroups::new(&first, &second).unwrap();
        hits[0] += u32::from(groups.cohen_d(0.9).unwrap().limits.contains(0.8));
        // P(X > Y) - P(X < Y) of two normals whose means lie 0.8 apart: erf(0.8 / 2).
        let delta = libm::erf(0.4);
        hits[1] += u32::from(groups.cliff_delta(0.9).unwrap().limits.contains(delta));
    }
    let coverage = hits.map(|hits| f64::from(hits) / TRIALS as f64);
    // Four standard errors of the simulation; Cliff's limits are approximate, and on the safe side.
    assert!((coverage[0] - 0.9).abs() < 0.027, "{coverage:?}");
    assert!((0.87..0.94).contains(&coverage[1]), "{coverage:?}");
}

/// Standard normals by the keyed streams of the workspace.
fn normals(key: u64) -> impl FnMut() -> f64 {
    let mut stream = kosmic_core::Stream::new(key, kosmic_core::Purpose::Simulate, 0);
    move || kosmic_core::normal_quantile(stream.uniform() + 2_f64.powi(-54))
}

#[test]
fn groups_that_do_not_overlap_have_a_delta_of_one_and_limits_below() {
    let groups = TwoGroups::new(&[5.0, 6.0, 7.0], &[1.0, 2.0, 3.0, 4.0]).unwrap();
    let delta = groups.cliff_delta(0.95).unwrap();
    assert_eq!((delta.estimate, delta.limits.upper), (1.0, 1.0));
    assert!(delta.limits.lower < 1.0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn effects_do_not_depend_on_the_unit_and_turn_with_the_order(
        first in prop::collection::vec(-5.0..5.0_f64, 2..12),
        second in prop::collection::vec(-5.0..5.0_f64, 2..12),
        exponent in -1000..1000_i32,
    ) {
        let unit = 2_f64.powi(exponent);
        let scaled = |values: &[f64]| values.iter().map(|value| value * unit).collect::<Vec<_>>();
        let (far_first, far_second) = (scaled(&first), scaled(&second));
        let groups = TwoGroups::new(&first, &second).unwrap();
        let far = TwoGroups::new(&far_first, &far_second).unwrap();
        let turned = TwoGroups::new(&second, &first).unwrap();
        type Effect = fn(&TwoGroups<'_>) -> EffectSize;
        let effects: [Effect; 3] = [
            |groups| groups.cohen_d(0.95).unwrap(),
            |groups| groups.cliff_delta(0.95).unwrap(),
            |groups| groups.glass_delta(0.95).unwrap(),
        ];
        for (index, effect) in effects.iter().enumerate() {
            let ours = effect(&groups);
            prop_assert_eq!(ours, effect(&far));
            let limits = ours.limits;
            prop_assert!(limits.lower <= ours.estimate && ours.estimate <= limits.upper);
            if index < 2 {
                let back = effect(&turned);
                prop_assert!((back.estimate + ours.estimate).abs() < 1e-12);
                prop_assert!((back.limits.lower + limits.upper).abs() < 1e-8 * (1.0 + limits.upper.abs()));
            }
        }
    }
}
