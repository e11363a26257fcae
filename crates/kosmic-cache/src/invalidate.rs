//! Forgetting: by question, tag, data, age, version, or everything; and looking after the folder.

use std::sync::atomic::Ordering;
use std::time::{Duration, SystemTime};

use crate::cache::Cache;
use crate::disk::{Disk, Verified};
use crate::error::CacheError;
use crate::fingerprint::Fingerprint;
use crate::key::{Key, Label};
use crate::statistics::FolderStatistics;

/// What is forgotten is forgotten in memory and on disk, and answers that are being computed meanwhile are not kept. The numbers
/// returned are those of the entries on disk, or of those in memory where there is no folder.
///
/// # Errors
/// Of all of these: [`CacheError::File`] where the folder cannot be read or an entry not removed, [`CacheError::Locked`] where another
/// process holds its lock for longer than 20 seconds. Memory is cleaned first and in any case.
impl Cache {
    /// Forgets the answer of type `V` to a question; whether there was one.
    pub fn remove<V: 'static>(&self, key: &Key) -> Result<bool, CacheError> {
        let identity = key.identity::<V>();
        self.forget();
        let in_memory = self.memory.remove(&identity);
        match &self.disk {
            Some(disk) => Ok(disk.remove(&identity)? || in_memory),
            None => Ok(in_memory),
        }
    }

    /// Forgets what carries a tag.
    pub fn remove_tag(&self, tag: &str) -> Result<usize, CacheError> {
        self.remove_where(|label, _| label.tags.iter().any(|known| known == tag))
    }

    /// Forgets what was found from some data.
    pub fn remove_data(&self, content: Fingerprint) -> Result<usize, CacheError> {
        self.remove_where(|label, _| label.data.contains(&content))
    }

    /// Forgets what was computed longer ago.
    pub fn remove_older_than(&self, age: Duration) -> Result<usize, CacheError> {
        let Some(oldest) = SystemTime::now().checked_sub(age) else {
            return Ok(0);
        };
        self.remove_where(|_, created| created < oldest)
    }

    /// Forgets the answers of an operation by other versions than the given one.
    pub fn remove_other_versions(
        &self,
        operation: &str,
        version: u32,
    ) -> Result<usize, CacheError> {
        self.remove_where(|label, _| label.operation == operation && label.version != version)
    }

    /// Forgets everything. Files of others in the folder stay.
    pub fn clear(&self) -> Result<usize, CacheError> {
        self.forget();
        let in_memory = self.memory.remove_where(|_| true);
        self.disk.as_ref().map_or(Ok(in_memory), Disk::clear)
    }

    /// Reads all entries on disk and removes what is damaged or left by killed writers.
    pub fn verify(&self) -> Result<Verified, CacheError> {
        self.disk
            .as_ref()
            .map_or(Ok(Verified::default()), Disk::verify)
    }

    /// What is in the folder, and what all processes have seen it do.
    pub fn folder_statistics(&self) -> Result<Option<FolderStatistics>, CacheError> {
        let Some(disk) = &self.disk else {
            return Ok(None);
        };
        let totals = disk.add_to_totals(self.counters().take_untold())?;
        let (entries, bytes) = disk.size()?;
        Ok(Some(FolderStatistics {
            entries,
            bytes,
            bound: disk.bound(),
            hits: totals.hits,
            misses: totals.misses,
            time_saved: totals.time_saved,
        }))
    }

    /// Lowers the bound of the bytes in memory; what was asked for last stays, as far as there is room.
    pub fn shrink_to(&self, bytes: u64) {
        self.memory.shrink_to(bytes);
    }

    fn remove_where(
        &self,
        is_so: impl Fn(&Label, SystemTime) -> bool,
    ) -> Result<usize, CacheError> {
        self.forget();
        let in_memory = self
            .memory
            .remove_where(|entry| is_so(&entry.label, entry.created));
        match &self.disk {
            Some(disk) => disk.remove_where(|header| is_so(&header.label, header.created())),
            None => Ok(in_memory),
        }
    }

    fn forget(&self) {
        self.forgettings.fetch_add(1, Ordering::AcqRel);
    }
}
