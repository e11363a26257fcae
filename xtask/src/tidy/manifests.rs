//! The root manifest is the law: members take versions, metadata and lints from it.

use toml::{Table, Value};

use super::Finding;
use crate::workspace::Member;

const DEPENDENCY_TABLES: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];

pub(super) fn check(members: &[Member]) -> Vec<Finding> {
    members
        .iter()
        .flat_map(|member| of_manifest(&member.name, &member.manifest))
        .collect()
}

fn of_manifest(name: &str, manifest: &Table) -> Vec<Finding> {
    let mut findings = Vec::new();
    for table in DEPENDENCY_TABLES {
        let dependencies = manifest
            .get(table)
            .and_then(Value::as_table)
            .into_iter()
            .flatten();
        for (dependency, value) in dependencies.filter(|(_, value)| !is_from_workspace(value)) {
            findings.push(format!(
                "{name}: {table}.{dependency} = {value}: not from the workspace"
            ));
        }
    }
    for key in ["version", "edition", "rust-version", "license"] {
        let value = manifest.get("package").and_then(|package| package.get(key));
        if !value.is_some_and(is_from_workspace) {
            findings.push(format!("{name}: package.{key} is not from the workspace"));
        }
    }
    if !manifest.get("lints").is_some_and(is_from_workspace) {
        findings.push(format!("{name}: lints are not from the workspace"));
    }
    findings
}

fn is_from_workspace(value: &Value) -> bool {
    value
        .get("workspace")
        .and_then(Value::as_bool)
        .unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAWFUL: &str = "
        package = { version.workspace = true, edition.workspace = true, rust-version.workspace = true, license.workspace = true }
        lints.workspace = true
    ";

    #[test]
    fn a_lawful_manifest_passes() {
        assert!(of_manifest("a", &LAWFUL.parse().unwrap()).is_empty());
    }

    #[test]
    fn a_version_of_its_own_is_found() {
        let text = format!("{LAWFUL}\n[dependencies]\ncsv = \"1\"\nrand.workspace = true\n");
        let findings = of_manifest("a", &text.parse().unwrap());
        assert_eq!(findings.len(), 1);
        assert!(findings[0].contains("csv"));
    }

    #[test]
    fn missing_lints_are_found() {
        let text = LAWFUL.replace("lints.workspace = true", "");
        assert_eq!(of_manifest("a", &text.parse().unwrap()).len(), 1);
    }
}
