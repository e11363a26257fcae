//! `compare`: keys and values of the JSON; of `compare` and `partial` what people read, figures, formats.

use serde_json::{Map, Value, json};

use super::contract::{assert_near, keys, number};
use super::many::stock_markets;
use super::{kosmic_reading, object, stderr, stdout};

/// The first rows of the stock markets, from one on, as a table of its own.
fn part_of_markets(rows: std::ops::Range<usize>) -> String {
    let text = std::fs::read_to_string(stock_markets()).expect("the data");
    let (header, body) = text.split_once('\n').expect("a header");
    let kept: Vec<&str> = body.lines().skip(rows.start).take(rows.len()).collect();
    format!("{header}\n{}\n", kept.join("\n"))
}

pub(super) fn reading(words: &[&str], input: &str) -> Map<String, Value> {
    let output = kosmic_reading(&[words, &["--json"]].concat(), input);
    assert!(output.status.success(), "{words:?}: {}", stderr(&output));
    object(&output)
}

const COMPARE: [&str; 6] = ["compare", "-", "--x", "DAX", "--y", "SMI"];

fn compare(more: &[&str]) -> Map<String, Value> {
    reading(&[&COMPARE[..], more].concat(), &part_of_markets(0..60))
}

#[track_caller]
pub(super) fn assert_all_near(
    object: &Map<String, Value>,
    expected: &[(&str, f64)],
    tolerance: f64,
) {
    for (key, expected) in expected {
        assert_near(number(object, key), *expected, tolerance);
    }
}

#[test]
fn compare_prints_its_keys_and_the_values_of_the_papers_for_a_shared_series() {
    let found = compare(&["--v", "CAC"]);
    let contract = [
        "relation",
        "series",
        "missing",
        "n",
        "level",
        "k",
        "lower",
        "upper",
        "r",
        "k_difference",
        "k_difference_lower",
        "k_difference_upper",
        "r_difference",
        "r_difference_lower",
        "r_difference_upper",
        "z",
        "p_value",
        "williams_t",
        "williams_degrees_of_freedom",
        "williams_p_value",
        "margin",
        "k_equivalence_p_value",
        "r_equivalence_p_value",
    ];
    assert_eq!(keys(&found), contract);
    assert_eq!(found["relation"], "overlapping");
    assert_eq!(found["series"], json!([["DAX", "SMI"], ["DAX", "CAC"]]));
    assert_eq!(
        (&found["n"], &found["margin"]),
        (&json!([60, 60]), &Value::Null)
    );
    // tests/golden/formula.py
    let [lower, upper] = [0.071_954_975_800_594_15, 0.464_592_201_996_572_8];
    let expected = [
        ("r_difference_lower", lower),
        ("r_difference_upper", upper),
        ("k_difference_lower", 2.0 * lower),
        ("k_difference_upper", 2.0 * upper),
        ("williams_t", 2.832_797_435_836_964),
        ("williams_p_value", 0.006_368_365_173_886_185),
        ("z", 2.763_998_437_979_034_3),
        ("p_value", 0.005_709_781_263_296_928),
    ];
    assert_all_near(&found, &expected, 1e-11);
    // The other way round, and with the series in the other order.
    let swapped = compare(&["--u", "CAC", "--v", "DAX"]);
    assert_eq!(swapped["relation"], "overlapping");
    for key in ["k_difference", "williams_t", "r_difference_upper"] {
        assert_near(number(&swapped, key), number(&found, key), 1e-12);
    }
}

#[test]
fn couplings_of_two_files_are_compared_by_fisher_and_zou() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("later.csv");
    std::fs::write(&path, part_of_markets(60..160)).expect("written");
    let found = compare(&["--with", &path.display().to_string()]);
    assert_eq!(found["relation"], "independent");
    assert_eq!(
        (&found["n"], &found["williams_t"]),
        (&json!([60, 100]), &Value::Null)
    );
    let expected = [
        ("z", -1.194_027_882_223_603_2),
        ("p_value", 0.232_467_061_505_280_18),
        ("r_difference_lower", -0.187_554_589_582_666_94),
        ("r_difference_upper", 0.037_100_355_670_636_74),
    ];
    assert_all_near(&found, &expected, 1e-11);
    let others = compare(&["--with", &stock_markets(), "--u", "CAC", "--v", "FTSE"]);
    assert_eq!(others["series"], json!([["DAX", "SMI"], ["CAC", "FTSE"]]));
    assert_near(
        others["r"][1].as_f64().expect("r"),
        0.915_726_469_344_514_7,
        1e-12,
    );
}

#[test]
fn couplings_without_a_series_in_common_may_come_from_the_same_rows() {
    let found = compare(&["--u", "CAC", "--v", "FTSE"]);
    assert_eq!(found["relation"], "non-overlapping");
    assert_eq!(found["williams_p_value"], Value::Null);
    // NumPy's corrcoef of the first 60 rows.
    assert_near(
        number(&found, "r_difference"),
        0.795_333_248_775_717 - 0.775_680_164_575_455_3,
        1e-12,
    );
}

