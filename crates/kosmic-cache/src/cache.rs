//! Answers that are kept, first in memory, then on disk.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::builder::CacheBuilder;
use crate::disk::{Disk, Header, encode};
use crate::entry::Entry;
use crate::error::CacheError;
use crate::fingerprint::{Fingerprint, State, Trust, of_content};
use crate::key::{Identity, Key};
use crate::memory::Memory;
use crate::statistics::{Counters, Statistics, count};

/// The version of what is remembered of files.
const FILE_VERSION: u32 = 1;

/// A cache of answers of any type that can be serialised, to questions of any kind.
///
/// Answers are found in memory (bounded in bytes, least recently used first out), then on disk (one checked file for each, shared by
/// processes), and computed otherwise: once for all threads that ask at the same time. Whatever fails in the keeping of an answer,
/// the answer is given.
///
/// May be shared among threads by reference or in an `Arc`.
///
/// # Example
/// ```
/// use std::convert::Infallible;
/// use kosmic_cache::{Cache, Fingerprint, Key};
///
/// let cache = Cache::builder().build()?;
/// let data = vec![1.0, 2.0, 4.0];
/// let key = Key::new("sum of squares", 1).data(Fingerprint::of_series(&data));
/// let compute = || Ok::<f64, Infallible>(data.iter().map(|x| x * x).sum());
/// assert_eq!(*cache.get_or_compute(&key, compute).unwrap(), 21.0);
/// assert_eq!(*cache.get_or_compute(&key, compute).unwrap(), 21.0);
///
/// let done = cache.statistics();
/// assert_eq!((done.misses, done.memory_hits), (1, 1));
/// # Ok::<(), kosmic_cache::CacheError>(())
/// ```
pub struct Cache {
    pub(crate) memory: Memory,
    pub(crate) disk: Option<Disk>,
    time_to_live: Option<Duration>,
    counters: Counters,
    /// Raised whenever something is to be forgotten: an answer whose computation began before is not kept.
    pub(crate) forgettings: AtomicU64,
}

impl Cache {
    /// The choices.
    pub fn builder() -> CacheBuilder {
        CacheBuilder::default()
    }

    pub(crate) fn new(memory: Memory, disk: Option<Disk>, time_to_live: Option<Duration>) -> Self {
        Self {
            memory,
            disk,
            time_to_live,
            counters: Counters::default(),
            forgettings: AtomicU64::new(0),
        }
    }

    /// The answer to a question, computed if it is not known.
    ///
    /// `compute` must depend on nothing but what the key says. It must not ask this cache the same question: it would wait for itself.
    ///
    /// Cost: of a hit in memory, a fraction of a microsecond; of one on disk, tens of microseconds and the reading of the value.
    ///
    /// # Errors
    /// That of `compute`, shared by all who waited for it; it is not kept.
    pub fn get_or_compute<V, E>(
        &self,
        key: &Key,
        compute: impl FnOnce() -> Result<V, E>,
    ) -> Result<Arc<V>, Arc<E>>
    where
        V: Serialize + DeserializeOwned + Send + Sync + 'static,
        E: Send + Sync + 'static,
    {
        let (start, identity) = (Instant::now(), key.identity::<V>());
        let forgettings = self.forgettings.load(Ordering::Acquire);
        let mut found = Found::InMemory;
        let answer = self.memory.get_or_find(&identity, || {
            if let Some(entry) = self.look_on_disk::<V>(&identity) {
                found = Found::OnDisk;
                return Ok(entry);
            }
            found = Found::Nowhere;
            let (begun, value) = (Instant::now(), compute()?);
            let cost = begun.elapsed();
            Ok(Arc::new(Entry::new(
                &identity,
                value,
                key.label(),
                cost,
                SystemTime::now(),
            )))
        });
        let entry = answer.inspect_err(|_| count(&self.counters.failures))?;
        self.account(found, &entry, start);
        let value = typed(&entry);
        if found == Found::Nowhere {
            self.keep(&identity, &entry, &*value, forgettings);
        }
        Ok(value)
    }

    /// The answer to a question, if it is known.
    pub fn get<V>(&self, key: &Key) -> Option<Arc<V>>
    where
        V: Serialize + DeserializeOwned + Send + Sync + 'static,
    {
        let (start, identity) = (Instant::now(), key.identity::<V>());
        let (found, entry) = match self.memory.get(&identity) {
            Some(entry) => (Found::InMemory, entry),
            None => {
                let entry = self.look_on_disk::<V>(&identity)?;
                self.memory.insert(&identity, Arc::clone(&entry));
                (Found::OnDisk, entry)
            }
        };
        self.account(found, &entry, start);
        Some(typed(&entry))
    }

    /// Keeps an answer that was found elsewhere, and what it took; it replaces an older one.
    pub fn insert<V>(&self, key: &Key, value: V, cost: Duration) -> Arc<V>
    where
        V: Serialize + DeserializeOwned + Send + Sync + 'static,
    {
        let identity = key.identity::<V>();
        let forgettings = self.forgettings.load(Ordering::Acquire);
        let entry = Entry::new(&identity, value, key.label(), cost, SystemTime::now());
        let entry = Arc::new(entry);
        self.memory.insert(&identity, Arc::clone(&entry));
        let value = typed(&entry);
        self.keep(&identity, &entry, &*value, forgettings);
        value
    }

