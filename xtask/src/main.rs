//! Chores of the workspace: `cargo xtask tidy` checks what the architecture promises, `cargo xtask ci` runs all that
//! guards the repository, `cargo xtask calibrate` simulates the coverage of intervals, `cargo xtask mutate` plants errors in the engine
//! that its tests must catch.
#![forbid(unsafe_code)]

mod calibrate;
mod ci;
mod mutate;
mod tidy;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Chores of the kosmic workspace")]
struct Arguments {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Checks what docs/architecture.md promises: layers, unsafe code, purity, manifests, READMEs, packages
    Tidy {
        /// Leave out the checks that call cargo
        #[arg(long)]
        quick: bool,
    },
    /// Runs all that guards the repository and prints each step's time
    Ci,
    /// Simulates how often intervals and bands contain the truth and tests reject; writes docs/calibration/STUDY.json after each
    /// cell and docs/CALIBRATION.md with its figures at the end, and goes on where it was stopped
    Calibrate {
        /// Samples for each cell
        #[arg(long, default_value_t = 4000)]
        trials: usize,
        /// One study: intervals, series, blocks, matrix, lags, tests, peaks
        #[arg(long)]
        only: Option<String>,
        /// Print the report and write nothing
        #[arg(long)]
        dry_run: bool,
        /// Simulate nothing: write the report and its figures from the records that there are
        #[arg(long, conflicts_with_all = ["trials", "only", "dry_run"])]
        report: bool,
    },
    /// Plants each error of xtask/mutations.toml in a copy of the bootstrap's engine and runs the tests of its counts, which
    /// must fail; prints a table, and fails where an error was not caught
    Mutate {
        /// Those whose title (`family: name`) contains this
        #[arg(long)]
        only: Option<String>,
    },
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().chore {
        Chore::Tidy { quick } => tidy::run(quick),
        Chore::Ci => ci::run(),
        Chore::Calibrate { report: true, .. } => calibrate::write_report(),
        Chore::Calibrate {
            trials,
            only,
            dry_run: false,
            ..
        } => calibrate::run(trials, only.as_deref()),
        Chore::Mutate { only } => mutate::run(only.as_deref()),
        Chore::Calibrate { trials, only, .. } => calibrate::dry_run(trials, only.as_deref()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
