//! The coverage of intervals, simulated and recorded.

use std::fs;

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
    let coverage = simulate(grid)?;
    println!("{coverage}");
    if dry_run {
        return Ok(());
    }
    coverage.figure().save(root().join(FIGURE))?;
    let path = root().join(RECORD);
    let old = fs::read_to_string(&path).with_context(|| format!("{RECORD} cannot be read"))?;
    let (head, _) = old
        .split_once(MARK)
        .with_context(|| format!("{RECORD} has no line {MARK:?}"))?;
    let host = host();
    let new = format!(
        "{head}{MARK}\n\nRecorded by `cargo xtask calibrate --trials {trials}` on {host}.\n\n{coverage}"
    );
    fs::write(&path, new).with_context(|| format!("{RECORD} cannot be written"))
}

/// What stands behind this line is written anew.
const MARK: &str = "<!-- recorded -->";
