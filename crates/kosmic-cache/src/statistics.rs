//! What a cache has done.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::disk::Totals;

/// What a cache has done since it was opened, and what is in it.
///
/// A question that waited for the answer to the same question asked before counts as a hit in memory. The time saved is what the
/// answers took to be found, less what it took to get them from the cache.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Statistics {
    /// Answers from memory.
    pub memory_hits: u64,
    /// Answers from disk.
    pub disk_hits: u64,
    /// Answers that had to be computed.
    pub misses: u64,
    /// Computations that failed; nothing was kept.
    pub failures: u64,
    /// Answers that could not be kept on disk.
    pub not_stored: u64,
    /// Files that were no entries, and were removed.
    pub damaged: u64,
    /// The time that hits did not take.
    pub time_saved: Duration,
    /// Entries in memory.
    pub memory_entries: u64,
    /// Bytes in memory.
    pub memory_bytes: u64,
    /// The bound of the bytes in memory.
    pub memory_bound: u64,
}

/// The counters behind them.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    pub(crate) memory_hits: AtomicU64,
    pub(crate) disk_hits: AtomicU64,
    pub(crate) misses: AtomicU64,
    pub(crate) failures: AtomicU64,
    pub(crate) not_stored: AtomicU64,
    pub(crate) damaged: AtomicU64,
    nanoseconds_saved: AtomicU64,
    /// What has been told to the other processes.
    told: [AtomicU64; 3],
}

pub(crate) fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}

impl Counters {
    pub(crate) fn save_time(&self, cost: Duration, spent: Duration) {
        let saved = u64::try_from(cost.saturating_sub(spent).as_nanos()).unwrap_or(u64::MAX);
        self.nanoseconds_saved.fetch_add(saved, Ordering::Relaxed);
    }

    pub(crate) fn read(&self) -> Statistics {
        let of = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Statistics {
            memory_hits: of(&self.memory_hits),
            disk_hits: of(&self.disk_hits),
            misses: of(&self.misses),
            failures: of(&self.failures),
            not_stored: of(&self.not_stored),
            damaged: of(&self.damaged),
            time_saved: Duration::from_nanos(of(&self.nanoseconds_saved)),
            ..Statistics::default()
        }
    }

    /// What has not been told yet; it is told from now on.
    pub(crate) fn take_untold(&self) -> Totals {
        let now = self.read();
        let nanoseconds = u64::try_from(now.time_saved.as_nanos()).unwrap_or(u64::MAX);
        let untold = |place: usize, value: u64| {
            value.saturating_sub(self.told[place].swap(value, Ordering::Relaxed))
        };
        Totals {
            hits: untold(0, now.memory_hits + now.disk_hits),
            misses: untold(1, now.misses),
            time_saved: Duration::from_nanos(untold(2, nanoseconds)),
        }
    }
}

/// What is in a folder, and what all processes that share it have done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct FolderStatistics {
    /// Entries.
    pub entries: u64,
    /// Their bytes.
    pub bytes: u64,
    /// The bound of the bytes.
    pub bound: u64,
    /// Answers from memory and disk.
    pub hits: u64,
    /// Answers that had to be computed.
    pub misses: u64,
    /// The time that hits did not take.
    pub time_saved: Duration,
}
