//! A copy of the engine in which errors are planted, with builds of its own.

use std::fmt;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use toml::{Table, Value};

use super::list::Mutation;
use crate::workspace::{cargo, root};

/// Crates that are copied: the engine and what it is built on.
const CRATES: [&str; 2] = ["crates/kosmic-core", "crates/kosmic-parallel"];

const PACKAGE: &str = "kosmic-parallel";

/// An error may make a loop endless; the tests take some seconds.
const LIMIT: Duration = Duration::from_secs(120);

/// A workspace of the copied crates.
pub(super) struct Scratch {
    workspace: PathBuf,
    target: PathBuf,
}

/// What the tests said.
#[derive(PartialEq)]
pub(super) enum Outcome {
    Passed,
    /// The names of those that failed.
    Failed(Vec<String>),
    /// They had not ended after [`LIMIT`].
    Endless,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Passed => Ok(()),
            Self::Failed(names) => f.write_str(&names.join(", ")),
            Self::Endless => write!(f, "no end within {} s", LIMIT.as_secs()),
        }
    }
}

/// An error that is in its place.
#[must_use]
pub(super) struct Planted {
    path: PathBuf,
    original: String,
}

impl Planted {
    pub(super) fn restore(self) -> Result<()> {
        Ok(fs::write(self.path, self.original)?)
    }
}

impl Scratch {
    /// Copies the crates as they are now.
    pub(super) fn copied() -> Result<Self> {
        let folder = root().join("target/mutate");
        let workspace = folder.join("workspace");
        if workspace.exists() {
            fs::remove_dir_all(&workspace)?;
        }
        for path in CRATES {
            copy_folder(&root().join(path), &workspace.join(path))?;
        }
        let mut manifest: Table = fs::read_to_string(root().join("Cargo.toml"))?.parse()?;
        let members = manifest
            .get_mut("workspace")
            .and_then(|workspace| workspace.get_mut("members"))
            .context("a manifest without members")?;
        *members = Value::from(CRATES.to_vec());
        fs::write(workspace.join("Cargo.toml"), manifest.to_string())?;
        fs::copy(root().join("Cargo.lock"), workspace.join("Cargo.lock"))?;
        Ok(Self {
            workspace,
            target: folder.join("target"),
        })
    }

    pub(super) fn plant(&self, mutation: &Mutation) -> Result<Planted> {
        let path = self.workspace.join(mutation.path());
        let original = fs::read_to_string(&path)?;
        fs::write(&path, mutation.planted_in(&original)?)?;
        Ok(Planted { path, original })
    }

    /// Builds the engine's unit tests and runs those whose names begin so.
    pub(super) fn try_tests(&self, names: &[&str]) -> Result<Outcome> {
        let said = self.target.join("said.txt");
        let mut tests = Command::new(self.built()?);
        tests
            .args(names)
            .current_dir(&self.workspace)
            .stdout(File::create(&said)?)
            .stderr(Stdio::null());
        let Some(status) = ended(&mut tests.spawn()?)? else {
            return Ok(Outcome::Endless);
        };
        let said = fs::read_to_string(&said)?;
        if status.success() {
            ensure!(!said.contains("running 0 tests"), "there are no such tests");
            return Ok(Outcome::Passed);
        }
        let failed: Vec<String> = said.lines().filter_map(failed_test).collect();
        ensure!(!failed.is_empty(), "the tests ended by {status}:\n{said}");
        Ok(Outcome::Failed(failed))
    }

    /// The executable of the unit tests. What does not compile was not tested, and is an error.
    fn built(&self) -> Result<PathBuf> {
        let output = cargo()
            .args(["test", "--package", PACKAGE, "--lib", "--no-run"])
            .args(["--profile", "ci", "--offline", "--message-format", "json"])
            .arg("--target-dir")
            .arg(&self.target)
            // Only a few functions change from one build to the next.
            .env("CARGO_INCREMENTAL", "1")
            .current_dir(&self.workspace)
            .output()?;
        ensure!(
            output.status.success(),
            "cargo test --no-run: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        for line in String::from_utf8_lossy(&output.stdout).lines() {
            let message: serde_json::Value = serde_json::from_str(line)?;
            if let Some(executable) = message["executable"].as_str() {
                return Ok(executable.into());
            }
        }
        bail!("cargo test --no-run built no executable")
    }
}

/// The name in a line such as `test resample::split::tests::sums ... FAILED`.
fn failed_test(line: &str) -> Option<String> {
    let name = line.strip_prefix("test ")?.strip_suffix(" ... FAILED")?;
    Some(name.replace("tests::", ""))
}

/// How a process ended; it is stopped after [`LIMIT`].
fn ended(child: &mut Child) -> Result<Option<ExitStatus>> {
    let start = Instant::now();
    while start.elapsed() < LIMIT {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        sleep(Duration::from_millis(20));
    }
    child.kill()?;
    child.wait()?;
    Ok(None)
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type()?.is_dir() {
            copy_folder(&from, &to)?;
        } else {
            fs::copy(&from, &to)?;
        }
    }
    Ok(())
}
