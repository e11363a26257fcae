//! Joint replicates group by group, on all threads, watched and stoppable.

use std::ops::Range;

use kosmic_core::Progress;

use crate::bootstrap::{Groups, Plan};
use crate::error::ParallelError;
use crate::memory::verify_bytes;

/// The most replicates of a group: those are told of, and can be stopped, together.
const LARGEST_GROUP: usize = 64;

/// Groups for each thread, so that none waits long for the last.
const GROUPS_A_THREAD: usize = 8;

/// The values of all replicates of a plan, `width` each, filled by `work`, which gets a worker of its thread, the
/// replicates and their places. If stopped, those finished without a gap.
pub(super) fn draw_by_group<W, E: Send>(
    plan: &Plan,
    width: usize,
    progress: &dyn Progress,
    worker: impl Fn() -> W + Sync,
    work: impl Fn(&mut W, Range<u64>, &mut [f64]) -> Result<(), E> + Sync,
) -> Result<Vec<f64>, ParallelError>
where
    ParallelError: From<E>,
{
    let mut values = space_for(plan.replicates, width)?;
    let groups = plan.threads.count() * GROUPS_A_THREAD;
    let size = plan.replicates.div_ceil(groups).clamp(1, LARGEST_GROUP);
    let drawing = Groups {
        threads: plan.threads,
        progress,
        wanted: 0..plan.replicates as u64,
        width,
        size,
    };
    progress.begin(plan.replicates as u64);
    let finished = drawing.fill(&mut values, worker, work);
    progress.end();
    values.truncate(finished? * width);
    Ok(values)
}

/// Checks before anything is computed that the values of all replicates, `width` each, can be held besides so many
/// bytes.
pub(super) fn verify_memory(plan: &Plan, width: usize, besides: u128) -> Result<(), ParallelError> {
    let values = plan.replicates as u128 * width as u128 * size_of::<f64>() as u128;
    verify_bytes(plan.replicates, values.saturating_add(besides))
}

/// Places for all values.
fn space_for(replicates: usize, width: usize) -> Result<Vec<f64>, ParallelError> {
    let mut values = Vec::new();
    let count = replicates.checked_mul(width);
    if let Some(count) = count.filter(|count| values.try_reserve_exact(*count).is_ok()) {
        values.resize(count, f64::NAN);
        return Ok(values);
    }
    Err(ParallelError::OutOfMemory {
        replicates,
        bytes: replicates as u128 * width as u128 * size_of::<f64>() as u128,
        available: None,
    })
}
