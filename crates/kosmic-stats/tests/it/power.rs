//! Power, sample size, sensitivity.

use kosmic_core::Alternative;
use kosmic_stats::{CorrelationMethod, CorrelationPower, TDesign, TTestPower, rows_for_k_width};
use proptest::prelude::*;
use serde_json::Value;

use super::golden::{assert_near, cases, number, read};

fn alternative(case: &Value) -> Alternative {
    match case["alternative"].as_str().expect("a name") {
        "two-sided" | "two.sided" => Alternative::TwoSided,
        "greater" => Alternative::Greater,
        "less" => Alternative::Less,
        other => panic!("{other}"),
    }
}

fn fisher() -> CorrelationPower {
    CorrelationPower::new().method(CorrelationMethod::Fisher)
}

#[test]
fn exact_power_is_that_of_hotellings_density_in_forty_digits() {
    for case in cases(&read(false)["exact_power"]) {
        let test = CorrelationPower::new()
            .alpha(number(&case["alpha"]))
            .alternative(alternative(case));
        let power = test.power(number(&case["r"]), number(&case["n"])).unwrap();
        assert_near(power, number(&case["power"]), 1e-10);
    }
}

#[test]
fn power_by_fishers_z_is_that_of_pwr() {
    let golden = read(true);
    for case in cases(&golden["correlation_power"]) {
        let test = fisher()
            .alpha(number(&case["alpha"]))
            .alternative(alternative(case));
        let power = test.power(number(&case["r"]), number(&case["n"])).unwrap();
        assert_near(power, number(&case["power"]), 1e-12);
    }
    for case in cases(&golden["correlation_n"]) {
        let found = fisher()
            .sample_size(number(&case["r"]), number(&case["power"]))
            .unwrap();
        // uniroot of R ends at some five digits.
        assert_near(found.real.unwrap(), number(&case["n"]), 1e-6);
        assert_eq!(found.whole, number(&case["n"]).ceil() as usize);
    }
}

#[test]
fn effect_and_alpha_are_those_of_pingouin() {
    let golden = read(false);
    let golden = &golden["pingouin_power"];
    assert_near(
        fisher().effect(40.0, 0.9).unwrap(),
        number(&golden["effect"]),
        1e-6,
    );
    assert_near(
        fisher().level(0.3, 40.0, 0.8).unwrap(),
        number(&golden["alpha"]),
        1e-6,
    );
}

#[test]
fn power_of_t_tests_is_that_of_pwr_and_statsmodels() {
    let golden = read(true);
    for case in cases(&golden["t_power"]) {
        let design = match case["type"].as_str().unwrap() {
            "one.sample" => TDesign::OneSample,
            "paired" => TDesign::Paired,
            _ => TDesign::TwoSamples { ratio: 1.0 },
        };
        let test = TTestPower::new(design)
            .alpha(number(&case["alpha"]))
            .alternative(alternative(case));
        let power = test.power(number(&case["d"]), number(&case["n"])).unwrap();
        assert_near(power, number(&case["power"]), 1e-11);
    }
    for case in cases(&golden["t_n"]) {
        let (d, power) = (number(&case["d"]), number(&case["power"]));
        for (key, design) in [
            ("two", TDesign::TwoSamples { ratio: 1.0 }),
            ("one", TDesign::OneSample),
        ] {
            let n = TTestPower::new(design).sample_size(d, power).unwrap();
            assert_near(n, number(&case[key]), 1e-5);
        }
    }
    let unequal = &golden["unequal"];
    let [first, second] = ["first", "second"].map(|key| number(&unequal[key]));
    let test = TTestPower::new(TDesign::TwoSamples {
        ratio: second / first,
    });
    let power = test.power(number(&unequal["d"]), first).unwrap();
    assert_near(power, number(&unequal["power"]), 1e-11);
    let golden = read(false);
    let golden = &golden["t_power"];
    let test = TTestPower::new(TDesign::TwoSamples { ratio: 2.0 });
    assert_near(
        test.power(0.5, 40.0).unwrap(),
        number(&golden["power"]),
        1e-9,
    );
    assert_near(
        test.sample_size(0.5, 0.8).unwrap(),
        number(&golden["n_for_08"]),
        1e-7,
    );
    assert_near(
        test.effect(40.0, 0.8).unwrap(),
        number(&golden["effect"]),
        1e-7,
    );
    assert_near(
        test.level(0.5, 40.0, 0.8).unwrap(),
        number(&golden["alpha"]),
        1e-6,
    );
}

#[test]
fn the_table_of_g_power_for_a_correlation_of_three_tenths_is_met() {
    // G*Power 3.1 manual, exact bivariate normal model: two-sided, alpha 0.05, power 0.95, rho 0.3 needs 138 rows.
    assert_eq!(
        CorrelationPower::new()
            .sample_size(0.3, 0.95)
            .unwrap()
            .whole,
        138
    );
}

