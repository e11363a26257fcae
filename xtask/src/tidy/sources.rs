//! What may stand in which source file.

use super::Finding;
use crate::workspace::{Member, Source};

/// Folders in which unsafe code may stand.
const UNSAFE_FOLDERS: [&str; 3] = [
    "kosmic-core/src/kernel/",
    "kosmic-parallel/src/kernel/",
    "kosmic-data/src/mmap/",
];

/// What kosmic-core must not touch.
const IMPURE: [&str; 6] = [
    "std::fs",
    "std::env",
    "std::thread",
    "std::time",
    "std::net",
    "std::process",
];

/// What is never left in code; split so that this file is no finding of its own.
const LEFTOVERS: [&str; 5] = [
    concat!("todo", "!("),
    concat!("unimplemented", "!("),
    concat!("dbg", "!("),
    concat!("#[", "ignore"),
    concat!("FIX", "ME"),
];

/// How many lines above an unsafe block its note may begin.
const NOTE_REACH: usize = 6;

pub(super) fn unsafe_places(members: &[Member]) -> Vec<Finding> {
    sources(members).flat_map(unsafe_in).collect()
}

pub(super) fn unsafe_lints(members: &[Member]) -> Vec<Finding> {
    members
        .iter()
        .flat_map(|member| member.sources.iter().filter_map(root_lint))
        .collect()
}

pub(super) fn purity(members: &[Member]) -> Vec<Finding> {
    let core = sources(members).filter(|source| source.path.contains("kosmic-core/src/"));
    core.flat_map(|source| lines_with(source, &IMPURE).chain(impure_groups(source)))
        .collect()
}

pub(super) fn leftovers(members: &[Member]) -> Vec<Finding> {
    sources(members)
        .flat_map(|source| lines_with(source, &LEFTOVERS))
        .collect()
}

pub(super) fn thin_roots(members: &[Member]) -> Vec<Finding> {
    let roots = sources(members).filter(|source| source.path.ends_with("src/lib.rs"));
    roots.flat_map(functions_in).collect()
}

fn sources(members: &[Member]) -> impl Iterator<Item = &Source> {
    members.iter().flat_map(|member| &member.sources)
}

/// The lines of code: number from 1, text without a trailing comment.
fn code(source: &Source) -> impl Iterator<Item = (usize, &str)> {
    let lines = source
        .text
        .lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line));
    lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
}

fn lines_with<'s>(source: &'s Source, words: &'s [&str]) -> impl Iterator<Item = Finding> + 's {
    code(source).flat_map(move |(number, line)| {
        let found = words.iter().filter(move |word| line.contains(**word));
        found.map(move |word| format!("{}:{number}: {word}", source.path))
    })
}

/// Groups such as `use std::{env, fmt}`, in which the impure modules stand without their path.
fn impure_groups(source: &Source) -> impl Iterator<Item = Finding> + '_ {
    let groups = code(source).filter_map(|(number, line)| {
        let (_, group) = line.split_once("std::{")?;
        Some((number, group))
    });
    groups.flat_map(move |(number, group)| {
        let names = group.split(|c: char| !c.is_alphanumeric() && c != '_');
        let impure = names.filter(|name| IMPURE.contains(&format!("std::{name}").as_str()));
        impure.map(move |name| format!("{}:{number}: std::{name}", source.path))
    })
}

fn unsafe_in(source: &Source) -> Vec<Finding> {
    let at_home = UNSAFE_FOLDERS
        .iter()
        .any(|folder| source.path.contains(folder));
    let lines: Vec<&str> = source.text.lines().collect();
    let uses = code(source).filter(|(_, line)| is_unsafe(line));
    let wrong = uses.filter_map(|(number, line)| {
        if !at_home {
            return Some(format!(
                "{}:{number}: unsafe code outside its folders",
                source.path
            ));
        }
        let above = &lines[number.saturating_sub(NOTE_REACH + 1)..number];
        let noted = above
            .iter()
            .any(|line| line.contains("SAFETY:") || line.contains("# Safety"));
        let block = line.contains("unsafe {") || line.contains("unsafe impl");
        (block && !noted).then(|| format!("{}:{number}: unsafe without a SAFETY note", source.path))
    });
    wrong.collect()
}

