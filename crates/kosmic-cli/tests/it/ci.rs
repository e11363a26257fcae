//! JSON keys and values of `kosmic ci`.

use serde_json::Value;

use super::contract::{assert_near, keys, number, run};
use super::{kosmic_reading, object};

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
        "sides",
        "method",
        "scheme",
        "block_length",
        "choice",
        "effective",
        "exact",
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
        (&"student-symmetric".into(), &"circular".into())
    );
    assert_eq!((&ci["sides"], &ci["exact"]), (&"two".into(), &false.into()));
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
        let ci = run("ci", &["--method", method.name(), "--scheme", "iid"]);
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
    let few = ["--replicates", "2", "--method", "bca", "--scheme", "iid"];
    let few = run("ci", &few);
    let warnings = few["warnings"].to_string();
    assert!(warnings.contains("less than one replicate"), "{warnings}");
    // By formula: what is not drawn cannot stray.
    let abc = ["--replicates", "2", "--method", "abc", "--scheme", "iid"];
    let abc = run("ci", &abc);
    assert_eq!(abc["mc_error"], 0.0);
    assert!(!abc["warnings"].to_string().contains("replicate"));
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
