//! What can be wrong with a question to this crate, and where.

use kosmic_core::CoreError;
use kosmic_parallel::ParallelError;

/// Why a statistic could not be computed.
///
/// Each variant carries what was expected, what was found and where.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StatsError {
    /// A number lies outside the range it must lie in.
    #[error("{name} must lie {range}, got {value}")]
    OutOfRange {
        /// What the number is.
        name: &'static str,
        /// The range in words.
        range: &'static str,
        /// The number found.
        value: f64,
    },
    /// A number of a list lies outside the range it must lie in.
    #[error("{name} must lie {range}, got {value} at index {index}")]
    OutOfRangeAt {
        /// What the number is.
        name: &'static str,
        /// The range in words.
        range: &'static str,
        /// Index of the first such number, counted from 0.
        index: usize,
        /// The number found.
        value: f64,
    },
    /// A list has too few numbers.
    #[error("{name}: at least {needed} needed, got {got}")]
    TooFew {
        /// What is counted.
        name: &'static str,
        /// The least number of them.
        needed: usize,
        /// The number found.
        got: usize,
    },
    /// Two lists that belong together differ in length.
    #[error("{first} and {second} must be equally many, got {got_first} and {got_second}")]
    LengthMismatch {
        /// What the first list holds.
        first: &'static str,
        /// What the second list holds.
        second: &'static str,
        /// The length of the first.
        got_first: usize,
        /// The length of the second.
        got_second: usize,
    },
    /// There is no variation to measure an effect by.
    #[error("{name} is 0: an effect in units of it is undefined")]
    NoVariation {
        /// The standard deviation or variance that is 0.
        name: &'static str,
    },
    /// No value of what was to be found gives what was asked for.
    #[error("no {wanted} gives {asked}: {reason}")]
    Unsolvable {
        /// What was to be found.
        wanted: &'static str,
        /// What it was to give.
        asked: String,
        /// Why there is none.
        reason: &'static str,
    },
    /// A coupling could not be computed.
    #[error(transparent)]
    Core(#[from] CoreError),
    /// Resamples could not be drawn.
    #[error(transparent)]
    Parallel(#[from] ParallelError),
}

/// `value`, if it lies strictly between 0 and 1.
pub(crate) fn verify_within_unit(name: &'static str, value: f64) -> Result<f64, StatsError> {
    if value > 0.0 && value < 1.0 {
        return Ok(value);
    }
    Err(StatsError::OutOfRange {
        name,
        range: "strictly between 0 and 1",
        value,
    })
}

/// All of `values`, if they are finite.
pub(crate) fn verify_finite(name: &'static str, values: &[f64]) -> Result<(), StatsError> {
    match values.iter().position(|value| !value.is_finite()) {
        None => Ok(()),
        Some(index) => Err(StatsError::OutOfRangeAt {
            name,
            range: "among the finite numbers",
            index,
            value: values[index],
        }),
    }
}
