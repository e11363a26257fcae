//! The workspace as files: members, manifests, sources.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use toml::Table;

/// A member of the workspace.
pub(crate) struct Member {
    pub(crate) name: String,
    pub(crate) folder: PathBuf,
    pub(crate) manifest: Table,
    /// Rust files of the member, tests and benches included.
    pub(crate) sources: Vec<Source>,
}

/// A Rust file.
pub(crate) struct Source {
    /// Its path from the workspace's root, with forward slashes on every system.
    pub(crate) path: String,
    pub(crate) text: String,
}

/// The root of the workspace: the folder above this crate.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// Cargo, as the one that runs this.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    command
}

/// All members.
pub(crate) fn members() -> Result<Vec<Member>> {
    let output = cargo()
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .output()?;
    ensure!(
        output.status.success(),
        "cargo metadata: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    let packages = metadata["packages"]
        .as_array()
        .context("metadata without packages")?;
    packages.iter().map(member).collect()
}

fn member(package: &serde_json::Value) -> Result<Member> {
    let text = |key: &str| {
        package[key]
            .as_str()
            .with_context(|| format!("package without {key}"))
    };
    let manifest_path = PathBuf::from(text("manifest_path")?);
    let folder = manifest_path
        .parent()
        .context("a manifest lies in a folder")?
        .to_path_buf();
    let mut sources = Vec::new();
    collect_sources(&folder, &mut sources)?;
    Ok(Member {
        name: text("name")?.to_owned(),
        manifest: fs::read_to_string(&manifest_path)?.parse()?,
        folder,
        sources,
    })
}

fn collect_sources(folder: &Path, sources: &mut Vec<Source>) -> Result<()> {
    let mut paths = fs::read_dir(folder)?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>>>()?;
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect_sources(&path, sources)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            sources.push(Source {
                path: from_root(&path),
                text: fs::read_to_string(&path)?,
            });
        }
    }
    Ok(())
}

/// A path from the workspace's root, with forward slashes.
pub(crate) fn from_root(path: &Path) -> String {
    let inside = path.strip_prefix(root()).unwrap_or(path);
    inside
        .components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect::<Vec<_>>()
        .join("/")
}