#[test]
fn signs_do_not_matter_to_k_and_a_margin_asks_for_equivalence() {
    let row = |t: i32| {
        let (x, noise) = (f64::from(t * 37 % 101), f64::from(t * 53 % 89));
        format!(
            "{x},{},{}\n",
            2.0 * x + noise,
            -2.0 * x - noise + f64::from(t % 7)
        )
    };
    let input = format!("x,y,v\n{}", (0..100).map(row).collect::<String>());
    let words = [
        "compare", "-", "--x", "x", "--y", "y", "--v", "v", "--margin", "0.3",
    ];
    let found = reading(&words, &input);
    assert!(number(&found, "r_difference") > 1.5 && number(&found, "k_difference").abs() < 0.1);
    assert!(number(&found, "k_equivalence_p_value") < 0.001);
    assert!(number(&found, "r_equivalence_p_value") > 0.999);
    let level = 1.0 - 2.0 * number(&found, "k_equivalence_p_value");
    assert!(number(&found, "k_difference_upper") < 0.3 && level > 0.99);
}

/// The bytes of an array of doubles as NumPy saves it.
fn npy(rows: &[[f64; 3]]) -> Vec<u8> {
    let header = format!(
        "{{'descr': '<f8', 'fortran_order': False, 'shape': ({}, 3), }}\n",
        rows.len()
    );
    let length = u16::try_from(header.len()).expect("a short header");
    let values = rows
        .as_flattened()
        .iter()
        .flat_map(|value| value.to_le_bytes());
    [
        b"\x93NUMPY\x01\x00",
        &length.to_le_bytes()[..],
        header.as_bytes(),
    ]
    .concat()
    .into_iter()
    .chain(values)
    .collect()
}

#[test]
fn arrays_of_numpy_give_what_tables_of_text_give() {
    let rows = [
        [1.0, 2.0, 3.0],
        [2.0, 1.0, 1.5],
        [3.0, 4.0, 1.0],
        [4.0, 3.0, 5.0],
        [5.0, 6.0, 2.5],
        [6.0, 6.5, 7.0],
    ];
    let lines = rows.map(|[a, b, c]| format!("{a},{b},{c}\n"));
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("rows.npy");
    std::fs::write(&path, npy(&rows)).expect("written");
    let path = path.display().to_string();
    for more in [&["--v", "2"][..], &["--with", &path]] {
        let words = |file| [&["compare", file, "--x", "0", "--y", "1"], more].concat();
        assert_eq!(
            reading(&words(&path), ""),
            reading(&words("-"), &lines.concat())
        );
    }
    let words = |file| ["partial", file, "--x", "0", "--y", "1", "--controls", "2"];
    assert_eq!(
        reading(&words(&path), ""),
        reading(&words("-"), &lines.concat())
    );
}

#[test]
fn people_read_what_was_held_fixed_and_compared() {
    let file = stock_markets();
    let words = [
        "partial",
        &file,
        "--x",
        "DAX",
        "--y",
        "SMI",
        "--controls",
        "CAC,FTSE",
    ];
    let text = stdout(&kosmic_reading(&words, ""));
    for part in [
        "partial K",
        "CAC, FTSE",
        "1.1965",
        "plain K",
        "1856 degrees of freedom",
    ] {
        assert!(text.contains(part), "no {part:?} in:\n{text}");
    }
    let text = stdout(&kosmic_reading(
        &[&words[..], &["--part", "y"]].concat(),
        "",
    ));
    assert!(
        text.contains("taken out of y only") && text.contains("explained"),
        "{text}"
    );
    let more = ["--v", "CAC", "--margin", "0.5"];
    let text = stdout(&kosmic_reading(
        &[&COMPARE[..], &more].concat(),
        &part_of_markets(0..60),
    ));
    for part in [
        "a series in common",
        "DAX and CAC",
        "Williams, t = 2.8328",
        "differ by 0.5",
    ] {
        assert!(text.contains(part), "no {part:?} in:\n{text}");
    }
}

#[test]
fn partial_and_compared_couplings_are_drawn_with_their_intervals() {
    let folder = tempfile::tempdir().expect("a folder");
    let figure = folder.path().join("figure.svg").display().to_string();
    let input = part_of_markets(0..60);
    let partial = [
        "partial",
        "-",
        "--x",
        "DAX",
        "--y",
        "SMI",
        "--controls",
        "CAC",
    ];
    let compared = [&COMPARE[..], &["--v", "CAC", "--margin", "0.5"]].concat();
    for (words, name) in [
        (&partial[..], "1 control held fixed"),
        (&compared, "difference"),
    ] {
        let output = kosmic_reading(&[words, &["--plot", &figure]].concat(), &input);
        assert!(output.status.success(), "{words:?}: {}", stderr(&output));
        let svg = std::fs::read_to_string(&figure).expect("the figure");
        assert!(
            svg.contains(name) && svg.trim_end().ends_with("</svg>"),
            "{words:?}"
        );
    }
}
