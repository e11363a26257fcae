//! Which of many series leads which, and by how much.

use kosmic_core::{CoreError, LagPeak, LagProfile, Progress};

use crate::error::ParallelError;
use crate::many::Columns;
use crate::map::try_parallel_map;
use crate::threads::Threads;

/// The peak of K-Lag for every ordered pair of series.
///
/// The entry (i, j) is the τ of -L..=L with the largest K(τ) = 2|r(x_i(t), x_j(t+τ))|: τ > 0 means that i leads j. The entry
/// (j, i) has the same r at -τ.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct LagMatrix {
    /// The number of columns M.
    pub columns: usize,
    /// The number of rows N.
    pub n: usize,
    /// The longest lag L.
    pub max_lag: usize,
    /// The peaks of the pairs i < j, row by row; `None` where no lag has a defined r.
    pub peaks: Vec<Option<LagPeak>>,
}

impl LagMatrix {
    /// The peak of an ordered pair; `None` for a column with itself, for one that is not there, and where no lag has a
    /// defined r.
    #[must_use]
    pub fn peak(&self, i: usize, j: usize) -> Option<LagPeak> {
        let (first, second) = (i.min(j) as u128, i.max(j) as u128);
        let columns = self.columns as u128;
        if first == second || second >= columns {
            return None;
        }
        let place = first * (2 * columns - 1 - first) / 2 + second - first - 1;
        let peak = (*self.peaks.get(usize::try_from(place).ok()?)?)?;
        Some(LagPeak {
            lag: if i < j {
                peak.lag
            } else {
                peak.lag.saturating_neg()
            },
            ..peak
        })
    }
}

/// The K-Lag peaks of all ordered pairs of M columns over the lags -L..=L, by several threads.
///
/// Each pair's profile is that of [`k_lag`](kosmic_core::k_lag), with the exact normalisation of each overlap and its rule
/// for ties (the smallest |τ|; of τ and -τ the one with which the column of the smaller number leads), so that
/// lags are antisymmetric and K is symmetric. The same bits for any number of threads.
///
/// The best of 2L + 1 lags is high by chance, and that of M(M-1)/2 pairs more so:
/// [`bootstrap_k_lag`](crate::bootstrap_k_lag) has bands for one pair. Missing values are refused: without its rows a series
/// would be shifted in time.
///
/// Cost: M(M-1)/2 profiles.
///
/// # Errors
/// [`CoreError::LagTooLong`], [`ParallelError::MapStopped`], [`ParallelError::Threads`].
///
/// # Example
/// ```
/// use kosmic_core::Silent;
/// use kosmic_parallel::{Columns, k_lag_matrix};
///
/// let a = [0.0, 0.0, 3.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0];
/// let b = [0.0, 0.0, 0.0, 0.0, 3.0, 0.0, 1.0, 0.0, 0.0, 0.0];
/// let c = [0.0, 0.0, 0.0, 3.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0];
/// let matrix = k_lag_matrix(&Columns::new([&a, &b, &c])?, 3, 1, &Silent)?;
/// assert_eq!(matrix.peak(0, 1).map(|peak| (peak.lag, peak.k)), Some((2, 2.0))); // a leads b by two
/// assert_eq!(matrix.peak(1, 0).map(|peak| peak.lag), Some(-2));
/// assert_eq!(matrix.peak(2, 1).map(|peak| peak.lag), Some(1));
/// # Ok::<(), kosmic_parallel::ParallelError>(())
/// ```
pub fn k_lag_matrix(
    columns: &Columns<'_>,
    max_lag: usize,
    threads: impl Into<Threads>,
    progress: &dyn Progress,
) -> Result<LagMatrix, ParallelError> {
    let _span = tracing::debug_span!("k_lag_matrix", columns = columns.count()).entered();
    let pairs: Vec<(usize, usize)> = columns.pairs().collect();
    let peaks = try_parallel_map(
        &pairs,
        threads,
        progress,
        |&(i, j)| match LagProfile::of_pair(&columns.pair(i, j)?, max_lag) {
            Ok(profile) => Ok(profile.peak()),
            Err(CoreError::NoLagDefined { .. }) => Ok(None),
            Err(error) => Err(ParallelError::Core(error)),
        },
    )?;
    Ok(LagMatrix {
        columns: columns.count(),
        n: columns.rows(),
        max_lag,
        peaks,
    })
}
