//! Values of SciPy, arch and NumPy, and exact bootstrap distributions. See `tests/golden/README.md`.

use kosmic_core::{Moments, Pair};
use kosmic_parallel::{Bootstrap, Correlation, Method, Replicates, Threads, quantile};
use serde_json::Value;

const REPLICATES: usize = 100_000;

/// Monte Carlo errors allowed. The errors of a limit are near normal, those of its peer's standard deviation follow
/// from 40 runs: a comparison fails by chance with probability 1e-5 (Student's t, 39 degrees of freedom); all
/// comparisons of this file together by less than 1e-3 had their seed not been fixed.
pub(crate) const ALLOWED: f64 = 5.0;

pub(crate) fn bootstrap() -> Value {
    serde_json::from_str(include_str!("../golden/bootstrap.json")).unwrap()
}

pub(crate) fn law_school_ideal() -> Value {
    serde_json::from_str(include_str!("../golden/law_school_ideal.json")).unwrap()
}

pub(crate) fn numbers(value: &Value) -> Vec<f64> {
    let list = value.as_array().unwrap();
    list.iter().map(|number| number.as_f64().unwrap()).collect()
}

pub(crate) fn series(case: &Value) -> (Vec<f64>, Vec<f64>) {
    if case.get("file").is_none() {
        return (numbers(&case["x"]), numbers(&case["y"]));
    }
    let rows = include_str!("../../../../examples/data/gas_furnace.csv").lines();
    let (header, rows) = (rows.clone().next().unwrap(), rows.skip(1));
    let place = |name| header.split(',').position(|column| column == name).unwrap();
    let places = [place("gas_rate"), place("co2_percent")];
    rows.map(|row| {
        let cells: Vec<&str> = row.split(',').collect();
        let [x, y] = places.map(|at| cells[at].parse::<f64>().unwrap());
        (x, y)
    })
    .unzip()
}

fn replicates_of(case: &Value) -> Replicates {
    let (x, y) = series(case);
    let options = Bootstrap::default()
        .replicates(REPLICATES)
        .seed(1)
        .threads(Threads::All);
    let pair = Pair::new(&x, &y).unwrap();
    options.plan().unwrap().run(&pair, &Correlation).unwrap()
}

/// Compares limits of r with the mean of a peer's runs: both have Monte Carlo errors.
pub(crate) fn assert_agrees(
    replicates: &Replicates,
    method: Method,
    key: &str,
    peer: &Value,
    runs: f64,
) {
    let level: f64 = key.split(' ').next_back().unwrap().parse().unwrap();
    let limits = replicates.interval(method, level).unwrap().limits;
    let (means, deviations) = (
        numbers(&peer[key]["mean"]),
        numbers(&peer[key]["sd_of_a_run"]),
    );
    for (side, ours) in [limits.lower, limits.upper].into_iter().enumerate() {
        let error = (ours - means[side]) / (deviations[side] * (1.0 + 1.0 / runs).sqrt());
        assert!(
            error.abs() < ALLOWED,
            "{key}, side {side}: {ours} is {error} errors off {}",
            means[side]
        );
    }
}

#[test]
fn limits_agree_with_scipy_and_arch() {
    let golden = bootstrap();
    let runs = |peer: &str| golden["runs"][peer].as_f64().unwrap();
    for (name, case) in golden["intervals"].as_object().unwrap() {
        let replicates = replicates_of(case);
        let r = case["r"].as_f64().unwrap();
        assert!((replicates.estimate() - r).abs() < 1e-14, "{name}");
        for level in ["0.9", "0.95"] {
            let compare = |method, peer: &str, word: &str| {
                let key = format!("{word} {level}");
                assert_agrees(&replicates, method, &key, &case[peer], runs(peer));
            };
            compare(Method::Percentile, "scipy", "percentile");
            compare(Method::Basic, "scipy", "basic");
            compare(Method::Percentile, "arch", "percentile");
            compare(Method::Normal, "arch", "norm");
        }
    }
}

#[test]
fn standard_errors_agree_with_scipy() {
    let golden = bootstrap();
    for (name, case) in golden["intervals"].as_object().unwrap() {
        let of = |key: &str| case["standard_error"][key].as_f64().unwrap();
        let ours = replicates_of(case).standard_error().unwrap();
        let error = (ours - of("mean")) / of("sd_of_a_run");
        assert!(
            error.abs() < ALLOWED,
            "{name}: {ours} is {error} errors off"
        );
    }
}

