//! Euclidean norms of windows.

use ndarray::ArrayRef2;

use super::layout::Windows;
use super::merging;
use super::rolling::Rolling;
use crate::error::CoreError;
use crate::metric::row_norms;
use crate::online::Aggregate;
use crate::pair::Side;
use crate::scale::{exponent, times_power_of_two};
use crate::series::Series;
use crate::undefined::{are_equal, defined};

/// Values of this size, and 0, have squares whose sums neither overflow nor vanish.
const ORDINARY: std::ops::Range<f64> = 1e-140..1e140;

/// The norms of a series in each window.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct RollingNorms {
    /// Which windows there are and where they lie.
    pub windows: Windows,
    /// NaN where undefined.
    #[cfg_attr(feature = "serde", serde(with = "crate::undefined::as_null"))]
    norms: Vec<f64>,
    /// Values that are there in each window, where any are missing.
    present: Option<Vec<usize>>,
}

impl PartialEq for RollingNorms {
    fn eq(&self, other: &Self) -> bool {
        self.windows == other.windows
            && self.present == other.present
            && are_equal(&self.norms, &other.norms)
    }
}

impl RollingNorms {
    /// The number of windows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.norms.len()
    }

    /// Whether there is no window.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.norms.is_empty()
    }

    /// √(Σ v²) over a window; `None` where too few values are there, and beyond the last window.
    #[must_use]
    pub fn norm(&self, window: usize) -> Option<f64> {
        defined(*self.norms.get(window)?)
    }

    /// The root mean square √(Σ v² / n) of the n values of a window; `None` where the norm is.
    #[must_use]
    pub fn rms(&self, window: usize) -> Option<f64> {
        let present = self.present(window) as f64;
        self.norm(window).map(|norm| norm / present.sqrt())
    }

    /// The norms of all windows in their order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Option<f64>> {
        self.norms.iter().copied().map(defined)
    }

    /// The number of values that are there in a window.
    #[must_use]
    pub fn present(&self, window: usize) -> usize {
        match &self.present {
            Some(present) => present.get(window).copied().unwrap_or_default(),
            None => self.windows.rows(window).len(),
        }
    }
}

impl Rolling {
    /// The Euclidean norm √(Σ v_t²) of a series over each window, and with it the root mean square.
    ///
    /// Sums of squares are made by additions alone: nothing drifts, and a huge value leaves no trace once it has left. Values
    /// from 1e-300 to 1e300 neither overflow nor vanish.
    ///
    /// Cost: O(n) time whatever the window, O(n) memory.
    ///
    /// # Errors
    /// [`CoreError::NonFinite`]; [`CoreError::OutOfRange`] for a window, a minimum or a step of 0 or a minimum above the
    /// window; [`CoreError::WindowTooLong`].
    ///
    /// # Example
    /// ```
    /// use kosmic_core::Rolling;
    ///
    /// let norms = Rolling::new(2).norms(&[3.0, 4.0, 12.0])?;
    /// assert_eq!(norms.norm(0), Some(5.0));
    /// assert_eq!(norms.rms(1), Some(80_f64.sqrt()));
    /// # Ok::<(), kosmic_core::CoreError>(())
    /// ```
    pub fn norms<'a>(&self, values: impl Into<Series<'a>>) -> Result<RollingNorms, CoreError> {
        let values = values.into();
        let windows = self.windows(values.len())?;
        let values = values.contiguous();
        let missing = self.missing_values().found_in(Side::X, &values)?;
        let norms = if values.iter().all(|value| is_ordinary(*value)) {
            plain_norms(windows, &values)
        } else {
            let aggregates = merging::aggregates(windows.iter(), |row| Value(values[row]));
            aggregates.map(|squares: Squares| squares.root()).collect()
        };
        let mut norms = RollingNorms {
            windows,
            norms,
            present: None,
        };
        if missing {
            norms.leave_out_missing(&values);
        }
        Ok(norms)
    }

    /// The Frobenius norm √(Σ_t Σ_d v_td²) of the rows of a T x D array over each window: the norm of a window of
    /// observations. The root mean square is that of the norms of rows.
    ///
    /// # Errors
    /// [`CoreError::NoComponents`] for rows of length 0, and as [`Rolling::norms`].
    ///
    /// # Example
    /// ```
    /// use kosmic_core::Rolling;
    /// use ndarray::array;
    ///
    /// let norms = Rolling::new(2).norms_of_rows(&array![[1.0, 2.0], [2.0, 4.0], [0.0, 1.0]])?;
    /// assert_eq!(norms.norm(0), Some(5.0));
    /// # Ok::<(), kosmic_core::CoreError>(())
    /// ```
    pub fn norms_of_rows<T: Copy + Into<f64>>(
        &self,
        vectors: &ArrayRef2<T>,
    ) -> Result<RollingNorms, CoreError> {
        if vectors.ncols() == 0 {
            return Err(CoreError::NoComponents { side: Side::X });
        }
        self.norms(&row_norms(vectors))
    }
}

