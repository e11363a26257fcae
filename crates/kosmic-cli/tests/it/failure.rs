//! Each failure: one clear line on stderr, nothing on stdout, and an exit code that tells whose fault it is.

use super::{gas_furnace, kosmic, kosmic_reading, stderr};

#[track_caller]
pub(super) fn assert_fails(words: &[&str], input: &str, code: i32, expected: &[&str]) {
    let output = kosmic_reading(words, input);
    let message = stderr(&output);
    assert_eq!(output.status.code(), Some(code), "{words:?}: {message}");
    assert!(output.stdout.is_empty(), "{words:?} printed a result");
    for part in expected {
        assert!(
            message.contains(part),
            "{words:?}: no {part:?} in {message}"
        );
    }
    assert!(message.starts_with("error: "), "{message}");
    assert!(message.lines().count() == 1, "more than a line: {message}");
}

#[test]
fn bad_data_exit_with_1_and_name_the_fault() {
    let k = ["k", "-", "--x", "a", "--y", "b"];
    assert_fails(&k, "a,b\n1,2\n3,4\n", 1, &["too few", "3", "2"]);
    assert_fails(&k, "a,b\n1,2\n1,4\n1,3\n", 1, &["x is constant"]);
    assert_fails(
        &k,
        "a,b\n1,2\n3,NA\n4,NA\n5,6\n",
        1,
        &["y holds 2", "index 1"],
    );
    assert_fails(&k, "a,c\n1,2\n3,4\n", 1, &["\"b\"", "\"a\"", "\"c\""]);
    assert_fails(&k, "a,b\n1,2\n3,four\n5,6\n", 1, &["four", "line 3"]);
    assert_fails(&k, "", 1, &["<stdin>", "empty"]);
    assert_fails(
        &["k", "no such file.csv", "--x", "a", "--y", "b"],
        "",
        1,
        &["no such file.csv"],
    );
}

#[test]
fn a_lag_beyond_the_data_exits_with_1() {
    let file = gas_furnace();
    let words = [
        "lag",
        &file,
        "--x",
        "gas_rate",
        "--y",
        "co2_percent",
        "--max-lag",
        "294",
    ];
    assert_fails(&words, "", 1, &["294", "296", "293"]);
}

#[test]
fn a_perfect_correlation_has_a_k_but_no_bootstrap_interval() {
    let input = "a,b\n1,2\n2,4\n3,6\n4,8\n";
    let output = kosmic_reading(&["k", "-", "--x", "a", "--y", "b", "--json"], input);
    let k = super::object(&output);
    assert_eq!(
        (&k["k"], &k["lower"]),
        (&2.0.into(), &serde_json::Value::Null)
    );
    assert_fails(
        &["ci", "-", "--x", "a", "--y", "b"],
        input,
        1,
        &["exactly 1"],
    );
}

