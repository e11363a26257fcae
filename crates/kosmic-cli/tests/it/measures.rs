//! `mi` and `k --measure`: keys and values of the JSON, what people read, figures.

use serde_json::{Map, Value};

use super::{gas_furnace, json, kosmic, kosmic_reading, object, stdout};

const COLUMNS: [&str; 4] = ["--x", "gas_rate", "--y", "co2_percent"];
const MI_KEYS: [&str; 24] = [
    "n",
    "estimator",
    "nats",
    "bits",
    "lower",
    "upper",
    "level",
    "standard_error",
    "gaussian_r",
    "gaussian_k",
    "k",
    "p_value",
    "test",
    "permutations",
    "permutations_used",
    "as_large",
    "neighbours",
    "jitter",
    "bins",
    "binning",
    "plug_in",
    "degrees_of_freedom",
    "seed",
    "warnings",
];

/// The values that SciPy, R, dcor and scikit-learn gave: `kosmic-core/tests/golden/README.md`.
fn golden(case: &str) -> Value {
    let text = include_str!("../../../kosmic-core/tests/golden/measures.json");
    let all: Value = serde_json::from_str(text).expect("JSON");
    all["cases"][case].clone()
}

fn of_gas_furnace(command: &str, more: &[&str]) -> Map<String, Value> {
    let file = gas_furnace();
    json(&[&[command, &file], &COLUMNS[..], more, &["--json"]].concat())
}

/// A case as CSV.
fn table(case: &Value) -> String {
    let values = |side: &str| case[side].as_array().expect("numbers").clone();
    let rows = values("x").into_iter().zip(values("y"));
    let lines = rows.map(|(x, y)| format!("{x},{y}\n"));
    std::iter::once("a,b\n".to_owned()).chain(lines).collect()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value}"))
}

#[track_caller]
fn assert_near(actual: &Value, expected: &Value, tolerance: f64) {
    let (actual, expected) = (number(actual), number(expected));
    assert!(
        (actual - expected).abs() <= tolerance * expected.abs(),
        "{actual} is not {expected}"
    );
}

#[test]
fn k_of_other_measures_has_its_keys_and_the_values_of_scipy_and_dcor() {
    let golden = golden("gas_furnace");
    let contract = [
        "n",
        "measure",
        "k",
        "value",
        "lower",
        "upper",
        "p_value",
        "test",
        "bias_corrected",
    ];
    for (measure, key, test) in [("spearman", "rho", "t"), ("kendall", "tau", "normal")] {
        let found = of_gas_furnace("k", &["--measure", measure]);
        let keys: Vec<&str> = found.keys().map(String::as_str).collect();
        assert_eq!(keys, contract);
        assert_eq!((&found["n"], &found["test"]), (&296.into(), &test.into()));
        assert_near(&found["value"], &golden[measure][key], 1e-12);
        assert_near(&found["p_value"], &golden[measure]["p"], 1e-9);
        assert_eq!(number(&found["k"]), 2.0 * number(&found["value"]).abs());
        // Of negative correlations: the limits change places.
        let limits = golden[measure]["limits_95"].as_array().expect("two");
        assert!((number(&found["lower"]) + 2.0 * number(&limits[1])).abs() < 1e-12);
        assert!((number(&found["upper"]) + 2.0 * number(&limits[0])).abs() < 1e-12);
    }
    let distance = of_gas_furnace("k", &["--measure", "distance"]);
    let golden = &golden["distance"];
    assert_near(&distance["value"], &golden["correlation"], 1e-10);
    assert_near(
        &distance["bias_corrected"],
        &golden["bias_corrected"],
        1e-10,
    );
    assert_near(&distance["p_value"], &golden["p"], 1e-7);
    assert_eq!(distance["lower"], Value::Null);
}

#[test]
fn mi_by_neighbours_prints_its_keys_and_the_values_of_all_distances() {
    let golden = golden("normal_200");
    for neighbours in golden["nearest"].as_array().expect("some") {
        let k = neighbours["k"].to_string();
        for (estimator, key) in [("ksg1", "one"), ("ksg2", "two")] {
            let words = ["mi", "-", "--x", "a", "--y", "b", "--json"];
            let choices = ["--estimator", estimator, "--neighbours", &k];
            let words = [&words[..], &choices].concat();
            let found = object(&kosmic_reading(&words, &table(&golden)));
            let keys: Vec<&str> = found.keys().map(String::as_str).collect();
            assert_eq!(keys, MI_KEYS);
            assert_near(&found["nats"], &neighbours[key], 1e-9);
            assert_eq!(found["neighbours"], neighbours["k"]);
            let nats = number(&found["nats"]);
            assert!((number(&found["bits"]) - nats / 2_f64.ln()).abs() < 1e-12);
            let k = 2.0 * (1.0 - (-2.0 * nats).exp()).sqrt();
            assert!((number(&found["gaussian_k"]) - k).abs() < 1e-12);
            for absent in ["p_value", "test", "permutations", "bins", "lower"] {
                assert_eq!(found[absent], Value::Null, "{absent}");
            }
        }
    }
}

