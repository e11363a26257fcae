//! Observers of progress that count, and that stop the work.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use kosmic_core::Progress;

/// Counts every call, and asks to stop once `patience` units are done.
pub(crate) struct Observer {
    pub(crate) begun: AtomicU64,
    pub(crate) total: AtomicU64,
    pub(crate) finished: AtomicU64,
    pub(crate) ended: AtomicU64,
    patience: u64,
}

impl Observer {
    pub(crate) fn with_patience(patience: u64) -> Self {
        let [begun, total, finished, ended] = [0; 4].map(AtomicU64::new);
        Self {
            begun,
            total,
            finished,
            ended,
            patience,
        }
    }

    pub(crate) fn patient() -> Self {
        Self::with_patience(u64::MAX)
    }

    /// Begun, total, finished, ended.
    pub(crate) fn counts(&self) -> [u64; 4] {
        [&self.begun, &self.total, &self.finished, &self.ended].map(|count| count.load(Relaxed))
    }
}

impl Progress for Observer {
    fn begin(&self, total: u64) {
        self.begun.fetch_add(1, Relaxed);
        self.total.fetch_add(total, Relaxed);
    }

    fn advance(&self, finished: u64) {
        self.finished.fetch_add(finished, Relaxed);
    }

    fn end(&self) {
        self.ended.fetch_add(1, Relaxed);
    }

    fn is_cancelled(&self) -> bool {
        self.finished.load(Relaxed) >= self.patience
    }
}
