//! What was done about missing values.

use std::fmt;

use super::fill::{Fill, FillMethod};

/// A series with values in its gaps, and what was done. Made by [`Fill::apply`].
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Filled {
    /// The series; NaN where a gap was not filled.
    pub values: Vec<f64>,
    /// What was done.
    pub report: FillReport,
}

/// How many values were missing, and what became of them.
///
/// # Example
/// ```
/// use kosmic_core::{Fill, FillMethod, FillWarning};
///
/// let filled = Fill::new(FillMethod::Mean).apply(&[1.0, f64::NAN, f64::NAN, 4.0])?;
/// assert_eq!((filled.report.gaps, filled.report.longest_gap), (1, 2));
/// assert_eq!(filled.report.warning(), Some(FillWarning::Mean));
/// # Ok::<(), kosmic_core::CoreError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct FillReport {
    /// What was asked for.
    pub fill: Fill,
    /// The length of the series.
    pub n: usize,
    /// How many values were missing.
    pub missing: usize,
    /// How many of them have a value now.
    pub filled: usize,
    /// How many runs of missing values there were.
    pub gaps: usize,
    /// The longest of them, in rows.
    pub longest_gap: usize,
}

impl FillReport {
    /// How many values are still missing.
    #[must_use]
    pub fn left(&self) -> usize {
        self.missing - self.filled
    }

    /// What the values that stand in do to results, where they do more than to smooth.
    #[must_use]
    pub fn warning(&self) -> Option<FillWarning> {
        match self.fill.method {
            _ if self.filled == 0 => None,
            FillMethod::Mean => Some(FillWarning::Mean),
            FillMethod::Carry => Some(FillWarning::Carry),
            _ => None,
        }
    }
}

/// A bias that comes with values which stand in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "lowercase"))]
#[non_exhaustive]
pub enum FillWarning {
    /// The mean of the known values.
    Mean,
    /// The last known value.
    Carry,
}

impl fmt::Display for FillWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Mean => "the mean in place of missing values makes variances too small and pulls correlations towards 0",
            Self::Carry => "values carried forward lag behind what they stand for: correlations and lags are biased",
        })
    }
}
