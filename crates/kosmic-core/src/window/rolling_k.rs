//! K of the windows of two series.

use super::layout::Windows;
use super::rolling::Rolling;
use super::{merging, stretches};
use crate::error::CoreError;
use crate::instruction_set::InstructionSet;
use crate::moments::Moments;
use crate::pair::Side;
use crate::series::Series;
use crate::undefined::{are_equal, defined};

/// Of windows so many steps long or shorter, each is summed up anew: that costs less than all that lie between two.
const STEPS_ANEW: usize = 8;

/// The coupling of two series in each of their windows.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct RollingK {
    /// Which windows there are and where they lie.
    pub windows: Windows,
    /// NaN where undefined.
    #[cfg_attr(feature = "serde", serde(with = "crate::undefined::as_null"))]
    r: Vec<f64>,
    /// Pairs in each window without missing values, where any are missing.
    pairs: Option<Vec<usize>>,
}

impl PartialEq for RollingK {
    fn eq(&self, other: &Self) -> bool {
        self.windows == other.windows && self.pairs == other.pairs && are_equal(&self.r, &other.r)
    }
}

impl RollingK {
    /// The number of windows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.r.len()
    }

    /// Whether there is no window.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.r.is_empty()
    }

    /// The signed correlation in a window; `None` where one of the series is constant there or too few pairs are left, and
    /// beyond the last window.
    #[must_use]
    pub fn r(&self, window: usize) -> Option<f64> {
        defined(*self.r.get(window)?)
    }

    /// K = 2|r| in a window; `None` where r is.
    #[must_use]
    pub fn k(&self, window: usize) -> Option<f64> {
        self.r(window).map(|r| 2.0 * r.abs())
    }

    /// K in all windows in their order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Option<f64>> {
        self.r.iter().map(|r| defined(2.0 * r.abs()))
    }

    /// The number of pairs in a window of which no value is missing.
    #[must_use]
    pub fn pairs(&self, window: usize) -> usize {
        match &self.pairs {
            Some(pairs) => pairs.get(window).copied().unwrap_or_default(),
            None => self.windows.rows(window).len(),
        }
    }
}

impl Rolling {
    /// K = 2|r| of two series in each window, with the means and variances of the window.
    ///
    /// Each window's sums are made of additions alone, so that nothing drifts: after ten million steps, with an offset of
    /// 1e9, or after a huge value has left the window, r is what [`k_index`](crate::k_index) gives for its rows to 1e-12, and
    /// never beyond ±1. A window in which a series is constant has no K.
    ///
    /// Windows share rows, so that their values move together: neighbours are no evidence of each other, and the highest of
    /// many is high by chance.
    ///
    /// Cost: O(n) time whatever the window (`docs/RESULTS.md`), O(n) memory. Missing values, and magnitudes whose squares leave
    /// the range of f64, take several times as long.
    ///
    /// # Errors
    /// [`CoreError::LengthMismatch`], [`CoreError::TooShort`] (below 3), [`CoreError::NonFinite`];
    /// [`CoreError::OutOfRange`] for a window or a minimum below 3, a minimum above the window or a step of 0;
    /// [`CoreError::WindowTooLong`]; [`CoreError::InstructionSet`].
    ///
    /// # Example
    /// ```
    /// use kosmic_core::{Missing, Rolling};
    ///
    /// let x = [1.0, 2.0, f64::NAN, 4.0, 3.0, 7.0, 7.0, 7.0];
    /// let y = [2.0, 4.0, 5.0, 8.0, 1.0, 2.0, 3.0, 5.0];
    /// let k = Rolling::new(4).minimum(3).missing(Missing::Pairwise).k(&x, &y)?;
    /// assert_eq!((k.windows.rows(0), k.pairs(0), k.k(0)), (0..3, 2, None)); // two pairs are too few
    /// assert_eq!((k.windows.rows(1), k.pairs(1), k.k(1)), (0..4, 3, Some(2.0)));
    /// # Ok::<(), kosmic_core::CoreError>(())
    /// ```
    ///
    /// # Source
    /// T. F. Chan, G. H. Golub, R. J. LeVeque, The American Statistician 37 (1983) 242-247 (merging); M. van Herk, A fast
    /// algorithm for local minimum and maximum filters, Pattern Recognition Letters 13 (1992) 517-521 (windows from what ends
    /// and what begins at fixed rows).
    pub fn k<'a>(
        &self,
        x: impl Into<Series<'a>>,
        y: impl Into<Series<'a>>,
    ) -> Result<RollingK, CoreError> {
        let (x, y) = (x.into(), y.into());
        if x.len() != y.len() {
            let (x, y) = (x.len(), y.len());
            return Err(CoreError::LengthMismatch { x, y });
        }
        let windows = self.windows_of_pairs(x.len())?;
        let set = self.instructions()?;
        let (x, y) = (x.contiguous(), y.contiguous());
        let missing = self.missing_values().found_in(Side::X, &x)?;
        if self.missing_values().found_in(Side::Y, &y)? || missing {
            return Ok(with_missing(windows, &x, &y));
        }
        let r = anew(windows, &x, &y).or_else(|| by_stretches(set, windows, &x, &y));
        let r = r.unwrap_or_else(|| {
            let moments = merging::moments(windows.iter(), &x, &y);
            moments.map(|moments| correlation(&moments)).collect()
        });
        let pairs = None;
        Ok(RollingK { windows, r, pairs })
    }
}

