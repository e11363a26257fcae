//! Ranks, distances and information against values that others computed: `tests/golden/measures.json`.

use kosmic_core::{
    Binning, CoreError, Histogram, Ksg, KsgVariant, Limits, distance_correlation,
    histogram_information, kendall, ksg_information, spearman,
};
use serde_json::Value;

use crate::golden::{numbers, series_of};
use crate::tolerance::{self, assert_near};

/// Runs a check over every pair of series of the file.
fn for_each_case(check: impl Fn(&str, &Value, &[f64], &[f64])) {
    let golden: Value = serde_json::from_str(include_str!("../golden/measures.json")).unwrap();
    let cases = golden["cases"].as_object().unwrap();
    assert!(cases.len() >= 23);
    for (name, case) in cases {
        let (x, y) = series_of(case);
        check(name, case, &x, &y);
    }
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

#[track_caller]
fn assert_limits(got: Option<Limits>, expected: &Value, name: &str) {
    assert_eq!(got.is_none(), expected.is_null(), "{name}");
    let Some(got) = got else { return };
    let expected = numbers(expected);
    assert_near(got.lower, expected[0], tolerance::LIMIT, 1.0, name);
    assert_near(got.upper, expected[1], tolerance::LIMIT, 1.0, name);
}

#[test]
fn spearman_agrees_with_scipy_and_with_all_orders() {
    for_each_case(|name, case, x, y| {
        let (got, expected) = (spearman(x, y).unwrap(), &case["spearman"]);
        assert_near(got.rho, number(&expected["rho"]), tolerance::R, 1e-3, name);
        assert_eq!(got.exact, expected["exact"], "{name}");
        assert_near(
            got.p_value,
            number(&expected["p"]),
            tolerance::TAIL,
            0.0,
            name,
        );
        assert_limits(got.limits(0.95).unwrap(), &expected["limits_95"], name);
    });
}

#[test]
fn kendall_agrees_with_scipy_and_r() {
    for_each_case(|name, case, x, y| {
        let (got, expected) = (kendall(x, y).unwrap(), &case["kendall"]);
        assert_near(got.tau, number(&expected["tau"]), tolerance::R, 1e-3, name);
        assert_eq!(got.exact, expected["exact"], "{name}");
        assert_near(
            got.p_value,
            number(&expected["p"]),
            tolerance::TAIL,
            0.0,
            name,
        );
        assert_limits(got.limits(0.95).unwrap(), &expected["limits_95"], name);
    });
}

#[test]
fn distance_correlations_agree_with_the_double_loop_of_dcor() {
    for_each_case(|name, case, x, y| {
        let expected = &case["distance"];
        // The products of values of 1e300 overflow there.
        assert_eq!(expected.is_null(), name.starts_with("magnitude"), "{name}");
        if expected.is_null() {
            return;
        }
        let got = distance_correlation(x, y).unwrap();
        let near = |got: f64, expected: &Value, floor: f64| {
            assert_near(got, number(expected), tolerance::DISTANCE, floor, name);
        };
        near(got.correlation, &expected["correlation"], 0.0);
        near(got.covariance, &expected["covariance"], 0.0);
        near(got.variance_x, &expected["variances"][0], 0.0);
        near(got.variance_y, &expected["variances"][1], 0.0);
        assert_eq!(
            got.bias_corrected.is_none(),
            expected["bias_corrected"].is_null(),
            "{name}"
        );
        if let (Some(corrected), Some(p)) = (got.bias_corrected, got.p_value) {
            near(corrected, &expected["bias_corrected"], 1.0);
            near(p, &expected["p"], 1e-6);
        }
    });
}

#[test]
fn histograms_agree_with_scikit_learn_and_their_g_test_with_scipy() {
    for_each_case(|name, case, x, y| {
        for expected in case["histogram"].as_array().unwrap() {
            let binning = match expected["equiprobable"].as_bool().unwrap() {
                true => Binning::Equiprobable,
                false => Binning::EqualWidth,
            };
            let bins = expected["bins"].as_u64().unwrap() as usize;
            let options = Histogram::new().binning(binning).bins(bins);
            let got = histogram_information(x, y, options).unwrap();
            let what = format!("{name}, {bins} bins, {binning:?}");
            let near = |got: f64, key: &str| {
                assert_near(
                    got,
                    number(&expected[key]),
                    tolerance::INFORMATION,
                    1e-2,
                    &what,
                );
            };
            near(got.plug_in.nats, "plug_in");
            near(got.information.nats, "corrected");
            near(got.p_value, "p");
            let freedom = got.degrees_of_freedom as u64;
            assert_eq!(
                Some(freedom),
                expected["degrees_of_freedom"].as_u64(),
                "{what}"
            );
        }
    });
}

#[test]
fn nearest_neighbours_agree_with_all_distances_and_with_scikit_learn() {
    for_each_case(|name, case, x, y| {
        let all = case["nearest"].as_array().unwrap();
        assert!(name != "normal_200" || all.len() == 3);
        for expected in all {
            let k = expected["k"].as_u64().unwrap() as usize;
            for (key, variant) in [("one", KsgVariant::One), ("two", KsgVariant::Two)] {
                let got = ksg_information(x, y, Ksg::new().neighbours(k).variant(variant)).unwrap();
                let what = format!("{name}, k = {k}, {key}");
                let nats = got.information.nats;
                assert_near(
                    nats,
                    number(&expected[key]),
                    tolerance::INFORMATION,
                    1.0,
                    &what,
                );
            }
        }
    });
}

#[test]
fn rounded_measurements_are_refused_by_nearest_neighbours_and_taken_when_jittered() {
    for_each_case(|name, case, x, y| {
        if name != "ties_60" {
            return;
        }
        assert!(case["nearest"].as_array().unwrap().is_empty());
        let refused = ksg_information(x, y, Ksg::new());
        assert!(
            matches!(refused, Err(CoreError::TiedRows { .. })),
            "{name}: {refused:?}"
        );
        let jittered = ksg_information(x, y, Ksg::new().jitter(7)).unwrap();
        assert_eq!(jittered.jitter, Some(7));
        assert!(jittered.information.nats > 0.05, "{name}: {jittered:?}");
    });
}

#[test]
fn ranks_agree_with_published_examples_and_tables() {
    // M. Hollander, D. A. Wolfe, Nonparametric Statistical Methods (1973), 185 f.: quality of tuna and its lightness. R's help
    // of `cor.test` has T = 26, tau = 0.4444444, p = 0.1194.
    let lightness = [44.4, 45.9, 41.9, 53.3, 44.7, 44.1, 50.7, 45.2, 60.1];
    let quality = [2.6, 3.1, 2.5, 5.0, 3.6, 4.0, 5.2, 2.8, 3.8];
    let found = kendall(&lightness, &quality).unwrap();
    assert_eq!((found.score, found.exact), (26 - 10, true));
    assert_near(found.tau, 4.0 / 9.0, tolerance::R, 1.0, "tau");
    assert_near(found.p_value, 0.1194, 5e-5, 1.0, "p");
    // J. H. Zar, Journal of the American Statistical Association 67 (1972) 578-580: 0.786 is the critical value of seven
    // ranks at a two-sided 0.05.
    let ranks = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0];
    let p = |other: [f64; 7], rho: f64| {
        let found = spearman(&ranks, &other).unwrap();
        assert_near(found.rho, rho, 5e-4, 1.0, "rho");
        found.p_value
    };
    assert!(p([3.0, 1.0, 2.0, 6.0, 4.0, 5.0, 7.0], 0.786) < 0.05);
    assert!(p([3.0, 1.0, 2.0, 6.0, 5.0, 4.0, 7.0], 0.750) > 0.05);
}
