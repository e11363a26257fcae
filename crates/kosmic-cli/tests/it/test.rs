//! `kosmic test` and `kosmic blocklen`: keys, values and refusals.

use serde_json::Value;

use super::contract::{assert_near, keys, number, run};
use super::failure::assert_fails;
use super::{gas_furnace, json, kosmic, kosmic_reading, object, stdout};

/// Efron's law schools.
const SCHOOLS: &str = "lsat,gpa\n576,3.39\n635,3.30\n558,2.81\n578,3.03\n666,3.44\n580,3.07\n555,3.00\n661,3.43\n651,3.36\n\
                       605,3.13\n653,3.12\n575,2.74\n545,2.76\n572,2.88\n594,2.96\n";

fn of_schools(more: &[&str]) -> serde_json::Map<String, Value> {
    let words = [&["test", "-", "--x", "lsat", "--y", "gpa", "--json"], more].concat();
    object(&kosmic_reading(&words, SCHOOLS))
}

#[test]
fn a_test_prints_its_keys_and_shifts_the_gas_furnace() {
    let test = run("test", &["--surrogates", "999"]);
    let contract = [
        "n",
        "k",
        "r",
        "statistic",
        "value",
        "alternative",
        "scheme",
        "block_length",
        "p_value",
        "exceeding",
        "surrogates",
        "exhaustive",
        "seed",
        "threads",
        "warnings",
        "seconds",
    ];
    assert_eq!(keys(&test), contract);
    assert_eq!(test["scheme"], "circular-shift");
    assert_eq!(
        (&test["surrogates"], &test["exhaustive"]),
        (&296.into(), &true.into())
    );
    let (b, m) = (number(&test, "exceeding"), number(&test, "surrogates"));
    assert_eq!(number(&test, "p_value"), b / m);
    assert!(b / m < 0.05);
    assert_eq!(test["block_length"], Value::Null);
}

#[test]
fn every_method_has_its_scheme_and_the_same_seed_the_same_p() {
    let schemes = [
        ("permutation", "permutation"),
        ("shuffled", "permutation"),
        ("shift", "circular-shift"),
        ("block", "block-permutation"),
        ("fourier", "fourier"),
        ("aaft", "aaft"),
        ("iaaft", "iaaft"),
        ("gaussian", "gaussian"),
    ];
    for (method, scheme) in schemes {
        let more = ["--method", method, "--surrogates", "199", "--seed", "4"];
        let [one, two] = ["1", "2"].map(|threads| {
            let mut found = run("test", &[&more[..], &["--threads", threads]].concat());
            found.remove("threads");
            found.remove("seconds");
            found
        });
        assert_eq!(one, two);
        assert_eq!(one["scheme"], scheme);
        assert_eq!(
            one["block_length"].is_number(),
            scheme == "block-permutation"
        );
        let warned = ["permutation", "gaussian"].contains(&scheme);
        assert_eq!(
            one["warnings"].as_array().map(Vec::len),
            Some(warned.into())
        );
    }
}

/// p of the law schools by permutation is about 0.001 for r (two-sided) and half of that on one side.
#[test]
fn law_schools_are_coupled_and_not_in_the_other_direction() {
    let raw = ["--method", "permutation", "--statistic", "correlation"];
    let two = of_schools(&raw);
    assert_near(number(&two, "p_value"), 0.001, 0.0012);
    assert_eq!(
        (&two["statistic"], &two["surrogates"]),
        (&"correlation".into(), &9999.into())
    );
    assert_near(number(&two, "value"), 0.776_374, 1e-6);
    let less = of_schools(&[&raw[..], &["--alternative", "less"]].concat());
    assert!(number(&less, "p_value") > 0.99);
    let soon = ["--stop-after", "10", "--alternative", "less"];
    let stopped = of_schools(&[&raw[..], &soon].concat());
    assert_eq!(stopped["exceeding"], 10);
    let length = of_schools(&["--block-length", "3"]);
    assert_eq!(
        (&length["block_length"], &length["surrogates"]),
        (&3.into(), &120.into())
    );
}

#[test]
fn tests_that_cannot_be_exit_with_2_before_the_file_is_read() {
    let refused = |more: &[&str], expected: &[&str]| {
        let words = [&["test", "no such file.csv", "--x", "a", "--y", "b"], more].concat();
        assert_fails(&words, "", 2, expected);
    };
    refused(&["--surrogates", "0"], &["surrogates", "1", "0"]);
    refused(&["--stop-after", "0"], &["stop", "0"]);
    refused(&["--method", "magic"], &["magic", "permutation"]);
    refused(&["--block-length", "0"], &["block-length", "0", "auto"]);
    refused(
        &["--method", "shift", "--block-length", "5"],
        &["--block-length", "block", "circular-shift"],
    );
    refused(&["--alternative", "both"], &["both", "greater"]);
    refused(&["--statistic", "z"], &["z", "studentised"]);
}

#[test]
fn data_that_are_not_fit_exit_with_1() {
    let test = ["test", "-", "--x", "a", "--y", "b"];
    assert_fails(&test, "a,b\n1,2\n1,4\n1,3\n", 1, &["x is constant"]);
    let blocks = [&test[..], &["--block-length", "9"]].concat();
    assert_fails(
        &blocks,
        "a,b\n1,2\n3,4\n4,9\n5,6\n",
        1,
        &["9 rows", "1 to 2"],
    );
    let short = ["blocklen", "-", "--x", "a"];
    assert_fails(&short, "a,b\n1,2\n3,4\n4,9\n5,6\n", 1, &["9", "4"]);
}

#[test]
fn block_lengths_of_a_column_and_of_a_pair_agree() {
    let file = gas_furnace();
    let one = json(&["blocklen", &file, "--x", "co2_percent", "--json"]);
    let contract = [
        "n",
        "stationary",
        "circular",
        "cut",
        "window",
        "longest",
        "band",
        "cap",
        "capped",
    ];
    assert_eq!(keys(&one), contract);
    let pair = run("blocklen", &[]);
    let contract = [
        "n",
        "stationary",
        "circular",
        "joint",
        "x",
        "y",
        "influence",
    ];
    assert_eq!(keys(&pair), contract);
    assert_eq!(pair["y"], Value::Object(one));
    let largest = ["x", "y", "influence"].map(|of| pair[of]["circular"].as_f64().unwrap_or(0.0));
    let largest = largest.into_iter().fold(0.0, f64::max);
    assert_eq!(number(&pair, "circular"), largest);
    assert_eq!(number(&pair, "joint"), largest.round());
    let lines = stdout(&kosmic(&[
        "blocklen",
        &file,
        "--x",
        "gas_rate",
        "--y",
        "co2_percent",
    ]));
    assert!(lines.contains("blocks of"), "{lines}");
}
