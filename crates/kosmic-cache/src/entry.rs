//! An answer as it is kept in memory.

use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use crate::footprint::footprint;
use crate::key::{Identity, Label};
use serde::Serialize;

/// What an entry takes besides its value and its question: its own fields, the nodes of the table and of its queues.
const OVERHEAD: usize = 512;

/// An answer, with what it is told by.
pub(crate) struct Entry {
    value: Arc<dyn Any + Send + Sync>,
    pub(crate) label: Label,
    /// What it took to find the answer.
    pub(crate) cost: Duration,
    pub(crate) created: SystemTime,
    pub(crate) bytes: u64,
    /// When it was last asked for, by the count of questions.
    used: AtomicU64,
}

impl Entry {
    pub(crate) fn new<V: Serialize + Send + Sync + 'static>(
        identity: &Identity,
        value: V,
        label: Label,
        cost: Duration,
        created: SystemTime,
    ) -> Self {
        Self {
            bytes: (footprint(&value) + identity.bytes.len() + OVERHEAD) as u64,
            value: Arc::new(value),
            label,
            cost,
            created,
            used: AtomicU64::new(0),
        }
    }

    /// The answer, if it is of this type, which the question guarantees.
    pub(crate) fn value<V: Send + Sync + 'static>(&self) -> Option<Arc<V>> {
        Arc::clone(&self.value).downcast().ok()
    }

    pub(crate) fn use_at(&self, count: u64) {
        self.used.fetch_max(count, Ordering::Relaxed);
    }

    pub(crate) fn used(&self) -> u64 {
        self.used.load(Ordering::Relaxed)
    }
}
