//! `matrix` and `rolling`: keys and values of the JSON, what people read, figures, refusals.

use serde_json::{Map, Value};

use super::failure::assert_fails;
use super::{gas_furnace, json, kosmic, kosmic_reading, object, stdout};

const GAPS: &str = "a,b,c,name\n1,2,3,p\n2,1,,q\n,4,1,r\n4,3,5,s\n3,6,2,t\n6,5,9,u\n";

pub(super) fn stock_markets() -> String {
    let path = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../examples/data/eu_stock_markets.csv");
    path.display().to_string()
}

fn keys(object: &Map<String, Value>) -> Vec<&str> {
    object.keys().map(String::as_str).collect()
}

#[track_caller]
fn assert_near(value: &Value, expected: f64) {
    let actual = value.as_f64().expect("a number");
    assert!(
        (actual - expected).abs() < 1e-12,
        "{actual} is not {expected}"
    );
}

fn rolling(more: &[&str]) -> Map<String, Value> {
    let file = gas_furnace();
    let words = ["rolling", &file, "--x", "gas_rate", "--y", "co2_percent"];
    json(&[&words[..], more, &["--json"]].concat())
}

#[test]
fn matrix_prints_its_keys_and_the_values_of_numpy() {
    let file = stock_markets();
    let columns = ["--columns", "DAX,SMI,CAC", "--columns", "FTSE"];
    let matrix = json(&[&["matrix", &file, "--json"], &columns[..]].concat());
    let contract = [
        "n", "columns", "missing", "max_lag", "k", "r", "rows", "p_value", "lag",
    ];
    assert_eq!(keys(&matrix), contract);
    assert_eq!(matrix["n"], 1860);
    assert_eq!(
        matrix["columns"],
        serde_json::json!(["DAX", "SMI", "CAC", "FTSE"])
    );
    assert_eq!(matrix["missing"], "refuse");
    for absent in ["max_lag", "p_value", "lag"] {
        assert_eq!(matrix[absent], Value::Null, "{absent}");
    }
    // numpy.corrcoef, NumPy 2.4.6, row by row above the diagonal.
    let numpy = [
        0.991_153_871_133_193_2,
        0.966_227_430_797_986_1,
        0.975_177_843_189_152_6,
        0.946_813_939_944_500_7,
        0.989_969_050_525_374_1,
        0.915_726_469_344_514_7,
    ];
    let pairs = (0..4).flat_map(|i| (i + 1..4).map(move |j| (i, j)));
    for ((i, j), r) in pairs.zip(numpy) {
        assert_near(&matrix["r"][i][j], r);
        assert_near(&matrix["k"][j][i], 2.0 * r);
        assert_eq!(matrix["rows"][i][j], 1860);
    }
    assert_eq!(matrix["k"][2][2], 2.0);
}

#[test]
fn missing_values_are_left_out_as_asked_for_and_text_is_no_series() {
    let of = |missing: &str| {
        let words = ["matrix", "-", "--json", "--p-values", "--missing", missing];
        object(&kosmic_reading(&words, GAPS))
    };
    let pairwise = of("pairwise");
    assert_eq!(pairwise["columns"], serde_json::json!(["a", "b", "c"]));
    // pandas 3.1.1 corr and scipy 1.17.1 pearsonr of the rows that a pair has.
    assert_near(&pairwise["r"][0][1], 0.601_694_652_676_680_3);
    assert_near(&pairwise["r"][0][2], 0.853_479_990_184_588_3);
    assert_near(&pairwise["r"][1][2], 0.1);
    assert_eq!(
        (&pairwise["rows"][0][1], &pairwise["rows"][0][2]),
        (&5.into(), &4.into())
    );
    assert_near(&pairwise["p_value"][0][1], 0.283_032_194_049_055_96);
    assert_eq!(pairwise["p_value"][0][0], Value::Null);
    let listwise = of("listwise");
    assert_near(&listwise["r"][0][1], 0.526_234_811_584_217_6);
    assert_eq!(listwise["rows"][0][1], 4);
    let refused = ["matrix", "-"];
    assert_fails(&refused, GAPS, 1, &["column \"a\"", "1 value", "index 2"]);
}

