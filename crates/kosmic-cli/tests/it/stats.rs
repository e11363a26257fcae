//! Power, effect sizes, adjusted p-values.

use serde_json::Value;

use super::contract::{assert_near, keys, number};
use super::{json, kosmic, kosmic_reading, object, stderr, stdout};

fn golden(r: bool) -> Value {
    let text = if r {
        include_str!("../../../kosmic-stats/tests/golden/stats_r.json")
    } else {
        include_str!("../../../kosmic-stats/tests/golden/stats_py.json")
    };
    serde_json::from_str(text).expect("a generator's output")
}

#[test]
fn power_of_a_correlation_prints_its_keys_and_the_exact_power() {
    let words = [
        "power", "corr", "--r", "0.3", "--n", "84", "--alpha", "0.05",
    ];
    let choice = ["--alternative", "two-sided", "--method", "exact", "--json"];
    let found = json(&[&words[..], &choice].concat());
    let contract = [
        "r",
        "k",
        "n",
        "power",
        "alpha",
        "alternative",
        "method",
        "null",
    ];
    assert_eq!(keys(&found), contract);
    let exact = golden(false)["exact_power"][0]["power"].as_f64().unwrap();
    assert_near(number(&found, "power"), exact, 1e-11);
    assert_eq!(found["n"], 84);
    assert_eq!(found["alternative"], "two-sided");
}

#[test]
fn what_is_left_out_of_effect_rows_and_power_is_found() {
    let found = json(&["power", "corr", "--r", "0.3", "--power", "0.8", "--json"]);
    assert_eq!(found["n"], 84);
    let fisher = [
        "power", "corr", "--r", "0.3", "--power", "0.8", "--method", "fisher", "--json",
    ];
    let n = golden(true)["correlation_n"][0]["n"].as_f64().unwrap();
    assert_near(number(&json(&fisher), "n"), n, 1e-4);
    let found = json(&["power", "corr", "--k", "0.6", "--n", "84", "--json"]);
    assert_eq!(found["r"], 0.3);
    let found = json(&[
        "power",
        "corr",
        "--n",
        "84",
        "--power",
        "0.8",
        "--alternative",
        "less",
        "--json",
    ]);
    assert_near(number(&found, "r"), -0.266, 0.01);
    let found = json(&[
        "power", "corr", "--r", "0.3", "--n", "84", "--power", "0.8", "--json",
    ]);
    assert_near(number(&found, "alpha"), 0.05, 0.001);
    let ttest = json(&["power", "ttest", "--d", "0.5", "--power", "0.8", "--json"]);
    let n = golden(true)["t_n"][0]["two"].as_f64().unwrap();
    assert_near(number(&ttest, "n"), n, 1e-3);
    assert_eq!(ttest["n_second"], ttest["n"]);
    let paired = json(&[
        "power", "ttest", "--n", "20", "--power", "0.8", "--design", "paired", "--json",
    ]);
    assert_eq!(paired["n_second"], Value::Null);
}

#[test]
fn studies_that_cannot_be_are_errors_of_usage() {
    for (words, said) in [
        (&["--r", "0.3"][..], "are needed"),
        (
            &[
                "--r", "0.3", "--n", "84", "--power", "0.8", "--alpha", "0.05",
            ],
            "are needed",
        ),
        (&["--r", "1.3", "--n", "84"], "in [-1, 1]"),
        (&["--r", "0.3", "--n", "2"], "whole numbers from 3"),
        (
            &["--r", "0", "--power", "0.8"],
            "not beyond the null hypothesis",
        ),
        (&["--r", "0.3", "--power", "0.01"], "not above alpha"),
        (&["--r", "0.3", "--power", "nan"], "the power must lie"),
        (
            &["--r", "0.3", "--k", "0.6", "--n", "5"],
            "cannot be used with",
        ),
    ] {
        let output = kosmic(&[&["power", "corr"], words].concat());
        assert_eq!(output.status.code(), Some(2), "{words:?}");
        let message = stderr(&output);
        assert!(
            message.contains(said) && message.lines().count() == 1,
            "{message}"
        );
    }
}

const GROUPS: &str = "treated,controls\n5.1,4.2\n4.9,3.9\n6.2,5.1\n7.3,4.8\n5.8,5.5\n6.6,3.1\n4.4,4.0\n7.9,4.7\n,5.0\n,4.9\n";

fn effect(more: &[&str]) -> std::process::Output {
    let words = ["effect", "-", "--x", "treated", "--y", "controls"];
    kosmic_reading(&[&words[..], more].concat(), GROUPS)
}