#[test]
fn mi_by_formula_has_the_inference_that_belongs_to_it() {
    let gaussian = of_gas_furnace("mi", &["--estimator", "gaussian"]);
    // -ln(1 - r^2)/2 and p of SciPy's pearsonr.
    assert_near(&gaussian["nats"], &0.133_738_780_809_038_78.into(), 1e-12);
    assert_near(
        &gaussian["p_value"],
        &7.968_471_190_283_279e-19.into(),
        1e-9,
    );
    assert!((number(&gaussian["gaussian_k"]) - number(&gaussian["k"])).abs() < 1e-12);
    let k = of_gas_furnace("k", &[]);
    for limit in ["lower", "upper"] {
        let r = 0.5 * number(&k[limit]);
        let nats = -0.5 * (1.0 - r * r).ln();
        assert!((number(&gaussian[limit]) - nats).abs() < 1e-12, "{limit}");
    }
    for golden in golden("gas_furnace")["histogram"].as_array().expect("some") {
        let bins = golden["bins"].to_string();
        let binning = match golden["equiprobable"] == true {
            true => "equiprobable",
            false => "equal-width",
        };
        let choices = [
            "--estimator",
            "histogram",
            "--bins",
            &bins,
            "--binning",
            binning,
        ];
        let found = of_gas_furnace("mi", &choices);
        assert_near(&found["nats"], &golden["corrected"], 1e-10);
        assert_near(&found["plug_in"], &golden["plug_in"], 1e-10);
        assert_near(&found["p_value"], &golden["p"], 1e-8);
        assert_eq!(found["degrees_of_freedom"], golden["degrees_of_freedom"]);
        assert_eq!(found["binning"], binning);
    }
}

#[test]
fn permutations_hang_on_the_seed_and_not_on_the_threads() {
    let of = |seed: &str, threads: &str| {
        let choices = ["--jitter", "--permutations", "39", "--standard-error"];
        let more = ["--seed", seed, "--threads", threads];
        of_gas_furnace("mi", &[&choices[..], &more].concat())
    };
    let found = of("5", "1");
    assert_eq!(found, of("5", "2"));
    assert_eq!(found, of("5", "all"));
    assert_ne!(found["nats"], of("6", "1")["nats"]);
    assert_eq!(
        (&found["as_large"], &found["p_value"]),
        (&0.into(), &0.025.into())
    );
    assert_eq!(found["test"], "permutation");
    assert_eq!(found["warnings"], serde_json::json!([]));
    let error = number(&found["standard_error"]);
    assert!(error > 0.0 && error < 0.2, "{error}");
}

#[test]
fn people_read_information_and_other_measures() {
    let file = gas_furnace();
    let read = |command: &str, more: &[&str]| {
        stdout(&kosmic(&[&[command, &file], &COLUMNS[..], more].concat()))
    };
    let expected = [
        (read("mi", &[]), "on request: --permutations"),
        (read("mi", &["--neighbours", "5"]), "ksg1, 5 neighbours\n"),
        (read("mi", &["--jitter"]), "jittered with seed 0"),
        (
            read("mi", &["--estimator", "gaussian"]),
            "95 % interval [0.0835, 0.1940] nats",
        ),
        (
            read("mi", &["--estimator", "histogram"]),
            "7 bins, equiprobable, 0.2270 nats before",
        ),
        (
            read("mi", &["--permutations", "19"]),
            "0 of 19 permutations as large, seed 0",
        ),
        (
            read("k", &["--measure", "kendall"]),
            "Kendall's tau-b  -0.3372",
        ),
        (read("k", &["--measure", "distance"]), "dCor^2 = 0.2147"),
    ];
    for (text, part) in expected {
        assert!(text.contains(part), "no {part:?} in:\n{text}");
        assert!(text.contains("independent rows"), "{text}");
    }
}

#[test]
fn rows_and_permutations_are_drawn() {
    let folder = tempfile::tempdir().expect("a folder");
    let figure = folder.path().join("mi.svg").display().to_string();
    let draw = |more: &[&str]| {
        let found = of_gas_furnace("mi", &[more, &["--plot", &figure]].concat());
        let svg = std::fs::read_to_string(&figure).expect("the figure");
        (svg, number(&found["nats"]))
    };
    let (points, _) = draw(&["--estimator", "gaussian"]);
    assert_eq!(points.matches("<circle").count(), 296);
    assert!(points.contains("co2_percent") && !points.contains("permutations"));
    let (both, nats) = draw(&["--permutations", "19"]);
    assert_eq!(both.matches("<circle").count(), 296);
    assert!(both.contains("share of permutations") && both.contains(&format!("data: {nats:.4}")));
}

#[test]
fn a_figure_of_many_rows_has_some_of_them_and_says_so() {
    let rows = (0..25_000).map(|i| format!("{},{}\n", i % 997, i % 991));
    let input: String = std::iter::once("a,b\n".to_owned()).chain(rows).collect();
    let folder = tempfile::tempdir().expect("a folder");
    let figure = folder.path().join("mi.svg").display().to_string();
    let words = ["mi", "-", "--x", "a", "--y", "b", "--estimator", "gaussian"];
    let output = kosmic_reading(&[&words[..], &["--plot", &figure]].concat(), &input);
    assert!(output.status.success());
    let svg = std::fs::read_to_string(&figure).expect("the figure");
    assert_eq!(svg.matches("<circle").count(), 8334);
    assert!(svg.contains("one row in 3"));
}
