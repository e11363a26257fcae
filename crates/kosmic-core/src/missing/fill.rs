//! Values that stand in for missing ones.

use std::fmt;
use std::ops::Range;

use super::report::{FillReport, Filled};
use super::spline::Spline;
use crate::error::CoreError;
use crate::moments::Moments;
use crate::pair::Side;
use crate::series::Series;

/// Where the values come from that stand in for missing ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum FillMethod {
    /// The straight line between the known values on either side.
    Linear,
    /// The cubic spline through all known values whose third derivative does not jump at the second and the last but one;
    /// a parabola through three values, a line through two.
    Spline,
    /// The cubic spline whose second derivative is 0 at both ends: it swings less beside long gaps.
    NaturalSpline,
    /// The nearer of the known values on either side; the earlier where both are as near.
    Nearest,
    /// The last known value before, carried forward.
    Carry,
    /// The mean of all known values.
    Mean,
}

/// The name as the command line has it.
impl fmt::Display for FillMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Linear => "linear",
            Self::Spline => "spline",
            Self::NaturalSpline => "natural-spline",
            Self::Nearest => "nearest",
            Self::Carry => "carry",
            Self::Mean => "mean",
        })
    }
}

/// What stands in for missing values (NaN), in gaps up to which length.
///
/// Rows are taken to be equally far apart. Nothing is extrapolated: gaps at the beginning and the end stay, but for the mean, which
/// fills both, and carrying, which fills the end. A gap longer than the maximum stays as a whole.
///
/// Values that stand in are no observations: they make a series smoother than it is, and what is inferred from it too sure of
/// itself. [`FillReport`] says how many there are. Leave rows out ([`Missing`](crate::Missing)) where time does not matter.
///
/// # Example
/// ```
/// use kosmic_core::{Fill, FillMethod};
///
/// let level = [1.0, f64::NAN, 3.0, f64::NAN, f64::NAN, f64::NAN, 7.0, f64::NAN];
/// let filled = Fill::new(FillMethod::Linear).max_gap(2).apply(&level)?;
/// assert_eq!(filled.values[..3], [1.0, 2.0, 3.0]);
/// assert_eq!((filled.report.filled, filled.report.left()), (1, 4));
/// # Ok::<(), kosmic_core::CoreError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Fill {
    /// Where the values come from.
    pub method: FillMethod,
    /// The longest gap that is filled, in rows; any, without.
    pub max_gap: Option<usize>,
}

impl fmt::Display for Fill {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.method.fmt(f)?;
        match self.max_gap {
            Some(most) => write!(f, ", gaps of up to {most}"),
            None => Ok(()),
        }
    }
}

impl Fill {
    /// Fills gaps of any length.
    #[must_use]
    pub fn new(method: FillMethod) -> Self {
        Self {
            method,
            max_gap: None,
        }
    }

    /// Leaves gaps of more rows than this as they are.
    #[must_use]
    pub fn max_gap(mut self, rows: usize) -> Self {
        self.max_gap = Some(rows);
        self
    }

    /// The series with values in its gaps, and what was done. Cost: O(n) in time and memory.
    ///
    /// # Errors
    /// [`CoreError::NonFinite`] for infinite values; [`CoreError::TooShort`] where nothing is known.
    ///
    /// # Example
    /// ```
    /// use kosmic_core::{Fill, FillMethod};
    ///
    /// let cubes: Vec<f64> = (0..8).map(|t| if t == 4 { f64::NAN } else { f64::from(t * t * t) }).collect();
    /// let filled = Fill::new(FillMethod::Spline).apply(&cubes)?;
    /// assert!((filled.values[4] - 64.0).abs() < 1e-12);
    /// # Ok::<(), kosmic_core::CoreError>(())
    /// ```
    ///
    /// # Source
    /// C. de Boor, A Practical Guide to Splines, revised ed., Springer (2001), chapter IV.
    pub fn apply<'a>(&self, series: impl Into<Series<'a>>) -> Result<Filled, CoreError> {
        let mut values = series.into().contiguous().into_owned();
        refuse_infinite(&values)?;
        let gaps = gaps(&values);
        let missing = gaps.iter().map(ExactSizeIterator::len).sum();
        if missing == values.len() {
            return Err(CoreError::TooShort { needed: 1, got: 0 });
        }
        let mut report = FillReport {
            fill: *self,
            n: values.len(),
            missing,
            filled: 0,
            gaps: gaps.len(),
            longest_gap: gaps.iter().map(ExactSizeIterator::len).max().unwrap_or(0),
        };
        let reached = gaps
            .iter()
            .filter(|gap| self.reaches(gap, values.len()))
            .cloned()
            .collect::<Vec<_>>();
        if !reached.is_empty() {
            report.filled = self.method.put_into(&reached, &mut values)?;
        }
        Ok(Filled { values, report })
    }

    fn reaches(&self, gap: &Range<usize>, n: usize) -> bool {
        let (begins, ends) = (gap.start == 0, gap.end == n);
        let is_inside = match self.method {
            FillMethod::Mean => true,
            FillMethod::Carry => !begins,
            _ => !begins && !ends,
        };
        is_inside && self.max_gap.is_none_or(|most| gap.len() <= most)
    }
}

