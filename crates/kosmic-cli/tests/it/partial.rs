//! `partial`: keys and values of the JSON; what it and `compare` make of missing values.

use serde_json::{Map, Value, json};

use super::contract::{assert_near, keys, number};
use super::formula::{assert_all_near, reading};
use super::json;
use super::many::stock_markets;

fn partial(more: &[&str]) -> Map<String, Value> {
    let file = stock_markets();
    let words = ["partial", &file, "--x", "DAX", "--y", "SMI", "--json"];
    json(&[&words[..], more].concat())
}

#[test]
fn partial_prints_its_keys_and_the_values_of_least_squares() {
    let found = partial(&["--controls", "CAC,FTSE"]);
    let contract = [
        "n",
        "controls",
        "part",
        "missing",
        "k",
        "r",
        "degrees_of_freedom",
        "p_value",
        "level",
        "lower",
        "upper",
        "r_lower",
        "r_upper",
        "explained",
        "plain_k",
        "plain_r",
        "plain_lower",
        "plain_upper",
    ];
    assert_eq!(keys(&found), contract);
    assert_eq!(found["controls"], json!(["CAC", "FTSE"]));
    assert_eq!(
        (&found["n"], &found["degrees_of_freedom"]),
        (&1860.into(), &1856.into())
    );
    assert_eq!(
        (&found["part"], &found["explained"]),
        (&Value::Null, &Value::Null)
    );
    // tests/golden/formula.py
    let r = 0.598_234_565_029_333;
    let [lower, upper] = [0.568_217_499_795_335_5, 0.626_661_659_597_446_1];
    let expected = [
        ("r", r),
        ("k", 2.0 * r),
        ("r_lower", lower),
        ("upper", 2.0 * upper),
        ("plain_r", 0.991_153_871_133_193_2),
    ];
    assert_all_near(&found, &expected, 1e-12);
    assert_near(
        number(&found, "p_value") / 9.020_894_670_731_433e-181,
        1.0,
        1e-9,
    );
    let same = partial(&["--controls", "CAC", "--controls", "FTSE"]);
    assert_eq!(found, same);
}

#[test]
fn part_takes_the_controls_out_of_one_series() {
    let part = partial(&["--controls", "CAC,FTSE", "--part", "x"]);
    let expected = [
        ("r", 0.059_568_685_694_002_76),
        ("explained", 0.990_084_992_852_697_2),
    ];
    assert_all_near(&part, &expected, 1e-12);
    assert_eq!(part["part"], "x");
    let whole = partial(&["--controls", "CAC,FTSE"]);
    assert_eq!(part["p_value"], whole["p_value"]);
    let other = partial(&["--controls", "CAC,FTSE", "--part", "y"]);
    assert!(number(&other, "r") != number(&part, "r"));
}

#[test]
fn rows_that_lack_a_value_are_left_out_of_all_series() {
    let input = "a,b,c,d\n1,2,3,9\n2,1,1,8\n,4,1,7\n4,3,5,6\n3,6,,5\n6,5,9,4\n5,9,2,3\n8,7,4,1\n";
    let whole = "a,b,c,d\n1,2,3,9\n2,1,1,8\n4,3,5,6\n6,5,9,4\n5,9,2,3\n8,7,4,1\n";
    let listwise = ["--missing", "listwise"];
    for words in [
        &["partial", "-", "--x", "a", "--y", "b", "--controls", "c"][..],
        &["compare", "-", "--x", "a", "--y", "b", "--v", "c"],
        &[
            "compare", "-", "--x", "a", "--y", "b", "--u", "c", "--v", "d",
        ],
    ] {
        let left = reading(&[words, &listwise].concat(), input);
        let mut all = reading(words, whole);
        assert_eq!(
            all.insert("missing".into(), "listwise".into()),
            Some("refuse".into())
        );
        assert_eq!(left, all, "{words:?}");
    }
}
