//! Each crate introduces itself on one screen and carries its licences.

use std::fs;
use std::path::Path;

use super::Finding;
use crate::workspace::{Member, from_root, root};

/// Lines of one screen.
const SCREEN: usize = 60;

const LICENCES: [&str; 2] = ["LICENSE-APACHE", "LICENSE-MIT"];

pub(super) fn check(members: &[Member]) -> Vec<Finding> {
    let crates = members
        .iter()
        .filter(|member| member.folder.starts_with(root().join("crates")));
    crates
        .flat_map(|member| [readme(&member.folder), licences(member)].concat())
        .collect()
}

fn readme(folder: &Path) -> Vec<Finding> {
    let path = folder.join("README.md");
    let place = from_root(&path);
    match fs::read_to_string(&path) {
        Err(_) => vec![format!("{place}: missing")],
        Ok(text) => screen(&place, &text),
    }
}

fn screen(place: &str, text: &str) -> Vec<Finding> {
    match text.lines().count() {
        0..=2 => vec![format!("{place}: no more than a title")],
        lines if lines > SCREEN => vec![format!(
            "{place}: {lines} lines, more than a screen of {SCREEN}"
        )],
        _ => Vec::new(),
    }
}

/// Each publishable crate holds the same licence files as the root, since a package cannot reach beyond its folder.
fn licences(member: &Member) -> Vec<Finding> {
    if !is_publishable(member) {
        return Vec::new();
    }
    let differs = |name: &str| {
        let read = |folder: &Path| {
            fs::read_to_string(folder.join(name))
                .ok()
                .map(|text| text.replace('\r', ""))
        };
        let original = read(&root());
        original.is_none() || read(&member.folder) != original
    };
    let wrong = LICENCES.iter().filter(|name| differs(name));
    wrong
        .map(|name| {
            format!(
                "{}/{name}: not the same as {name}",
                from_root(&member.folder)
            )
        })
        .collect()
}

pub(super) fn is_publishable(member: &Member) -> bool {
    let publish = member
        .manifest
        .get("package")
        .and_then(|package| package.get("publish"));
    publish.and_then(toml::Value::as_bool).unwrap_or(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_readme_of_a_title_or_of_many_screens_is_found() {
        assert_eq!(screen("a", "# title\n").len(), 1);
        assert_eq!(screen("a", &"line\n".repeat(61)).len(), 1);
        assert!(screen("a", &"line\n".repeat(40)).is_empty());
    }
}