/// The Euclidean norm √(Σ v²) of each window of `window` values: [`Rolling::norms`] with the defaults.
///
/// # Errors
/// As [`Rolling::norms`].
///
/// # Example
/// ```
/// let norms = kosmic_core::rolling_norms(&[3.0, 4.0, 0.0], 2)?;
/// assert_eq!(norms.iter().collect::<Vec<_>>(), [Some(5.0), Some(4.0)]);
/// # Ok::<(), kosmic_core::CoreError>(())
/// ```
pub fn rolling_norms<'a>(
    values: impl Into<Series<'a>>,
    window: usize,
) -> Result<RollingNorms, CoreError> {
    Rolling::new(window).norms(values)
}

impl RollingNorms {
    fn leave_out_missing(&mut self, values: &[f64]) {
        let mut before = vec![0];
        before.extend(values.iter().scan(0, |present, value| {
            *present += usize::from(!value.is_nan());
            Some(*present)
        }));
        let present = self.windows.iter();
        let present: Vec<usize> = present
            .map(|rows| before[rows.end] - before[rows.start])
            .collect();
        for (norm, &present) in self.norms.iter_mut().zip(&present) {
            if present < self.windows.minimum {
                *norm = f64::NAN;
            }
        }
        self.present = Some(present);
    }
}

/// Missing values count as 0 here.
fn is_ordinary(value: f64) -> bool {
    value == 0.0 || value.is_nan() || ORDINARY.contains(&value.abs())
}

/// Sums from and to rows that are whole windows apart: a window is a tail of one stretch and a head of the next.
fn plain_norms(windows: Windows, values: &[f64]) -> Vec<f64> {
    let square = |value: f64| if value.is_nan() { 0.0 } else { value * value };
    let (mut heads, mut tails) = (vec![0.0; values.len()], vec![0.0; values.len()]);
    let stretches = values.chunks(windows.window);
    let heads_and_tails = heads
        .chunks_mut(windows.window)
        .zip(tails.chunks_mut(windows.window));
    for (stretch, (heads, tails)) in stretches.zip(heads_and_tails) {
        let (mut head, mut tail) = (0.0, 0.0);
        for row in 0..stretch.len() {
            let back = stretch.len() - 1 - row;
            head += square(stretch[row]);
            tail += square(stretch[back]);
            (heads[row], tails[back]) = (head, tail);
        }
    }
    // The first stretch that does not begin before the window.
    let mut next = 0;
    let norm = |rows: std::ops::Range<usize>| {
        while next < rows.start {
            next += windows.window;
        }
        let squares = if next == rows.start {
            heads[rows.end - 1]
        } else if next >= rows.end {
            // Cut at the end of the series, where the last stretch ends too.
            tails[rows.start]
        } else {
            tails[rows.start] + heads[rows.end - 1]
        };
        squares.sqrt()
    };
    windows.iter().map(norm).collect()
}

#[derive(Clone, Copy)]
struct Value(f64);

/// A sum of squares in units of 4^exponent.
#[derive(Clone, Copy, Default)]
struct Squares {
    sum: f64,
    exponent: i32,
}

impl From<Value> for Squares {
    fn from(Value(value): Value) -> Self {
        if value == 0.0 || value.is_nan() {
            return Self::default();
        }
        let exponent = exponent(value);
        let scaled = times_power_of_two(value, -exponent);
        Self {
            sum: scaled * scaled,
            exponent,
        }
    }
}

impl Aggregate for Squares {
    fn merge(&mut self, later: &Self) {
        let exponent = match (self.sum == 0.0, later.sum == 0.0) {
            (true, _) => later.exponent,
            (_, true) => self.exponent,
            _ => self.exponent.max(later.exponent),
        };
        let in_units =
            |squares: &Self| times_power_of_two(squares.sum, 2 * (squares.exponent - exponent));
        self.sum = in_units(self) + in_units(later);
        self.exponent = exponent;
    }
}

impl Squares {
    fn root(self) -> f64 {
        times_power_of_two(self.sum.sqrt(), self.exponent)
    }
}
