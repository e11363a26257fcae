//! All that guards the repository, step by step, with each step's time. The same on a laptop and on a server.

use std::fs;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use toml::Table;

use crate::workspace::{cargo, root};

/// Every step builds in this profile, so that what one has built serves the next.
const PROFILE: [&str; 3] = ["--locked", "--profile", "ci"];

/// A step: its name and the command it runs.
type Step = (String, Command);

pub(crate) fn run() -> Result<()> {
    let start = Instant::now();
    let mut times = Vec::new();
    for (name, mut command) in steps()? {
        println!("\n== {name}: {}", shown(&command));
        let begun = Instant::now();
        let status = command
            .status()
            .with_context(|| format!("{name} could not be started"))?;
        let seconds = begun.elapsed().as_secs_f64();
        println!("== {name}: {seconds:.1} s");
        ensure!(status.success(), "step {name:?} failed ({status})");
        times.push((name, seconds));
    }
    println!(
        "\n== all steps passed in {:.1} s",
        start.elapsed().as_secs_f64()
    );
    times
        .iter()
        .for_each(|(name, seconds)| println!("{seconds:8.1} s  {name}"));
    Ok(())
}

fn steps() -> Result<Vec<Step>> {
    let mut docs = step(&["doc", "--workspace", "--no-deps"], &[]);
    docs.env("RUSTDOCFLAGS", "-D warnings");
    let mut format = cargo();
    format.args(["fmt", "--all", "--check"]);
    let mut steps = vec![
        ("format".to_owned(), format),
        (
            "clippy".to_owned(),
            step(
                &["clippy", "--workspace", "--all-targets"],
                &["--", "-D", "warnings"],
            ),
        ),
        ("docs".to_owned(), docs),
        ("tests".to_owned(), step(&["test", "--workspace"], &[])),
        (
            "tidy".to_owned(),
            step(&["run", "--package", "xtask"], &["--", "tidy"]),
        ),
        (
            "benches, each once".to_owned(),
            step(&["test", "--package", "kosmic-bench", "--benches"], &[]),
        ),
    ];
    for name in examples()? {
        steps.push((
            format!("example {name}"),
            step(&["run", "--example", &name], &[]),
        ));
    }
    Ok(steps)
}

fn step(command: &[&str], rest: &[&str]) -> Command {
    let mut cargo = cargo();
    cargo.args(command).args(PROFILE).args(rest);
    cargo
}

/// The names of the examples, by their manifest.
fn examples() -> Result<Vec<String>> {
    let manifest: Table = fs::read_to_string(root().join("examples/Cargo.toml"))?.parse()?;
    let examples = manifest.get("example").and_then(|value| value.as_array());
    let name = |example: &toml::Value| example.get("name")?.as_str().map(str::to_owned);
    Ok(examples.into_iter().flatten().filter_map(name).collect())
}

fn shown(command: &Command) -> String {
    let words = command
        .get_args()
        .map(|word| word.to_string_lossy().into_owned());
    format!("cargo {}", words.collect::<Vec<_>>().join(" "))
}
