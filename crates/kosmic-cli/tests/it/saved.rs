//! Replicates that are saved, extended and read again.

use std::fs;
use std::path::Path;

use serde_json::{Map, Value};

use super::{gas_furnace, json, kosmic, kosmic_reading, stderr};

fn words(more: &[&str]) -> Vec<String> {
    let ci = [
        "ci",
        &gas_furnace(),
        "--x",
        "gas_rate",
        "--y",
        "co2_percent",
        "--json",
    ];
    ci.iter().chain(more).map(ToString::to_string).collect()
}

fn ci(more: &[&str]) -> Map<String, Value> {
    let words = words(more);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut found = json(&words);
    found.remove("seconds");
    found
}

#[track_caller]
fn assert_refused(more: &[&str], expected: &[&str]) {
    let words = words(more);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let output = kosmic(&words);
    let message = stderr(&output);
    assert_eq!(output.status.code(), Some(1), "{message}");
    assert!(output.stdout.is_empty());
    assert!(
        message.starts_with("error: ") && message.lines().count() == 1,
        "{message}"
    );
    for part in expected {
        assert!(message.contains(part), "no {part:?} in {message}");
    }
}

/// A path in a folder of its own, which goes with the first of the two.
fn run_file() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("run.json").display().to_string();
    (folder, path)
}

pub(crate) fn count_in(path: &str) -> usize {
    let saved: Value = serde_json::from_slice(&fs::read(path).expect("it")).expect("JSON");
    let length = |key: &str| saved["replicates"][key].as_array().expect(key).len();
    length("values") / length("estimates")
}

#[test]
fn a_thousand_saved_and_extended_to_two_thousand_are_two_thousand_to_the_bit() {
    let (folder, path) = run_file();
    let first = ci(&["--replicates", "1000", "--seed", "7", "--save", &path]);
    assert_eq!(first["replicates_used"], 1000);
    let extended = ci(&["--replicates", "2000", "--extend", &path]);
    assert_eq!(extended, ci(&["--replicates", "2000", "--seed", "7"]));
    assert_eq!(count_in(&path), 2000);
    let names = fs::read_dir(folder.path()).expect("the folder").count();
    assert_eq!(names, 1, "only the file itself is left");
    let direct = folder.path().join("direct.json").display().to_string();
    ci(&["--replicates", "2000", "--seed", "7", "--save", &direct]);
    assert_eq!(fs::read(&path).expect("it"), fs::read(&direct).expect("it"));
}

#[test]
fn saved_replicates_are_read_again_at_other_levels_and_by_other_methods() {
    let (_folder, path) = run_file();
    let rows = ["--scheme", "iid"];
    let more = ["--method", "student", "--replicates", "2500"];
    ci(&[&rows[..], &more, &["--save", &path]].concat());
    let before = fs::read(&path).expect("it");
    for method in ["student", "student-symmetric", "bca", "abc", "percentile"] {
        let more = ["--method", method, "--level", "0.8"];
        let again = ci(&[&more[..], &rows, &["--extend", &path]].concat());
        let direct = ci(&[&more[..], &rows, &["--replicates", "2500"]].concat());
        for key in ["lower", "upper", "estimate"] {
            let [again, direct] = [&again, &direct].map(|found| found[key].as_f64().expect(key));
            assert!(
                (again - direct).abs() < 1e-9,
                "{method}: {key} {again} {direct}"
            );
        }
        assert_eq!(again["replicates_used"], 2500);
    }
    assert_eq!(
        fs::read(&path).expect("it"),
        before,
        "nothing was drawn, nothing written"
    );
}

#[test]
fn an_extension_may_be_saved_elsewhere() {
    let (folder, path) = run_file();
    let other = folder.path().join("other.json").display().to_string();
    ci(&["--replicates", "200", "--save", &path]);
    ci(&["--replicates", "300", "--extend", &path, "--save", &other]);
    assert_eq!((count_in(&path), count_in(&other)), (200, 300));
}

#[test]
fn an_adaptive_run_takes_saved_replicates_into_account() {
    let (_folder, path) = run_file();
    let adaptive = ["--adaptive", "0.03", "--method", "bc"];
    ci(&["--replicates", "700", "--method", "bc", "--save", &path]);
    let extended = ci(&[&adaptive[..], &["--extend", &path]].concat());
    assert_eq!(extended, ci(&adaptive));
}

#[test]
fn replicates_of_another_run_are_refused_by_what_differs() {
    let (_folder, path) = run_file();
    let percentile = ["--method", "percentile"];
    let more = ["--replicates", "50", "--seed", "7", "--save", &path];
    ci(&[&percentile[..], &more].concat());
    assert_refused(
        &["--extend", &path, "--seed", "8"],
        &[&path, "seed", "7", "8"],
    );
    assert_refused(
        &["--extend", &path, "--method", "student"],
        &[&path, "r with its error"],
    );
    let other = ["ci", "-", "--x", "a", "--y", "b", "--extend", &path];
    let output = kosmic_reading(&other, "a,b\n1,2\n2,1\n3,5\n4,3\n");
    assert_eq!(output.status.code(), Some(1));
    let message = stderr(&output);
    assert!(
        message.contains("rows") && message.contains("296"),
        "{message}"
    );
    let text = fs::read_to_string(gas_furnace()).expect("the data");
    let (header, rows) = text.split_once('\n').expect("a header");
    let mut rows: Vec<&str> = rows.lines().collect();
    rows.reverse();
    let reversed = format!("{header}\n{}\n", rows.join("\n"));
    let other = [
        "ci",
        "-",
        "--x",
        "gas_rate",
        "--y",
        "co2_percent",
        "--extend",
        &path,
    ];
    let message = stderr(&kosmic_reading(&other, &reversed));
    assert!(message.contains("hash of the data"), "{message}");
}

#[test]
fn files_that_are_no_replicates_are_refused_by_name_and_reason() {
    let (_folder, path) = run_file();
    assert_refused(&["--extend", &path], &[&path, "No such file"]);
    let refused = |content: &[u8], reason: &str| {
        fs::write(&path, content).expect("written");
        assert_refused(&["--extend", &path], &[&path, reason]);
        assert_eq!(fs::read(&path).expect("it"), content);
    };
    refused(b"", "EOF");
    refused(b"\xff\xfe\x00", "line 1");
    refused(b"a,b\n1,2\n", "line 1");
    refused(b"{\"n\": 3}", "format");
    refused(&fs::read(gas_furnace()).expect("the data"), "line 1");
    let (_folder, whole) = run_file();
    ci(&["--replicates", "50", "--save", &whole]);
    let text = fs::read_to_string(&whole).expect("it");
    refused(&text.as_bytes()[..text.len() / 2], "EOF");
    refused(
        text.replace("\"version\":1", "\"version\":9").as_bytes(),
        "version 9",
    );
    let definition = text.replace("\"numerical_definition\":", "\"numerical_definition\":9");
    refused(definition.as_bytes(), "numerical definition");
}

#[test]
fn a_file_that_cannot_be_written_is_an_error_that_leaves_nothing_behind() {
    let (folder, _) = run_file();
    let missing = folder.path().join("missing/run.json").display().to_string();
    assert_refused(
        &["--replicates", "50", "--save", &missing],
        &["missing", "saved"],
    );
    let taken = folder.path().display().to_string();
    let inside: &Path = folder.path();
    assert_refused(
        &["--replicates", "50", "--save", &taken],
        &[&taken, "saved"],
    );
    assert_eq!(fs::read_dir(inside).expect("the folder").count(), 0);
}
