//! The ways from replicates to limits.

use kosmic_core::Limits;

/// How replicates θ* of an estimate θ become limits at a level 1 - α. q(p) is the quantile of the replicates by linear
/// interpolation (type 7 of Hyndman and Fan 1996).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Method {
    /// [q(α/2), q(1-α/2)] (Efron 1979).
    #[default]
    Percentile,
    /// [2θ - q(1-α/2), 2θ - q(α/2)]: the errors of the replicates, turned around.
    Basic,
    /// θ ± z(1-α/2) s, s the standard deviation of the replicates.
    Normal,
    /// Quantiles of |θ*|. For K = 2|r| this is what many programs print; it never contains 0, whatever the data. Kept
    /// for comparison only.
    LegacyPercentile,
}

impl Method {
    /// All methods, in the order of their names' fame.
    pub const ALL: [Self; 4] = [
        Self::Percentile,
        Self::Basic,
        Self::Normal,
        Self::LegacyPercentile,
    ];

    /// The name as users write it.
    ///
    /// # Example
    /// ```
    /// use kosmic_parallel::Method;
    ///
    /// assert_eq!(Method::LegacyPercentile.name(), "legacy-percentile");
    /// ```
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Percentile => "percentile",
            Self::Basic => "basic",
            Self::Normal => "normal",
            Self::LegacyPercentile => "legacy-percentile",
        }
    }
}

/// An interval of a statistic.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Interval {
    /// Its limits.
    pub limits: Limits,
    /// How it was made.
    pub method: Method,
    /// The level it promises.
    pub level: f64,
}
