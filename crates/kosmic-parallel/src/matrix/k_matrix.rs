//! The matrix of couplings, its tiles shared among threads.

use kosmic_core::{CouplingMatrix, MatrixPlan, Progress, Workers};

use crate::error::ParallelError;
use crate::map::try_parallel_map;
use crate::threads::Threads;

/// The couplings K_ij = 2|r_ij| between all of M series of N rows, by several threads: the bits of
/// [`k_matrix`](kosmic_core::k_matrix), whatever their number.
///
/// The plan has the series, the policy for missing values and the instruction set; formula, range and cost stand at
/// [`MatrixPlan::run`]. Series are standardised eight by eight and correlated tile by tile: `progress` hears of both, one
/// after the other, and is asked whether to stop.
///
/// # Errors
/// As [`MatrixPlan::run`]; [`ParallelError::MapStopped`], [`ParallelError::Threads`].
///
/// # Example
/// ```
/// use kosmic_core::{MatrixPlan, Missing, Silent};
/// use kosmic_parallel::{Threads, parallel_k_matrix};
///
/// let series: Vec<Vec<f64>> =
///     (0..20).map(|m| (0..50).map(|t| f64::from((t * (2 * m + 3)) % 31)).collect()).collect();
/// let plan = MatrixPlan::new(&series)?.missing(Missing::Pairwise);
/// let matrix = parallel_k_matrix(&plan, Threads::All, &Silent)?;
/// assert_eq!(matrix.k(7, 7), Some(2.0));
/// assert_eq!(matrix, parallel_k_matrix(&plan, 1, &Silent)?);
/// # Ok::<(), kosmic_parallel::ParallelError>(())
/// ```
pub fn parallel_k_matrix(
    plan: &MatrixPlan<'_>,
    threads: impl Into<Threads>,
    progress: &dyn Progress,
) -> Result<CouplingMatrix, ParallelError> {
    let _span = tracing::debug_span!("k_matrix", series = plan.count(), n = plan.rows()).entered();
    let threads = threads.into();
    plan.run(&Crew { threads, progress })
}

struct Crew<'p> {
    threads: Threads,
    progress: &'p dyn Progress,
}

impl Workers for Crew<'_> {
    type Error = ParallelError;

    fn together(&self) -> usize {
        self.threads.count()
    }

    fn map<T: Sync, R: Send>(
        &self,
        items: &[T],
        work: impl Fn(&T) -> Result<R, ParallelError> + Sync,
    ) -> Result<Vec<R>, ParallelError> {
        try_parallel_map(items, self.threads, self.progress, work)
    }
}
