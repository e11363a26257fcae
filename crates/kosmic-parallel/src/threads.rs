//! How many threads work, and the pool they work in.

use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::error::ParallelError;

/// How many threads a piece of work may use. The result never depends on it.
///
/// # Example
/// ```
/// use kosmic_parallel::Threads;
///
/// assert_eq!(Threads::default(), Threads::Exactly(1));
/// assert_eq!(Threads::from(4), Threads::Exactly(4));
/// assert!(Threads::All.count() >= 1);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Threads {
    /// This many.
    Exactly(usize),
    /// As many as the process may use, by its affinity and its cgroup's quota.
    All,
}

impl Default for Threads {
    fn default() -> Self {
        Self::Exactly(1)
    }
}

impl From<usize> for Threads {
    fn from(count: usize) -> Self {
        Self::Exactly(count)
    }
}

impl Threads {
    /// The number of threads meant; at least 1 for `All`.
    #[must_use]
    pub fn count(self) -> usize {
        match self {
            Self::Exactly(count) => count,
            Self::All => std::thread::available_parallelism().map_or(1, usize::from),
        }
    }

    /// Runs `work` so that rayon's parallel iterators in it use these threads.
    pub(crate) fn run<R: Send>(self, work: impl FnOnce() -> R + Send) -> Result<R, ParallelError> {
        if self.count() == 1 {
            return Ok(work());
        }
        Ok(self.pool()?.install(work))
    }

    fn pool(self) -> Result<ThreadPool, ParallelError> {
        let requested = self.count();
        let builder = ThreadPoolBuilder::new().num_threads(requested);
        builder.build().map_err(|error| ParallelError::Threads {
            requested,
            reason: error.to_string(),
        })
    }

    /// The same, if it is a number of threads that can be meant.
    pub(crate) fn checked(self) -> Result<Self, ParallelError> {
        let refused = |requested, reason| Err(ParallelError::Threads { requested, reason });
        match self {
            Self::Exactly(0) => refused(0, "at least one is needed".into()),
            Self::Exactly(count) if count > MOST => {
                refused(count, format!("at most {MOST} are supported"))
            }
            threads => Ok(threads),
        }
    }
}

/// Beyond this a request is a slip of the keyboard, and the system would fail in less friendly ways.
const MOST: usize = 4096;
