//! The progress bar of a process whose stderr is no terminal.

use std::process::Command;

use kosmic_core::Pair;
use kosmic_parallel::{Bootstrap, Correlation, ProgressBar};

use crate::samples::{GPA, LSAT};

/// Set in the process that a test starts of itself.
const CHILD: &str = "KOSMIC_TEST_SHOW_PROGRESS";

#[test]
fn nothing_is_written_to_a_stderr_that_is_no_terminal() {
    if std::env::var_os(CHILD).is_some() {
        let pair = Pair::new(&LSAT, &GPA).unwrap();
        let plan = Bootstrap::default().replicates(100_000).plan().unwrap();
        let bar = ProgressBar::new("bootstrap");
        plan.run_with(&pair, &Correlation, &bar).unwrap();
        println!("drawn");
        return;
    }
    let this = "progress_bar::nothing_is_written_to_a_stderr_that_is_no_terminal";
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", this, "--nocapture"])
        .env(CHILD, "1")
        .output()
        .unwrap();
    assert!(String::from_utf8_lossy(&child.stdout).contains("drawn\n"));
    assert_eq!(String::from_utf8_lossy(&child.stderr), "");
}
