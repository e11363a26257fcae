//! Runs of the command on a file larger than the memory it may take: the same bits, in a bounded peak.

mod data;
mod process;

use std::fmt::Write;
use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use kosmic_bench::host;

use self::process::{Limit, Outcome};
use crate::workspace::{cargo, root};

/// What a run may have in memory at its peak, file pages that belong to the system aside.
const MOST_RESIDENT: u64 = 100 << 20;

/// What `k` prints of ranks, which need whole columns: null within the limit.
const OF_WHOLE_COLUMNS: [&str; 2] = ["spearman_k", "robust_k"];

/// What is run, by its name in the table.
const RUNS: [(&str, &[&str]); 6] = [
    ("k", &["k"]),
    (
        "ci, iid",
        &["ci", "--replicates", "1000", "--scheme", "iid"],
    ),
    (
        "ci, circular blocks",
        &["ci", "--replicates", "1000", "--scheme", "circular"],
    ),
    (
        "ci, auto",
        &["ci", "--replicates", "1000", "--scheme", "auto"],
    ),
    ("lag, 20 to either side", &["lag", "--max-lag", "20"]),
    ("blocklen", &["blocklen"]),
];

/// Makes a file of so many rows of two doubles, runs each command on it with `limit` bytes of address space and without a limit, prints a
/// table, and fails where bits differ or the peak is too high. `folder` should be on a disk: what is kept in memory proves nothing.
pub(crate) fn run(
    profile: &str,
    rows: usize,
    limit: u64,
    threads: &str,
    folder: Option<&Path>,
) -> Result<()> {
    let program = built(profile)?;
    let folder = folder.map_or_else(|| root().join("target"), Path::to_path_buf);
    std::fs::create_dir_all(&folder)?;
    let file = data::written(&folder, rows)?;
    let size = file.size;
    ensure!(
        size > 2 * limit,
        "{size} bytes are not several times the limit of {limit}"
    );
    let mut table = format!(
        "{}\n\n{rows} rows, {} MB, of which {} MB may be addressed; {threads} thread(s)\n\n| run | s | MB/s of the file | s in memory | peak, MB | bits |\n|---|---|---|---|---|---|\n",
        host(),
        size >> 20,
        limit >> 20
    );
    let mut failures = Vec::new();
    for (name, words) in RUNS {
        let words = arguments(words, &file.path, threads);
        let run = |memory: &str, limit| {
            let words = [&words[..], &["--memory".into(), memory.into()]].concat();
            process::run(&program, &words, limit)
        };
        let mut bounded = run("16M", Limit::Address(limit))?;
        let mut free = run("1T", Limit::None)?;
        for key in OF_WHOLE_COLUMNS {
            let found = bounded.result.remove(key);
            ensure!(found.is_none_or(|value| value.is_null()), "{name}: {key}");
            free.result.remove(key);
        }
        writeln!(table, "| {name} | {}", row(size, &bounded, &free))?;
        if bounded.result != free.result {
            failures.push(format!("{name}: other bits"));
        }
        if bounded.peak > MOST_RESIDENT {
            failures.push(format!("{name}: {} bytes resident", bounded.peak));
        }
    }
    println!("{table}");
    ensure!(failures.is_empty(), "{}", failures.join("; "));
    Ok(())
}

fn row(size: u64, bounded: &Outcome, free: &Outcome) -> String {
    let same = bounded.result == free.result;
    format!(
        "{:.2} | {:.0} | {:.2} | {:.0} | {} |",
        bounded.seconds,
        size as f64 / 1e6 / bounded.seconds,
        free.seconds,
        bounded.peak as f64 / 1e6,
        if same { "the same" } else { "OTHERS" }
    )
}

fn arguments(words: &[&str], path: &Path, threads: &str) -> Vec<String> {
    let (command, more) = (words[0], &words[1..]);
    let path = path.display().to_string();
    let columns = ["--x", "0", "--y", "1", "--json"];
    let mut all = vec![command.to_owned(), path];
    all.extend(more.iter().chain(&columns).map(|word| (*word).to_owned()));
    if command == "ci" {
        all.extend(["--threads".to_owned(), threads.to_owned()]);
    }
    all
}

/// The command, built in a profile.
fn built(profile: &str) -> Result<PathBuf> {
    let arguments = ["build", "-p", "kosmic-cli", "--locked", "--profile"];
    let arguments = arguments
        .into_iter()
        .chain([profile, "--message-format", "json"]);
    let output = cargo().args(arguments).output()?;
    ensure!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let lines = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut artefacts = lines.lines().filter_map(|line| {
        let message: serde_json::Value = serde_json::from_str(line).ok()?;
        let program = message["executable"].as_str()?;
        Some(PathBuf::from(program))
    });
    let program = artefacts.next_back();
    program.ok_or_else(|| anyhow::anyhow!("cargo names no program"))
}
