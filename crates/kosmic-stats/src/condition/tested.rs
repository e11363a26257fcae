//! What tests of conditions found.

/// The difference of two conditions, tested.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct TestedDifference {
    /// The mean of the first condition less that of the second.
    pub difference: f64,
    /// The same in units of its error: Welch's t, or that of paired differences. Infinite where nothing varies within the conditions.
    pub t: f64,
    /// The p-value.
    pub p_value: f64,
    /// How many resamples were at least as extreme; the data among them where all rearrangements are gone through.
    pub exceeding: usize,
    /// The number of resamples compared.
    pub resamples: usize,
    /// Whether they are all rearrangements that there are.
    pub is_exhaustive: bool,
}

/// Whether any of several conditions differs from the others.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct TestedConditions {
    /// The mean of each condition.
    pub means: Vec<f64>,
    /// The statistic: Σ w_i (m_i - m)² with w_i = n_i / s_i², or the F of repeated measures.
    pub statistic: f64,
    /// The p-value.
    pub p_value: f64,
    /// How many resamples were at least as extreme.
    pub exceeding: usize,
    /// The number of resamples compared.
    pub resamples: usize,
    /// Whether they are all rearrangements that there are.
    pub is_exhaustive: bool,
}

/// How resamples compare with the data.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tally {
    pub(super) exceeding: usize,
    pub(super) resamples: usize,
    pub(super) is_exhaustive: bool,
}

impl Tally {
    /// From whether each resample reached what was observed.
    pub(super) fn of(reached: impl Iterator<Item = bool>, is_exhaustive: bool) -> Self {
        let (mut exceeding, mut resamples) = (0, 0);
        for reached in reached {
            exceeding += usize::from(reached);
            resamples += 1;
        }
        Self {
            exceeding,
            resamples,
            is_exhaustive,
        }
    }

    /// The difference that was observed, with what the resamples say of it.
    pub(super) fn of_difference(self, difference: f64, t: f64) -> TestedDifference {
        TestedDifference {
            difference,
            t,
            p_value: self.p_value(),
            exceeding: self.exceeding,
            resamples: self.resamples,
            is_exhaustive: self.is_exhaustive,
        }
    }

    /// (b + 1)/(m + 1), or b/M of all rearrangements, the data among them.
    pub(super) fn p_value(self) -> f64 {
        let own = if self.is_exhaustive { 0 } else { 1 };
        (self.exceeding + own) as f64 / (self.resamples + own) as f64
    }
}