#[test]
fn impossible_wishes_exit_with_2_before_the_file_is_read() {
    let file = "no such file.csv";
    let ci = |more: &[&'static str]| [&["ci", file, "--x", "a", "--y", "b"], more].concat();
    assert_fails(&ci(&["--level", "95"]), "", 2, &["level", "95"]);
    assert_fails(&ci(&["--replicates", "1"]), "", 2, &["replicates"]);
    assert_fails(&ci(&["--threads", "0"]), "", 2, &["threads"]);
    assert_fails(&ci(&["--method", "magic"]), "", 2, &["magic", "percentile"]);
    assert_fails(&ci(&["--level", "nan"]), "", 2, &["level", "NaN"]);
    assert_fails(&ci(&["--level", "-1"]), "", 2, &["level", "-1"]);
    assert_fails(&ci(&["--replicates", "-5"]), "", 2, &["replicates", "-5"]);
    assert_fails(&ci(&["--seed", "-1"]), "", 2, &["seed", "-1"]);
    assert_fails(&ci(&["--scheme", "magic"]), "", 2, &["magic", "iid"]);
    assert_fails(&ci(&["--adaptive", "1.5"]), "", 2, &["tolerance", "1.5"]);
    assert_fails(&ci(&["--adaptive", "-1"]), "", 2, &["tolerance", "-1"]);
    let both = ["--adaptive", "0.01", "--replicates", "99"];
    assert_fails(&ci(&both), "", 2, &["--adaptive", "--replicates"]);
    let crossed = ["--adaptive", "0.01", "--max-replicates", "999"];
    assert_fails(&ci(&crossed), "", 2, &["1000", "999"]);
    assert_fails(&ci(&["--max-replicates", "9"]), "", 2, &["--adaptive"]);
    assert_fails(&ci(&["--sides", "both"]), "", 2, &["both", "upper"]);
    let half = ["--sides", "upper", "--level", "0.5"];
    assert_fails(&ci(&half), "", 2, &["upper limit", "0.5"]);
    assert_fails(&["k", file, "--x", "a"], "", 2, &["--y"]);
    let lag = ["lag", file, "--x", "a", "--y", "b", "--max-lag"];
    assert_fails(&[&lag[..], &["-1"]].concat(), "", 2, &["max-lag", "-1"]);
    assert_fails(&["frobnicate"], "", 2, &["frobnicate"]);
}

#[test]
fn schemes_that_cannot_be_run_as_asked_exit_with_2_before_the_file_is_read() {
    let file = "no such file.csv";
    let refused = |more: &[&str], expected: &[&str]| {
        let words = [&["ci", file, "--x", "a", "--y", "b"], more].concat();
        assert_fails(&words, "", 2, expected);
    };
    refused(&["--scheme", "stratified"], &["--strata"]);
    refused(&["--block-length", "0"], &["--block-length"]);
    refused(
        &["--scheme", "iid", "--block-length", "9"],
        &["--block-length", "auto", "iid"],
    );
    refused(&["--scheme", "cluster"], &["--clusters"]);
    refused(
        &["--scheme", "iid", "--strata", "c"],
        &["--strata", "stratified", "iid"],
    );
    refused(
        &["--strata", "c", "--clusters", "d"],
        &["--clusters", "cluster", "stratified"],
    );
    refused(&["--concentration", "-1"], &["concentration", "-1"]);
    refused(
        &["--scheme", "poisson", "--concentration", "2"],
        &["dirichlet", "poisson"],
    );
    refused(
        &["--scheme", "dirichlet", "--method", "bca"],
        &["bca", "dirichlet"],
    );
    refused(
        &["--scheme", "balanced", "--adaptive", "0.01"],
        &["--adaptive", "balanced"],
    );
    refused(&["--exact", "--scheme", "poisson"], &["--exact", "poisson"]);
    refused(&["--exact", "--method", "student"], &["--exact", "student"]);
    refused(
        &["--exact", "--replicates", "9"],
        &["--exact", "--replicates"],
    );
    refused(&["--exact", "--strata", "c"], &["--exact", "--strata"]);
}

#[test]
fn labels_that_make_no_design_exit_with_1() {
    let input = "a,b,one,each,gap\n1,2,7,1,1\n2,1,7,2,\n3,5,7,3,2\n4,3,7,4,2\n";
    let refused = |more: &[&str], expected: &[&str]| {
        let words = [&["ci", "-", "--x", "a", "--y", "b"], more].concat();
        assert_fails(&words, input, 1, expected);
    };
    refused(&["--strata", "none"], &["\"none\"", "\"each\""]);
    refused(&["--strata", "each"], &["4 strata", "one row"]);
    refused(&["--clusters", "one"], &["clusters", "2", "1"]);
    refused(&["--clusters", "gap"], &["\"gap\"", "1 missing", "index 1"]);
    let many: String = (0..25).map(|i| format!("{i},{}\n", i * i)).collect();
    let words = ["ci", "-", "--x", "0", "--y", "1", "--exact"];
    assert_fails(&words, &many, 1, &["bytes"]);
}

#[test]
fn a_number_below_zero_is_a_name_like_any_other() {
    let words = ["k", "-", "--x", "-1", "--y", "b"];
    assert_fails(&words, "a,b\n1,2\n3,4\n", 1, &["\"-1\"", "\"a\", \"b\""]);
}

#[test]
fn a_plot_that_cannot_be_written_exits_with_1_and_leaves_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let inside = folder.path().join("missing/k.svg").display().to_string();
    let file = gas_furnace();
    let lag = ["lag", &file, "--x", "gas_rate", "--y", "co2_percent"];
    let more = ["--max-lag", "3", "--plot", &inside];
    assert_fails(&[&lag[..], &more].concat(), "", 1, &["missing"]);
    assert_eq!(std::fs::read_dir(folder.path()).expect("it").count(), 0);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_device_is_an_error_and_no_panic() {
    let full = || {
        std::fs::File::options()
            .write(true)
            .open("/dev/full")
            .expect("the device")
    };
    let run = |words: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_kosmic"));
        command
            .args(words)
            .stdout(full())
            .stderr(full())
            .status()
            .expect("it runs")
            .code()
    };
    assert_eq!(
        run(&["k", "no such file.csv", "--x", "a", "--y", "b"]),
        Some(1)
    );
    assert_eq!(run(&["frobnicate"]), Some(2));
    assert_eq!(run(&["describe", &gas_furnace()]), Some(1));
}

#[test]
fn help_shows_examples() {
    for words in [
        &["--help"][..],
        &["k", "--help"],
        &["ci", "--help"],
        &["test", "--help"],
        &["blocklen", "--help"],
        &["lag", "--help"],
        &["mi", "--help"],
        &["matrix", "--help"],
        &["rolling", "--help"],
        &["partial", "--help"],
        &["compare", "--help"],
    ] {
        let output = kosmic(words);
        assert!(output.status.success());
        assert!(super::stdout(&output).contains("Example"), "{words:?}");
    }
}
