//! Whether the tests of the bootstrap's counts can fail: errors are planted in a copy of the engine, one at a time.

mod list;
mod scratch;

use std::collections::BTreeMap;
use std::time::Instant;

use anyhow::{Result, ensure};
use kosmic_bench::host;

use self::list::{Mutation, mutations};
use self::scratch::{Outcome, Scratch};

/// The tests that are run on each planted error: those of the counts' law and of what it is made from.
const TESTS: [&str; 6] = [
    "resample::laws",
    "resample::split",
    "resample::binomial",
    "resample::blocks",
    "resample::poisson",
    "kernel::lanes",
];

/// Plants each error of the list, runs the tests, prints a report, and fails where an error was not caught.
pub(crate) fn run(only: Option<&str>) -> Result<()> {
    let start = Instant::now();
    let chosen = |mutation: &Mutation| only.is_none_or(|part| mutation.title().contains(part));
    let mutations: Vec<Mutation> = mutations()?.into_iter().filter(chosen).collect();
    ensure!(!mutations.is_empty(), "no mutation's title contains this");
    let scratch = Scratch::copied()?;
    let unchanged = scratch.try_tests(&TESTS)?;
    ensure!(
        unchanged == Outcome::Passed,
        "the tests fail before anything is planted: {unchanged}"
    );
    println!("{}\n", host());
    println!("| family | planted | outcome | tests that failed |\n|---|---|---|---|");
    let mut tally: BTreeMap<&str, usize> = BTreeMap::new();
    for mutation in &mutations {
        let (verdict, by) = tried(&scratch, mutation)?;
        *tally.entry(verdict).or_default() += 1;
        println!(
            "| {} | {} | {verdict} | {by} |",
            mutation.family, mutation.name
        );
    }
    let counts = tally
        .iter()
        .map(|(verdict, count)| format!("{count} {verdict}"));
    println!(
        "\n{} mutations: {}; {:.0} s",
        mutations.len(),
        counts.collect::<Vec<_>>().join(", "),
        start.elapsed().as_secs_f64()
    );
    ensure!(!tally.contains_key(SURVIVED), "not every error was caught");
    Ok(())
}

const SURVIVED: &str = "SURVIVED";

/// What became of a mutation, and by which tests.
fn tried(scratch: &Scratch, mutation: &Mutation) -> Result<(&'static str, String)> {
    if let Some(set) = &mutation.set
        && !host().split([' ', ',']).any(|word| word == set)
    {
        return Ok(("not run by this processor", String::new()));
    }
    let planted = scratch.plant(mutation)?;
    let outcome = scratch.try_tests(&TESTS)?;
    planted.restore()?;
    let verdict = match outcome {
        Outcome::Passed => SURVIVED,
        Outcome::Failed(_) | Outcome::Endless => "caught",
    };
    Ok((verdict, outcome.to_string()))
}
