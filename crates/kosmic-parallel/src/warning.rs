//! What a result's reader should know before relying on it.

use std::fmt;

use crate::block_length::Dependence;

/// A caution that travels with a result as a value. Its `Display` is a sentence for people.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum Warning {
    /// A limit of r lay outside [-1, 1] and was moved to the nearest end.
    Clipped,
    /// So many replicates have no standard error that a quantile of the studentised errors is infinite; that limit of r
    /// is 1 or -1.
    InfiniteQuantile,
    /// So few replicates lie beyond the limits that these are uncertain.
    FewReplicates {
        /// Replicates to be expected beyond the limit that has fewer.
        in_tail: f64,
    },
    /// Some resamples had no value, for instance because a resampled series was constant. They are left out.
    Undefined {
        /// How many.
        count: usize,
    },
    /// The interval is that of quantiles of |r*|, which never contains 0.
    NeverContainsZero,
    /// Some strata have one row each, which is always drawn: what they add to the error is not seen.
    StrataOfOne {
        /// How many.
        count: usize,
    },
    /// So few clusters tell little of how clusters differ: intervals come out too narrow.
    FewClusters {
        /// How many.
        count: usize,
    },
    /// So few blocks fit into the series that they tell little of how blocks differ: the interval is likely too narrow.
    FewBlocks {
        /// How many.
        count: usize,
    },
    /// Values have heavier tails than normal ones: an interval that takes them for normal is likely too narrow.
    HeavyTails {
        /// The larger kurtosis of the two series; 3 for normal ones.
        kurtosis: f64,
    },
    /// The series are coupled, and the interval takes them to be uncoupled: it is likely too wide if they differ in how they
    /// depend on their past.
    TakenForUncoupled,
    /// Rows depend on each other in time: what takes them for independent has limits that are too narrow and p-values that are
    /// too small.
    DependentRows(Dependence),
    /// There are so few surrogates that no p-value can be significant.
    CoarsePValue {
        /// The smallest p-value that can be had.
        smallest: f64,
    },
    /// The largest number of replicates was drawn before the limits stood still.
    ToleranceNotReached {
        /// The fraction of the width that was asked for.
        tolerance: f64,
        /// The fraction that was reached; `None` where it is unknown.
        reached: Option<f64>,
    },
    /// The work was stopped early; the result rests on fewer replicates than were asked for.
    StoppedEarly {
        /// The number asked for.
        requested: usize,
    },
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Clipped => {
                f.write_str("a limit of r lay outside [-1, 1] and was moved to the nearest end")
            }
            Self::InfiniteQuantile => f.write_str(
                "so many replicates have no standard error that a limit of r is not bounded by the data: it is 1 or -1",
            ),
            Self::FewReplicates { in_tail } if *in_tail < 1.0 => f.write_str(
                "less than one replicate is to be expected beyond a limit: it is about the outermost of them; use more for stable limits",
            ),
            Self::FewReplicates { in_tail } => write!(
                f,
                "only about {in_tail:.1} replicates lie beyond a limit; use more for stable limits"
            ),
            Self::Undefined { count } => write!(
                f,
                "{count} resamples had no value (a resampled series was constant) and were left out"
            ),
            Self::NeverContainsZero => f.write_str(
                "quantiles of |r*| never contain 0: this interval claims a coupling even between independent series",
            ),
            Self::StrataOfOne { count } => write!(
                f,
                "{count} strata have one row each, which is always drawn: what they add to the error is not seen"
            ),
            Self::FewClusters { count } => write!(
                f,
                "{count} clusters tell little of how clusters differ: the interval is likely too narrow"
            ),
            Self::FewBlocks { count } => write!(
                f,
                "the series has {count} blocks' worth of rows, which tell little of how blocks differ: the interval is likely too narrow"
            ),
            Self::HeavyTails { kurtosis } => write!(
                f,
                "the kurtosis is {kurtosis:.1}, and 3 is that of normal values, which this interval assumes: it is likely too narrow"
            ),
            Self::TakenForUncoupled => f.write_str(
                "the series are coupled, and this interval takes them to be uncoupled: it may be too wide",
            ),
            Self::DependentRows(dependence) => write!(
                f,
                "rows depend on each other ({dependence}): for independent rows limits are too narrow, and p-values too small"
            ),
            Self::CoarsePValue { smallest } => write!(
                f,
                "there are so few surrogates that p cannot be smaller than {smallest:.3}"
            ),
            Self::ToleranceNotReached {
                tolerance,
                reached: Some(reached),
            } => write!(
                f,
                "another seed would move the limits by about {reached:.4} of the width, which is not surely within the {tolerance} asked for; allow more replicates"
            ),
            Self::ToleranceNotReached {
                tolerance,
                reached: None,
            } => write!(
                f,
                "by how much another seed would move the limits is unknown, and {tolerance} of the width was asked for"
            ),
            Self::StoppedEarly { requested } => {
                write!(f, "stopped early: {requested} replicates were asked for")
            }
        }
    }
}