/// Whether a line of code uses the keyword, not a lint's name or a word in a string.
fn is_unsafe(line: &str) -> bool {
    [
        "unsafe {",
        "unsafe fn",
        "unsafe impl",
        "unsafe trait",
        "unsafe extern",
    ]
    .iter()
    .any(|form| {
        line.split('"')
            .step_by(2)
            .any(|outside| outside.contains(form))
    })
}

/// The root of a crate without unsafe folders must forbid unsafe code; others deny it and allow it there.
fn root_lint(source: &Source) -> Option<Finding> {
    let is_root = source.path.ends_with("/src/lib.rs") || source.path.ends_with("/src/main.rs");
    if !is_root {
        return None;
    }
    let (krate, _) = source.path.rsplit_once("/src/")?;
    let may = UNSAFE_FOLDERS
        .iter()
        .any(|folder| folder.starts_with(krate.trim_start_matches("crates/")));
    let has = |lint: &str| source.text.contains(lint);
    let kept = has("#![forbid(unsafe_code)]") || (may && has("#![deny(unsafe_code)]"));
    (!kept).then(|| format!("{}: lacks #![forbid(unsafe_code)]", source.path))
}

fn functions_in(source: &Source) -> impl Iterator<Item = Finding> {
    let functions = code(source).filter(|(_, line)| {
        let line = line.trim_start();
        line.starts_with("fn ") || line.starts_with("pub fn ") || line.starts_with("pub(crate) fn ")
    });
    functions.map(|(number, _)| format!("{}:{number}: a function in lib.rs", source.path))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(path: &str, text: &str) -> Source {
        Source {
            path: path.to_owned(),
            text: text.to_owned(),
        }
    }

    #[test]
    fn unsafe_code_outside_its_folders_is_found() {
        let text = format!("fn f() {{ {} {{}} }}", "unsafe");
        assert_eq!(
            unsafe_in(&source("crates/kosmic-stats/src/power.rs", &text)).len(),
            1
        );
        assert!(
            unsafe_in(&source(
                "crates/kosmic-stats/src/power.rs",
                "#![forbid(unsafe_code)]"
            ))
            .is_empty()
        );
    }

    #[test]
    fn unsafe_code_at_home_needs_a_note() {
        let block = format!("    {} {{ load(p) }}", "unsafe");
        let noted = format!("    // SAFETY: p is valid.\n{block}");
        let path = "crates/kosmic-core/src/kernel/avx2.rs";
        assert_eq!(unsafe_in(&source(path, &block)).len(), 1);
        assert!(unsafe_in(&source(path, &noted)).is_empty());
    }

    #[test]
    fn a_root_without_the_lint_is_found() {
        let lint = "#![forbid(unsafe_code)]";
        assert!(root_lint(&source("crates/kosmic-plot/src/lib.rs", "mod a;")).is_some());
        assert!(root_lint(&source("crates/kosmic-plot/src/lib.rs", lint)).is_none());
        let deny = "#![deny(unsafe_code)]";
        assert!(root_lint(&source("crates/kosmic-plot/src/lib.rs", deny)).is_some());
        assert!(root_lint(&source("crates/kosmic-parallel/src/lib.rs", deny)).is_none());
    }

    #[test]
    fn impure_words_and_leftovers_are_found_in_code_but_not_in_comments() {
        let text = "// std::fs is not used\nuse std::time::Instant;\n";
        let findings: Vec<_> =
            lines_with(&source("crates/kosmic-core/src/a.rs", text), &IMPURE).collect();
        assert_eq!(findings, ["crates/kosmic-core/src/a.rs:2: std::time"]);
        let group = source("crates/kosmic-core/src/a.rs", "use std::{env, fmt};\n");
        assert_eq!(
            impure_groups(&group).collect::<Vec<_>>(),
            ["crates/kosmic-core/src/a.rs:1: std::env"]
        );
        let left = format!("{}x);", LEFTOVERS[2]);
        assert_eq!(lines_with(&source("a.rs", &left), &LEFTOVERS).count(), 1);
    }

    #[test]
    fn a_function_in_lib_rs_is_found() {
        assert_eq!(
            functions_in(&source("a/src/lib.rs", "mod a;\npub fn f() {}\n")).count(),
            1
        );
    }
}
