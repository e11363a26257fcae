//! The coverage of intervals and bands, simulated and recorded cell by cell.

use std::path::Path;
use std::process::Command;
use std::{fs, io};

use anyhow::{Context, Result, ensure};
use kosmic_bench::{Cell, Figure, ProgressBar, Record, Silent, Study, Terms, chart, host, report};

use crate::workspace::root;

const RECORD: &str = "docs/calibration.json";
const REPORT: &str = "docs/CALIBRATION.md";

/// What stands behind this line of the report is written anew.
const MARK: &str = "<!-- recorded -->";

/// Simulates all cells that the record lacks, saves the record after each, and writes report and figures at the end.
pub(crate) fn run(trials: usize, only: Option<&str>) -> Result<()> {
    let path = root().join(REPORT);
    // Read before an hour of simulation, so that a report without its mark fails at once.
    let old = fs::read_to_string(&path).with_context(|| format!("{REPORT} cannot be read"))?;
    let (head, _) = old
        .split_once(MARK)
        .with_context(|| format!("{REPORT} has no line {MARK:?}"))?;
    let command = format!("cargo xtask calibrate --trials {trials}");
    let terms = Terms::new(&command, &revision()?, &host(), trials);
    let record = simulated(terms, &cells(only)?)?;
    for study in [Study::Intervals, Study::Series] {
        if !record.of_study(study).is_empty() {
            let figure = format!("docs/coverage-{}.svg", study.name());
            chart(&record, study).save(root().join(figure))?;
        }
    }
    let new = format!("{head}{MARK}\n\n{}", report(&record));
    replace(&path, &new).with_context(|| format!("{REPORT} cannot be written"))
}

/// Simulates a few samples of each cell, prints the report and writes nothing.
pub(crate) fn dry_run(trials: usize, only: Option<&str>) -> Result<()> {
    let mut record = Record::new(Terms::new("a dry run", "unknown", &host(), trials));
    for cell in cells(only)? {
        record.findings.push(cell.simulate(trials, &Silent)?);
    }
    print!("{}", report(&record));
    Ok(())
}

fn simulated(terms: Terms, cells: &[Cell]) -> Result<Record> {
    let path = root().join(RECORD);
    let trials = terms.trials;
    let mut record = match fs::read_to_string(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Record::new(terms),
        text => Record::resumed(&text?, terms).with_context(|| format!("{RECORD} is no record"))?,
    };
    let bar = ProgressBar::new("samples");
    for (number, cell) in cells.iter().enumerate() {
        if record.finding(cell).is_some() {
            continue;
        }
        let finding = cell.simulate(trials, &bar)?;
        println!(
            "{} of {}: {cell}: {:.1} s",
            number + 1,
            cells.len(),
            finding.seconds
        );
        record.findings.push(finding);
        replace(&path, &record.to_json()?)
            .with_context(|| format!("{RECORD} cannot be written"))?;
    }
    Ok(record)
}

/// The cells of one study, or of all.
fn cells(only: Option<&str>) -> Result<Vec<Cell>> {
    let chosen = |study: &Study| only.is_none_or(|name| name == study.name());
    let studies: Vec<Study> = Study::ALL.into_iter().filter(chosen).collect();
    ensure!(
        !studies.is_empty(),
        "no study of this name; there are {}",
        Study::ALL.map(Study::name).join(", ")
    );
    Ok(studies.into_iter().flat_map(Study::cells).collect())
}

/// The commit that is run. A record names it, so that nothing may differ from it.
fn revision() -> Result<String> {
    let changed = git(&[
        "status",
        "--porcelain",
        "--",
        "crates",
        "xtask",
        "Cargo.lock",
    ])?;
    ensure!(
        changed.is_empty(),
        "a record names the revision that was run: commit first (or --dry-run)\n{changed}"
    );
    git(&["rev-parse", "--short=12", "HEAD"])
}

fn git(arguments: &[&str]) -> Result<String> {
    let output = Command::new("git")
        .args(arguments)
        .current_dir(root())
        .output()
        .context("git cannot be run")?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(
        output.status.success(),
        "git {}: {said}",
        arguments.join(" ")
    );
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Puts a text into the place of a file, which is the old one or whole at any time.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let beside = path.with_extension("new");
    fs::write(&beside, text)?;
    fs::rename(beside, path)
}
