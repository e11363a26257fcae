//! Values that others published or computed.

use kosmic_core::{
    CoreError, Moments, Pair, Side, autocorrelation, correlation_p_value, fisher_limits,
    k_index_of_vectors, k_lag, normal_quantile, percentage_bend_correlation, row_norms,
    spearman_correlation,
};
use ndarray::Array2;
use serde_json::Value;

use crate::tolerance::{self, assert_near};

fn metrics() -> Value {
    serde_json::from_str(include_str!("../golden/metrics.json")).unwrap()
}

pub(crate) fn numbers(value: &Value) -> Vec<f64> {
    let list = value.as_array().unwrap().iter();
    list.map(|number| number.as_f64().unwrap()).collect()
}

pub(crate) fn gas_furnace() -> (Vec<f64>, Vec<f64>) {
    let text = include_str!("../../../../examples/data/gas_furnace.csv");
    let mut lines = text.lines();
    let names: Vec<&str> = lines.next().unwrap().split(',').collect();
    let at = |name| names.iter().position(|&column| column == name).unwrap();
    let (x, y) = (at("gas_rate"), at("co2_percent"));
    lines
        .map(|line| {
            let fields: Vec<&str> = line.split(',').collect();
            (
                fields[x].parse::<f64>().unwrap(),
                fields[y].parse::<f64>().unwrap(),
            )
        })
        .unzip()
}

pub(crate) fn series_of(case: &Value) -> (Vec<f64>, Vec<f64>) {
    match case.get("file") {
        Some(_) => gas_furnace(),
        None => (numbers(&case["x"]), numbers(&case["y"])),
    }
}

/// Runs a check over every pair of series of the file.
fn for_each_case(check: impl Fn(&str, &Value, &[f64], &[f64])) {
    let metrics = metrics();
    let cases = metrics["cases"].as_object().unwrap();
    assert!(cases.len() >= 17);
    for (name, case) in cases {
        let (x, y) = series_of(case);
        assert_eq!(x.len() as u64, case["n"].as_u64().unwrap());
        check(name, case, &x, &y);
    }
}

#[test]
fn pearson_agrees_with_exact_arithmetic() {
    for_each_case(|name, case, x, y| {
        let expected = case["pearson"]["r"].as_f64().unwrap();
        let r = Pair::new(x, y).unwrap().r();
        assert_near(r, expected, tolerance::R, 0.0, name);
    });
}

#[test]
fn p_values_and_limits_agree_with_sixty_digits() {
    for_each_case(|name, case, x, y| {
        let (pearson, r) = (&case["pearson"], Pair::new(x, y).unwrap().r());
        let p = correlation_p_value(r, x.len()).unwrap().unwrap();
        assert_near(
            p,
            pearson["p"].as_f64().unwrap(),
            tolerance::P_VALUE,
            0.0,
            name,
        );
        for (key, level) in [("interval_95", 0.95), ("interval_99", 0.99)] {
            let limits = fisher_limits(r, x.len(), level).unwrap();
            assert_eq!(limits.is_none(), pearson[key].is_null(), "{name}");
            let Some(limits) = limits else { continue };
            let expected = numbers(&pearson[key]);
            assert_near(limits.lower, expected[0], tolerance::LIMIT, 1.0, name);
            assert_near(limits.upper, expected[1], tolerance::LIMIT, 1.0, name);
        }
    });
}

#[test]
fn spearman_agrees_with_scipy() {
    for_each_case(|name, case, x, y| {
        let expected = case["spearman"]["rho"].as_f64().unwrap();
        let rho = spearman_correlation(&Pair::new(x, y).unwrap()).unwrap();
        assert_near(rho, expected, tolerance::R, 0.0, name);
    });
}

#[test]
fn the_percentage_bend_agrees_with_exact_arithmetic() {
    for_each_case(|name, case, x, y| {
        let got = percentage_bend_correlation(&Pair::new(x, y).unwrap());
        match case["percentage_bend"]["m_down"].as_f64() {
            Some(expected) => assert_near(got.unwrap(), expected, tolerance::R, 0.0, name),
            None => assert!(matches!(
                got,
                Err(CoreError::ZeroScale { side: Side::X, .. })
            )),
        }
    });
}

#[test]
fn lag_profiles_agree_with_exact_arithmetic() {
    let metrics = metrics();
    for (name, expected) in metrics["lag_profiles"].as_object().unwrap() {
        let (x, y) = series_of(&metrics["cases"][name]);
        let expected: Vec<Option<f64>> = expected["r"]
            .as_array()
            .unwrap()
            .iter()
            .map(Value::as_f64)
            .collect();
        let profile = k_lag(&x, &y, expected.len() / 2).unwrap();
        assert_eq!(profile.r.len(), expected.len());
        for ((lag, got), expected) in profile.lags().zip(&profile.r).zip(expected) {
            let what = format!("{name} at lag {lag}");
            assert_near(
                got.unwrap(),
                expected.unwrap(),
                tolerance::LAGGED,
                1.0,
                &what,
            );
        }
    }
}

#[test]
fn gas_rate_leads_carbon_dioxide_by_five_steps() {
    let (x, y) = gas_furnace();
    assert_eq!(k_lag(&x, &y, 20).unwrap().peak().unwrap().lag, 5);
}

