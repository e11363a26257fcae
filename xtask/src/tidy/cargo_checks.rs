//! Checks that only cargo can make.

use anyhow::Result;

use super::Finding;
use super::readmes::is_publishable;
use crate::workspace::{Member, cargo};

/// Each crate builds by itself without its default features.
pub(super) fn alone(members: &[Member]) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for Member { name, .. } in members {
        let words = [
            "check",
            "--quiet",
            "--locked",
            "--profile",
            "ci",
            "--no-default-features",
            "-p",
        ];
        let output = cargo().args(words).arg(name).output()?;
        if !output.status.success() {
            findings.push(format!("{name}: {}", last_words(&output.stderr)));
        }
    }
    Ok(findings)
}

/// The publishable crates package together. Their sources have been built by the tests already, so that building them once
/// more from the archives would tell nothing but what is left out of these; the list of files is checked instead.
pub(super) fn packages(members: &[Member]) -> Result<Vec<Finding>> {
    let publishable: Vec<&Member> = members
        .iter()
        .filter(|member| is_publishable(member))
        .collect();
    let mut package = cargo();
    package.args([
        "package",
        "--quiet",
        "--locked",
        "--no-verify",
        "--allow-dirty",
    ]);
    publishable.iter().for_each(|member| {
        package.args(["-p", &member.name]);
    });
    let output = package.output()?;
    if !output.status.success() {
        return Ok(vec![last_words(&output.stderr)]);
    }
    let mut findings = Vec::new();
    for member in publishable {
        findings.extend(missing_files(member)?);
    }
    Ok(findings)
}

fn missing_files(member: &Member) -> Result<Vec<Finding>> {
    let words = [
        "package",
        "--quiet",
        "--locked",
        "--list",
        "--allow-dirty",
        "-p",
        &member.name,
    ];
    let list = String::from_utf8(cargo().args(words).output()?.stdout)?;
    let wanted = ["README.md", "LICENSE-APACHE", "LICENSE-MIT"];
    let missing = wanted
        .iter()
        .filter(|file| !list.lines().any(|line| line == **file));
    Ok(missing
        .map(|file| format!("{}: the package lacks {file}", member.name))
        .collect())
}

fn last_words(stderr: &[u8]) -> String {
    let text = String::from_utf8_lossy(stderr);
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    lines[lines.len().saturating_sub(12)..].join("\n     ")
}
