//! Whether conditions are as good as equal.

use kosmic_core::{Alternative, Progress};

use super::groups::Groups;
use super::options::ConditionTest;
use crate::error::StatsError;

/// Two one-sided tests of a difference against a margin.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct TestedEquivalence {
    /// The mean of the first condition less that of the second.
    pub difference: f64,
    /// The margin.
    pub margin: f64,
    /// The p-value of the hypothesis that the difference is at most -margin.
    pub p_lower: f64,
    /// The p-value of the hypothesis that the difference is at least the margin.
    pub p_upper: f64,
    /// The larger of the two: small values say that the difference lies within the margin.
    pub p_value: f64,
}

impl ConditionTest {
    /// Tests whether the means of two conditions differ by less than a margin, H0: |difference| ≥ margin, by two one-sided tests at
    /// the full level each. The alternative of the options plays no part.
    ///
    /// # Errors
    /// As [`ConditionTest::two`]; [`StatsError::OutOfRange`] for a margin that is not positive and finite.
    ///
    /// # Example
    /// ```
    /// use kosmic_core::Silent;
    /// use kosmic_stats::ConditionTest;
    ///
    /// let (a, b) = ([0.52, 0.48, 0.50, 0.49, 0.51, 0.53], [0.50, 0.51, 0.47, 0.52, 0.49, 0.50]);
    /// let tested = ConditionTest::new().equivalence(&a, &b, 0.1, &Silent)?;
    /// assert!(tested.p_value < 0.01);
    /// assert!(ConditionTest::new().equivalence(&a, &b, 0.001, &Silent)?.p_value > 0.5);
    /// # Ok::<(), kosmic_stats::StatsError>(())
    /// ```
    ///
    /// # Source
    /// D. J. Schuirmann, Journal of Pharmacokinetics and Biopharmaceutics 15 (1987) 657-680.
    pub fn equivalence(
        &self,
        first: &[f64],
        second: &[f64],
        margin: f64,
        progress: &dyn Progress,
    ) -> Result<TestedEquivalence, StatsError> {
        if !(margin > 0.0 && margin.is_finite()) {
            return Err(StatsError::OutOfRange {
                name: "the margin",
                range: "above 0 and be finite",
                value: margin,
            });
        }
        let one_sided = |shift: f64, alternative| {
            let shifted: Vec<f64> = first.iter().map(|value| value + shift).collect();
            let test = self.alternative(alternative);
            test.two(&shifted, second, progress)
        };
        let lower = one_sided(margin, Alternative::Greater)?;
        let upper = one_sided(-margin, Alternative::Less)?;
        Ok(TestedEquivalence {
            difference: Groups::new(&[first, second], self.design)?.difference(0, 1),
            margin,
            p_lower: lower.p_value,
            p_upper: upper.p_value,
            p_value: lower.p_value.max(upper.p_value),
        })
    }
}
