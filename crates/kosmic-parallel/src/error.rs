//! What can be wrong with a bootstrap, and what to do about it.

use kosmic_core::{CoreError, InstructionSet};

/// Why a bootstrap could not be run or gave no interval.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ParallelError {
    /// The data or a level are not fit for the metric.
    #[error(transparent)]
    Core(#[from] CoreError),
    /// The number of replicates is too small for an interval.
    #[error("too few replicates: at least {needed} are needed, {got} were asked for")]
    TooFewReplicates {
        /// The least number.
        needed: usize,
        /// The number asked for.
        got: usize,
    },
    /// The least number of replicates is larger than the largest.
    #[error("at least {min} and at most {max} replicates: no number is both")]
    ReplicateRange {
        /// The least number asked for.
        min: usize,
        /// The largest number asked for.
        max: usize,
    },
    /// The replicates would not fit into memory.
    #[error(
        "{replicates} replicates need {bytes} bytes, {}; ask for fewer",
        .available.map_or("more than can be had".into(), |bytes| format!("of {bytes} that can be had"))
    )]
    OutOfMemory {
        /// The number asked for.
        replicates: usize,
        /// What they would take.
        bytes: u128,
        /// What can be had, if that is known.
        available: Option<u64>,
    },
    /// No thread to work with, or the threads could not be started.
    #[error("{requested} threads cannot be started: {reason}")]
    Threads {
        /// The number asked for.
        requested: usize,
        /// Why not.
        reason: String,
    },
    /// The processor lacks the instruction set asked for.
    #[error(
        "this processor does not have the instruction set {0}; leave the choice to the default"
    )]
    InstructionSet(InstructionSet),
    /// The correlation is exactly 1 or -1, so that no resample differs from the sample.
    #[error(
        "the correlation is exactly {r}: one series is a linear function of the other, and resampling says nothing about it"
    )]
    PerfectCorrelation {
        /// 1 or -1.
        r: f64,
    },
    /// The statistic is undefined on the data themselves.
    #[error("the statistic is undefined on the data themselves")]
    UndefinedEstimate,
    /// The statistic is undefined on nearly all resamples.
    #[error(
        "the statistic is defined on only {defined} of {replicates} resamples; at least {needed} are needed"
    )]
    TooFewDefined {
        /// Resamples with a value.
        defined: usize,
        /// All resamples.
        replicates: usize,
        /// The least number with a value.
        needed: usize,
    },
    /// The work was stopped before there was enough for an interval.
    #[error("stopped after {finished} of {replicates} replicates; at least {needed} are needed")]
    Stopped {
        /// Replicates finished by then.
        finished: usize,
        /// Replicates asked for.
        replicates: usize,
        /// The least number.
        needed: usize,
    },
    /// A map was stopped before all items were done.
    #[error("stopped after {finished} of {items} items")]
    MapStopped {
        /// Items done by then.
        finished: usize,
        /// All items.
        items: usize,
    },
    /// The closure of a map panicked.
    #[error("the work on item {item} panicked: {message}")]
    Panicked {
        /// The first item, counted from 0, on which it did.
        item: usize,
        /// What it said.
        message: String,
    },
}
