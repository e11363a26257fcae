//! The tier on disk: one file for each entry, shared by processes, safe against their death.

mod folder;
mod format;
mod ledger;
mod sweep;

use std::fs::{self, File};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use serde::de::DeserializeOwned;
use tempfile::Builder;

use crate::error::CacheError;
use crate::key::Identity;
use ledger::Ledger;

pub(crate) use format::{Header, encode};
pub(crate) use ledger::Totals;
pub use sweep::Verified;

/// How long one who wants to keep an entry waits for others: beyond this the entry is not kept.
const PATIENCE_TO_STORE: Duration = Duration::from_millis(500);

/// How long one who was asked to remove entries waits.
const PATIENCE_TO_REMOVE: Duration = Duration::from_secs(20);

/// Tells backup programs to pass by (the cache directory tagging specification).
const CACHEDIR_TAG: &[u8] =
    b"Signature: 8a477f597d28d172789f06886806bc55\n# Results kept by kosmic.\n";

pub(crate) struct Disk {
    root: PathBuf,
    bound: u64,
}

/// An answer found on disk.
pub(crate) struct Stored<V> {
    pub(crate) value: V,
    pub(crate) header: Header,
}

impl Disk {
    pub(crate) fn open(root: &Path, bound: u64) -> Result<Self, CacheError> {
        make_folder(root).map_err(CacheError::at(root))?;
        let tag = root.join("CACHEDIR.TAG");
        if !tag.exists() {
            fs::write(&tag, CACHEDIR_TAG).map_err(CacheError::at(&tag))?;
        }
        Ok(Self {
            root: root.to_owned(),
            bound,
        })
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn bound(&self) -> u64 {
        self.bound
    }

    /// The answer to a question. What lies in its place and is none is told as an event, removed, and counted by `damaged`.
    pub(crate) fn get<V: DeserializeOwned>(
        &self,
        identity: &Identity,
        oldest: Option<SystemTime>,
        damaged: impl FnOnce(),
    ) -> Option<Stored<V>> {
        let path = folder::path_of(&self.root, identity.hash);
        let (bytes, file) = match read(&path) {
            Ok(read) => read,
            Err(error) if error.kind() == ErrorKind::NotFound => return None,
            Err(error) => {
                tracing::warn!(path = %path.display(), %error, "an entry of the cache cannot be read");
                return None;
            }
        };
        match answer(&bytes, identity) {
            Ok(stored) => {
                if oldest.is_some_and(|oldest| stored.header.created() < oldest) {
                    return None;
                }
                // What is read last leaves last; where the time cannot be set it leaves earlier.
                let _ = file.set_modified(SystemTime::now());
                Some(stored)
            }
            Err(flaw) => {
                tracing::warn!(path = %path.display(), %flaw, "what lies in the cache is no entry: removed");
                damaged();
                let _ = folder::remove(&path);
                None
            }
        }
    }

    /// Keeps an entry, whole or not at all. Others may be removed to make room, those first that were not used for longest.
    ///
    /// No call waits for the disk itself (`fsync`): what a failure of power tears shows by its checksum and is a miss.
    pub(crate) fn put(&self, identity: &Identity, bytes: &[u8]) -> Result<(), CacheError> {
        let path = folder::path_of(&self.root, identity.hash);
        let mut ledger = Ledger::lock(&self.root, PATIENCE_TO_STORE)?;
        let before = fs::metadata(&path).map_or(0, |metadata| metadata.len());
        let mut account = self.make_room(&mut ledger, bytes.len() as u64)?;
        ledger.write(&account)?;
        let written = write(&path, bytes);
        account.bytes = account.bytes.saturating_sub(match written {
            Ok(()) => before,
            Err(_) => bytes.len() as u64,
        });
        ledger.write(&account)?;
        written.map_err(CacheError::at(&path))
    }

    /// Whether entries of this size are kept at all.
    pub(crate) fn holds(&self, bytes: usize) -> bool {
        bytes as u64 <= self.bound
    }
}

fn answer<V: DeserializeOwned>(
    bytes: &[u8],
    identity: &Identity,
) -> Result<Stored<V>, format::Flaw> {
    let (header, value) = format::verify(bytes)?;
    format::verify_question(&header, identity)?;
    match postcard::take_from_bytes(value) {
        Ok((value, [])) => Ok(Stored { value, header }),
        _ => Err(format::Flaw::Value),
    }
}

fn read(path: &Path) -> std::io::Result<(Vec<u8>, File)> {
    let mut file = File::open(path)?;
    let mut bytes = Vec::new();
    let length = usize::try_from(file.metadata()?.len()).unwrap_or(usize::MAX);
    if bytes.try_reserve_exact(length).is_err() {
        return Err(ErrorKind::OutOfMemory.into());
    }
    file.read_to_end(&mut bytes)?;
    Ok((bytes, file))
}

/// A new file beside the old one, which it replaces when it is whole; of a failed one nothing is left.
fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let Some(shard) = path.parent() else {
        return Err(ErrorKind::InvalidInput.into());
    };
    make_folder(shard)?;
    let mut file = Builder::new()
        .prefix(folder::UNFINISHED)
        .tempfile_in(shard)?;
    file.write_all(bytes)?;
    file.persist(path)?;
    Ok(())
}

/// A folder that is nobody else's to read, where the system knows such.
fn make_folder(path: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}