#[test]
fn a_null_other_than_zero_has_its_alpha_and_grows_from_there() {
    for method in [CorrelationMethod::Exact, CorrelationMethod::Fisher] {
        let test = CorrelationPower::new().method(method).null(0.4).alpha(0.01);
        assert_near(test.power(0.4, 50.0).unwrap(), 0.01, 1e-9);
        assert!(test.power(0.6, 50.0).unwrap() > 0.1);
        assert!(test.power(0.2, 50.0).unwrap() > 0.05);
    }
}

#[test]
fn the_exact_sample_size_is_the_least_with_the_power() {
    for (rho, power) in [(0.1, 0.8), (0.5, 0.9), (0.9, 0.99), (0.999, 0.8)] {
        let test = CorrelationPower::new();
        let n = test.sample_size(rho, power).unwrap().whole;
        assert!(test.power(rho, n as f64).unwrap() >= power);
        assert!(n == 3 || test.power(rho, n as f64 - 1.0).unwrap() < power);
    }
}

#[test]
fn solutions_give_the_power_that_was_asked_for() {
    for alternative in [
        Alternative::TwoSided,
        Alternative::Greater,
        Alternative::Less,
    ] {
        let t = TTestPower::new(TDesign::Paired).alternative(alternative);
        let d = t.effect(20.0, 0.85).unwrap();
        assert_near(t.power(d, 20.0).unwrap(), 0.85, 1e-11);
        let n = t.sample_size(d, 0.85).unwrap();
        assert_near(n, 20.0, 1e-9);
        let alpha = t.level(d, 20.0, 0.85).unwrap();
        assert_near(alpha, 0.05, 1e-9);
        for method in [CorrelationMethod::Exact, CorrelationMethod::Fisher] {
            let r = CorrelationPower::new()
                .method(method)
                .alternative(alternative);
            let rho = r.effect(25.0, 0.7).unwrap();
            assert_eq!(rho < 0.0, alternative == Alternative::Less);
            assert_near(r.power(rho, 25.0).unwrap(), 0.7, 1e-9);
            assert_near(r.level(rho, 25.0, 0.7).unwrap(), 0.05, 1e-8);
        }
    }
}

#[test]
fn an_interval_of_k_around_zero_needs_rows_for_one_side_only() {
    assert!(rows_for_k_width(0.0, 0.4, 0.95).unwrap() < rows_for_k_width(1.0, 0.4, 0.95).unwrap());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn power_grows_with_effect_rows_and_alpha(
        rho in 0.01..0.95_f64, n in 5..200_usize, alpha in 0.001..0.3_f64, exact: bool
    ) {
        let method = if exact { CorrelationMethod::Exact } else { CorrelationMethod::Fisher };
        let test = CorrelationPower::new().method(method).alpha(alpha);
        let power = |rho: f64, n: usize, test: CorrelationPower| test.power(rho, n as f64).unwrap();
        let base = power(rho, n, test);
        prop_assert!((0.0..=1.0).contains(&base));
        let slack = 1e-12;
        prop_assert!(power(rho + 0.03, n, test) >= base - slack);
        // the size of Fisher's approximation is not alpha, and falls with the rows where the effect is nothing
        prop_assert!(!exact || power(rho, n + 1, test) >= base - slack);
        prop_assert!(power(rho, n, test.alpha(alpha * 1.1)) >= base - slack);
        prop_assert!((power(-rho, n, test) - base).abs() <= slack);
    }

    #[test]
    fn fisher_is_within_a_fifth_of_one_over_n_of_the_exact_power_from_ten_rows_on(
        rho in 0.0..0.95_f64, n in 10..200_usize, alpha in 0.001..0.3_f64
    ) {
        let test = CorrelationPower::new().alpha(alpha);
        let exact = test.power(rho, n as f64).unwrap();
        let fisher = test.method(CorrelationMethod::Fisher).power(rho, n as f64).unwrap();
        prop_assert!((fisher - exact).abs() <= 0.2 / n as f64, "{fisher} instead of {exact}");
    }

    #[test]
    fn power_of_t_tests_grows_too(d in 0.0..3.0_f64, n in 2.0..300.0_f64, alpha in 0.001..0.3_f64) {
        let test = TTestPower::new(TDesign::TwoSamples { ratio: 1.0 }).alpha(alpha);
        let base = test.power(d, n).unwrap();
        prop_assert!((0.0..=1.0).contains(&base));
        prop_assert!(test.power(d + 0.1, n).unwrap() >= base - 1e-12);
        prop_assert!(test.power(d, n + 1.0).unwrap() >= base - 1e-12);
        prop_assert!((test.power(-d, n).unwrap() - base).abs() <= 1e-12);
    }
}
