//! Files of every format, by their columns and datasets.

use std::path::PathBuf;

use crate::{gas_furnace, json, kosmic, kosmic_reading, stderr, stdout};

/// A file that h5py, NumPy or pyarrow wrote.
fn golden(name: &str) -> String {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let path = folder.join("../kosmic-data/tests/golden").join(name);
    path.display().to_string()
}

#[test]
fn a_column_is_the_same_whatever_the_format_of_its_file() {
    let k = |file: &str, words: &[&str]| {
        let file = golden(file);
        json(&[&["k", &file, "--json"], words].concat())
    };
    let expected = k("stored.npz", &["--x", "i2/0", "--y", "half"]);
    assert_eq!(expected["n"], 200);
    for file in ["packed.npz", "contiguous_earliest.h5", "filtered_latest.h5"] {
        let (x, y) = match file.ends_with("npz") {
            true => ("i2/0", "half"),
            false => ("group/inner/i2/0", "group/half"),
        };
        assert_eq!(k(file, &["--x", x, "--y", y]), expected, "{file}");
    }
    let within = ["--dataset", "group", "--x", "inner/i2/0", "--y", "half"];
    assert_eq!(k("growing_latest.h5", &within), expected);
    let parquet = k("gzip_2.parquet", &["--x", "single", "--y", "u32"]);
    assert_eq!(parquet["n"], 200);
}

#[test]
fn only_the_columns_that_are_named_must_be_of_equal_length() {
    let mixed = golden("mixed.npz");
    let output = kosmic(&["k", &mixed, "--x", "a", "--y", "b"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).contains("\"a\" has 5 rows and \"b\" has 6"),
        "{}",
        stderr(&output)
    );
    let itself = json(&["k", &mixed, "--x", "b", "--y", "b", "--json"]);
    assert_eq!((&itself["n"], &itself["k"]), (&6.into(), &2.0.into()));
}

#[test]
fn a_dataset_that_cannot_be_is_an_error_of_its_own() {
    let h5 = golden("chunked_latest.h5");
    let output = kosmic(&["describe", &h5, "--dataset", "none"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).contains("has no dataset \"none\"; there are \"bool\""),
        "{}",
        stderr(&output)
    );
    let output = kosmic(&["describe", "-", "--dataset", "none"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn columns_are_converted_and_give_the_same_k() {
    let folder = tempfile::tempdir().expect("a folder");
    let furnace = gas_furnace();
    let k = |file: &str, x: &str, y: &str| json(&["k", file, "--x", x, "--y", y, "--json"]);
    let expected = k(&furnace, "gas_rate", "co2_percent");
    for name in ["a.parquet", "a.npz", "a.tsv"] {
        let out = folder.path().join(name).display().to_string();
        let report = json(&[
            "convert",
            &furnace,
            &out,
            "--columns",
            "co2_percent,gas_rate",
            "--json",
        ]);
        assert_eq!(report["rows"], 296);
        assert_eq!(
            report["columns"],
            serde_json::json!(["co2_percent", "gas_rate"])
        );
        assert_eq!(k(&out, "gas_rate", "co2_percent"), expected, "{name}");
    }
    let out = folder.path().join("a.npy").display().to_string();
    let output = kosmic_reading(&["convert", "-", &out, "--columns", "b"], "a,b\nx,1\ny,2\n");
    assert_eq!(stdout(&output), format!("{out}: 2 rows, 1 column\n"));
    let output = kosmic(&["convert", &furnace, "a.docx"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains(".parquet"), "{}", stderr(&output));
}

#[test]
fn results_are_the_same_bits_from_files_that_do_not_fit_into_memory() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gas.npy");
    let path = path.to_str().unwrap();
    stdout(&kosmic(&["convert", &gas_furnace(), path]));
    let columns = ["--x", "0", "--y", "1", "--json"];
    for command in [
        &["ci", path, "--replicates", "500"][..],
        &["ci", path, "--replicates", "500", "--method", "bca"],
        &["lag", path, "--max-lag", "20"],
        &["blocklen", path],
    ] {
        let run = |memory: &str| {
            let words = [command, &columns, &["--memory", memory]].concat();
            let mut keys = json(&words);
            keys.remove("seconds");
            keys
        };
        assert_eq!(run("1K"), run("1G"), "{command:?}");
    }
    let k = |memory: &str| json(&[&["k", path, "--memory", memory][..], &columns].concat());
    assert_eq!(k("1K")["k"], k("1G")["k"]);
    assert_eq!(k("1K")["spearman_k"], serde_json::Value::Null);
    let norms = |memory: &str| {
        let words = [
            "k",
            &gas_furnace(),
            "--x",
            "gas_rate,co2_percent",
            "--y",
            "co2_percent",
        ];
        json(&[&words[..], &["--json", "--memory", memory]].concat())["r"].clone()
    };
    assert_eq!(norms("1K"), norms("1G"));
}

#[test]
fn numbers_without_a_header_are_read_by_the_layout_that_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let npy = folder.path().join("gas.npy").display().to_string();
    stdout(&kosmic(&["convert", &gas_furnace(), &npy]));
    let columns = ["--x", "0", "--y", "1", "--json"];
    let k = |words: &[&str]| json(&[&["k"], words, &columns].concat());
    let expected = k(&[&npy]);
    // Two columns of doubles, row by row, behind NumPy's header of 128 bytes.
    let skipped = [&npy, "--raw", "<f8", "--shape", "296x2", "--skip", "128"];
    assert_eq!(k(&skipped), expected);
    let raw = folder.path().join("gas.bin").display().to_string();
    std::fs::write(&raw, &std::fs::read(&npy).unwrap()[128..]).unwrap();
    assert_eq!(k(&[&raw, "--raw", "f8", "--shape", "2"]), expected);
    let by_columns = k(&[&raw, "--raw", "f8", "--shape", "2", "--fortran"]);
    assert_ne!(by_columns["k"], expected["k"]);
    let code = |words: &[&str]| {
        let output = kosmic(&[&["k", &raw], words, &columns].concat());
        output.status.code()
    };
    assert_eq!(code(&["--raw", "f8", "--shape", "3x2"]), Some(1));
    assert_eq!(code(&["--raw", "c8", "--shape", "2"]), Some(2));
    assert_eq!(code(&["--raw", "f8", "--shape", "2x"]), Some(2));
    assert_eq!(code(&["--raw", "f8"]), Some(2));
    assert_eq!(code(&["--skip", "8"]), Some(2));
}
