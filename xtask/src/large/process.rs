//! A run of the command, with what it took.

use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::{Map, Value};

/// How often the peak is looked at; the system keeps it, only its last rise may be missed.
const PAUSE: Duration = Duration::from_millis(2);

#[derive(Clone, Copy)]
pub(super) enum Limit {
    None,
    /// Bytes of address space, by `ulimit -v`.
    Address(u64),
}

pub(super) struct Outcome {
    /// All keys but the time it took.
    pub(super) result: Map<String, Value>,
    pub(super) seconds: f64,
    /// The most that was resident, in bytes: private memory and the pages of the program.
    pub(super) peak: u64,
}

/// Runs the program to its end.
pub(super) fn run(program: &Path, words: &[String], limit: Limit) -> Result<Outcome> {
    let mut command = match limit {
        Limit::None => Command::new(program),
        Limit::Address(bytes) => {
            let mut shell = Command::new("sh");
            let script = format!("ulimit -v {} && exec \"$0\" \"$@\"", bytes >> 10);
            shell.args(["-c", &script]).arg(program);
            shell
        }
    };
    let begun = Instant::now();
    let mut child = command.args(words).stdout(Stdio::piped()).spawn()?;
    let peak = watched(&mut child)?;
    let seconds = begun.elapsed().as_secs_f64();
    let mut text = String::new();
    let mut out = child.stdout.take().context("no output")?;
    out.read_to_string(&mut text)?;
    ensure!(child.wait()?.success(), "{words:?} failed");
    let mut result: Map<String, Value> = serde_json::from_str(&text)?;
    result.remove("seconds");
    Ok(Outcome {
        result,
        seconds,
        peak,
    })
}

/// Waits for the end; the most that was resident. The output of these commands fits into a pipe.
fn watched(child: &mut Child) -> Result<u64> {
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    while child.try_wait()?.is_none() {
        peak = resident(&status).unwrap_or(peak).max(peak);
        std::thread::sleep(PAUSE);
    }
    Ok(peak)
}

/// The peak so far, as the system keeps it; none of a process that has ended.
fn resident(status: &str) -> Option<u64> {
    let text = std::fs::read_to_string(status).ok()?;
    let line = text.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes << 10)
}
