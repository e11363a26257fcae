//! How many threads work, and how work is shared among them.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};
use std::thread::{Builder, available_parallelism, scope};

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
    /// As many as the process may use. On Linux that is the number of processors of its affinity (`taskset`, cpusets),
    /// or the quota of its cgroup (containers, version 1 or 2) rounded down where that is less; elsewhere what
    /// [`std::thread::available_parallelism`] says.
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
            Self::All => available_parallelism().map_or(1, usize::from),
        }
    }

    /// Hands out tasks one by one, in their order, to these threads. The calling thread is one of them, and no more are
    /// started than there are tasks. Each thread that gets a task makes itself a worker first.
    ///
    /// Threads are started for this call and share nothing with a pool, so that calls may be nested in each other and in
    /// tasks of rayon.
    pub(crate) fn share<I, W>(
        self,
        tasks: I,
        worker: impl Fn() -> W + Sync,
        work: impl Fn(&mut W, I::Item) + Sync,
    ) -> Result<(), ParallelError>
    where
        I: ExactSizeIterator + Send,
    {
        let helpers = self.helpers(tasks.len());
        let queue = Queue(Mutex::new(Some(tasks)));
        let serve = || {
            let Some(mut task) = queue.next() else {
                return;
            };
            let mut worker = worker();
            loop {
                work(&mut worker, task);
                match queue.next() {
                    Some(next) => task = next,
                    None => return,
                }
            }
        };
        scope(|scope| {
            for _ in 0..helpers {
                if let Err(error) = Builder::new().spawn_scoped(scope, serve) {
                    queue.close();
                    let (requested, reason) = (self.count(), error.to_string());
                    return Err(ParallelError::Threads { requested, reason });
                }
            }
            serve();
            Ok(())
        })
    }

    /// As [`Threads::share`], for work that may fail: the failure of the first task that has one. Tasks behind a failure may
    /// be left.
    pub(crate) fn try_share<I, W, E: Send>(
        self,
        tasks: I,
        worker: impl Fn() -> W + Sync,
        work: impl Fn(&mut W, I::Item) -> Result<(), E> + Sync,
    ) -> Result<(), ParallelError>
    where
        I: ExactSizeIterator + Send,
        ParallelError: From<E>,
    {
        let failure = FirstFailure::none();
        self.share(tasks.enumerate(), worker, |worker, (number, task)| {
            if failure.is_before(number) {
                return;
            }
            if let Err(error) = work(worker, task) {
                failure.note(number, error);
            }
        })?;
        failure
            .into_error()
            .map_or(Ok(()), |error| Err(error.into()))
    }

    /// The results of `work` on 0..count, in order.
    pub(crate) fn each<R: Send>(
        self,
        count: usize,
        work: impl Fn(usize) -> R + Sync,
    ) -> Result<Vec<R>, ParallelError> {
        let size = count.div_ceil(self.count() * CHUNKS_A_THREAD).max(1);
        let mut results: Vec<Option<R>> = (0..count).map(|_| None).collect();
        let fill = |_: &mut (), (chunk, places): (usize, &mut [Option<R>])| {
            for (place, number) in places.iter_mut().zip(chunk * size..) {
                *place = Some(work(number));
            }
        };
        self.share(results.chunks_mut(size).enumerate(), || (), fill)?;
        Ok(results.into_iter().flatten().collect())
    }

    /// Threads to be started besides the calling one.
    fn helpers(self, tasks: usize) -> usize {
        self.count().min(tasks).saturating_sub(1)
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

/// The failure of the item that comes first, of all that are known so far.
pub(crate) struct FirstFailure<E> {
    /// The number of the item; the largest number where none failed.
    item: AtomicUsize,
    error: Mutex<Option<E>>,
}

impl<E> FirstFailure<E> {
    pub(crate) fn none() -> Self {
        Self {
            item: AtomicUsize::new(usize::MAX),
            error: Mutex::new(None),
        }
    }

    pub(crate) fn is_before(&self, item: usize) -> bool {
        self.item.load(Relaxed) < item
    }

    pub(crate) fn note(&self, item: usize, error: E) {
        let mut first = self.error.lock().unwrap_or_else(PoisonError::into_inner);
        if self.item.fetch_min(item, Relaxed) > item {
            *first = Some(error);
        }
    }

    pub(crate) fn into_error(self) -> Option<E> {
        self.error
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tasks to be had by whichever thread comes next; none once it is closed.
struct Queue<I>(Mutex<Option<I>>);

impl<I: Iterator> Queue<I> {
    fn next(&self) -> Option<I::Item> {
        let mut tasks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tasks.as_mut()?.next()
    }

    fn close(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// Chunks for each thread where results are many, so that none waits long for the last.
const CHUNKS_A_THREAD: usize = 8;

/// Beyond this a request is a slip of the keyboard, and the system would fail in less friendly ways.
const MOST: usize = 4096;

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::thread::{ThreadId, current};

    use super::*;

    /// The threads that worked on `tasks` tasks, the number of workers made, and the tasks done.
    fn shared(threads: usize, tasks: usize) -> (HashSet<ThreadId>, usize, usize) {
        let ids = Mutex::new(HashSet::new());
        let [workers, done] = [0; 2].map(AtomicUsize::new);
        let worker = || workers.fetch_add(1, Relaxed);
        let work = |_: &mut usize, task: usize| {
            ids.lock().unwrap().insert(current().id());
            done.fetch_add(task + 1, Relaxed);
        };
        Threads::Exactly(threads)
            .share(0..tasks, worker, work)
            .unwrap();
        (
            ids.into_inner().unwrap(),
            workers.into_inner(),
            done.into_inner(),
        )
    }

    #[test]
    fn each_task_is_done_once_by_no_more_threads_than_asked_for() {
        for threads in [1, 2, 5] {
            let (ids, workers, done) = shared(threads, 1000);
            assert_eq!(done, 1000 * 1001 / 2);
            assert!(workers <= threads && ids.len() == workers);
        }
    }

    #[test]
    fn of_failures_the_first_is_told_and_results_stand_in_their_order() {
        for threads in [1, 3] {
            let work = |_: &mut (), task: usize| match task {
                3 | 40 => Err(ParallelError::StrataOfOne { strata: task }),
                _ => Ok(()),
            };
            let error = Threads::Exactly(threads).try_share(0..100, || (), work);
            assert!(matches!(
                error,
                Err(ParallelError::StrataOfOne { strata: 3 })
            ));
            let squares = Threads::Exactly(threads).each(100, |i| i * i).unwrap();
            assert!(squares.into_iter().eq((0..100).map(|i| i * i)));
        }
    }

    #[test]
    fn one_thread_is_the_calling_one() {
        assert_eq!(shared(1, 10).0, HashSet::from([current().id()]));
    }

    #[test]
    fn no_more_threads_are_started_than_there_are_tasks() {
        let threads = Threads::Exactly(4000);
        assert_eq!(
            [0, 1, 2, 3, 5000].map(|tasks| threads.helpers(tasks)),
            [0, 0, 1, 2, 3999]
        );
        assert_eq!(shared(4000, 1).0, HashSet::from([current().id()]));
        assert_eq!(shared(4000, 0), (HashSet::new(), 0, 0));
    }

    /// Each thread waits in its task until all have one, so that all of them must exist.
    #[test]
    fn as_many_threads_work_as_asked_for() {
        let all_here = std::sync::Barrier::new(4);
        let work = |_: &mut (), _| {
            all_here.wait();
        };
        Threads::Exactly(4).share(0..4, || (), work).unwrap();
    }
}
