//! K-Lag: the K-Index of the overlapping parts at each lag.

use super::options::LagOptions;
use super::overlaps::correlations;
use crate::error::CoreError;
use crate::pair::Pair;
use crate::series::Series;
use crate::source::PairSource;

/// Two values of K closer than this are a tie between lags.
const TIE: f64 = 1e-12;

/// The coupling of two series at each lag from -L to L.
///
/// At lag τ it is that of the pairs (x_t, y_{t+τ}), each overlap with its own means and variances. τ > 0: x leads.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct LagProfile {
    /// The number of pairs at lag 0.
    pub n: usize,
    /// The longest lag L.
    pub max_lag: usize,
    /// The signed correlation at the lags -L..=L in order; `None` where an overlapping part is constant.
    pub r: Vec<Option<f64>>,
}

/// The lag at which K is largest.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct LagPeak {
    /// The lag; positive where x leads.
    pub lag: i64,
    /// The signed correlation there.
    pub r: f64,
    /// K = 2|r| there.
    pub k: f64,
}

impl LagProfile {
    /// The profile of a checked pair.
    ///
    /// # Errors
    /// As [`k_lag`], and the failure of the pair's source.
    pub fn of_pair<S: PairSource>(pair: &Pair<S>, max_lag: usize) -> Result<Self, CoreError> {
        Self::with_options(pair, LagOptions::new(max_lag))
    }

    /// The profile of a checked pair with choices.
    ///
    /// # Errors
    /// As [`k_lag`], and the failure of the pair's source; [`CoreError::TooShort`] where the least overlap is longer than the
    /// pair; [`CoreError::InstructionSet`].
    pub fn with_options<S: PairSource>(
        pair: &Pair<S>,
        options: LagOptions,
    ) -> Result<Self, CoreError> {
        let (n, max_lag) = (pair.len(), options.max_lag);
        let r = correlations(pair.source(), pair.moments(), options.verified(n)?)?;
        if r.iter().all(Option::is_none) {
            return Err(CoreError::NoLagDefined { max_lag });
        }
        Ok(Self { n, max_lag, r })
    }

    /// The lags -L..=L, one for each value of `r`.
    pub fn lags(&self) -> impl ExactSizeIterator<Item = i64> + use<> {
        let longest = self.max_lag as i64;
        (0..self.r.len()).map(move |index| (index as i64).saturating_sub(longest))
    }

    /// K = 2|r| at each lag.
    pub fn k(&self) -> impl ExactSizeIterator<Item = Option<f64>> {
        self.r.iter().map(|r| r.map(|r| 2.0 * r.abs()))
    }

    /// The signed correlation at one lag; `None` where it is undefined or beyond L.
    #[must_use]
    pub fn r_at(&self, lag: i64) -> Option<f64> {
        let index = lag.checked_add(self.max_lag as i64)?;
        *self.r.get(usize::try_from(index).ok()?)?
    }

    /// The number of pairs that overlap at a lag.
    #[must_use]
    pub fn overlap(&self, lag: i64) -> usize {
        self.n.saturating_sub(lag.unsigned_abs() as usize)
    }

    /// The lag with the largest K. Of several within 1e-12 of it, the one with the smallest |τ|, and of τ and -τ the
    /// positive.
    ///
    /// It is the best of many: even without any coupling some lag has the largest K, so that its size alone says
    /// nothing about significance.
    #[must_use]
    pub fn peak(&self) -> Option<LagPeak> {
        self.peak_within(self.lags())
    }

    /// The peak among some of the lags; `None` if none of them is defined.
    #[must_use]
    pub fn peak_within(&self, lags: impl IntoIterator<Item = i64>) -> Option<LagPeak> {
        let mut defined: Vec<LagPeak> = lags
            .into_iter()
            .filter_map(|lag| {
                self.r_at(lag).map(|r| LagPeak {
                    lag,
                    r,
                    k: 2.0 * r.abs(),
                })
            })
            .collect();
        let highest = defined
            .iter()
            .map(|peak| peak.k)
            .fold(f64::NEG_INFINITY, f64::max);
        defined.retain(|peak| peak.k >= highest - TIE);
        defined
            .into_iter()
            .min_by_key(|peak| (peak.lag.unsigned_abs(), peak.lag < 0))
    }
}

/// The K-Lag of two series: K(τ) = 2|r(x_t, y_{t+τ})| for τ = -L..=L, τ > 0 meaning that x leads.
///
/// Each lag has its own means and variances over the n - |τ| pairs that overlap, so that each K is exactly the
/// K-Index of the shifted series.
///
/// At lag 0 it is the K-Index to the bit. A series that is led by its ends (a spike, a step near the end) costs a profile more
/// for each time that they hold 99 % of what is left of its sum of squares.
///
/// Cost: O(n·L) time, from about sixty lags on O(n·log L) by the fast Fourier transform; O(L) memory beyond a block of the
/// data. Agrees with the plain definition to 1e-12.
///
/// # Errors
/// As [`k_index`](crate::k_index); [`CoreError::LagTooLong`] where fewer than 3 pairs would overlap;
/// [`CoreError::NoLagDefined`] where r is undefined at every lag.
///
/// # Example
/// ```
/// let x = [0.0, 0.0, 3.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0];
/// let y = [0.0, 0.0, 0.0, 0.0, 3.0, 0.0, 1.0, 0.0, 0.0, 0.0];
/// let profile = kosmic_core::k_lag(&x, &y, 3)?;
/// let peak = profile.peak().unwrap();
/// assert_eq!((peak.lag, peak.k), (2, 2.0)); // x leads by two steps
/// # Ok::<(), kosmic_core::CoreError>(())
/// ```
pub fn k_lag<'a>(
    x: impl Into<Series<'a>>,
    y: impl Into<Series<'a>>,
    max_lag: usize,
) -> Result<LagProfile, CoreError> {
    LagProfile::of_pair(&Pair::new(x, y)?, max_lag)
}
