//! Where entries lie in a folder: 256 folders by the first byte of the hash, one file for each entry.
//!
//! What has another name is not ours and is never touched.

use std::fs::{self, DirEntry};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

const SUFFIX: &str = "entry";

/// How files begin that are being written.
pub(super) const UNFINISHED: &str = ".unfinished-";

/// A file that holds an entry.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) path: PathBuf,
    pub(super) bytes: u64,
    /// When it was last written or read.
    pub(super) used: SystemTime,
}

/// What lies in the folder.
#[derive(Debug, Default)]
pub(super) struct Contents {
    pub(super) entries: Vec<Found>,
    /// Files whose writers have been killed, if nobody is writing.
    pub(super) unfinished: Vec<Found>,
}

pub(super) fn path_of(root: &Path, hash: u128) -> PathBuf {
    let name = format!("{hash:032x}");
    root.join(&name[..2]).join(name).with_extension(SUFFIX)
}

/// All entries; what vanishes meanwhile is not missed.
pub(super) fn scan(root: &Path) -> io::Result<Contents> {
    let mut contents = Contents::default();
    for shard in list(root)? {
        if !is_hexadecimal(&shard, 2) {
            continue;
        }
        for file in list(&shard.path())? {
            let name = file.file_name();
            let name = name.to_string_lossy();
            let of_entry = name
                .strip_suffix(SUFFIX)
                .and_then(|name| name.strip_suffix('.'));
            if of_entry.is_some_and(|name| name.len() == 32 && all_hexadecimal(name)) {
                contents.entries.extend(found(&file));
            } else if name.starts_with(UNFINISHED) {
                contents.unfinished.extend(found(&file));
            }
        }
    }
    Ok(contents)
}

fn found(file: &DirEntry) -> Option<Found> {
    let metadata = file.metadata().ok().filter(fs::Metadata::is_file)?;
    Some(Found {
        path: file.path(),
        bytes: metadata.len(),
        used: metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH),
    })
}

fn list(folder: &Path) -> io::Result<Vec<DirEntry>> {
    match fs::read_dir(folder) {
        Ok(entries) => entries.collect(),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Ok(Vec::new())
        }
        Err(error) => Err(error),
    }
}

fn is_hexadecimal(entry: &DirEntry, length: usize) -> bool {
    let name = entry.file_name();
    name.len() == length && name.to_str().is_some_and(all_hexadecimal)
}

fn all_hexadecimal(name: &str) -> bool {
    name.bytes()
        .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// Removes a file; whether it was there.
pub(super) fn remove(path: &Path) -> io::Result<bool> {
    match fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}