#[test]
fn law_school_replicates_follow_their_exact_distribution() {
    let exact = law_school_ideal();
    let replicates = replicates_of(&exact);
    let (at, probabilities) = (
        numbers(&exact["cdf"]["r"]),
        numbers(&exact["cdf"]["probability"]),
    );
    for (r, probability) in at.into_iter().zip(probabilities) {
        let below = replicates
            .values()
            .iter()
            .flatten()
            .filter(|value| **value <= r);
        let share = below.count() as f64 / REPLICATES as f64;
        let error = (probability * (1.0 - probability) / REPLICATES as f64).sqrt();
        assert!(
            (share - probability).abs() < ALLOWED * error,
            "P(r* <= {r}) is {probability}, found {share}"
        );
    }
}

#[test]
fn law_school_standard_error_and_limits_come_near_the_exact_ones() {
    let (exact, peer) = (law_school_ideal(), &bootstrap()["intervals"]["law_school"]);
    let replicates = replicates_of(&exact);
    let sd = peer["standard_error"]["sd_of_a_run"].as_f64().unwrap();
    let off = replicates.standard_error().unwrap() - exact["sd"].as_f64().unwrap();
    assert!(off.abs() < ALLOWED * sd, "{off}");
    for (level, word) in [(0.9, "0.9"), (0.95, "0.95")] {
        for (method, name) in [(Method::Percentile, "percentile"), (Method::Basic, "basic")] {
            let limits = replicates.interval(method, level).unwrap().limits;
            let expected = numbers(&exact["limits"][word][name]);
            let errors = numbers(&peer["scipy"][format!("{name} {word}")]["sd_of_a_run"]);
            assert!(
                (limits.lower - expected[0]).abs() < ALLOWED * errors[0],
                "{name} {word}"
            );
            assert!(
                (limits.upper - expected[1]).abs() < ALLOWED * errors[1],
                "{name} {word}"
            );
        }
    }
}

#[test]
fn quantiles_are_those_of_numpy_to_the_bit() {
    let golden = &bootstrap()["type_7_quantiles"];
    let mut values = numbers(&golden["values"]);
    values.sort_unstable_by(f64::total_cmp);
    let expected = numbers(&golden["quantile"]);
    for (p, expected) in numbers(&golden["probability"]).into_iter().zip(expected) {
        assert_eq!(quantile(&values, p), Some(expected), "p = {p}");
    }
}

/// r of each of the n^n resamples, defined or not.
fn enumerated(x: &[f64], y: &[f64]) -> Vec<Option<f64>> {
    let n = x.len();
    let resample = |code: usize| {
        let rows = (0..n).map(|digit| code / n.pow(digit as u32) % n);
        let (x, y): (Vec<_>, Vec<_>) = rows.map(|row| (x[row], y[row])).unzip();
        Moments::of_slices(&x, &y).unwrap().correlation()
    };
    (0..n.pow(n as u32)).map(resample).collect()
}

#[test]
fn all_resamples_of_five_pairs_are_those_of_exact_arithmetic() {
    for (name, case) in bootstrap()["tiny"].as_object().unwrap() {
        let (x, y) = series(case);
        let all = enumerated(&x, &y);
        let mut defined: Vec<f64> = all.iter().copied().flatten().collect();
        defined.sort_unstable_by(f64::total_cmp);
        let undefined = (all.len() - defined.len()) as u64;
        assert_eq!(case["undefined"].as_u64(), Some(undefined), "{name}");
        let expected = numbers(&case["quantiles"]["r"]);
        for (p, r) in numbers(&case["quantiles"]["probability"])
            .into_iter()
            .zip(expected)
        {
            assert!(
                (quantile(&defined, p).unwrap() - r).abs() < 1e-15,
                "{name}, p = {p}"
            );
        }
    }
}

#[test]
fn undefined_replicates_of_five_pairs_come_as_often_as_they_should() {
    for (name, case) in bootstrap()["tiny"].as_object().unwrap() {
        let replicates = replicates_of(case);
        let of = |key: &str| case[key].as_f64().unwrap();
        let share = of("undefined") / of("resamples");
        let expected = REPLICATES as f64 * share;
        let off = (replicates.undefined() as f64 - expected) / (expected * (1.0 - share)).sqrt();
        assert!(
            off.abs() < ALLOWED,
            "{name}: {off} standard errors off {expected}"
        );
        let defined: Vec<f64> = replicates.values().iter().copied().flatten().collect();
        let mean = defined.iter().sum::<f64>() / defined.len() as f64;
        let error = of("sd_over_count") / (defined.len() as f64).sqrt();
        assert!(
            (mean - of("mean")).abs() < ALLOWED * error,
            "{name}: mean {mean}"
        );
    }
}
