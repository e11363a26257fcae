//! Bayes factors of correlations: values of others, laws, refusals.

use kosmic_core::{CoreError, correlation_bayes_factor};
use serde_json::Value;

#[test]
fn factors_are_those_of_pingouin() {
    let golden: Value = serde_json::from_str(include_str!("../golden/bayes.json")).unwrap();
    let cases = golden["cases"].as_array().unwrap();
    assert!(cases.len() > 100);
    for case in cases {
        let number = |key: &str| case[key].as_f64().unwrap();
        let n = case["n"].as_u64().unwrap() as usize;
        let factor = correlation_bayes_factor(number("r"), n, number("kappa"));
        let factor = factor.unwrap().unwrap();
        for (got, key) in [
            (factor.two_sided(), "two-sided"),
            (factor.greater(), "greater"),
            (factor.less(), "less"),
        ] {
            let expected = number(key);
            assert!((got / expected - 1.0).abs() < 1e-11, "{key}: {got} {case}");
        }
    }
}

#[test]
fn turning_the_sign_of_r_exchanges_the_sides() {
    for n in [3, 10, 1000, 1_000_000] {
        let [of_r, of_minus_r] =
            [0.2, -0.2].map(|r| correlation_bayes_factor(r, n, 1.0).unwrap().unwrap());
        assert_eq!(of_r.ln_two_sided, of_minus_r.ln_two_sided);
        assert_eq!(of_r.ln_greater, of_minus_r.ln_less);
        let both = of_r.probability_above_zero() + of_minus_r.probability_above_zero();
        assert!((both - 1.0).abs() < 1e-15);
    }
}

/// The probability of ρ > 0 is one minus the p-value of one side, nearly; and a factor against none grows without bound.
#[test]
fn long_series_have_finite_logarithms() {
    let strong = correlation_bayes_factor(0.9, 1_000_000, 1.0).unwrap();
    let strong = strong.unwrap();
    assert!(strong.two_sided().is_infinite());
    let likelihood = -0.5 * 1e6 * (1.0 - 0.81_f64).ln();
    assert!((strong.ln_two_sided / likelihood - 1.0).abs() < 1e-4);
    assert!(strong.ln_less < 0.0 && strong.ln_less.is_finite());
    let none = correlation_bayes_factor(0.0, 1_000_000, 1.0).unwrap();
    // About sqrt(2 n / π) against a correlation: half the prior's density over that of the posterior at 0.
    let expected = (0.5_f64 * (2.0 * std::f64::consts::PI / 1e6).sqrt()).ln();
    assert!((none.unwrap().ln_two_sided - expected).abs() < 1e-3);
}

#[test]
fn what_has_no_factor_is_none_or_refused_by_name() {
    for (r, n) in [(1.0, 10), (-1.0, 10), (0.5, 2), (0.5, 0)] {
        assert_eq!(correlation_bayes_factor(r, n, 1.0).unwrap(), None);
    }
    for (r, kappa, name) in [
        (1.5, 1.0, "correlation"),
        (f64::NAN, 1.0, "correlation"),
        (0.5, 0.0, "κ"),
        (0.5, -1.0, "κ"),
        (0.5, f64::INFINITY, "κ"),
    ] {
        let error = correlation_bayes_factor(r, 10, kappa).unwrap_err();
        assert!(matches!(error, CoreError::OutOfRange { .. }));
        assert!(error.to_string().contains(name), "{error}");
    }
}