    /// The content of a file. With a folder on disk, what was hashed once is remembered for other processes too.
    ///
    /// Cost: of a remembered file, that of a hit; otherwise one reading at several gigabytes a second.
    ///
    /// # Errors
    /// [`CacheError::File`] where the file cannot be read, [`CacheError::Changing`] where it changes meanwhile.
    pub fn fingerprint_file(&self, path: &Path, trust: Trust) -> Result<Fingerprint, CacheError> {
        let place = std::fs::canonicalize(path).map_err(CacheError::at(path))?;
        let key = |state: &State| {
            let place = place.as_os_str().as_encoded_bytes().iter();
            let place: Vec<u8> = place.copied().collect();
            Key::new("content of a file", FILE_VERSION)
                .option("path", place)
                .option("size", state.size)
                .option(
                    "modified",
                    state.modified.map(|time| time.as_nanos() as u64),
                )
                .option("changed", vec![state.changed.0, state.changed.1])
                .option("place", vec![state.place.0, state.place.1])
        };
        if trust == Trust::Metadata {
            let known = self.get::<Fingerprint>(&key(&State::of(&place)?));
            if let Some(content) = known {
                return Ok(*content);
            }
        }
        let start = Instant::now();
        let (content, state) = of_content(&place)?;
        if state.is_settled() {
            self.insert(&key(&state), content, start.elapsed());
        }
        Ok(content)
    }

    /// What the cache has done since it was opened.
    #[must_use]
    pub fn statistics(&self) -> Statistics {
        let (memory_entries, memory_bytes) = self.memory.size();
        Statistics {
            memory_entries,
            memory_bytes,
            memory_bound: self.memory.bound(),
            ..self.counters.read()
        }
    }

    /// The folder of the entries on disk, if there is one.
    #[must_use]
    pub fn folder(&self) -> Option<&Path> {
        self.disk.as_ref().map(Disk::root)
    }

    pub(crate) fn counters(&self) -> &Counters {
        &self.counters
    }

    fn look_on_disk<V>(&self, identity: &Identity) -> Option<Arc<Entry>>
    where
        V: Serialize + DeserializeOwned + Send + Sync + 'static,
    {
        let oldest = self
            .time_to_live
            .and_then(|time| SystemTime::now().checked_sub(time));
        let damaged = || count(&self.counters.damaged);
        let stored = self.disk.as_ref()?.get::<V>(identity, oldest, damaged)?;
        let (created, cost) = (stored.header.created(), stored.header.cost);
        Some(Arc::new(Entry::new(
            identity,
            stored.value,
            stored.header.label,
            cost,
            created,
        )))
    }

    fn account(&self, found: Found, entry: &Entry, start: Instant) {
        match found {
            Found::InMemory => count(&self.counters.memory_hits),
            Found::OnDisk => count(&self.counters.disk_hits),
            Found::Nowhere => return count(&self.counters.misses),
        }
        self.counters.save_time(entry.cost, start.elapsed());
    }

    /// Keeps a new answer on disk, unless something was to be forgotten since its question was asked.
    fn keep<V: Serialize>(&self, identity: &Identity, entry: &Entry, value: &V, forgettings: u64) {
        if let Err(reason) = self.store(identity, entry, value, forgettings) {
            count(&self.counters.not_stored);
            tracing::warn!(
                operation = entry.label.operation,
                reason,
                "an answer is not kept on disk"
            );
        }
        if self.forgettings.load(Ordering::Acquire) != forgettings {
            self.memory.remove(identity);
            if let Some(disk) = &self.disk {
                // What cannot be removed now is the answer to its question all the same.
                let _ = disk.remove(identity);
            }
        }
    }

    fn store<V: Serialize>(
        &self,
        identity: &Identity,
        entry: &Entry,
        value: &V,
        forgettings: u64,
    ) -> Result<(), String> {
        let Some(disk) = &self.disk else {
            return Ok(());
        };
        if self.forgettings.load(Ordering::Acquire) != forgettings {
            return Ok(());
        }
        let header = Header::new(identity, entry.label.clone(), entry.created, entry.cost);
        let bytes = encode(&header, value).ok_or("its type refuses to be written")?;
        if !disk.holds(bytes.len()) {
            return Err(format!(
                "{} bytes are more than the folder may hold",
                bytes.len()
            ));
        }
        disk.put(identity, &bytes)
            .map_err(|error| error.to_string())
    }
}

/// Where an answer was.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Found {
    InMemory,
    OnDisk,
    Nowhere,
}

fn typed<V: Send + Sync + 'static>(entry: &Entry) -> Arc<V> {
    entry.value().expect("the type is part of the question")
}

impl Drop for Cache {
    /// Tells the other processes what this one has saved; if they do not listen, nothing is lost but the figure.
    fn drop(&mut self) {
        let untold = self.counters.take_untold();
        if let Some(disk) = &self.disk {
            let _ = disk.add_to_totals(untold);
        }
    }
}
