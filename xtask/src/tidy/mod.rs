//! Checks what the architecture promises. Each check is a function from the members to what it found wrong.

mod cargo_checks;
mod layers;
mod manifests;
mod readmes;
mod sources;

use anyhow::{Result, bail};

use crate::workspace::{Member, members};

/// Something wrong, as `place: message`.
type Finding = String;

/// A check of files alone.
type Check = (&'static str, fn(&[Member]) -> Vec<Finding>);

const FILE_CHECKS: [Check; 8] = [
    (
        "crates depend on each other as the layers allow",
        layers::check,
    ),
    (
        "unsafe code stands in kernel/ and mmap/ only, with a SAFETY note",
        sources::unsafe_places,
    ),
    (
        "every crate root forbids unsafe code outside those folders",
        sources::unsafe_lints,
    ),
    (
        "kosmic-core is pure: no files, threads, clock, environment",
        sources::purity,
    ),
    ("no leftovers and no ignored tests", sources::leftovers),
    ("lib.rs is a table of contents", sources::thin_roots),
    (
        "versions and lints come from the workspace",
        manifests::check,
    ),
    (
        "each crate has a README of one screen and its licences",
        readmes::check,
    ),
];

pub(crate) fn run(quick: bool) -> Result<()> {
    let members = members()?;
    let mut wrong = 0;
    for (promise, check) in FILE_CHECKS {
        wrong += report(promise, &check(&members));
    }
    if !quick {
        wrong += report(
            "every crate builds alone without default features",
            &cargo_checks::alone(&members)?,
        );
        wrong += report(
            "every publishable crate packages",
            &cargo_checks::packages(&members)?,
        );
    }
    if wrong > 0 {
        bail!("{wrong} promise(s) not kept");
    }
    Ok(())
}

fn report(promise: &str, findings: &[Finding]) -> usize {
    println!(
        "{} {promise}",
        if findings.is_empty() { "ok  " } else { "FAIL" }
    );
    findings
        .iter()
        .for_each(|finding| println!("     {finding}"));
    usize::from(!findings.is_empty())
}
