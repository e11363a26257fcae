//! The command as a user meets it: what it prints, how it fails.

mod bayes;
mod cache;
mod ci;
mod clean;
mod contract;
mod failure;
mod formats;
mod formula;
mod formula_refusals;
#[cfg(unix)]
mod interrupt;
mod lag;
mod many;
mod measure_refusals;
mod measures;
mod partial;
mod resampling;
mod saved;
mod shell;
mod stats;
mod test;

use std::path::PathBuf;
use std::process::Output;

/// The gas furnace data of the examples.
pub(crate) fn gas_furnace() -> String {
    let path =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../examples/data/gas_furnace.csv");
    path.display().to_string()
}

/// Runs `kosmic` with these words.
pub(crate) fn kosmic(words: &[&str]) -> Output {
    kosmic_reading(words, "")
}

/// Runs `kosmic` with these words and this standard input.
pub(crate) fn kosmic_reading(words: &[&str], input: &str) -> Output {
    let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_kosmic"));
    command
        .args(words)
        .write_stdin(input)
        .output()
        .expect("the command starts")
}

/// The JSON object that a successful run prints.
pub(crate) fn json(words: &[&str]) -> serde_json::Map<String, serde_json::Value> {
    let output = kosmic(words);
    assert!(output.status.success(), "{}", stderr(&output));
    object(&output)
}

/// The JSON object in an output.
pub(crate) fn object(output: &Output) -> serde_json::Map<String, serde_json::Value> {
    serde_json::from_slice(&output.stdout).expect("one JSON object")
}

pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}