fn correlation(moments: &Moments) -> f64 {
    moments.correlation().unwrap_or(f64::NAN)
}

fn with_missing(windows: Windows, x: &[f64], y: &[f64]) -> RollingK {
    let enough = |moments: &Moments| moments.count() >= windows.minimum as u64;
    let (r, pairs) = merging::moments(windows.iter(), x, y)
        .map(|moments| {
            let r = if enough(&moments) {
                correlation(&moments)
            } else {
                f64::NAN
            };
            (r, moments.count() as usize)
        })
        .unzip();
    let pairs = Some(pairs);
    RollingK { windows, r, pairs }
}

/// Each window by itself, where few of them overlap.
fn anew(windows: Windows, x: &[f64], y: &[f64]) -> Option<Vec<f64>> {
    if windows.step == 1 || windows.step.saturating_mul(STEPS_ANEW) < windows.window {
        return None;
    }
    let r = windows
        .iter()
        .map(|rows| correlation_of(&x[rows.clone()], &y[rows]));
    Some(r.collect())
}

fn correlation_of(x: &[f64], y: &[f64]) -> f64 {
    correlation(&Moments::of_slices(x, y).expect("equally long and finite"))
}

/// By vectors: windows one row apart, of which each step-th is kept; `None` where one could not be found surely.
fn by_stretches(set: InstructionSet, windows: Windows, x: &[f64], y: &[f64]) -> Option<Vec<f64>> {
    let every = Windows { step: 1, ..windows };
    let r = one_apart(set, every, x, y);
    let sure = !r.iter().fold(false, |any, r| any | r.is_nan()) || {
        let mut runs = [Runs::of(x), Runs::of(y)];
        let mut constant = |rows| runs.iter_mut().any(|runs| runs.are_constant(&rows));
        let mut windows = r.iter().zip(every.iter());
        windows.all(|(r, rows)| !r.is_nan() || constant(rows))
    };
    if !sure {
        return None;
    }
    if windows.step == 1 {
        return Some(r);
    }
    Some(r.into_iter().step_by(windows.step).collect())
}