#[test]
fn effect_prints_its_keys_and_the_values_of_effectsize() {
    let found = object(&effect(&["--missing", "listwise", "--json"]));
    let contract = [
        "n_x",
        "n_y",
        "paired",
        "level",
        "missing",
        "cohen_d",
        "hedges_g",
        "glass_delta",
        "cliff_delta",
        "cles",
    ];
    assert_eq!(keys(&found), contract);
    assert_eq!((&found["n_x"], &found["n_y"]), (&8.into(), &10.into()));
    let golden = golden(true);
    for key in ["cohen_d", "hedges_g", "glass_delta"] {
        let interval = found[key].as_object().unwrap();
        assert_eq!(keys(interval), ["estimate", "lower", "upper"]);
        let expected = golden["effects"][key].as_object().unwrap();
        assert_near(
            number(interval, "estimate"),
            number(expected, "estimate"),
            1e-12,
        );
        assert_near(number(interval, "upper"), number(expected, "upper"), 1e-3);
    }
    let delta = golden["effects"]["cliff_delta"].as_f64().unwrap();
    assert_near(
        number(found["cliff_delta"].as_object().unwrap(), "estimate"),
        delta,
        1e-14,
    );
}

#[test]
fn effects_of_pairs_leave_out_pairs_that_are_not_whole() {
    let found = object(&effect(&[
        "--paired",
        "--missing",
        "listwise",
        "--words",
        "--json",
    ]));
    assert_eq!((&found["n_x"], &found["n_y"]), (&8.into(), &8.into()));
    assert_eq!(found["d_z"]["magnitude"], "large");
    assert!(found.contains_key("d_av") && !found.contains_key("cohen_d"));
    let sheet = stdout(&effect(&["--missing", "listwise", "--words"]));
    assert!(
        sheet.contains("Cohen's d") && sheet.contains("large"),
        "{sheet}"
    );
}

#[test]
fn missing_values_are_refused_unless_they_are_to_be_left_out() {
    let output = effect(&[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).contains("at index 8"),
        "{}",
        stderr(&output)
    );
    assert_eq!(effect(&["--level", "1"]).status.code(), Some(2));
}

#[test]
fn adjust_prints_its_keys_and_the_values_of_r() {
    let golden = golden(true);
    let case = &golden["adjusted"]["benjamini_hochberg_1995"];
    let p = case["p"].as_array().unwrap();
    let text: String = p.iter().map(|p| format!("{p}\n")).collect();
    for (method, name) in [
        ("bh", "BH"),
        ("by", "BY"),
        ("holm", "holm"),
        ("hommel", "hommel"),
    ] {
        let output = kosmic_reading(&["adjust", "--method", method, "--json"], &text);
        let found = object(&output);
        let contract = [
            "method",
            "alpha",
            "tests",
            "null_share",
            "adjusted",
            "rejected",
        ];
        assert_eq!(keys(&found), contract);
        let adjusted = found["adjusted"].as_array().unwrap();
        for (ours, theirs) in adjusted
            .iter()
            .zip(case["adjusted"][name].as_array().unwrap())
        {
            assert_near(ours.as_f64().unwrap(), theirs.as_f64().unwrap(), 1e-13);
        }
        let rejected = found["rejected"].as_array().unwrap();
        for (rejected, adjusted) in rejected.iter().zip(adjusted) {
            assert_eq!(
                rejected.as_bool().unwrap(),
                adjusted.as_f64().unwrap() <= 0.05
            );
        }
    }
    let storey = object(&kosmic_reading(
        &["adjust", "--method", "storey", "--json"],
        &text,
    ));
    assert!(number(&storey, "null_share") < 1.0);
    let lines = stdout(&kosmic_reading(&["adjust", "-", "--method", "bky"], &text));
    assert_eq!(lines.lines().count(), 16, "{lines}");
}

#[test]
fn what_is_no_p_value_is_named_by_line() {
    for (text, said) in [
        ("0.1\nhalf\n", "line 2: expected a p-value, found \"half\""),
        ("0.1\n1.5\n", "got 1.5 at index 1"),
        ("0.1\n\n0.2\n", "got NaN at index 1"),
    ] {
        let output = kosmic_reading(&["adjust"], text);
        assert_eq!(output.status.code(), Some(1));
        assert!(stderr(&output).contains(said), "{}", stderr(&output));
    }
    let found = object(&kosmic_reading(
        &[
            "adjust",
            "--missing",
            "count-as-one",
            "--method",
            "bonferroni",
            "--json",
        ],
        "0.01\nNA\n0.02\n",
    ));
    assert_eq!(found["adjusted"], serde_json::json!([0.03, null, 0.06]));
    assert_eq!(found["tests"], 3);
    let none = object(&kosmic_reading(&["adjust", "--json"], ""));
    assert_eq!(none["adjusted"], serde_json::json!([]));
    assert_eq!(kosmic(&["adjust", "no-such-file"]).status.code(), Some(1));
    assert_eq!(
        kosmic_reading(&["adjust", "--alpha", "0"], "0.1\n")
            .status
            .code(),
        Some(2)
    );
}
