//! What memory a bootstrap takes, told before it starts.

mod available;

pub use available::available_memory;

use crate::bootstrap::ROUND;
use crate::error::ParallelError;
use crate::statistic::View;
use crate::threads::Threads;

/// The size of a bootstrap run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Workload {
    /// Rows of the data, and of each resample.
    pub rows: usize,
    /// Replicates.
    pub replicates: usize,
    /// Values of each replicate; 1 unless set.
    pub values: usize,
    /// Threads; one unless set.
    pub threads: Threads,
    /// What the statistic looks at; [`View::Moments`] unless set.
    pub view: View,
}

impl Workload {
    /// Replicates of one value from moments, drawn by one thread.
    #[must_use]
    pub fn new(rows: usize, replicates: usize) -> Self {
        Self {
            rows,
            replicates,
            values: 1,
            threads: Threads::default(),
            view: View::Moments,
        }
    }

    /// The number of values of each replicate.
    #[must_use]
    pub fn values(mut self, values: usize) -> Self {
        self.values = values;
        self
    }

    /// The number of threads.
    #[must_use]
    pub fn threads(mut self, threads: impl Into<Threads>) -> Self {
        self.threads = threads.into();
        self
    }

    /// What the statistic looks at.
    #[must_use]
    pub fn view(mut self, view: View) -> Self {
        self.view = view;
        self
    }

    /// Threads that get something to do.
    fn busy_threads(&self) -> u128 {
        self.threads.count().min(self.replicates.div_ceil(ROUND)) as u128
    }
}

/// The bytes that a bootstrap run allocates at its peak, besides the data given to it and what the statistic itself
/// allocates.
///
/// | part | bytes |
/// |---|---|
/// | replicates | 16 · replicates · values |
/// | columns | 16 · rows: both series, side by side |
/// | working | threads · 20 · m: one resample a thread, m the next power of two from rows on |
///
/// Threads count as far as there are 16 replicates for each. The measured peak of runs above a megabyte lay between 0.8
/// and 1.05 times the total; several threads seldom all have their peak at once.
///
/// # Example
/// ```
/// use kosmic_parallel::{MemoryEstimate, Workload};
///
/// let estimate = MemoryEstimate::of(Workload::new(1 << 20, 2000).threads(2));
/// assert_eq!(estimate.replicates, 32_000);
/// assert_eq!(estimate.columns, 16 << 20);
/// assert_eq!(estimate.working, 40 << 20);
/// estimate.verify()?;
/// # Ok::<(), kosmic_parallel::ParallelError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MemoryEstimate {
    /// The run it is for.
    pub workload: Workload,
    /// The values of the replicates.
    pub replicates: u128,
    /// Copies of the data.
    pub columns: u128,
    /// What all threads together work with.
    pub working: u128,
}

/// A value of a replicate, or that it is undefined.
const BYTES_A_VALUE: u128 = size_of::<Option<f64>>() as u128;

/// The two values of a row.
const BYTES_A_ROW: u128 = 2 * size_of::<f64>() as u128;

/// The same in a resample that grows by doubling: when its last column does, the old half is still there.
const BYTES_A_DRAWN_ROW: u128 = BYTES_A_ROW + size_of::<f64>() as u128 / 2;

/// Up to here nobody is asked whether it fits: the answer takes as long as a small bootstrap.
const NOT_ASKED_FOR: u128 = 64 << 20;

impl MemoryEstimate {
    /// The estimate for a run.
    #[must_use]
    pub fn of(workload: Workload) -> Self {
        let room = workload
            .rows
            .checked_next_power_of_two()
            .unwrap_or(usize::MAX) as u128;
        Self {
            workload,
            replicates: (workload.replicates as u128)
                .saturating_mul(workload.values as u128)
                .saturating_mul(BYTES_A_VALUE),
            columns: BYTES_A_ROW * workload.rows as u128,
            working: workload.busy_threads() * BYTES_A_DRAWN_ROW * room,
        }
    }

    /// All parts together.
    #[must_use]
    pub fn total(&self) -> u128 {
        self.replicates.saturating_add(self.columns + self.working)
    }

    /// Whether it fits into [`available_memory`]; where that is unknown, and up to 64 MiB, it is taken to fit.
    ///
    /// # Errors
    /// [`ParallelError::OutOfMemory`].
    pub fn verify(&self) -> Result<(), ParallelError> {
        if self.total() <= NOT_ASKED_FOR {
            return Ok(());
        }
        self.verify_within(available_memory())
    }

    fn verify_within(&self, available: Option<u64>) -> Result<(), ParallelError> {
        let (replicates, bytes) = (self.workload.replicates, self.total());
        match available {
            Some(available) if bytes > u128::from(available) => Err(ParallelError::OutOfMemory {
                replicates,
                bytes,
                available: Some(available),
            }),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_without_replicates_take_nothing() {
        let working = |replicates, threads: usize| {
            MemoryEstimate::of(Workload::new(1000, replicates).threads(threads)).working
        };
        assert_eq!(working(16, 8), working(1999, 1));
        assert_eq!(working(17, 8), working(1999, 2));
    }

    #[test]
    fn sizes_beyond_all_memory_are_told_without_overflow() {
        let largest = Workload::new(usize::MAX, usize::MAX)
            .values(usize::MAX)
            .threads(4096);
        let estimate = MemoryEstimate::of(largest);
        assert!(estimate.total() > u128::from(u64::MAX));
        assert!(matches!(
            estimate.verify_within(Some(u64::MAX)),
            Err(ParallelError::OutOfMemory {
                replicates: usize::MAX,
                available: Some(u64::MAX),
                ..
            })
        ));
    }

    #[test]
    fn what_is_available_suffices_to_the_byte() {
        let estimate = MemoryEstimate::of(Workload::new(1000, 100));
        let bytes = u64::try_from(estimate.total()).unwrap();
        assert!(estimate.verify_within(Some(bytes)).is_ok());
        assert!(estimate.verify_within(None).is_ok());
        let error = estimate.verify_within(Some(bytes - 1)).unwrap_err();
        let sentence = format!(
            "100 replicates need {bytes} bytes, of {} that can be had; ask for fewer",
            bytes - 1
        );
        assert_eq!(error.to_string(), sentence);
    }
}
