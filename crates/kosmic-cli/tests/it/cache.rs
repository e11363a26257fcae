//! The folder of kept answers.
#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

use std::fs;

use kosmic_cache::{Cache, Key};
use serde_json::Value;
use tempfile::TempDir;

use super::contract::keys;
use super::{json, kosmic, stderr, stdout};

/// A folder with three entries, asked for four times.
fn filled() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let cache = Cache::builder().folder(folder.path()).build().unwrap();
    for seed in [1, 2, 3, 1] {
        let key = Key::new("doubled", 1).seed(seed);
        let value = cache.get_or_compute(&key, || Ok::<_, std::io::Error>(2 * seed));
        assert_eq!(*value.unwrap(), 2 * seed);
    }
    drop(cache);
    folder
}

fn asked(folder: &TempDir, question: &str) -> serde_json::Map<String, Value> {
    let path = folder.path().display().to_string();
    json(&["cache", question, "--folder", &path, "--json"])
}

/// Files that hold entries, by their size: nothing else is as large.
fn an_entry(folder: &std::path::Path) -> std::path::PathBuf {
    let mut files = vec![folder.to_path_buf()];
    let mut entries = Vec::new();
    while let Some(path) = files.pop() {
        if path.is_dir() {
            files.extend(
                fs::read_dir(path)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
        } else if path
            .extension()
            .is_some_and(|extension| extension == "entry")
        {
            entries.push(path);
        }
    }
    entries.sort();
    assert_eq!(entries.len(), 3, "{entries:?}");
    entries.remove(0)
}

#[test]
fn a_folder_is_counted_checked_and_cleared() {
    let folder = filled();
    let stats = asked(&folder, "stats");
    let contract = [
        "path",
        "entries",
        "bytes",
        "bound",
        "hits",
        "misses",
        "seconds_saved",
    ];
    assert_eq!(keys(&stats), contract);
    assert_eq!(
        (&stats["entries"], &stats["misses"]),
        (&3.into(), &3.into())
    );
    assert_eq!(stats["hits"], 1);

    let entry = an_entry(folder.path());
    let mut bytes = fs::read(&entry).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&entry, bytes).unwrap();
    let checked = asked(&folder, "verify");
    assert_eq!(
        keys(&checked),
        ["path", "whole", "damaged", "unfinished", "bytes"]
    );
    assert_eq!(
        (&checked["whole"], &checked["damaged"]),
        (&2.into(), &1.into())
    );
    assert!(!entry.exists());

    let cleared = asked(&folder, "clear");
    assert_eq!(keys(&cleared), ["path", "removed"]);
    assert_eq!(cleared["removed"], 2);
    assert_eq!(asked(&folder, "stats")["entries"], 0);
    let place = asked(&folder, "path");
    assert_eq!(place["path"], folder.path().display().to_string());
}

#[test]
fn people_read_the_same() {
    let folder = filled();
    let path = folder.path().display().to_string();
    for (question, said) in [
        ("stats", "hits        1 of 4"),
        ("verify", "3 entries"),
        ("path", path.as_str()),
        ("clear", "3 entries"),
    ] {
        let output = kosmic(&["cache", question, "--folder", &path]);
        assert!(stdout(&output).contains(said), "{}", stdout(&output));
    }
}

#[test]
fn a_folder_that_cannot_be_is_an_error_that_names_it() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let path = file.path().display().to_string();
    let output = kosmic(&["cache", "stats", "--folder", &path]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains(&path), "{}", stderr(&output));
    assert_eq!(kosmic(&["cache"]).status.code(), Some(2));
}
