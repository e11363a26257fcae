//! From recordings to one value of coupling each.

use kosmic_core::{Pair, Progress, Series};
use kosmic_parallel::{Threads, try_parallel_map};

use crate::error::StatsError;

/// On which scale couplings are compared among conditions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum CouplingScale {
    /// K = 2|r|: r of .5 and of -.5 are equal.
    #[default]
    K,
    /// Fisher's z = atanh(r), signed: nearly normal, with a scatter that does not depend on the coupling.
    FisherZ,
}

/// The coupling in each of many recordings, in their order: what [`ConditionTest`](super::ConditionTest) compares, where each
/// condition has a group of recordings. Two conditions of one recording each are compared by
/// [`Comparison`](kosmic_core::Comparison).
///
/// Cost: one pass over each recording.
///
/// # Errors
/// [`StatsError::Parallel`] with what is wrong with the first recording that is no pair, or with the threads, or where `progress`
/// stopped the work; [`StatsError::OutOfRange`] for z of a perfect correlation.
///
/// # Example
/// ```
/// use kosmic_core::{Silent, k_index};
/// use kosmic_stats::{CouplingScale, couplings_of};
///
/// let x = [1.0, 2.0, 3.0, 4.0, 5.0];
/// let recordings = [(&x, &[2.0, 1.0, 4.0, 3.0, 6.0]), (&x, &[5.0, 3.0, 4.0, 1.0, 2.0])];
/// let k = couplings_of(&recordings, CouplingScale::K, 1, &Silent)?;
/// assert_eq!(k[1], k_index(&x, recordings[1].1)?);
/// let z = couplings_of(&recordings, CouplingScale::FisherZ, 1, &Silent)?;
/// assert!(z[0] > 0.0 && z[1] < 0.0);
/// # Ok::<(), kosmic_stats::StatsError>(())
/// ```
pub fn couplings_of<'a, S: Into<Series<'a>> + Clone + Sync>(
    recordings: &[(S, S)],
    scale: CouplingScale,
    threads: impl Into<Threads>,
    progress: &dyn Progress,
) -> Result<Vec<f64>, StatsError> {
    let coupling = |(x, y): &(S, S)| -> Result<f64, StatsError> {
        let pair = Pair::new(x.clone(), y.clone())?;
        match scale {
            CouplingScale::K => Ok(pair.k()),
            CouplingScale::FisherZ if pair.r().abs() < 1.0 => Ok(pair.r().atanh()),
            CouplingScale::FisherZ => Err(StatsError::OutOfRange {
                name: "a correlation on the scale of z",
                range: "strictly between -1 and 1",
                value: pair.r(),
            }),
        }
    };
    try_parallel_map(recordings, threads, progress, coupling)
}
