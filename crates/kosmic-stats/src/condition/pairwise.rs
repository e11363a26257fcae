//! Every condition with every other.

use kosmic_core::Progress;

use super::groups::Groups;
use super::options::ConditionTest;
use super::statistic::of_two;
use super::tested::{Tally, TestedDifference};
use crate::error::StatsError;
use crate::multiple::{Adjustment, MaxT, MissingP, adjust_p, reaches};

/// How the p-values of all pairs of conditions are adjusted for being many.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Correction {
    /// By their number and order: each pair is tested by itself.
    Adjustment(Adjustment),
    /// By the largest statistics of joint resamples (Westfall and Young): as strict as the dependence among the pairs calls for, and no
    /// stricter. Of permutations all conditions together change places.
    MaxT,
}

/// The difference of two of several conditions.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct PairwiseDifference {
    /// The places of the two conditions among all.
    pub conditions: [usize; 2],
    /// The difference with its own p-value.
    pub tested: TestedDifference,
    /// The p-value adjusted for all pairs.
    pub adjusted: f64,
}

impl ConditionTest {
    /// Tests each pair of conditions, the first of each being that which comes first.
    ///
    /// With [`Correction::Adjustment`] of Benjamini and Hochberg the false discovery rate is kept, with [`Correction::MaxT`] or Holm's the
    /// family-wise error rate.
    ///
    /// # Errors
    /// As [`ConditionTest::all`]; as [`adjust_p`].
    ///
    /// # Example
    /// ```
    /// use kosmic_core::Silent;
    /// use kosmic_stats::{Adjustment, ConditionTest, Correction};
    ///
    /// let [rest, easy, hard] = [[0.4, 0.6, 0.5, 0.3], [0.5, 0.7, 0.4, 0.6], [1.2, 1.0, 1.3, 1.1]];
    /// let correction = Correction::Adjustment(Adjustment::BenjaminiHochberg);
    /// let pairs = ConditionTest::new().pairwise(&[&rest, &easy, &hard], correction, &Silent)?;
    /// assert_eq!(pairs[1].conditions, [0, 2]);
    /// // 2 of 70 partitions, of three pairs of which two are as small.
    /// assert!((pairs[1].adjusted - 2.0 / 70.0 * 3.0 / 2.0).abs() < 1e-15);
    /// assert!(pairs[0].adjusted > 0.05);
    /// # Ok::<(), kosmic_stats::StatsError>(())
    /// ```
    ///
    /// # Source
    /// P. H. Westfall, S. S. Young, Resampling-Based Multiple Testing (1993), sections 2.6 and 4.2.
    pub fn pairwise(
        &self,
        conditions: &[&[f64]],
        correction: Correction,
        progress: &dyn Progress,
    ) -> Result<Vec<PairwiseDifference>, StatsError> {
        let groups = Groups::new(conditions, self.design)?;
        let count = conditions.len();
        let pairs: Vec<[usize; 2]> = (0..count)
            .flat_map(|first| (first + 1..count).map(move |second| [first, second]))
            .collect();
        let tested = match correction {
            Correction::Adjustment(method) => self.one_by_one(&groups, &pairs, method, progress)?,
            Correction::MaxT => self.together(&groups, &pairs, progress)?,
        };
        let pairs = pairs.into_iter().zip(tested);
        let difference = |(conditions, (tested, adjusted))| PairwiseDifference {
            conditions,
            tested,
            adjusted,
        };
        Ok(pairs.map(difference).collect())
    }

    fn one_by_one(
        &self,
        groups: &Groups,
        pairs: &[[usize; 2]],
        method: Adjustment,
        progress: &dyn Progress,
    ) -> Result<Vec<(TestedDifference, f64)>, StatsError> {
        let alone = |&[a, b]: &[usize; 2]| self.difference(&groups.pair(a, b), progress);
        let tested = pairs.iter().map(alone).collect::<Result<Vec<_>, _>>()?;
        let p: Vec<f64> = tested.iter().map(|tested| tested.p_value).collect();
        let adjusted = adjust_p(&p, method, MissingP::Refuse)?.p;
        Ok(tested
            .into_iter()
            .zip(adjusted.into_iter().flatten())
            .collect())
    }

    fn together(
        &self,
        groups: &Groups,
        pairs: &[[usize; 2]],
        progress: &dyn Progress,
    ) -> Result<Vec<(TestedDifference, f64)>, StatsError> {
        let all = |values: &[f64]| -> Vec<f64> {
            let parts = groups.parts(values);
            let t = |&[a, b]: &[usize; 2]| of_two(self.design, [parts[a], parts[b]]);
            pairs.iter().map(t).collect()
        };
        let observed = all(&groups.values);
        let (resamples, is_exhaustive) = self.of_resamples(groups, progress, all)?;
        let adjusted =
            MaxT::new(&observed, self.alternative).adjusted(&resamples, is_exhaustive)?;
        let differences = pairs.iter().zip(&observed).enumerate();
        let tested = differences.map(|(place, (&[a, b], &t))| {
            let oriented = |t: f64| self.alternative.oriented(t);
            let reached = |resample: &Vec<f64>| reaches(oriented(resample[place]), oriented(t));
            let tally = Tally::of(resamples.iter().map(reached), is_exhaustive);
            tally.of_difference(groups.difference(a, b), t)
        });
        Ok(tested.zip(adjusted).collect())
    }
}