#[test]
fn a_constant_column_is_null_and_drawn_as_undefined() {
    let folder = tempfile::tempdir().expect("a folder");
    let figure = folder.path().join("matrix.svg").display().to_string();
    let input = "one,flat,two\n1,5,2\n2,5,1\n3,5,4\n4,5,3\n";
    let words = ["matrix", "-", "--json", "--plot", &figure];
    let matrix = object(&kosmic_reading(&words, input));
    assert_eq!(matrix["k"][0][1], Value::Null);
    assert_near(&matrix["k"][0][2], 1.2);
    let svg = std::fs::read_to_string(&figure).expect("the figure");
    assert!(svg.contains("flat") && svg.contains("undefined"));
}

#[test]
fn a_matrix_of_lags_says_who_leads_on_any_number_of_threads() {
    let file = gas_furnace();
    let of = |threads: &str| {
        let words = ["matrix", &file, "--max-lag", "8", "--json"];
        json(&[&words[..], &["--threads", threads]].concat())
    };
    let matrix = of("1");
    assert_eq!(
        (&matrix["max_lag"], &matrix["lag"]),
        (&8.into(), &serde_json::json!([[0, 5], [-5, 0]]))
    );
    assert_eq!(matrix["rows"][0][1], 291);
    let words = ["lag", &file, "--x", "gas_rate", "--y", "co2_percent"];
    let lag = json(&[&words[..], &["--max-lag", "8", "--json"]].concat());
    assert_eq!(matrix["k"][0][1], lag["peak_k"]);
    assert_eq!(matrix["k"][1][0], lag["peak_k"]);
    assert_eq!(matrix, of("2"));
    assert_eq!(matrix, of("all"));
}

#[test]
fn rolling_prints_its_keys_and_the_values_of_numpy() {
    let k = rolling(&["--window", "50"]);
    let contract = [
        "n",
        "window",
        "step",
        "minimum",
        "alignment",
        "missing",
        "row",
        "first",
        "last",
        "pairs",
        "k",
        "r",
    ];
    assert_eq!(keys(&k), contract);
    assert_eq!((&k["n"], &k["window"]), (&296.into(), &50.into()));
    assert_eq!(k["k"].as_array().unwrap().len(), 247);
    // numpy.corrcoef of the rows of windows, NumPy 2.4.6.
    let numpy = [
        (0, -0.547_806_479_157_816_1),
        (50, -0.498_446_464_071_280_57),
        (246, -0.068_696_857_538_097_83),
    ];
    for (window, r) in numpy {
        assert_near(&k["r"][window], r);
        assert_near(&k["k"][window], -2.0 * r);
        assert_eq!(k["row"][window], window + 49);
        assert_eq!(
            (&k["first"][window], &k["last"][window]),
            (&window.into(), &(window + 49).into())
        );
    }
}

#[test]
fn an_expanding_window_ends_with_k_of_all_rows() {
    let k = rolling(&["--expanding", "--minimum", "10", "--step", "143"]);
    assert_eq!(k["window"], Value::Null);
    assert_eq!(k["last"], serde_json::json!([9, 152, 295]));
    assert_near(&k["r"][0], 0.041_829_219_989_624_2);
    assert_near(&k["r"][2], -0.484_450_717_109_385_75);
}

#[test]
fn windows_are_aligned_cut_and_stepped_as_asked_for_and_undefined_ones_are_null() {
    let input = "a,b\n1,2\n2,4\n,5\n4,8\n3,1\n7,2\n7,3\n7,5\n";
    let words = [
        "rolling", "-", "--x", "a", "--y", "b", "--json", "--window", "4",
    ];
    let choices = [
        "--minimum",
        "3",
        "--missing",
        "pairwise",
        "--alignment",
        "centred",
    ];
    let k = object(&kosmic_reading(&[&words[..], &choices].concat(), input));
    assert_eq!(k["alignment"], "centred");
    assert_eq!(k["pairs"], serde_json::json!([2, 3, 3, 3, 4, 4, 3]));
    assert_eq!((&k["k"][0], &k["k"][1]), (&Value::Null, &2.0.into()));
    assert_eq!(k["k"][6], Value::Null);
}

#[test]
fn people_read_matrices_and_windows() {
    let words = ["matrix", "-", "--missing", "pairwise", "--p-values"];
    let text = stdout(&kosmic_reading(&words, GAPS));
    for part in [
        "left out pairwise, 4 to 5 rows a pair",
        "2.0000  1.2034",
        "p-value",
        "many tests",
    ] {
        assert!(text.contains(part), "no {part:?} in:\n{text}");
    }
    let file = gas_furnace();
    let text = stdout(&kosmic(&["matrix", &file, "--max-lag", "8"]));
    for part in ["-8 to 8", "+5", "best of many lags"] {
        assert!(text.contains(part), "no {part:?} in:\n{text}");
    }
    let words = ["rolling", &file, "--x", "gas_rate", "--y", "co2_percent"];
    let text = stdout(&kosmic(&[&words[..], &["--window", "50"]].concat()));
    for part in [
        "247 windows of 50 rows, trailing, step 1",
        "1.0956",
        "share rows",
    ] {
        assert!(text.contains(part), "no {part:?} in:\n{text}");
    }
}

