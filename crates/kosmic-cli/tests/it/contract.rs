//! JSON keys and values that other programs rely on.

use serde_json::{Map, Value};

use super::{gas_furnace, json, kosmic_reading, object, stderr};

const COLUMNS: [&str; 4] = ["--x", "gas_rate", "--y", "co2_percent"];

pub(super) fn run(command: &str, more: &[&str]) -> Map<String, Value> {
    let file = gas_furnace();
    let words = [&[command, &file], &COLUMNS[..], more, &["--json"]].concat();
    json(&words)
}

pub(super) fn keys(object: &Map<String, Value>) -> Vec<&str> {
    object.keys().map(String::as_str).collect()
}

pub(super) fn number(object: &Map<String, Value>, key: &str) -> f64 {
    object[key]
        .as_f64()
        .unwrap_or_else(|| panic!("{key} is {}", object[key]))
}

#[track_caller]
pub(super) fn assert_near(actual: f64, expected: f64, tolerance: f64) {
    assert!(
        (actual - expected).abs() <= tolerance,
        "{actual} is not {expected}"
    );
}

#[test]
fn k_prints_its_keys_and_the_values_of_scipy() {
    let k = run("k", &[]);
    let contract = [
        "n",
        "k",
        "r",
        "p_value",
        "lower",
        "upper",
        "spearman_k",
        "robust_k",
        "zscored_k",
    ];
    assert_eq!(keys(&k), contract);
    // scipy 1.17.1 pearsonr and spearmanr, pingouin 0.7.0 percbend: kosmic-core/tests/golden/metrics.json.
    assert_eq!(k["n"], 296);
    let golden = golden_case();
    let r = golden["pearson"]["r"].as_f64().unwrap();
    assert_near(number(&k, "r"), r, 1e-13);
    assert_near(number(&k, "k"), 2.0 * r.abs(), 1e-13);
    assert_eq!(k["zscored_k"], k["k"]);
    let p = golden["pearson"]["p"].as_f64().unwrap();
    assert_near(number(&k, "p_value") / p, 1.0, 1e-9);
    let limits = golden["pearson"]["interval_95"].as_array().unwrap();
    assert_near(
        number(&k, "lower"),
        2.0 * limits[1].as_f64().unwrap().abs(),
        1e-12,
    );
    assert_near(
        number(&k, "upper"),
        2.0 * limits[0].as_f64().unwrap().abs(),
        1e-12,
    );
    let spearman = golden["spearman"]["rho"].as_f64().unwrap();
    assert_near(number(&k, "spearman_k"), 2.0 * spearman.abs(), 1e-12);
    let robust = golden["percentage_bend"]["m_down"].as_f64().unwrap();
    assert_near(number(&k, "robust_k"), 2.0 * robust.abs(), 1e-12);
}

fn golden_case() -> Value {
    let text = include_str!("../../../kosmic-core/tests/golden/metrics.json");
    let all: Value = serde_json::from_str(text).expect("the golden values");
    all["cases"]["gas_furnace"].clone()
}

#[test]
fn lag_prints_its_keys_and_finds_that_the_gas_leads_by_five() {
    let lag = run("lag", &["--max-lag", "8"]);
    let contract = [
        "n",
        "max_lag",
        "lags",
        "k",
        "r",
        "peak_lag",
        "peak_k",
        "k_at_zero",
    ];
    assert_eq!(keys(&lag), contract);
    assert_eq!(
        (&lag["n"], &lag["max_lag"], &lag["peak_lag"]),
        (&296.into(), &8.into(), &5.into())
    );
    let lags: Vec<i64> = lag["lags"]
        .as_array()
        .unwrap()
        .iter()
        .map(|l| l.as_i64().unwrap())
        .collect();
    assert_eq!(lags, (-8..=8).collect::<Vec<_>>());
    assert_eq!(lag["k"][13], lag["peak_k"]);
    assert_eq!(lag["k"][8], lag["k_at_zero"]);
    assert_near(number(&lag, "peak_k"), 2.0 * 0.95056, 2e-5);
}

#[test]
fn an_undefined_lag_is_null() {
    let input = "a,b\n1,0\n2,0\n3,0\n4,0\n5,1\n";
    let words = [
        "lag",
        "-",
        "--x",
        "a",
        "--y",
        "b",
        "--max-lag",
        "2",
        "--json",
    ];
    let output = kosmic_reading(&words, input);
    assert!(output.status.success(), "{}", stderr(&output));
    let lag = object(&output);
    assert_eq!(lag["k"][0], Value::Null);
    assert!(lag["k"][2].is_number());
}

#[test]
fn several_columns_stand_for_their_norm() {
    let input = "a,b,speed\n3,4,1\n6,8,2.2\n5,12,2\n8,15,3.1\n0,1,0.5\n";
    let spellings: [&[&str]; 2] = [&["--x", "a,b"], &["--x", "a", "--x", "b"]];
    let k = spellings.map(|x| {
        let words = [&["k", "-"], x, &["--y", "speed", "--json"]].concat();
        number(&object(&kosmic_reading(&words, input)), "k")
    });
    // numpy.corrcoef([5, 10, 13, 17, 1], [1, 2.2, 2, 3.1, 0.5])
    assert_near(k[0], 2.0 * 0.969_844_589_011_052, 1e-12);
    assert_eq!(k[0], k[1]);
}

#[test]
fn a_whole_name_wins_over_its_parts() {
    let input = "\"a,b\",a,y\n1,5,1\n2,1,2\n3,4,3\n4,1,5\n";
    let output = kosmic_reading(&["k", "-", "--x", "a,b", "--y", "y", "--json"], input);
    // numpy.corrcoef([1, 2, 3, 4], [1, 2, 3, 5])
    assert_near(
        number(&object(&output), "k"),
        2.0 * 0.982_707_629_823_990_8,
        1e-12,
    );
}

#[test]
fn describe_counts_missing_values_and_keeps_text_apart() {
    let input = "day,load\nmon,1\ntue,NA\nwed,3\n";
    let description = object(&kosmic_reading(&["describe", "-", "--json"], input));
    assert_eq!(description["rows"], 3);
    let [day, load] = &description["columns"].as_array().unwrap()[..] else {
        panic!()
    };
    assert_eq!((&day["name"], &day["mean"]), (&"day".into(), &Value::Null));
    assert_eq!((&load["missing"], &load["mean"]), (&1.into(), &2.0.into()));
}
