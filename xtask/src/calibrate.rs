//! The coverage of intervals and bands and the size of tests, simulated and recorded study by study, cell by cell.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{fs, io};

use anyhow::{Context, Result, ensure};
use kosmic_bench::{Figure, ProgressBar, Record, Silent, Study, Terms, chart, host, report};

use crate::workspace::root;

/// One record for each study, with its own revision: they are not all made in one run.
const RECORDS: &str = "docs/calibration";
const REPORT: &str = "docs/CALIBRATION.md";

/// What stands behind this line of the report is written anew.
const MARK: &str = "<!-- recorded -->";

/// Simulates all cells that the records lack, saves a record after each, and writes report and figures at the end.
pub(crate) fn run(trials: usize, only: Option<&str>) -> Result<()> {
    // Read before an hour of simulation, so that a report without its mark fails at once.
    head_of_report()?;
    let revision = revision()?;
    for study in studies(only)? {
        let name = study.name();
        let command = format!("cargo xtask calibrate --only {name} --trials {trials}");
        simulate(study, Terms::new(&command, &revision, &host(), trials))?;
    }
    write_report()
}

/// Writes report and figures from the records that there are.
pub(crate) fn write_report() -> Result<()> {
    let head = head_of_report()?;
    let records = recorded()?;
    for record in &records {
        let (kind, study) = match record.study() {
            Some(study @ (Study::Intervals | Study::Series)) => ("coverage", study),
            Some(study @ (Study::Tests | Study::Peaks)) => ("rejections", study),
            _ => continue,
        };
        let figure = format!("docs/{kind}-{}.svg", study.name());
        chart(record).save(root().join(figure))?;
    }
    let text = format!("{head}{MARK}\n{}", report(&records));
    replace(&root().join(REPORT), &text).with_context(|| format!("{REPORT} cannot be written"))
}

/// What people wrote above the tables.
fn head_of_report() -> Result<String> {
    let path = root().join(REPORT);
    let text = fs::read_to_string(&path).with_context(|| format!("{REPORT} cannot be read"))?;
    let (head, _) = text
        .split_once(MARK)
        .with_context(|| format!("{REPORT} has no line {MARK:?}"))?;
    Ok(head.to_owned())
}

/// Simulates a few samples of each cell, prints the report and writes nothing.
pub(crate) fn dry_run(trials: usize, only: Option<&str>) -> Result<()> {
    for study in studies(only)? {
        let mut record = Record::new(Terms::new("a dry run", "unknown", &host(), trials));
        for cell in study.cells() {
            record.findings.push(cell.simulate(trials, &Silent)?);
        }
        print!("{}", report(&[record]));
    }
    Ok(())
}

fn simulate(study: Study, terms: Terms) -> Result<()> {
    let path = path_of(study);
    let trials = terms.trials;
    let mut record = match fs::read_to_string(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Record::new(terms),
        text => Record::resumed(&text?, terms)
            .with_context(|| format!("{} is no record", path.display()))?,
    };
    let bar = ProgressBar::new("samples");
    let cells = study.cells();
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
            .with_context(|| format!("{} cannot be written", path.display()))?;
    }
    Ok(())
}

/// The records that there are, in the order of the studies.
fn recorded() -> Result<Vec<Record>> {
    let paths = Study::ALL.into_iter().map(path_of);
    let record = |path: PathBuf| {
        let text = fs::read_to_string(&path)?;
        Record::from_json(&text).with_context(|| format!("{} is no record", path.display()))
    };
    paths.filter(|path| path.exists()).map(record).collect()
}

fn path_of(study: Study) -> PathBuf {
    root().join(RECORDS).join(format!("{}.json", study.name()))
}

/// The study of this name, or all.
fn studies(only: Option<&str>) -> Result<Vec<Study>> {
    let chosen = |study: &Study| only.is_none_or(|name| name == study.name());
    let studies: Vec<Study> = Study::ALL.into_iter().filter(chosen).collect();
    ensure!(
        !studies.is_empty(),
        "no study of this name; there are {}",
        Study::ALL.map(Study::name).join(", ")
    );
    Ok(studies)
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
