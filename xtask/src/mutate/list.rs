//! The errors to be planted.

use std::fs;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use crate::workspace::root;

const LIST: &str = "xtask/mutations.toml";

/// Where the files of the list lie.
const SOURCES: &str = "crates/kosmic-parallel/src";

/// One error.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Mutation {
    pub(super) family: String,
    pub(super) name: String,
    file: String,
    text: String,
    replacement: String,
    /// The instructions without which the text is never run.
    pub(super) set: Option<String>,
}

impl Mutation {
    pub(super) fn title(&self) -> String {
        format!("{}: {}", self.family, self.name)
    }

    /// The path of its file from the workspace's root.
    pub(super) fn path(&self) -> String {
        format!("{SOURCES}/{}", self.file)
    }

    /// The source with the error in it.
    pub(super) fn planted_in(&self, source: &str) -> Result<String> {
        let text = self.text.trim_matches('\n');
        let times = source.matches(text).count();
        ensure!(
            times == 1,
            "{}: its text stands {times} times in {}, not once",
            self.title(),
            self.path()
        );
        Ok(source.replacen(text, &self.replacement, 1))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    mutation: Vec<Mutation>,
}

/// All of the list, each known to fit the sources.
pub(super) fn mutations() -> Result<Vec<Mutation>> {
    let text = fs::read_to_string(root().join(LIST))?;
    let list: List = toml::from_str(&text).with_context(|| format!("{LIST} is no list"))?;
    for mutation in &list.mutation {
        let path = mutation.path();
        let source =
            fs::read_to_string(root().join(&path)).with_context(|| format!("{path} is missing"))?;
        mutation.planted_in(&source)?;
    }
    Ok(list.mutation)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_error_of_the_list_has_its_place_in_the_sources() {
        let list = mutations().unwrap();
        for family in ["escapes", "uniform draws", "split"] {
            let of_family = list.iter().filter(|mutation| mutation.family == family);
            assert!(of_family.count() >= 5, "{family}");
        }
    }

    #[test]
    fn a_text_that_stands_twice_or_nowhere_is_refused() {
        let mutation: Mutation = toml::from_str(
            "family = \"f\"\nname = \"n\"\nfile = \"a.rs\"\ntext = \"x\"\nreplacement = \"y\"",
        )
        .unwrap();
        assert_eq!(mutation.planted_in("a x b").unwrap(), "a y b");
        for source in ["a b", "x x"] {
            let error = mutation.planted_in(source).unwrap_err().to_string();
            assert!(error.contains("not once"), "{error}");
        }
    }
}
