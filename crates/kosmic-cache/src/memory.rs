//! The tier in memory: bounded in bytes, least recently used first out, one computation for all who ask at once.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use moka::policy::EvictionPolicy;
use moka::sync::Cache as Table;

use crate::entry::Entry;
use crate::key::Identity;

/// Bytes to a unit of weight: the table counts weights in 32 bits, so that entries up to 256 GiB are weighed truly.
const UNIT: u64 = 64;

type Entries = Table<Identity, Arc<Entry>>;

/// How long entries stay and how many.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) bytes: u64,
    pub(crate) time_to_live: Option<Duration>,
    pub(crate) time_to_idle: Option<Duration>,
}

pub(crate) struct Memory {
    /// Replaced as a whole when it shrinks: the bound of a table cannot be changed.
    entries: RwLock<Entries>,
    limits: RwLock<Limits>,
    /// Counts the questions.
    clock: AtomicU64,
}

impl Memory {
    pub(crate) fn new(limits: Limits) -> Self {
        Self {
            entries: RwLock::new(table(limits)),
            limits: RwLock::new(limits),
            clock: AtomicU64::new(1),
        }
    }

    /// The entry; whether `find` had to be asked for it. Of several who ask at once one asks `find`, the others wait for what
    /// it says, be it an error, which is not kept.
    pub(crate) fn get_or_find<E: Send + Sync + 'static>(
        &self,
        identity: &Identity,
        find: impl FnOnce() -> Result<Arc<Entry>, E>,
    ) -> Result<Arc<Entry>, Arc<E>> {
        let entries = self.entries();
        let mut found = false;
        let entry = entries.try_get_with_by_ref(identity, || {
            found = true;
            find()
        })?;
        self.touch(&entry);
        if found {
            // Otherwise a table may stay above its bound until somebody asks it again.
            entries.run_pending_tasks();
        }
        Ok(entry)
    }

    pub(crate) fn get(&self, identity: &Identity) -> Option<Arc<Entry>> {
        let entry = self.entries().get(identity)?;
        self.touch(&entry);
        Some(entry)
    }

    pub(crate) fn insert(&self, identity: &Identity, entry: Arc<Entry>) {
        self.touch(&entry);
        let entries = self.entries();
        entries.insert(identity.clone(), entry);
        entries.run_pending_tasks();
    }

    pub(crate) fn remove(&self, identity: &Identity) -> bool {
        self.entries().remove(identity).is_some()
    }

    /// Removes what is so and says how many there were.
    pub(crate) fn remove_where(&self, is_so: impl Fn(&Entry) -> bool) -> usize {
        let entries = self.entries();
        let found = entries.iter().filter(|(_, entry)| is_so(entry));
        let found: Vec<_> = found.map(|(identity, _)| identity).collect();
        for identity in &found {
            entries.invalidate(identity.as_ref());
        }
        entries.run_pending_tasks();
        found.len()
    }

    /// Lowers the bound: what was asked for last stays, as far as there is room.
    pub(crate) fn shrink_to(&self, bytes: u64) {
        let mut limits = self.limits.write().unwrap_or_else(PoisonError::into_inner);
        limits.bytes = limits.bytes.min(bytes);
        let mut entries = self.entries.write().unwrap_or_else(PoisonError::into_inner);
        let smaller = table(*limits);
        let mut kept: Vec<_> = entries.iter().collect();
        kept.sort_unstable_by_key(|(_, entry)| std::cmp::Reverse(entry.used()));
        let mut room = limits.bytes / UNIT;
        kept.retain(
            |(_, entry)| match room.checked_sub(u64::from(weight(entry))) {
                Some(left) => {
                    room = left;
                    true
                }
                None => false,
            },
        );
        // The one used last goes in last, so that it is the last to leave.
        for (identity, entry) in kept.into_iter().rev() {
            smaller.insert(identity.as_ref().clone(), entry);
        }
        smaller.run_pending_tasks();
        *entries = smaller;
    }

    /// The entries and the bytes they take.
    pub(crate) fn size(&self) -> (u64, u64) {
        let entries = self.entries();
        entries.run_pending_tasks();
        (entries.entry_count(), entries.weighted_size() * UNIT)
    }

    pub(crate) fn bound(&self) -> u64 {
        self.limits
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .bytes
    }

    fn touch(&self, entry: &Entry) {
        entry.use_at(self.clock.fetch_add(1, Ordering::Relaxed));
    }

    fn entries(&self) -> Entries {
        self.entries
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

fn weight(entry: &Entry) -> u32 {
    u32::try_from(entry.bytes.div_ceil(UNIT)).unwrap_or(u32::MAX)
}

fn table(limits: Limits) -> Entries {
    let mut builder = Table::builder()
        .max_capacity(limits.bytes / UNIT)
        .weigher(|_: &Identity, entry: &Arc<Entry>| weight(entry))
        .eviction_policy(EvictionPolicy::lru());
    if let Some(time) = limits.time_to_live {
        builder = builder.time_to_live(time);
    }
    if let Some(time) = limits.time_to_idle {
        builder = builder.time_to_idle(time);
    }
    builder.build()
}
