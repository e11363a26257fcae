//! Which crate may depend on which.

use toml::{Table, Value};

use super::Finding;
use crate::workspace::Member;

/// The layers: a crate, and the crates of this workspace that it may depend on. Tests may reach wider.
const LAYERS: [(&str, &[&str]); 10] = [
    ("kosmic-core", &[]),
    ("kosmic-parallel", &["kosmic-core"]),
    ("kosmic-data", &["kosmic-core"]),
    ("kosmic-plot", &["kosmic-core"]),
    (
        "kosmic-cache",
        &["kosmic-core", "kosmic-parallel?", "kosmic-data?"],
    ),
    ("kosmic-stats", &["kosmic-core", "kosmic-parallel"]),
    ("kosmic-bench", ANY),
    ("kosmic-cli", ANY),
    ("kosmic-examples", ANY),
    ("xtask", &["kosmic-bench", "kosmic-data"]),
];

/// What stands at the top of the house uses all of it. A `?` marks a dependency that must be optional.
const ANY: &[&str] = &[
    "kosmic-core",
    "kosmic-parallel",
    "kosmic-data",
    "kosmic-plot",
    "kosmic-cache",
    "kosmic-stats",
    "kosmic-bench",
];

pub(super) fn check(members: &[Member]) -> Vec<Finding> {
    members
        .iter()
        .flat_map(|member| of_member(&member.name, &internal(&member.manifest)))
        .collect()
}

/// Dependencies within the workspace; with a `?` behind the optional ones.
fn internal(manifest: &Table) -> Vec<String> {
    let targets = manifest.get("target").and_then(Value::as_table);
    let places = targets
        .into_iter()
        .flat_map(Table::values)
        .filter_map(Value::as_table)
        .chain([manifest]);
    let internal = places
        .flat_map(|place| ["dependencies", "build-dependencies"].map(|name| place.get(name)))
        .flatten()
        .filter_map(Value::as_table)
        .flatten()
        .filter(|(name, _)| name.starts_with("kosmic-"));
    let marked = internal.map(|(name, value)| {
        let optional = value
            .get("optional")
            .and_then(Value::as_bool)
            .unwrap_or(false);
        format!("{name}{}", if optional { "?" } else { "" })
    });
    marked.collect()
}

fn of_member(name: &str, dependencies: &[String]) -> Vec<Finding> {
    let Some((_, allowed)) = LAYERS.iter().find(|(layer, _)| *layer == name) else {
        return vec![format!(
            "{name}: has no place in the layers (xtask/src/tidy/layers.rs)"
        )];
    };
    let fits = |dependency: &str| {
        allowed.contains(&dependency) || allowed.contains(&dependency.trim_end_matches('?'))
    };
    let strangers = dependencies.iter().filter(|dependency| !fits(dependency));
    strangers
        .map(|stranger| format!("{name}: must not depend on {stranger}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(name: &str, dependencies: &[&str]) -> usize {
        of_member(
            name,
            &dependencies
                .iter()
                .map(|&name| name.to_owned())
                .collect::<Vec<_>>(),
        )
        .len()
    }

    #[test]
    fn core_knows_nobody() {
        assert_eq!(found("kosmic-core", &[]), 0);
        assert_eq!(found("kosmic-core", &["kosmic-parallel"]), 1);
    }

    #[test]
    fn dependencies_are_found_in_every_table_but_that_of_tests() {
        let text = "
            dependencies.kosmic-core.workspace = true
            build-dependencies.kosmic-data.workspace = true
            dev-dependencies.kosmic-plot.workspace = true
            target.'cfg(unix)'.dependencies.kosmic-cache = { workspace = true, optional = true }
        ";
        let mut found = internal(&text.parse().unwrap());
        found.sort();
        assert_eq!(found, ["kosmic-cache?", "kosmic-core", "kosmic-data"]);
    }

    #[test]
    fn siblings_do_not_see_each_other() {
        assert_eq!(found("kosmic-data", &["kosmic-core"]), 0);
        assert_eq!(found("kosmic-data", &["kosmic-parallel", "kosmic-core"]), 1);
    }

    #[test]
    fn the_cache_knows_others_only_on_request() {
        assert_eq!(found("kosmic-cache", &["kosmic-parallel?"]), 0);
        assert_eq!(found("kosmic-cache", &["kosmic-parallel"]), 1);
    }

    #[test]
    fn a_crate_without_a_place_is_found() {
        assert_eq!(found("kosmic-utils", &[]), 1);
    }
}