impl FillMethod {
    /// Fills gaps, which have the neighbours that the method needs; how many values became known. A value that overflows is none.
    fn put_into(self, gaps: &[Range<usize>], values: &mut [f64]) -> Result<usize, CoreError> {
        let constant = match self {
            Self::Mean => mean_of_known(values)?,
            _ => 0.0,
        };
        let spline = match self {
            Self::Spline | Self::NaturalSpline => {
                Some(Spline::through(values, self == Self::NaturalSpline))
            }
            _ => None,
        };
        let mut filled = 0;
        for gap in gaps {
            let (before, after) = (gap.start.wrapping_sub(1), gap.end);
            for row in gap.clone() {
                let value = match (self, &spline) {
                    (_, Some(spline)) => spline.at(before, row),
                    (Self::Linear, _) => {
                        let share = (row - before) as f64 / (after - before) as f64;
                        between(values[before], values[after], share)
                    }
                    (Self::Nearest, _) if row - before <= after - row => values[before],
                    (Self::Nearest, _) => values[after],
                    (Self::Carry, _) => values[before],
                    _ => constant,
                };
                if value.is_finite() {
                    values[row] = value;
                    filled += 1;
                }
            }
        }
        Ok(filled)
    }
}

/// The point of a line at a share of its way; no sum overflows that is no overflow.
fn between(from: f64, to: f64, share: f64) -> f64 {
    let rise = to - from;
    if rise.is_finite() {
        from + rise * share
    } else {
        from * (1.0 - share) + to * share
    }
}

fn mean_of_known(values: &[f64]) -> Result<f64, CoreError> {
    let known: Vec<f64> = values
        .iter()
        .copied()
        .filter(|value| !value.is_nan())
        .collect();
    Ok(Moments::of_slices(&known, &known)?.mean(Side::X))
}

/// The runs of missing values.
fn gaps(values: &[f64]) -> Vec<Range<usize>> {
    let mut gaps: Vec<Range<usize>> = Vec::new();
    for row in (0..values.len()).filter(|&row| values[row].is_nan()) {
        match gaps.last_mut() {
            Some(gap) if gap.end == row => gap.end += 1,
            _ => gaps.push(row..row + 1),
        }
    }
    gaps
}

fn refuse_infinite(values: &[f64]) -> Result<(), CoreError> {
    let mut infinite = (0..).zip(values).filter(|(_, value)| value.is_infinite());
    let Some((index, &value)) = infinite.next() else {
        return Ok(());
    };
    Err(CoreError::NonFinite {
        side: Side::X,
        index,
        value,
        count: 1 + infinite.count(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const N: f64 = f64::NAN;

    fn filled(method: FillMethod, values: &[f64]) -> Vec<f64> {
        Fill::new(method).apply(values).unwrap().values
    }

    #[test]
    fn ends_stay_unless_something_reaches_them() {
        let series = [N, 1.0, N, N, 4.0, N];
        let line = filled(FillMethod::Linear, &series);
        assert_eq!(line[1..5], [1.0, 2.0, 3.0, 4.0]);
        assert!(line[0].is_nan() && line[5].is_nan());
        let carried = filled(FillMethod::Carry, &series);
        assert_eq!(carried[1..], [1.0, 1.0, 1.0, 4.0, 4.0]);
        assert_eq!(filled(FillMethod::Mean, &series)[0], 2.5);
        assert_eq!(
            filled(FillMethod::Nearest, &[0.0, N, N, N, 1.0]),
            [0.0, 0.0, 0.0, 1.0, 1.0]
        );
    }

    #[test]
    fn lines_between_the_largest_numbers_do_not_overflow() {
        let line = filled(FillMethod::Linear, &[-1.5e308, N, 1.5e308]);
        assert_eq!(line[1], 0.0);
    }

    #[test]
    fn nothing_known_and_infinite_values_are_refused() {
        let fill = Fill::new(FillMethod::Mean);
        let error = fill.apply(&[N, N]).unwrap_err();
        assert!(matches!(error, CoreError::TooShort { needed: 1, got: 0 }));
        let error = fill.apply(&[N, f64::INFINITY]).unwrap_err();
        assert!(matches!(
            error,
            CoreError::NonFinite {
                index: 1,
                count: 1,
                ..
            }
        ));
        assert!(fill.apply(&[0.0; 0]).is_err());
    }
}
