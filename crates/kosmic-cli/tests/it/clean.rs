//! `clean`, what `--missing` does in every command, and what `describe` finds.

use serde_json::{Value, json as value};

use crate::failure::assert_fails;
use crate::{gas_furnace, json, kosmic, kosmic_reading, object, stderr, stdout};

/// A file of text in a folder of its own.
fn file(text: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("data.csv");
    std::fs::write(&path, text).expect("a file");
    let path = path.display().to_string();
    (folder, path)
}

fn out(folder: &tempfile::TempDir, name: &str) -> String {
    folder.path().join(name).display().to_string()
}

fn text(path: &str) -> String {
    std::fs::read_to_string(path).expect("the new file")
}

#[test]
fn columns_are_treated_in_order_and_the_record_says_how() {
    let (folder, path) = file(
        "day,flow,level,bad\nmon,1,5,0\ntue,-999,6,0\nwed,3,7,0\nthu,4,900,0\nfri,5,9,0\nsat,6,10,1\nsun,7,11,0\n",
    );
    let out = out(&folder, "clean.csv");
    let words = [
        "clean",
        &path,
        "--out",
        &out,
        "--sentinel",
        "-999",
        "--mask",
        "bad",
    ];
    let rules = [
        "--outliers",
        "modified-z",
        "--then",
        "empty",
        "--missing",
        "linear",
        "--json",
    ];
    let report = json(&[&words[..], &rules].concat());
    assert_eq!(
        text(&out),
        "flow,level\n1,5\n2,6\n3,7\n4,8\n5,9\n6,10\n7,11\n"
    );
    assert_eq!(report["left_out"], value!(["day", "bad"]));
    let steps = report["columns"][1]["steps"].as_array().expect("steps");
    let names: Vec<&Value> = steps.iter().map(|step| &step["step"]).collect();
    assert_eq!(names, ["sentinels", "mask", "outliers", "fill"]);
    assert_eq!(steps[2]["flagged"], value!([3]));
    assert_eq!(steps[2]["parameters"]["threshold"], 3.5);
    assert_eq!(
        (&steps[3]["missing_before"], &steps[3]["missing_after"]),
        (&2.into(), &0.into())
    );
    let lines = stdout(&kosmic(&[&words[..], &rules[..6]].concat()));
    assert!(
        lines.contains("  fill (method = linear): 2 values changed, 2 missing became 0\n"),
        "{lines}"
    );
}

#[test]
fn what_is_cleaned_and_what_is_treated_on_the_way_agree() {
    let furnace = gas_furnace();
    let (folder, _) = file("");
    let out = out(&folder, "white.npz");
    let columns = [
        "--x",
        "gas_rate",
        "--y",
        "co2_percent",
        "--max-lag",
        "4",
        "--json",
    ];
    let difference = [
        "clean",
        &furnace,
        "--out",
        &out,
        "--trend",
        "difference",
        "--json",
    ];
    json(&difference);
    let cleaned = json(&[&["lag", &out], &columns[..]].concat());
    let treated = json(&[&["lag", &furnace, "--difference"], &columns[..]].concat());
    assert_eq!(
        (&cleaned["k"], &cleaned["n"]),
        (&treated["k"], &treated["n"])
    );
    let lagged = json(&[
        "clean",
        &furnace,
        "--out",
        &out,
        "--lag",
        "co2_percent=5",
        "--json",
    ]);
    assert_eq!(lagged["rows"], 291);
    let at_lag = json(&["k", &out, "--x", "gas_rate", "--y", "co2_percent", "--json"]);
    let profile = json(&[
        "lag",
        &furnace,
        "--x",
        "gas_rate",
        "--y",
        "co2_percent",
        "--max-lag",
        "5",
        "--json",
    ]);
    let (k, peak) = (at_lag["k"].as_f64(), profile["peak_k"].as_f64());
    assert!((k.unwrap() - peak.unwrap()).abs() < 1e-12);
}

#[test]
fn files_are_joined_by_their_time_stamps() {
    let (folder, flow) = file("t,flow\n1,10\n2,20\n5,50\n");
    let rain = out(&folder, "rain.csv");
    std::fs::write(&rain, "t,rain\n1,0.1\n4,0.4\n").expect("a file");
    let out = out(&folder, "both.tsv");
    let join = ["clean", &flow, "--out", &out, "--join", &rain, "--on", "t"];
    let as_of = ["--as-of", "backward", "--tolerance", "1", "--json"];
    let report = json(&[&join[..], &as_of].concat());
    assert_eq!(
        text(&out),
        "t\tflow\train\n1\t10\t0.1\n2\t20\t0.1\n5\t50\t0.4\n"
    );
    assert_eq!(
        report["columns"][2]["steps"][0]["estimates"]["unmatched"],
        0.0
    );
    json(&[&join[..], &["--json"]].concat());
    assert_eq!(text(&out), "t\tflow\train\n1\t10\t0.1\n");
}

