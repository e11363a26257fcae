//! Inference on couplings against values that others computed: `tests/golden/inference.json` and `inference_r.json`.

use kosmic_core::{
    Comparison, ComparisonTest, Controls, EffectiveSampleMethod, Limits, Pair, PartialCorrelation,
    Regularisation, Side, correlation_cdf, effective_sample, exact_limits, expected_k_by_chance,
    part_correlation, partial_correlation, unbiased_correlation,
};
use serde_json::Value;

use crate::golden::{numbers, series_of};
use crate::tolerance::{self, assert_near};

fn cases() -> Value {
    serde_json::from_str(include_str!("../golden/inference_cases.json")).unwrap()
}

fn inference() -> Value {
    serde_json::from_str(include_str!("../golden/inference.json")).unwrap()
}

fn of_r() -> Value {
    serde_json::from_str(include_str!("../golden/inference_r.json")).unwrap()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

fn count(value: &Value) -> usize {
    value.as_u64().unwrap() as usize
}

#[track_caller]
fn assert_limits(got: Option<Limits>, expected: &Value, tolerance: f64, name: &str) {
    assert_eq!(got.is_none(), expected.is_null(), "{name}");
    let Some(got) = got else { return };
    let expected = numbers(expected);
    assert_near(got.lower, expected[0], tolerance, 1.0, name);
    assert_near(got.upper, expected[1], tolerance, 1.0, name);
}

/// Runs a check over every case with controls: its name, series, controls.
fn for_each_controlled(check: impl Fn(&str, &[f64], &[f64], &Controls)) {
    let cases = cases();
    let partial = cases["partial"].as_object().unwrap();
    assert_eq!(partial.len(), 6);
    for (name, case) in partial {
        let (x, y) = series_of(case);
        let controls: Vec<Vec<f64>> = case["controls"]
            .as_array()
            .unwrap()
            .iter()
            .map(numbers)
            .collect();
        check(name, &x, &y, &Controls::new(&controls).unwrap());
    }
}

#[test]
fn partial_correlations_agree_with_sixty_digits_and_with_r() {
    let (exact, of_r) = (inference(), of_r());
    for_each_controlled(|name, x, y, controls| {
        let got = partial_correlation(x, y, controls).unwrap();
        let (expected, r) = (&exact["partial"][name], &of_r["partial"][name]);
        assert_near(got.r, number(&expected["r"]), tolerance::PARTIAL, 1.0, name);
        assert_eq!(got.k(), 2.0 * got.r.abs());
        assert_eq!(got.degrees_of_freedom(), x.len() - 2 - controls.count());
        let p = got.p_value().unwrap();
        assert_near(p, number(&expected["p"]), tolerance::TAIL, 0.0, name);
        // The test of the slope in R's lm.
        for key in ["lm_p", "lm_p_exchanged"] {
            assert_near(p, number(&r[key]), tolerance::TAIL, 0.0, name);
        }
        let exact = PartialCorrelation {
            r: number(&expected["r"]),
            ..got
        };
        let limits = exact.limits(0.95).unwrap();
        assert_limits(limits, &expected["interval_95"], tolerance::LIMIT, name);
        if let Some(ppcor) = r["ppcor_partial"].as_f64() {
            assert_near(got.r, ppcor, tolerance::TAIL, 1.0, name);
        }
    });
}

#[test]
fn part_correlations_agree_with_sixty_digits_and_with_ppcor() {
    let (exact, of_r) = (inference(), of_r());
    for_each_controlled(|name, x, y, controls| {
        let (expected, r) = (&exact["partial"][name], &of_r["partial"][name]);
        for (side, key, explained) in [
            (Side::X, "x_cleared", "explained_y"),
            (Side::Y, "y_cleared", "explained_x"),
        ] {
            let got = part_correlation(x, y, controls, side).unwrap();
            let near = |got: f64, expected: &Value| {
                assert_near(got, number(expected), tolerance::PARTIAL, 1.0, name);
            };
            near(got.r, &expected[key]);
            near(got.explained, &expected[explained]);
            near(got.partial.r, &expected["r"]);
            if let Some(ppcor) = r[format!("ppcor_{key}")].as_f64() {
                assert_near(got.r, ppcor, tolerance::TAIL, 1.0, name);
            }
        }
    });
}

/// Runs a check over the comparisons of a kind: the numbers that went in and what R says.
fn for_each_compared(kind: &str, check: impl Fn(&[f64], &Value)) {
    let (cases, of_r) = (cases(), of_r());
    let (cases, answers) = (
        cases[kind].as_array().unwrap(),
        of_r[kind].as_array().unwrap(),
    );
    assert!(cases.len() >= 5 && cases.len() == answers.len());
    for (case, answer) in cases.iter().zip(answers) {
        check(&numbers(case), answer);
    }
}

#[track_caller]
fn assert_test(got: ComparisonTest, answer: &Value, statistic: &str, what: &str) {
    let near = |got: f64, expected: f64| {
        assert_near(got, expected, tolerance::COMPARED, 1.0, what);
    };
    near(got.statistic, number(&answer[statistic]));
    near(got.p_value, number(&answer[format!("{statistic}_p")]));
}

#[track_caller]
fn assert_zou(comparison: &Comparison, answer: &Value, what: &str) {
    for (key, level) in [("zou_95", 0.95), ("zou_99", 0.99)] {
        let limits = comparison.limits(level).unwrap();
        assert_limits(Some(limits), &answer[key], tolerance::COMPARED, what);
    }
}

#[test]
fn comparisons_from_different_rows_agree_with_cocor_and_psych() {
    for_each_compared("independent", |case, answer| {
        let what = format!("{case:?}");
        let groups = [0, 2].map(|at| (case[at], case[at + 1] as usize));
        let got = Comparison::independent(groups[0], groups[1]).unwrap();
        assert_test(got.z_test(), answer, "z", &what);
        let z = got.z_test().statistic.abs();
        assert_near(z, number(&answer["psych_z"]), 1e-12, 1.0, &what);
        assert_eq!(got.williams_test(), None);
        assert_zou(&got, answer, &what);
    });
}

#[test]
fn overlapping_comparisons_agree_with_cocor_and_psych() {
    for_each_compared("overlapping", |case, answer| {
        let what = format!("{case:?}");
        let got = Comparison::overlapping(case[0], case[1], case[2], case[3] as usize).unwrap();
        let williams = got.williams_test().unwrap();
        assert_test(williams, answer, "t", &what);
        assert_eq!(williams.degrees_of_freedom, Some(case[3] as usize - 3));
        let t = number(&answer["psych_t"]);
        assert_near(williams.statistic, t, tolerance::COMPARED, 10.0, &what);
        assert_test(got.z_test(), answer, "z", &what);
        assert_zou(&got, answer, &what);
    });
}

#[test]
fn comparisons_that_share_rows_but_no_series_agree_with_cocor() {
    for_each_compared("non_overlapping", |case, answer| {
        let what = format!("{case:?}");
        let between = [[case[2], case[3]], [case[4], case[5]]];
        let got = Comparison::non_overlapping(case[0], case[1], between, case[6] as usize).unwrap();
        assert_test(got.z_test(), answer, "z", &what);
        assert_zou(&got, answer, &what);
    });
}

#[test]
fn unbiased_correlations_agree_with_the_hypergeometric_function_of_mpmath() {
    for case in inference()["bias_corrected"].as_array().unwrap() {
        let (r, n) = (number(&case["r"]), count(&case["n"]));
        let got = unbiased_correlation(r, n).unwrap();
        let what = format!("r = {r}, n = {n}");
        assert_near(got, number(&case["value"]), tolerance::SPECIAL, 0.0, &what);
    }
}

#[test]
fn k_by_chance_agrees_with_the_gamma_functions_of_mpmath() {
    for case in inference()["chance"].as_array().unwrap() {
        let n = count(&case["n"]);
        let got = expected_k_by_chance(n).unwrap();
        let what = format!("n = {n}");
        assert_near(got, number(&case["k"]), tolerance::SPECIAL, 0.0, &what);
    }
}

#[test]
fn the_distribution_of_r_agrees_with_its_density_integrated_by_mpmath() {
    for case in inference()["distribution"].as_array().unwrap() {
        let (r, rho, n) = (number(&case["r"]), number(&case["rho"]), count(&case["n"]));
        let got = correlation_cdf(r, rho, n).unwrap().unwrap();
        let (p, what) = (number(&case["p"]), format!("r = {r}, rho = {rho}, n = {n}"));
        assert_near(got, p, tolerance::DISTRIBUTION, 0.0, &what);
    }
}

#[test]
fn exact_limits_agree_with_the_inverted_distribution_of_mpmath() {
    for case in inference()["exact_limits"].as_array().unwrap() {
        let (r, n) = (number(&case["r"]), count(&case["n"]));
        for (key, level) in [("interval_95", 0.95), ("interval_99", 0.99)] {
            let got = exact_limits(r, n, level).unwrap();
            let what = format!("r = {r}, n = {n}, {key}");
            assert_limits(got, &case[key], tolerance::LIMIT, &what);
        }
    }
}

#[test]
fn effective_sample_sizes_agree_with_plain_loops_over_lags() {
    use EffectiveSampleMethod::{Bartlett, BayleyHammersley, CrossDependence};
    let golden = inference();
    let cases = golden["effective"].as_object().unwrap();
    assert_eq!(cases.len(), 6);
    let regularisations = [
        ("adaptive", Regularisation::Adaptive),
        ("truncate_7", Regularisation::Truncate(7)),
        ("tukey_9", Regularisation::Tukey(9)),
    ];
    for (name, case) in cases {
        let (x, y) = match name.as_str() {
            "gas_furnace" => crate::golden::gas_furnace(),
            _ => series_of(case),
        };
        let pair = Pair::new(&x, &y).unwrap();
        let check = |method, key: &str| {
            let got = effective_sample(&pair, method).unwrap();
            let (inflation, what) = (number(&case[key]), format!("{name}, {key}"));
            assert_near(got.inflation, inflation, tolerance::INFLATION, 1.0, &what);
            assert_eq!(got.effective(), x.len() as f64 / got.inflation.max(1.0));
        };
        check(Bartlett, "bartlett");
        for (label, regularisation) in regularisations {
            let of = BayleyHammersley(regularisation);
            check(of, &format!("bayley_hammersley_{label}"));
            check(CrossDependence(regularisation), &format!("xdf_{label}"));
        }
    }
}
