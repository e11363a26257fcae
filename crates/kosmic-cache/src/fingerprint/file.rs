//! Files by their content, and by what the system says of them.

use std::fs::{File, Metadata};
use std::io::{ErrorKind, Read};
use std::path::Path;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::Xxh3;

use super::{Fingerprint, Kind};
use crate::error::CacheError;

const BUFFER: usize = 1 << 20;

/// A file changed within this time may change again without its time telling: file systems keep times in steps of up to two
/// seconds (FAT), and of some milliseconds at best.
const UNSETTLED: Duration = Duration::from_secs(3);

/// Whether what the system says of a file is believed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Trust {
    /// A file with the path, size, times of change and inode of one hashed before is taken to hold the same. It takes intent to
    /// deceive this: on Unix the time of the last change of the inode counts too, which no program can set.
    #[default]
    Metadata,
    /// The file is read.
    Content,
}

/// What the system says of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct State {
    pub(crate) size: u64,
    pub(crate) modified: Option<Duration>,
    pub(crate) changed: (i64, i64),
    pub(crate) place: (u64, u64),
}

impl State {
    pub(crate) fn of(path: &Path) -> Result<Self, CacheError> {
        let metadata = std::fs::metadata(path).map_err(CacheError::at(path))?;
        Ok(Self::new(&metadata))
    }

    fn new(metadata: &Metadata) -> Self {
        let (changed, place) = of_inode(metadata);
        let modified = metadata.modified().ok();
        let since = modified.and_then(|time| time.duration_since(SystemTime::UNIX_EPOCH).ok());
        Self {
            size: metadata.len(),
            modified: since,
            changed,
            place,
        }
    }

    /// Whether a change from now on would show.
    pub(crate) fn is_settled(&self) -> bool {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        let (Ok(now), Some(modified)) = (now, self.modified) else {
            return false;
        };
        let changed = Duration::from_secs(self.changed.0.max(0).cast_unsigned());
        now.checked_sub(modified.max(changed))
            .is_some_and(|age| age > UNSETTLED)
    }
}

#[cfg(unix)]
fn of_inode(metadata: &Metadata) -> ((i64, i64), (u64, u64)) {
    use std::os::unix::fs::MetadataExt;
    let changed = (metadata.ctime(), metadata.ctime_nsec());
    (changed, (metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn of_inode(_metadata: &Metadata) -> ((i64, i64), (u64, u64)) {
    ((0, 0), (0, 0))
}

/// The content of a file, streamed, with the state in which it was read.
pub(crate) fn of_content(path: &Path) -> Result<(Fingerprint, State), CacheError> {
    let mut file = File::open(path).map_err(CacheError::at(path))?;
    let state = |file: &File| {
        let metadata = file.metadata().map_err(CacheError::at(path))?;
        Ok::<_, CacheError>(State::new(&metadata))
    };
    let before = state(&file)?;
    let (mut hasher, mut buffer, mut length) = (Xxh3::new(), vec![0; BUFFER], 0);
    loop {
        let got = match file.read(&mut buffer) {
            Ok(0) => break,
            Ok(got) => got,
            Err(cause) if cause.kind() == ErrorKind::Interrupted => continue,
            Err(cause) => return Err(CacheError::at(path)(cause)),
        };
        hasher.update(&buffer[..got]);
        length += got as u64;
    }
    if state(&file)? != before || length != before.size {
        return Err(CacheError::Changing {
            path: path.to_owned(),
        });
    }
    Ok((Fingerprint::new(Kind::Bytes, length, &hasher), before))
}