#[test]
fn every_command_fills_missing_values_and_says_so() {
    let mut input = "x,y,c\n".to_owned();
    for t in 0..60_u32 {
        let (x, y) = (t * t * 7919 % 101, (t * t * 7919 + t * 31) % 97);
        let gap = if t % 20 == 7 {
            "NA".into()
        } else {
            x.to_string()
        };
        input += &format!("{gap},{y},{}\n", t * 13 % 17);
    }
    let columns = ["-", "--x", "x", "--y", "y"];
    let filled = ["--missing", "linear", "--json"];
    for command in [
        &["k"][..],
        &["ci", "--replicates", "100"],
        &["test", "--surrogates", "99"],
        &["lag", "--max-lag", "3"],
        &["blocklen"],
        &["mi", "--jitter"],
        &["rolling", "--window", "30"],
        &["partial", "--controls", "c"],
        &["compare", "--v", "c"],
        &["effect"],
        &["matrix"],
    ] {
        let columns = if command[0] == "matrix" {
            &columns[..1]
        } else {
            &columns
        };
        let refused = kosmic_reading(&[command, columns, &["--json"]].concat(), &input);
        assert_eq!(
            refused.status.code(),
            Some(1),
            "{command:?}: {}",
            stdout(&refused)
        );
        let output = kosmic_reading(&[command, columns, &filled].concat(), &input);
        assert!(output.status.success(), "{command:?}: {}", stderr(&output));
        let report = object(&output);
        let step = &report["prepared"][0];
        assert_eq!(
            (&step["column"], &step["step"], &step["changed"]),
            (&"x".into(), &"fill".into(), &3.into()),
            "{command:?}"
        );
        let lines = kosmic_reading(&[command, columns, &filled[..2]].concat(), &input);
        assert!(
            stdout(&lines).contains("prepared  x: fill (method = linear): 3 values changed"),
            "{command:?}"
        );
    }
    let short = kosmic_reading(
        &[&["k"], &columns[..], &["--missing", "listwise", "--json"]].concat(),
        &input,
    );
    assert_eq!(object(&short)["n"], 57);
    let mean = kosmic_reading(
        &[&["k"], &columns[..], &["--missing", "mean"]].concat(),
        &input,
    );
    assert!(
        stdout(&mean).contains("pulls correlations towards 0"),
        "{}",
        stdout(&mean)
    );
    let lag = [
        &["lag", "--max-lag", "3"],
        &columns[..],
        &["--missing", "listwise"],
    ]
    .concat();
    assert_fails(&lag, &input, 2, &["lag", "listwise", "linear"]);
    let wide = [
        &["k"],
        &columns[..],
        &["--missing", "spline", "--max-gap", "0"],
    ]
    .concat();
    assert_fails(&wide, &input, 2, &["max-gap"]);
}

#[test]
fn describe_counts_outliers_and_reads_what_does_not_fit_into_memory() {
    let input = "x\n1\n2\n3\n4\n50\n";
    let report = object(&kosmic_reading(&["describe", "-", "--json"], input));
    assert_eq!(report["columns"][0]["outliers"], 1);
    let furnace = gas_furnace();
    let describe = |memory: &str| {
        json(&["describe", &furnace, "--json", "--memory", memory])["columns"][0].clone()
    };
    let (held, left) = (describe("1G"), describe("1K"));
    for key in ["missing", "mean", "sd", "min", "max"] {
        assert_eq!(held[key], left[key], "{key}");
    }
    assert_eq!(
        (&left["outliers"], &left["autocorrelation"]),
        (&Value::Null, &Value::Null)
    );
}

#[test]
fn what_cannot_be_cleaned_leaves_the_new_file_unwritten() {
    let (folder, path) = file("x,y\n1,2\nNA,3\n4,-5\n");
    let out = out(&folder, "clean.csv");
    let clean = |more: &[&'static str]| [&["clean", &path, "--out", &out], more].concat();
    assert_fails(&clean(&["--missing", "refuse"]), "", 1, &["\"x\"", "row 1"]);
    assert_fails(
        &clean(&["--trend", "log-returns", "--columns", "y"]),
        "",
        1,
        &["above 0", "-5"],
    );
    assert_fails(&clean(&["--half-window", "3"]), "", 2, &["outliers"]);
    assert_fails(
        &clean(&["--outliers", "iqr", "--half-window", "3"]),
        "",
        2,
        &["hampel"],
    );
    assert_fails(&clean(&["--lag", "y"]), "", 2, &["--lag"]);
    assert_fails(&clean(&["--lag", "y=9"]), "", 1, &["10", "3"]);
    assert_fails(&clean(&["--join", "b.csv"]), "", 2, &["--on"]);
    assert!(!std::path::Path::new(&out).exists());
}
