//! The coverage of intervals, simulated and recorded.

use std::path::Path;
use std::{fs, io};

use anyhow::{Context, Result};
use kosmic_bench::{Figure, Grid, host, simulate};

use crate::workspace::root;

const RECORD: &str = "docs/CALIBRATION.md";
const FIGURE: &str = "docs/coverage.svg";

pub(crate) fn run(trials: usize, dry_run: bool) -> Result<()> {
    let grid = Grid {
        rows: vec![20, 100],
        rho: vec![0.0, 0.3, 0.6, 0.9],
        trials,
        replicates: 999,
    };
    let path = root().join(RECORD);
    // Read before hours of simulation, so that a record without its mark fails at once.
    let old = fs::read_to_string(&path).with_context(|| format!("{RECORD} cannot be read"))?;
    let (head, _) = old
        .split_once(MARK)
        .with_context(|| format!("{RECORD} has no line {MARK:?}"))?;
    let coverage = simulate(grid)?;
    println!("{coverage}");
    if dry_run {
        return Ok(());
    }
    let host = host();
    let new = format!(
        "{head}{MARK}\n\nRecorded by `cargo xtask calibrate --trials {trials}` on {host}.\n\n{coverage}"
    );
    coverage.figure().save(root().join(FIGURE))?;
    replace(&path, &new).with_context(|| format!("{RECORD} cannot be written"))
}

/// Puts a text into the place of a file, which is the old one or whole at any time.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let beside = path.with_extension("new");
    fs::write(&beside, text)?;
    fs::rename(beside, path)
}

/// What stands behind this line is written anew.
const MARK: &str = "<!-- recorded -->";
