//! What a test of lag peaks found.

use crate::coupling_test::NullScheme;
use crate::warning::Warning;

/// The peak of a lag profile with its family-wise p-value.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct TestedLagPeak {
    /// The number of rows.
    pub n: usize,
    /// The longest lag L.
    pub max_lag: usize,
    /// The lag of the largest studentised statistic; positive where x leads.
    pub lag: i64,
    /// The statistic there, with the sign of r.
    pub value: f64,
    /// The probability of a statistic at least as large at any lag if there is no coupling at any.
    pub p_value: f64,
    /// Of each lag from -L to L, the probability of a statistic at least as large at *any* lag: all those below a level can be
    /// called significant together.
    pub adjusted: Vec<f64>,
    /// How surrogates were made, nothing left open.
    pub scheme: NullScheme,
    /// Rows of a block, where there are blocks.
    pub block_length: Option<usize>,
    /// Shifts that there are beyond ±2L and with no lag in common.
    pub shifts: usize,
    /// Surrogates compared.
    pub surrogates: usize,
    /// Of these, those whose largest statistic is at least that of the data.
    pub exceeding: usize,
    /// The level for which there had to be enough surrogates.
    pub alpha: f64,
    /// The seed.
    pub seed: u64,
    /// The number of threads; the result does not depend on it.
    pub threads: usize,
    /// What to know before relying on it.
    pub warnings: Vec<Warning>,
}

impl TestedLagPeak {
    /// Whether p is at most the level that the test was made for.
    #[must_use]
    pub fn is_significant(&self) -> bool {
        self.p_value <= self.alpha
    }

    /// The adjusted p-value of a lag; `None` beyond L.
    #[must_use]
    pub fn adjusted_at(&self, lag: i64) -> Option<f64> {
        let place = lag.checked_add(self.max_lag as i64)?;
        self.adjusted.get(usize::try_from(place).ok()?).copied()
    }
}