#[test]
fn the_autocorrelation_agrees_with_statsmodels() {
    let expected = numbers(&metrics()["gas_rate_autocorrelation"]);
    let got = autocorrelation(&gas_furnace().0, expected.len() - 1).unwrap();
    for (lag, (got, expected)) in got.iter().zip(expected).enumerate() {
        assert_near(*got, expected, tolerance::R, 1.0, &format!("lag {lag}"));
    }
}

#[test]
fn norms_of_rows_and_their_k_agree_with_numpy() {
    let golden = &metrics()["row_norms"];
    let matrix = |key: &str| {
        let rows: Vec<Vec<f64>> = golden[key]
            .as_array()
            .unwrap()
            .iter()
            .map(numbers)
            .collect();
        Array2::from_shape_vec((rows.len(), rows[0].len()), rows.concat()).unwrap()
    };
    let (x, y) = (matrix("x"), matrix("y"));
    for (got, expected) in row_norms(&x).iter().zip(numbers(&golden["x_norms"])) {
        assert_near(*got, expected, tolerance::R, 0.0, "norm");
    }
    let k = k_index_of_vectors(&x, &y).unwrap();
    assert_near(
        k,
        golden["k"].as_f64().unwrap(),
        tolerance::R,
        0.0,
        "K of the norms",
    );
}

#[test]
fn p_values_keep_their_digits_deep_in_the_tail_and_near_zero() {
    for row in metrics()["p_values"].as_array().unwrap() {
        let (r, n) = (
            row["r"].as_f64().unwrap(),
            row["n"].as_u64().unwrap() as usize,
        );
        let p = correlation_p_value(r, n).unwrap().unwrap();
        let expected = row["p"].as_f64().unwrap();
        // A subnormal number has fewer digits to give.
        let floor = f64::MIN_POSITIVE;
        assert_near(
            p,
            expected,
            tolerance::P_VALUE,
            floor,
            &format!("r = {r}, n = {n}"),
        );
    }
}

#[test]
fn normal_quantiles_agree_with_mpmath() {
    for row in metrics()["normal_quantiles"].as_array().unwrap() {
        let (p, z) = (row["p"].as_f64().unwrap(), row["z"].as_f64().unwrap());
        assert_near(
            normal_quantile(p),
            z,
            tolerance::QUANTILE,
            1e-3,
            &format!("p = {p}"),
        );
        assert_near(
            normal_quantile(1.0 - p),
            -z,
            1e-6,
            1e-3,
            &format!("1 - {p}"),
        );
    }
}

/// Correct decimal digits of mean, standard deviation and lag-1 autocorrelation: -log10 of the relative error.
#[test]
fn nist_reference_sets_keep_the_digits_a_double_can_hold() {
    let sets: [(&str, &str, [f64; 3]); 9] = [
        (
            "PiDigits",
            include_str!("../golden/nist/PiDigits.txt"),
            [14.5, 14.5, 13.0],
        ),
        (
            "Michelso",
            include_str!("../golden/nist/Michelso.txt"),
            [14.5, 13.5, 13.0],
        ),
        (
            "NumAcc1",
            include_str!("../golden/nist/NumAcc1.txt"),
            [14.5, 14.5, 14.5],
        ),
        (
            "NumAcc2",
            include_str!("../golden/nist/NumAcc2.txt"),
            [14.5, 14.5, 14.5],
        ),
        // The doubles nearest to these two sets have another deviation: 9.46 and 8.25 digits are all there is.
        (
            "NumAcc3",
            include_str!("../golden/nist/NumAcc3.txt"),
            [14.5, 9.4, 9.2],
        ),
        (
            "NumAcc4",
            include_str!("../golden/nist/NumAcc4.txt"),
            [14.5, 8.2, 8.0],
        ),
        (
            "Lottery",
            include_str!("../golden/nist/Lottery.txt"),
            [14.5, 14.5, 13.5],
        ),
        (
            "Lew",
            include_str!("../golden/nist/Lew.txt"),
            [14.5, 14.5, 14.5],
        ),
        (
            "Mavro",
            include_str!("../golden/nist/Mavro.txt"),
            [14.5, 12.5, 13.0],
        ),
    ];
    let certified = include_str!("../golden/nist/certified.csv");
    for (name, text, digits) in sets {
        let line = certified
            .lines()
            .find(|line| line.starts_with(&format!("{name},")))
            .unwrap();
        let expected: Vec<f64> = line
            .split(',')
            .skip(1)
            .map(|f| f.parse().unwrap())
            .collect();
        let x: Vec<f64> = text
            .split_whitespace()
            .map(|f| f.parse().unwrap())
            .collect();
        assert_eq!(x.len() as f64, expected[0]);
        let moments = Moments::of_slices(&x, &x).unwrap();
        let lag1 = autocorrelation(&x, 1).unwrap()[1];
        let got = [moments.mean(Side::X), moments.sd(Side::X).unwrap(), lag1];
        for ((got, expected), least) in got.into_iter().zip(&expected[1..]).zip(digits) {
            let reached = -((got - expected) / expected).abs().max(1e-16).log10();
            println!("{name}: {reached:.2} digits");
            assert!(
                reached >= least,
                "{name}: {reached:.2} digits of {expected}, not {least}"
            );
        }
    }
}
