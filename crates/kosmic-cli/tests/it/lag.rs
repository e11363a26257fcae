//! `kosmic lag --band --test`: keys, values and refusals.

use serde_json::Value;

use super::contract::{keys, number, run};
use super::failure::assert_fails;
use super::{gas_furnace, kosmic, stdout};

const PLAIN: usize = 8;

#[test]
fn a_band_and_a_test_add_their_keys_and_the_gas_is_found_to_lead() {
    let quick = ["--replicates", "199", "--surrogates", "199"];
    let lag = run(
        "lag",
        &[&["--max-lag", "8", "--band", "--test"], &quick[..]].concat(),
    );
    let contract = [
        "level",
        "band_lower",
        "band_upper",
        "band_scheme",
        "band_block_length",
        "replicates",
        "band_warnings",
        "peak_p_value",
        "tested_lag",
        "adjusted_p",
        "verdict",
        "peak_set",
        "alpha",
        "scheme",
        "block_length",
        "shifts",
        "surrogates",
        "warnings",
    ];
    assert_eq!(keys(&lag)[PLAIN..], contract);
    assert!(number(&lag, "peak_p_value") <= 0.05);
    assert_eq!(lag["verdict"], "leads");
    let set: Vec<i64> = lag["peak_set"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_i64)
        .collect();
    assert!(
        set.contains(&5) && set.iter().all(|lag| *lag > 0),
        "{set:?}"
    );
    assert_eq!(
        (&lag["shifts"], &lag["band_scheme"]),
        (&16.into(), &"circular".into())
    );
    assert_eq!(
        (&lag["scheme"], &lag["surrogates"]),
        (&"iaaft".into(), &199.into())
    );
    for key in ["band_lower", "band_upper", "adjusted_p"] {
        assert_eq!(lag[key].as_array().map(Vec::len), Some(17), "{key}");
    }
    let limits = |key: &str| lag[key][13].as_f64().unwrap();
    assert!(limits("band_lower") < number(&lag, "peak_k"));
    assert!(limits("band_upper") > number(&lag, "peak_k"));
}

#[test]
fn either_flag_adds_its_own_keys_and_the_same_seed_gives_the_same_result() {
    let quick = ["--max-lag", "3", "--replicates", "99", "--surrogates", "99"];
    let of = |more: &[&str]| run("lag", &[&quick[..], more].concat());
    assert_eq!(of(&["--band"]).len(), PLAIN + 7);
    let one = of(&["--test"]);
    assert_eq!(one.len(), PLAIN + 11);
    assert_eq!(one, of(&["--test", "--threads", "2"]));
    let shifted = of(&["--test", "--method", "shift"]);
    assert_eq!(
        (&shifted["scheme"], &shifted["surrogates"]),
        (&"circular-shift".into(), &41.into())
    );
}

#[test]
fn prewhitened_and_differenced_series_have_fewer_rows_and_say_so() {
    let steps = run("lag", &["--max-lag", "8", "--difference"]);
    assert_eq!(
        (&steps["n"], &steps["treatment"]),
        (&295.into(), &"differenced".into())
    );
    let white = run(
        "lag",
        &[
            "--max-lag",
            "8",
            "--prewhiten",
            "--test",
            "--replicates",
            "99",
            "--surrogates",
            "99",
        ],
    );
    assert_eq!(white["treatment"], "prewhitened");
    assert!(number(&white, "n") < 296.0);
    assert_eq!(white["scheme"], "permutation");
}

#[test]
fn a_figure_with_a_band_is_larger_than_one_without() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = gas_furnace();
    let drawn = |name: &str, more: &[&str]| {
        let path = folder.path().join(name).display().to_string();
        let lag = [
            "lag",
            &file,
            "--x",
            "gas_rate",
            "--y",
            "co2_percent",
            "--max-lag",
            "4",
        ];
        let words = [&lag[..], &["--replicates", "99", "--plot", &path], more].concat();
        let output = kosmic(&words);
        assert!(output.status.success());
        (
            std::fs::read_to_string(path).expect("a figure").len(),
            stdout(&output),
        )
    };
    let (plain, _) = drawn("plain.svg", &[]);
    let (banded, lines) = drawn("banded.svg", &["--band", "--test", "--surrogates", "99"]);
    assert!(banded > plain);
    for label in ["peak p", "verdict", "peak set", "shifts", "band"] {
        assert!(lines.contains(label), "{label}: {lines}");
    }
}

#[test]
fn lag_tests_that_cannot_be_are_refused() {
    let usage = |more: &[&str], expected: &[&str]| {
        let words = [
            "lag",
            "no such file.csv",
            "--x",
            "a",
            "--y",
            "b",
            "--max-lag",
            "3",
        ];
        assert_fails(&[&words[..], more].concat(), "", 2, expected);
    };
    usage(&["--test", "--surrogates", "18"], &["19", "18"]);
    usage(&["--band", "--level", "95"], &["level", "95"]);
    usage(
        &["--prewhiten", "--difference"],
        &["--prewhiten", "--difference"],
    );
    usage(
        &["--band", "--block-length", "0"],
        &["block-length", "auto"],
    );
    let file = gas_furnace();
    let data = |more: &[&str], expected: &[&str]| {
        let words = [
            "lag",
            &file,
            "--x",
            "gas_rate",
            "--y",
            "co2_percent",
            "--max-lag",
            "8",
        ];
        assert_fails(&[&words[..], more].concat(), "", 1, expected);
    };
    data(
        &["--test", "--method", "shift"],
        &["16 shifts", "19", "0.05"],
    );
    data(&["--band", "--block-length", "297"], &["blocks", "296"]);
}
