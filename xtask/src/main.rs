//! Chores of the workspace: `cargo xtask tidy` checks what the architecture promises, `cargo xtask ci` runs all that
//! guards the repository, `cargo xtask calibrate` simulates the coverage of intervals, `cargo xtask mutate` plants errors in the engine
//! that its tests must catch, `cargo xtask larger-than-memory` runs the command on a file that does not fit, `cargo xtask fuzz` reads hostile
//! files.
#![forbid(unsafe_code)]

mod calibrate;
mod ci;
mod fuzz;
mod large;
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
    /// Makes a file of two columns several times as large as a limit of memory, runs k, ci, lag and blocklen on it within the limit and without
    /// one, prints a table, and fails where bits differ or more than 100 MB are resident
    LargerThanMemory {
        /// Rows of the file, 16 bytes each
        #[arg(long, default_value_t = 1 << 26)]
        rows: usize,
        /// The limit of address space, in MB
        #[arg(long, default_value_t = 256)]
        limit: u64,
        /// Threads of the bootstrap
        #[arg(long, default_value = "all")]
        threads: String,
        /// The profile that the command is built in
        #[arg(long, default_value = "release")]
        profile: String,
        /// Where the file is made and removed again, on a disk (default: target)
        #[arg(long)]
        folder: Option<std::path::PathBuf>,
    },
    /// Reads mutations of the files of the tests by every loader; fails on a panic, an inconsistent table or a read without an end
    Fuzz {
        /// How long
        #[arg(long, default_value_t = 60)]
        seconds: u64,
        /// Decides all mutations
        #[arg(long, default_value_t = 1)]
        seed: u64,
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
        Chore::LargerThanMemory {
            rows,
            limit,
            threads,
            profile,
            folder,
        } => large::run(&profile, rows, limit << 20, &threads, folder.as_deref()),
        Chore::Fuzz { seconds, seed } => fuzz::run(seconds, seed),
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
