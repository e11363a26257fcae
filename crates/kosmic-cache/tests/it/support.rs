//! What the tests share.

use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use kosmic_cache::{Cache, Key};
use tempfile::TempDir;

pub(crate) fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// A cache on disk that keeps nothing in memory, so that what it answers comes from the folder.
pub(crate) fn on_disk(folder: &Path) -> Cache {
    Cache::builder()
        .memory_bytes(0)
        .folder(folder)
        .build()
        .unwrap()
}

pub(crate) fn key(number: usize) -> Key {
    Key::new("numbers", 1).option("number", number)
}

/// The answer that all tests expect to the question of a number.
pub(crate) fn answer(number: usize, length: usize) -> Vec<f64> {
    (0..length)
        .map(|place| (number * 1_000_003 + place) as f64)
        .collect()
}

/// Asks for the answer and says whether it had to be computed.
pub(crate) fn ask(cache: &Cache, number: usize, length: usize) -> (Arc<Vec<f64>>, bool) {
    let mut computed = false;
    let value = cache.get_or_compute(&key(number), || {
        computed = true;
        Ok::<_, Infallible>(answer(number, length))
    });
    (value.unwrap(), computed)
}

/// All files of entries in a folder.
pub(crate) fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for shard in std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
    {
        if !shard.is_dir() {
            continue;
        }
        let files = std::fs::read_dir(&shard)
            .unwrap()
            .map(|entry| entry.unwrap().path());
        found.extend(files.filter(|file| file.extension().is_some_and(|end| end == "entry")));
    }
    found.sort();
    found
}

pub(crate) fn bytes_of(files: &[PathBuf]) -> u64 {
    files
        .iter()
        .map(|file| std::fs::metadata(file).unwrap().len())
        .sum()
}
