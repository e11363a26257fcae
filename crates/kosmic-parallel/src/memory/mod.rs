//! What memory a bootstrap takes, told before it starts.

mod available;
mod estimate;
mod workload;

pub use available::available_memory;
pub use estimate::MemoryEstimate;
pub use workload::Workload;

use crate::error::ParallelError;

/// Up to here nobody is asked whether it fits: the answer takes as long as a small bootstrap.
const NOT_ASKED_FOR: u128 = 64 << 20;

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
