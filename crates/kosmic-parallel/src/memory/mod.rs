//! What memory a bootstrap takes, told before it starts.

mod available;

pub use available::available_memory;

use crate::bootstrap::{STRIP, group_size};
use crate::error::ParallelError;
use crate::kernel::{BATCH, CHUNK, DigitChunk, FOURTH, SECOND, TOGETHER, digit_chunks};
use crate::resample::{Blocks, LARGEST_TABLE, POISSON_CELL};
use crate::scheme::Scheme;
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
    /// Whether a statistic of weights sees batches of resamples; not so unless set.
    pub batched: bool,
    /// Whether rows are read from outside memory; not so unless set.
    pub streamed: bool,
    /// How rows are weighted; [`Scheme::Iid`] unless set.
    pub scheme: Scheme,
}

impl Workload {
    /// Replicates of one value from moments, drawn by one thread from rows in memory.
    #[must_use]
    pub fn new(rows: usize, replicates: usize) -> Self {
        Self {
            rows,
            replicates,
            values: 1,
            threads: Threads::default(),
            view: View::Moments,
            batched: false,
            streamed: false,
            scheme: Scheme::default(),
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

    /// Whether the statistic is [`BATCHED`](crate::Statistic::BATCHED).
    #[must_use]
    pub fn batched(mut self, batched: bool) -> Self {
        self.batched = batched;
        self
    }

    /// Whether rows are read from outside memory.
    #[must_use]
    pub fn streamed(mut self, streamed: bool) -> Self {
        self.streamed = streamed;
        self
    }

    /// How rows are weighted.
    #[must_use]
    pub fn scheme(mut self, scheme: Scheme) -> Self {
        self.scheme = scheme;
        self
    }

    /// Replicates drawn together by one thread.
    fn group(&self) -> u128 {
        group_size(self.replicates, self.threads, self.rows, self.scheme) as u128
    }

    /// Threads that get a group.
    fn busy_threads(&self) -> u128 {
        (self.threads.count() as u128).min((self.replicates as u128).div_ceil(self.group()))
    }

    /// Whether rows are read once for all replicates of moments.
    fn draws_by_strip(&self) -> bool {
        self.streamed && !self.scheme.draws_whole_replicates()
    }

    /// Whether sums of drawn blocks are all that is looked at.
    fn sums_blocks(&self) -> bool {
        self.scheme.draws_blocks() && self.sums() > 0
    }

    fn blocks(&self) -> Blocks {
        Blocks::of(self.rows as u64)
    }

    /// Real weights are seen one resample at a time.
    fn sees_batches(&self) -> bool {
        self.batched && self.scheme != Scheme::Dirichlet
    }

    /// Weighted sums of a replicate.
    fn sums(&self) -> u128 {
        let order = match self.view {
            View::Moments | View::DrawnBlocks => SECOND,
            View::FourthMoments => FOURTH,
            View::Weights | View::Sample => 0,
        };
        order as u128
    }
}

/// The bytes that a bootstrap run allocates at its peak, besides the data given to it and what the statistic itself
/// allocates.
///
/// | part | bytes |
/// |---|---|
/// | replicates | 16 · replicates · values; of data outside memory also 8 · (s + 1) for each, its sums and weight, unless a scheme draws whole replicates |
/// | columns | views of whole columns: 16 · rows, both series; moments of data outside memory: 32 · min(rows, 16 m), as read and as held, and 41 · m for fourth moments; but 16 · rows where a scheme draws whole replicates |
/// | tables | 300 KiB of probabilities; 32 KiB where there is one block only; a balanced shuffle 4 · rows · replicates up to 4 MiB |
/// | working | for each thread 32 · m (moments) or 44 · m (fourth moments) and, for each of the g replicates that it draws together, 8 · (s + 2 + min(blocks, 16)); for columns m + 8 · blocks + 8 · rows (weights) or 16 · rows (samples), for batches of weights 4 · m + 128 · blocks + 16 · rows |
///
/// m is the number of rows of a block, at most 16384; s is 5 for moments, 14 for fourth moments; g is at most 512. Threads
/// count as far as there is a group for each. Schemes that draw whole replicates (see [`Design`](crate::Design)) hold g ·
/// rows bytes a thread more, with a smaller g, or rows bytes for columns, 16 · rows for batches; Dirichlet weights take 28 · m more, Poisson weights 12 KiB; labels are the design's own. The measured peak of runs above a megabyte lay within 15 % of the total,
/// if all threads came to work at once; kernels without vectors take 12 · m more, and repairs
/// of resamples that are far narrower than the data are not counted. Moments of drawn blocks take 640 + 8 · s more a replicate, and for each of
/// the m rows of a chunk 32 + 16 · s, whatever the number of threads.
///
/// # Example
/// Five hundred megabytes of data, drawn from without a copy:
/// ```
/// use kosmic_parallel::{MemoryEstimate, View, Workload};
///
/// let run = Workload::new(1 << 25, 2000).threads(2);
/// let estimate = MemoryEstimate::of(run);
/// assert_eq!(estimate.replicates, 32_000);
/// assert_eq!(estimate.columns, 0);
/// assert!(estimate.total() < 3_000_000);
/// assert_eq!(MemoryEstimate::of(run.view(View::Sample)).columns, 512 << 20);
/// # Ok::<(), kosmic_parallel::ParallelError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MemoryEstimate {
    /// The run it is for.
    pub workload: Workload,
    /// The values of the replicates, and what is kept for each until all rows are read.
    pub replicates: u128,
    /// Copies of the data.
    pub columns: u128,
    /// Tables that all threads draw from.
    pub tables: u128,
    /// What all threads together work with.
    pub working: u128,
}

/// A value of a replicate, or that it is undefined.
const VALUE: u128 = size_of::<Option<f64>>() as u128;

const WORD: u128 = size_of::<f64>() as u128;

/// The two values of a row.
const ROW: u128 = 2 * WORD;

/// Tables of Poisson counts: about 45 means are met where the draws on a block vary, 6.5 KiB each.
const TABLES: u128 = 300 << 10;

/// One table, and what it takes to make it.
const ONE_TABLE: u128 = 32 << 10;

/// A replicate of blocks on its way: where it stands, its products, blocks that are open.
const BLOCK_REPLICATE: u128 = 640;

/// Up to here nobody is asked whether it fits: the answer takes as long as a small bootstrap.
const NOT_ASKED_FOR: u128 = 64 << 20;

impl MemoryEstimate {
    /// The estimate for a run.
    #[must_use]
    pub fn of(workload: Workload) -> Self {
        Self {
            workload,
            replicates: Self::of_replicates(&workload),
            columns: Self::of_columns(&workload),
            tables: Self::of_tables(&workload),
            working: workload.busy_threads() * Self::of_a_thread(&workload),
        }
    }

