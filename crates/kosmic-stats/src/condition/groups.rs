//! The values of conditions, checked.

use super::options::ConditionDesign;
use crate::error::StatsError;
use crate::sample::{Summary, unit, verify_sample};

/// The values of all conditions, one condition behind the other, in units of a power of two.
pub(super) struct Groups {
    pub(super) values: Vec<f64>,
    pub(super) sizes: Vec<usize>,
    /// What values were multiplied by.
    pub(super) unit: f64,
}

impl Groups {
    /// At least two conditions of at least two finite values; equally many in each where values belong together.
    pub(super) fn new(conditions: &[&[f64]], design: ConditionDesign) -> Result<Self, StatsError> {
        if conditions.len() < 2 {
            return Err(StatsError::TooFew {
                name: "conditions",
                needed: 2,
                got: conditions.len(),
            });
        }
        let first = conditions[0].len();
        for values in conditions {
            verify_sample("the values of a condition", values)?;
            if design == ConditionDesign::Paired && values.len() != first {
                return Err(StatsError::LengthMismatch {
                    first: "the values of the first condition",
                    second: "those of another, paired with them,",
                    got_first: first,
                    got_second: values.len(),
                });
            }
        }
        let unit = unit(conditions.iter().copied());
        let values = conditions.iter().flat_map(|values| values.iter());
        Ok(Self {
            values: values.map(|value| value * unit).collect(),
            sizes: conditions.iter().map(|values| values.len()).collect(),
            unit,
        })
    }

    /// Values laid out as these, condition by condition.
    pub(super) fn parts<'v>(&self, values: &'v [f64]) -> Vec<&'v [f64]> {
        let mut rest = values;
        let part = |&size: &usize| {
            let (part, behind) = rest.split_at(size);
            rest = behind;
            part
        };
        self.sizes.iter().map(part).collect()
    }

    /// The mean of each condition, in the units of its values.
    pub(super) fn means(&self) -> Vec<f64> {
        let parts = self.parts(&self.values).into_iter();
        parts
            .map(|part| Summary::of_values(part).mean / self.unit)
            .collect()
    }

    /// The mean of one condition less that of another.
    pub(super) fn difference(&self, first: usize, second: usize) -> f64 {
        let parts = self.parts(&self.values);
        let mean = |condition: usize| Summary::of_values(parts[condition]).mean;
        (mean(first) - mean(second)) / self.unit
    }

    /// The same of two of the conditions alone.
    pub(super) fn pair(&self, first: usize, second: usize) -> Self {
        let parts = self.parts(&self.values);
        Self {
            values: [parts[first], parts[second]].concat(),
            sizes: vec![self.sizes[first], self.sizes[second]],
            unit: self.unit,
        }
    }
}
