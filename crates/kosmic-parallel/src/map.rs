//! A closure applied to many items by several threads.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use kosmic_core::Progress;

use crate::error::ParallelError;
use crate::threads::{FirstFailure, Threads};

/// The results of `work` on each item, in the order of the items.
///
/// Results do not depend on the number of threads as long as `work` does not. Items are begun in their order, by no more
/// threads than there are chunks of items. `progress` hears of finished items, in chunks of at most 16, and is asked
/// before each item whether to stop.
///
/// A map that is stopped is an error, since a list that lacks results would be taken for a complete one;
/// [`parallel_map_partial`] keeps what is finished.
///
/// Cost: that of the calls, and about a tenth of a microsecond a chunk.
///
/// # Errors
/// [`ParallelError::MapStopped`]; [`ParallelError::Panicked`] with the first item on which `work` panicked (all items
/// before it are done, later ones are not begun any more); [`ParallelError::Threads`].
///
/// # Example
/// ```
/// use kosmic_core::{Silent, k_index};
/// use kosmic_parallel::{Threads, parallel_map};
///
/// let temperature = [3.0, 4.0, 6.0, 8.0, 11.0];
/// let stations = [[2.0, 3.0, 5.0, 7.0, 10.0], [9.0, 8.0, 6.0, 4.0, 1.0], [5.0, 1.0, 3.0, 1.0, 5.0]];
/// let k = parallel_map(&stations, Threads::All, &Silent, |station| k_index(&temperature, station))?;
/// let k: Vec<f64> = k.into_iter().collect::<Result<_, _>>()?;
/// assert_eq!(k[..2], [2.0, 2.0]);
/// assert!(k[2] < 1.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn parallel_map<T: Sync, R: Send>(
    items: &[T],
    threads: impl Into<Threads>,
    progress: &dyn Progress,
    work: impl Fn(&T) -> R + Sync,
) -> Result<Vec<R>, ParallelError> {
    try_parallel_map(items, threads, progress, |item| Ok(work(item)))
}

/// As [`parallel_map`], for work that can fail: all results, or the first error in the order of the items.
///
/// Which error that is does not depend on the number of threads either: an item before the first failing one is always
/// done, and one after it is begun only if it was not yet known to be in vain.
///
/// # Errors
/// The first error of `work`, and as [`parallel_map`]. What comes first in the order of the items counts; that the map was
/// stopped counts only where nothing failed.
///
/// # Example
/// ```
/// use kosmic_core::Silent;
/// use kosmic_parallel::{ParallelError, try_parallel_map};
///
/// #[derive(Debug)]
/// enum Failure {
///     Negative(f64),
///     Threads(ParallelError),
/// }
///
/// impl From<ParallelError> for Failure {
///     fn from(error: ParallelError) -> Self {
///         Self::Threads(error)
///     }
/// }
///
/// let root = |value: &f64| if *value < 0.0 { Err(Failure::Negative(*value)) } else { Ok(value.sqrt()) };
/// assert_eq!(try_parallel_map(&[4.0, 9.0], 2, &Silent, root).unwrap(), [2.0, 3.0]);
/// let failed = try_parallel_map(&[4.0, -1.0, -2.0], 2, &Silent, root);
/// assert!(matches!(failed, Err(Failure::Negative(-1.0))));
/// ```
pub fn try_parallel_map<T: Sync, R: Send, E: From<ParallelError> + Send>(
    items: &[T],
    threads: impl Into<Threads>,
    progress: &dyn Progress,
    work: impl Fn(&T) -> Result<R, E> + Sync,
) -> Result<Vec<R>, E> {
    let results = finished(items, threads.into(), progress, work)?;
    let done = results.iter().flatten().count();
    if done < items.len() {
        let (finished, items) = (done, items.len());
        return Err(ParallelError::MapStopped { finished, items }.into());
    }
    Ok(results.into_iter().flatten().collect())
}