    fn of_replicates(workload: &Workload) -> u128 {
        let values = (workload.values as u128).saturating_mul(VALUE);
        let sums = if workload.sums_blocks() {
            BLOCK_REPLICATE + WORD * workload.sums()
        } else if workload.draws_by_strip() {
            WORD * (workload.sums() + 1)
        } else {
            0
        };
        (workload.replicates as u128).saturating_mul(values.saturating_add(sums))
    }

    fn of_tables(workload: &Workload) -> u128 {
        let copies = (workload.rows as u128).saturating_mul(workload.replicates as u128);
        match workload.scheme {
            Scheme::Iid if workload.blocks().count() > 1 => TABLES,
            Scheme::Stratified | Scheme::Cluster => TABLES,
            Scheme::Iid | Scheme::Poisson => ONE_TABLE,
            Scheme::Balanced if copies <= u128::from(LARGEST_TABLE) => 4 * copies,
            Scheme::Balanced | Scheme::Dirichlet => 0,
            Scheme::Moving | Scheme::Circular | Scheme::Stationary | Scheme::Auto => 0,
        }
    }

    fn of_columns(workload: &Workload) -> u128 {
        let rows = workload.rows as u128;
        if workload.sums_blocks() {
            let chunk = workload.blocks().largest() as u128;
            return chunk * (2 * ROW + 2 * WORD * workload.sums());
        }
        match workload.view {
            View::Weights | View::Sample => ROW * rows,
            View::Moments | View::FourthMoments if workload.draws_by_strip() => {
                let largest = workload.blocks().largest() as u128;
                let own_sums = match workload.view {
                    View::FourthMoments => Self::of_a_block(workload) + largest,
                    _ => 0,
                };
                // As read, and as held.
                2 * ROW * rows.min(u128::from(STRIP) * largest) + own_sums
            }
            View::Moments | View::FourthMoments | View::DrawnBlocks if workload.streamed => {
                ROW * rows
            }
            View::Moments | View::FourthMoments | View::DrawnBlocks => 0,
        }
    }

