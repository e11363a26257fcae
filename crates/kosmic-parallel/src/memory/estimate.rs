//! The bytes of a bootstrap run, part by part.

#[cfg(test)]
use super::verify_within;
use super::{Workload, verify_bytes};
use crate::bootstrap::STRIP;
use crate::error::ParallelError;
use crate::kernel::{BATCH, CHUNK, DigitChunk, SECOND, TOGETHER, digit_chunks};
use crate::resample::{LARGEST_TABLE, POISSON_CELL};
use crate::scheme::Scheme;
use crate::statistic::View;

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

    /// Whether it fits into [`available_memory`](crate::available_memory); where that is unknown, and up to 64 MiB, it is taken to fit.
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
