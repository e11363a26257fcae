//! JSON keys and values that other programs rely on.

use serde_json::{Map, Value};

use super::{gas_furnace, json, kosmic_reading, object, stderr};

const COLUMNS: [&str; 4] = ["--x", "gas_rate", "--y", "co2_percent"];

fn run(command: &str, more: &[&str]) -> Map<String, Value> {
    let file = gas_furnace();
    let words = [&[command, &file], &COLUMNS[..], more, &["--json"]].concat();
    json(&words)
}

fn keys(object: &Map<String, Value>) -> Vec<&str> {
    object.keys().map(String::as_str).collect()
}

fn number(object: &Map<String, Value>, key: &str) -> f64 {
    object[key]
        .as_f64()
        .unwrap_or_else(|| panic!("{key} is {}", object[key]))
}

#[track_caller]
fn assert_near(actual: f64, expected: f64, tolerance: f64) {
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
fn ci_prints_its_keys_and_what_it_was_asked_for() {
    let ci = run(
        "ci",
        &[
            "--level",
            "0.9",
            "--replicates",
            "500",
            "--seed",
            "7",
            "--threads",
            "2",
        ],
    );
    let contract = [
        "n",
        "estimate",
        "lower",
        "upper",
        "r",
        "r_lower",
        "r_upper",
        "level",
        "method",
        "scheme",
        "replicates",
        "replicates_used",
        "undefined",
        "mc_error",
        "seed",
        "threads",
        "warnings",
        "seconds",
    ];
    assert_eq!(keys(&ci), contract);
    assert_eq!(
        (&ci["level"], &ci["replicates"]),
        (&0.9.into(), &500.into())
    );
    assert_eq!((&ci["seed"], &ci["threads"]), (&7.into(), &2.into()));
    assert_eq!(
        (&ci["replicates_used"], &ci["undefined"]),
        (&500.into(), &0.into())
    );
    assert!((0.001..0.2).contains(&number(&ci, "mc_error")));
    assert_eq!(
        (&ci["method"], &ci["scheme"]),
        (&"student-symmetric".into(), &"iid".into())
    );
    assert!(number(&ci, "lower") < number(&ci, "estimate"));
    assert!(number(&ci, "estimate") < number(&ci, "upper"));
    // r is negative: its lower limit gives the upper limit of K.
    assert_near(number(&ci, "upper"), -2.0 * number(&ci, "r_lower"), 1e-15);
    assert!(number(&ci, "seconds") >= 0.0);
    assert!(ci["warnings"].as_array().unwrap().is_empty());
}

#[test]
fn ci_has_the_defaults_it_promises() {
    let ci = run("ci", &[]);
    assert_eq!(
        (&ci["level"], &ci["replicates"]),
        (&0.95.into(), &1999.into())
    );
    assert_eq!((&ci["seed"], &ci["threads"]), (&0.into(), &1.into()));
}

#[test]
fn ci_gives_the_same_numbers_on_any_number_of_threads() {
    let without_time = |threads: &str| {
        let mut ci = run("ci", &["--replicates", "300", "--threads", threads]);
        ci.remove("seconds");
        ci.remove("threads");
        ci
    };
    let one = without_time("1");
    assert_eq!(one, without_time("2"));
    assert_eq!(one, without_time("5"));
    assert_eq!(one, without_time("all"));
}

#[test]
fn ci_takes_every_method_by_its_name() {
    for method in kosmic_parallel::Method::ALL {
        let ci = run("ci", &["--method", method.name()]);
        assert_eq!(ci["method"], method.name());
        assert!(number(&ci, "lower") < number(&ci, "estimate"), "{method:?}");
        assert!(number(&ci, "estimate") < number(&ci, "upper"), "{method:?}");
    }
}

#[test]
fn an_adaptive_ci_says_how_many_it_used_and_what_error_it_reached() {
    let ci = run("ci", &["--adaptive", "0.02", "--method", "bca"]);
    let used = ci["replicates_used"].as_u64().unwrap();
    assert_eq!(ci["replicates"], 100_000);
    assert!((1000..100_000).contains(&used) && used.is_multiple_of(500));
    assert!(number(&ci, "mc_error") < 0.02);
    let bounds = ["--min-replicates", "100", "--max-replicates", "600"];
    let ci = run("ci", &[&["--adaptive", "0.001"], &bounds[..]].concat());
    assert_eq!(
        (&ci["replicates"], &ci["replicates_used"]),
        (&600.into(), &600.into())
    );
    assert!(ci["warnings"].to_string().contains("allow more replicates"));
}

#[test]
fn too_few_replicates_for_a_monte_carlo_error_make_it_null() {
    let ci = run("ci", &["--replicates", "39"]);
    assert_eq!(ci["mc_error"], Value::Null);
}

#[test]
fn undefined_replicates_are_counted() {
    let input = "a,b
1,2
2,1
3,5
";
    let words = [
        "ci",
        "-",
        "--x",
        "a",
        "--y",
        "b",
        "--json",
        "--method",
        "percentile",
    ];
    let ci = object(&kosmic_reading(&words, input));
    // Three of the 27 resamples of three rows are one row thrice.
    let undefined = number(&ci, "undefined");
    assert!((undefined - 1999.0 / 9.0).abs() < 5.0 * (1999.0 * 8.0_f64 / 81.0).sqrt());
    assert_eq!(ci["replicates_used"], 1999);
}

#[test]
fn the_legacy_interval_has_no_limits_of_r_and_says_why_it_is_poor() {
    let ci = run(
        "ci",
        &["--replicates", "300", "--method", "legacy-percentile"],
    );
    assert_eq!(
        (&ci["r_lower"], &ci["r_upper"]),
        (&Value::Null, &Value::Null)
    );
    assert!(
        ci["warnings"]
            .as_array()
            .unwrap()
            .iter()
            .any(|warning| { warning.as_str().unwrap().contains("never contain 0") })
    );
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
