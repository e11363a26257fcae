//! How a cache is set up.

use std::path::PathBuf;
use std::time::Duration;

use crate::budget::default_budget;
use crate::cache::Cache;
use crate::disk::Disk;
use crate::error::CacheError;
use crate::memory::{Limits, Memory};

/// The bound of the bytes on disk where nobody says.
const DISK_BYTES: u64 = 1 << 30;

/// The folder of this cache among those of a user.
const FOLDER: &str = "kosmic";

/// Longer times to live are as good as none; the table of entries refuses those above a thousand years.
const LONGEST: Duration = Duration::from_secs(100 * 365 * 24 * 3600);

/// The choices behind a [`Cache`]: by default in memory alone, an eighth of what is free when it is built, without a limit of time.
///
/// # Example
/// ```
/// use std::time::Duration;
/// use kosmic_cache::Cache;
///
/// let folder = std::env::temp_dir().join(format!("kosmic-cache-example-{}", std::process::id()));
/// let cache = Cache::builder()
///     .memory_bytes(64 << 20)
///     .time_to_idle(Duration::from_secs(3600))
///     .folder(&folder)
///     .disk_bytes(256 << 20)
///     .build()?;
/// assert_eq!(cache.folder(), Some(folder.as_path()));
/// # drop(cache);
/// # std::fs::remove_dir_all(folder).unwrap();
/// # Ok::<(), kosmic_cache::CacheError>(())
/// ```
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct CacheBuilder {
    memory_bytes: Option<u64>,
    time_to_live: Option<Duration>,
    time_to_idle: Option<Duration>,
    place: Place,
    disk_bytes: Option<u64>,
}

#[derive(Clone, Debug, Default)]
enum Place {
    #[default]
    Nowhere,
    OfUser,
    Folder(PathBuf),
}

impl CacheBuilder {
    /// The bound of the bytes in memory; with 0 nothing is kept there, and questions asked at once are still answered once.
    pub fn memory_bytes(mut self, bytes: u64) -> Self {
        self.memory_bytes = Some(bytes);
        self
    }

    /// How long after it was computed an entry is an answer, in memory and on disk.
    pub fn time_to_live(mut self, time: Duration) -> Self {
        self.time_to_live = Some(time.min(LONGEST));
        self
    }

    /// How long an entry in memory stays without being asked for.
    pub fn time_to_idle(mut self, time: Duration) -> Self {
        self.time_to_idle = Some(time.min(LONGEST));
        self
    }

    /// Keeps entries on disk too, in a folder that is made if need be.
    pub fn folder(mut self, folder: impl Into<PathBuf>) -> Self {
        self.place = Place::Folder(folder.into());
        self
    }

    /// Keeps entries on disk too, in the user's folder for caches.
    pub fn user_folder(mut self) -> Self {
        self.place = Place::OfUser;
        self
    }

    /// The bound of the bytes on disk, 1 GiB by default.
    pub fn disk_bytes(mut self, bytes: u64) -> Self {
        self.disk_bytes = Some(bytes);
        self
    }

    /// The cache.
    ///
    /// # Errors
    /// [`CacheError::NoFolder`] where the system knows no folder for caches of a user; [`CacheError::File`] where the folder cannot
    /// be made.
    pub fn build(self) -> Result<Cache, CacheError> {
        let folder = match self.place {
            Place::Nowhere => None,
            Place::Folder(folder) => Some(folder),
            Place::OfUser => Some(user_folder()?),
        };
        let bound = self.disk_bytes.unwrap_or(DISK_BYTES);
        let disk = folder
            .map(|folder| Disk::open(&folder, bound))
            .transpose()?;
        let limits = Limits {
            bytes: self.memory_bytes.unwrap_or_else(default_budget),
            time_to_live: self.time_to_live,
            time_to_idle: self.time_to_idle,
        };
        Ok(Cache::new(Memory::new(limits), disk, self.time_to_live))
    }
}

fn user_folder() -> Result<PathBuf, CacheError> {
    let folder = dirs::cache_dir().ok_or(CacheError::NoFolder)?;
    Ok(folder.join(FOLDER))
}