fn one_apart(set: InstructionSet, windows: Windows, x: &[f64], y: &[f64]) -> Vec<f64> {
    let (growing, shrinking) = (windows.growing(), windows.shrinking());
    let mut r = Vec::new();
    if growing > 0 {
        let cut = windows.window - 1;
        r = stretches::growing(set, &x[..cut], &y[..cut]);
        r.drain(..cut - growing);
    }
    if growing + shrinking < windows.count() {
        match windows.n - windows.window {
            // As many chunks as for a million windows would have to be summed up for this one.
            0 => r.push(correlation_of(x, y)),
            _ if r.is_empty() => r = stretches::sliding(set, x, y, windows.window),
            _ => r.extend(stretches::sliding(set, x, y, windows.window)),
        }
    }
    if shrinking > 0 {
        let cut = windows.window - 1;
        let [x, y] = [x, y].map(|values| last_reversed(values, cut));
        let tails = stretches::growing(set, &x, &y);
        r.extend(tails[cut - shrinking..].iter().rev());
    }
    r
}

fn last_reversed(values: &[f64], count: usize) -> Vec<f64> {
    values.iter().rev().take(count).copied().collect()
}

/// Runs of equal values, looked at once from the beginning to the end.
struct Runs<'a> {
    values: &'a [f64],
    /// Where the run of the last row looked at begins.
    start: usize,
    /// Rows looked at.
    seen: usize,
}

impl<'a> Runs<'a> {
    fn of(values: &'a [f64]) -> Self {
        Self {
            values,
            start: 0,
            seen: 1,
        }
    }

    /// Whether rows are all equal; their ends must not go back.
    fn are_constant(&mut self, rows: &std::ops::Range<usize>) -> bool {
        for row in self.seen..rows.end {
            if self.values[row] != self.values[row - 1] {
                self.start = row;
            }
        }
        self.seen = self.seen.max(rows.end);
        self.start <= rows.start
    }
}

/// K = 2|r| of two series in each window of `window` rows: [`Rolling::k`] with the defaults.
///
/// # Errors
/// As [`Rolling::k`].
///
/// # Example
/// ```
/// let x = [1.0, 2.0, 3.0, 4.0, 4.0, 4.0, 4.0];
/// let y = [2.0, 4.0, 6.0, 8.0, 1.0, 2.0, 3.0];
/// let k = kosmic_core::rolling_k(&x, &y, 4)?;
/// assert_eq!(k.len(), 4);
/// assert_eq!(k.k(0), Some(2.0));
/// assert_eq!(k.k(3), None); // x is constant there
/// # Ok::<(), kosmic_core::CoreError>(())
/// ```
pub fn rolling_k<'a>(
    x: impl Into<Series<'a>>,
    y: impl Into<Series<'a>>,
    window: usize,
) -> Result<RollingK, CoreError> {
    Rolling::new(window).k(x, y)
}

/// K = 2|r| of the first rows of two series, for each number of rows from `minimum` to all: a window that only grows.
///
/// The same as [`Rolling::k`] of a window as long as the series, with that minimum.
///
/// # Errors
/// As [`Rolling::k`].
///
/// # Example
/// ```
/// let x = [1.0, 2.0, 3.0, 4.0, 9.0];
/// let y = [2.0, 4.0, 6.0, 8.0, 1.0];
/// let k = kosmic_core::expanding_k(&x, &y, 3)?;
/// assert_eq!(k.windows.iter().collect::<Vec<_>>(), [0..3, 0..4, 0..5]);
/// assert_eq!((k.k(0), k.k(1)), (Some(2.0), Some(2.0)));
/// assert!((k.k(2).unwrap() - kosmic_core::k_index(&x, &y)?).abs() < 1e-14);
/// # Ok::<(), kosmic_core::CoreError>(())
/// ```
pub fn expanding_k<'a>(
    x: impl Into<Series<'a>>,
    y: impl Into<Series<'a>>,
    minimum: usize,
) -> Result<RollingK, CoreError> {
    let x = x.into();
    let window = x.len().max(1);
    if x.len() >= crate::pair::LEAST_OBSERVATIONS && minimum > window {
        let n = window;
        return Err(CoreError::WindowTooLong { window: minimum, n });
    }
    Rolling::new(window).minimum(minimum).k(x, y)
}