#[test]
fn matrices_and_windows_are_drawn() {
    let folder = tempfile::tempdir().expect("a folder");
    let figure = folder.path().join("figure.svg").display().to_string();
    let file = gas_furnace();
    let pair = ["--x", "gas_rate", "--y", "co2_percent"];
    let commands = [
        vec!["matrix", &file],
        vec!["matrix", &file, "--max-lag", "8"],
        [&["rolling", &file, "--window", "50"], &pair[..]].concat(),
        [&["rolling", &file, "--expanding"], &pair[..]].concat(),
    ];
    for words in commands {
        let output = kosmic(&[&words[..], &["--plot", &figure]].concat());
        assert!(output.status.success(), "{words:?}");
        let svg = std::fs::read_to_string(&figure).expect("the figure");
        assert!(svg.contains("<svg") && svg.trim_end().ends_with("</svg>"));
        std::fs::remove_file(&figure).expect("it goes");
    }
}

#[test]
fn bad_data_of_many_exit_with_1_and_name_the_fault() {
    let matrix = ["matrix", "-"];
    assert_fails(&matrix, "a,b\n1,p\n2,q\n3,r\n", 1, &["two series", "1"]);
    assert_fails(&matrix, "a,b\n1,2\n3,4\n", 1, &["too few", "3", "2"]);
    let named = ["matrix", "-", "--columns", "a,z"];
    assert_fails(&named, GAPS, 1, &["\"z\"", "\"a\""]);
    let lags = ["matrix", "-", "--max-lag", "1"];
    let flat = "a,b\n1,2\n2,2\n3,2\n4,2\n5,2\n";
    assert_fails(&lags, flat, 1, &["column \"b\"", "constant"]);
    let gap = "a,b\n1,2\n2,\n3,2\n4,1\n5,2\n";
    assert_fails(&lags, gap, 1, &["column \"b\"", "index 1"]);
    let rolling = ["rolling", "-", "--x", "a", "--y", "b", "--window", "9"];
    assert_fails(&rolling, "a,b\n1,2\n2,1\n3,5\n", 1, &["9", "3"]);
    let expanding = ["rolling", "-", "--x", "a", "--y", "b", "--expanding"];
    assert_fails(&expanding, "a,b\n1,2\n2,1\n", 1, &["too few", "3", "2"]);
    let beyond = [&expanding[..], &["--minimum", "4"]].concat();
    assert_fails(&beyond, "a,b\n1,2\n2,1\n3,5\n", 1, &["4", "3 rows"]);
}

#[test]
fn impossible_wishes_of_many_exit_with_2_before_the_file_is_read() {
    let file = "no such file.csv";
    let rolling = |more: &[&'static str]| {
        let words = ["rolling", file, "--x", "a", "--y", "b"];
        [&words[..], more].concat()
    };
    assert_fails(&rolling(&[]), "", 2, &["--window"]);
    assert_fails(&rolling(&["--window", "2"]), "", 2, &["window", "2"]);
    let both = ["--window", "9", "--expanding"];
    assert_fails(&rolling(&both), "", 2, &["--expanding"]);
    let step = ["--window", "9", "--step", "0"];
    assert_fails(&rolling(&step), "", 2, &["step", "0"]);
    let minimum = ["--window", "9", "--minimum", "10"];
    assert_fails(&rolling(&minimum), "", 2, &["10", "9"]);
    let least = ["--window", "9", "--minimum", "2"];
    assert_fails(&rolling(&least), "", 2, &["minimum", "2"]);
    let matrix = |more: &[&'static str]| [&["matrix", file], more].concat();
    assert_fails(&matrix(&["--missing", "magic"]), "", 2, &["magic"]);
    assert_fails(&matrix(&["--threads", "0"]), "", 2, &["threads"]);
    let lags = ["--max-lag", "3", "--p-values"];
    assert_fails(&matrix(&lags), "", 2, &["--max-lag", "--p-values"]);
    let missing = ["--max-lag", "3", "--missing", "pairwise"];
    assert_fails(&matrix(&missing), "", 2, &["--max-lag", "--missing"]);
}