    fn of_a_thread(workload: &Workload) -> u128 {
        if workload.sums_blocks() {
            return 0;
        }
        let (rows, blocks) = (workload.rows as u128, u128::from(workload.blocks().count()));
        let largest = workload.blocks().largest() as u128;
        let weight = match workload.scheme {
            Scheme::Dirichlet => WORD,
            _ => 1,
        };
        let cells = match workload.scheme {
            Scheme::Poisson => 3 * POISSON_CELL as u128,
            _ => 0,
        };
        let counts = TOGETHER as u128 * (largest * weight + cells);
        let holds_counts =
            workload.scheme.draws_whole_replicates() || workload.scheme.draws_blocks();
        let whole = match (holds_counts, workload.view) {
            (false, _) => 0,
            (true, View::Moments | View::FourthMoments | View::DrawnBlocks) => {
                workload.group() * rows
            }
            (true, View::Weights) if workload.sees_batches() => BATCH as u128 * rows,
            (true, View::Weights | View::Sample) => rows,
        };
        whole
            + match workload.view {
                View::Moments | View::FourthMoments | View::DrawnBlocks => {
                    let planes = Self::of_a_block(workload);
                    // Sums, weight and number of a replicate, and its draws on a strip.
                    let drawn = workload.sums() + 2 + blocks.min(u128::from(STRIP));
                    planes + counts + workload.group() * WORD * drawn
                }
                View::Weights if workload.sees_batches() => {
                    counts + BATCH as u128 * (WORD * blocks + rows)
                }
                View::Weights => largest + WORD * (blocks + rows),
                View::Sample => largest + WORD * blocks + ROW * rows,
            }
    }

    /// The rows of a block as they are summed: digits for moments, floating point for fourth ones.
    fn of_a_block(workload: &Workload) -> u128 {
        let padded = workload.blocks().largest().next_multiple_of(CHUNK);
        let bytes = match workload.view {
            View::Moments if workload.scheme != Scheme::Dirichlet => {
                digit_chunks(padded) * size_of::<DigitChunk>()
            }
            _ => SECOND * size_of::<f64>() * padded,
        };
        bytes as u128
    }

    /// All parts together.
    #[must_use]
    pub fn total(&self) -> u128 {
        self.replicates
            .saturating_add(self.columns + self.tables + self.working)
    }

    /// Whether it fits into [`available_memory`]; where that is unknown, and up to 64 MiB, it is taken to fit.
    ///
    /// # Errors
    /// [`ParallelError::OutOfMemory`].
    pub fn verify(&self) -> Result<(), ParallelError> {
        verify_bytes(self.workload.replicates, self.total())
    }

    #[cfg(test)]
    fn verify_within(&self, available: Option<u64>) -> Result<(), ParallelError> {
        verify_within(self.workload.replicates, self.total(), available)
    }
}

/// Checks that replicates which take so many bytes fit into [`available_memory`].
pub(crate) fn verify_bytes(replicates: usize, bytes: u128) -> Result<(), ParallelError> {
    if bytes <= NOT_ASKED_FOR {
        return Ok(());
    }
    verify_within(replicates, bytes, available_memory())
}

fn verify_within(
    replicates: usize,
    bytes: u128,
    available: Option<u64>,
) -> Result<(), ParallelError> {
    match available {
        Some(available) if bytes > u128::from(available) => Err(ParallelError::OutOfMemory {
            replicates,
            bytes,
            available: Some(available),
        }),
        _ => Ok(()),
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
        assert_eq!(working(1, 8) * 8, working(8, 8));
        assert_eq!(working(8, 8), working(8, 4000));
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
