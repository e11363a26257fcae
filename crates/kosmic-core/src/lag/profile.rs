//! K-Lag: the K-Index of the overlapping parts at each lag.

use super::products::{Centred, lagged_products};
use super::verify_max_lag;
use crate::error::CoreError;
use crate::moments;
use crate::pair::{LEAST_OBSERVATIONS, Pair, Side};
use crate::series::Series;
use crate::source::PairSource;

/// Below this share of the whole sum of squares, that of an overlap is taken afresh: its difference from the whole
/// would have lost more than two digits, and a constant overlap must be seen as one.
const SAFE_SHARE: f64 = 1e-2;

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
        let n = pair.len();
        verify_max_lag(max_lag, n, LEAST_OBSERVATIONS)?;
        let r = correlations(pair, max_lag)?;
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
/// Cost: O(n·L) time, O(L) memory beyond a block of the data. Agrees with the plain definition to 1e-12.
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

fn correlations<S: PairSource>(
    pair: &Pair<S>,
    max_lag: usize,
) -> Result<Vec<Option<f64>>, CoreError> {
    let lags = -(max_lag as i64)..=max_lag as i64;
    let (x, y) = (Centred::of(pair, Side::X)?, Centred::of(pair, Side::Y)?);
    let products = lagged_products(&x, &y, &lags)?;
    let x = Ends::of(&x, pair.len(), max_lag)?;
    let y = Ends::of(&y, pair.len(), max_lag)?;
    let correlation = |lag: i64, product: f64| {
        let cut = lag.unsigned_abs() as usize;
        let pairs = (pair.len() - cut) as f64;
        let (x, y) = if lag >= 0 {
            (x.without_tail(cut, pairs), y.without_head(cut, pairs))
        } else {
            (x.without_head(cut, pairs), y.without_tail(cut, pairs))
        };
        let (Some(x), Some(y)) = (x, y) else {
            return moments::of_source(pair.source(), lag).map(|direct| direct.correlation());
        };
        let cross = product - x.sum * y.sum / pairs;
        Ok(Some(moments::coefficient(cross, x.squares, y.squares)))
    };
    lags.zip(products)
        .map(|(lag, product)| correlation(lag, product))
        .collect()
}

/// Sums of the centred values of one series: of the whole, of its first and of its last few.
struct Ends {
    whole: Part,
    heads: Vec<Part>,
    tails: Vec<Part>,
}

/// Sum and sum of squares over a part of a series.
#[derive(Clone, Copy, Default)]
struct Part {
    sum: f64,
    squares: f64,
}

impl Ends {
    fn of<S: PairSource>(
        series: &Centred<'_, S>,
        n: usize,
        longest: usize,
    ) -> Result<Self, CoreError> {
        let mut values = Vec::new();
        series.read(0..longest, &mut values)?;
        let heads = running_parts(values.iter());
        series.read(n - longest..n, &mut values)?;
        let tails = running_parts(values.iter().rev());
        let whole = Part {
            sum: 0.0,
            squares: series.squares(),
        };
        Ok(Self {
            whole,
            heads,
            tails,
        })
    }

    fn without_head(&self, cut: usize, left: f64) -> Option<Part> {
        self.without(self.heads[cut], left)
    }

    fn without_tail(&self, cut: usize, left: f64) -> Option<Part> {
        self.without(self.tails[cut], left)
    }

    /// What is left without a part, its squares about its own mean; `None` where too little of them is left to trust.
    fn without(&self, part: Part, left: f64) -> Option<Part> {
        let sum = self.whole.sum - part.sum;
        let squares = self.whole.squares - part.squares - sum * sum / left;
        (squares > SAFE_SHARE * self.whole.squares).then_some(Part { sum, squares })
    }
}

/// The sums over the first 0, 1, 2, … values.
fn running_parts<'v>(values: impl Iterator<Item = &'v f64>) -> Vec<Part> {
    let add = |part: &mut Part, value: &f64| {
        part.sum += value;
        part.squares += value * value;
        Some(*part)
    };
    std::iter::once(Part::default())
        .chain(values.scan(Part::default(), add))
        .collect()
}