/// As [`parallel_map`], but stopping it is no error: the results of the items finished by then, in their places, and
/// `None` in the places of the others.
///
/// # Errors
/// As [`parallel_map`], but for [`ParallelError::MapStopped`].
///
/// # Example
/// ```
/// use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
///
/// use kosmic_core::Progress;
/// use kosmic_parallel::parallel_map_partial;
///
/// struct Stop(AtomicBool);
///
/// impl Progress for Stop {
///     fn is_cancelled(&self) -> bool {
///         self.0.load(Relaxed)
///     }
/// }
///
/// let stop = Stop(AtomicBool::new(false));
/// let squares = parallel_map_partial(&[1, 2, 3, 4], 1, &stop, |item| {
///     stop.0.store(*item == 2, Relaxed);
///     item * item
/// })?;
/// assert_eq!(squares, [Some(1), Some(4), None, None]);
/// # Ok::<(), kosmic_parallel::ParallelError>(())
/// ```
pub fn parallel_map_partial<T: Sync, R: Send>(
    items: &[T],
    threads: impl Into<Threads>,
    progress: &dyn Progress,
    work: impl Fn(&T) -> R + Sync,
) -> Result<Vec<Option<R>>, ParallelError> {
    finished(items, threads.into(), progress, |item| Ok(work(item)))
}

/// The most items between two words to the observer.
const LARGEST_CHUNK: usize = 16;

/// Chunks for each thread, so that none waits long for the last.
const CHUNKS_A_THREAD: usize = 64;

/// The results of the items that are done, in their places, unless one failed: then the first failure.
fn finished<T: Sync, R: Send, E: From<ParallelError> + Send>(
    items: &[T],
    threads: Threads,
    progress: &dyn Progress,
    work: impl Fn(&T) -> Result<R, E> + Sync,
) -> Result<Vec<Option<R>>, E> {
    let _span = tracing::debug_span!("parallel_map", items = items.len()).entered();
    let threads = threads.checked()?;
    let size = (items.len() / (CHUNKS_A_THREAD * threads.count())).clamp(1, LARGEST_CHUNK);
    let failure = FirstFailure::none();
    let mut places: Vec<Option<R>> = items.iter().map(|_| None).collect();
    let fill = |_: &mut (), (chunk, (places, items)): (usize, (&mut [Option<R>], &[T]))| {
        let mut done = 0;
        for ((place, item), number) in places.iter_mut().zip(items).zip(chunk * size..) {
            if progress.is_cancelled() || failure.is_before(number) {
                break;
            }
            match caught(&work, item, number) {
                Ok(result) => *place = Some(result),
                Err(error) => failure.note(number, error),
            }
            done += 1;
        }
        if done > 0 {
            progress.advance(done);
        }
    };
    progress.begin(items.len() as u64);
    let chunks = places.chunks_mut(size).zip(items.chunks(size));
    let shared = threads.share(chunks.enumerate(), || (), fill);
    progress.end();
    shared?;
    failure.into_error().map_or(Ok(places), Err)
}

/// The result of `work`, its panics turned into errors. A panic leaves nothing behind but its message: of `work` only
/// shared borrows are held.
fn caught<T, R, E: From<ParallelError>>(
    work: &impl Fn(&T) -> Result<R, E>,
    item: &T,
    number: usize,
) -> Result<R, E> {
    catch_unwind(AssertUnwindSafe(|| work(item))).unwrap_or_else(|panic| {
        let (item, message) = (number, message_of(panic.as_ref()));
        Err(ParallelError::Panicked { item, message }.into())
    })
}

fn message_of(panic: &(dyn Any + Send)) -> String {
    let literal = panic.downcast_ref::<&str>().map(ToString::to_string);
    let message = literal.or_else(|| panic.downcast_ref::<String>().cloned());
    message.unwrap_or_else(|| "without a message".into())
}
