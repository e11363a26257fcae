//! Adjusted p-values from joint resamples.

use kosmic_core::Alternative;

use crate::error::StatsError;

/// Two statistics within this share of each other are equal but for rounding.
const TIE: f64 = 1e-12;

/// The step-down maxT procedure of Westfall and Young: statistics of many tests, with those of resamples in which none of the null
/// hypotheses is false, the tests of one resample together.
///
/// With |t(1)| ≥ … ≥ |t(m)| the statistics in order (turned by the alternative), the adjusted p of the i-th is the share of resamples
/// in which any of the tests i to m has at least t(i), the data among them, and never less than that of the one before. Keeps the
/// family-wise error rate where the distribution of the statistics of true hypotheses is that of their resamples
/// whichever others are false; being joint, it is less strict the more the tests depend on each other.
///
/// # Example
/// ```
/// use kosmic_core::Alternative;
/// use kosmic_stats::MaxT;
///
/// let resamples = [vec![1.0, 0.5], vec![0.2, 2.5], vec![-0.3, 0.1]];
/// let adjusted = MaxT::new(&[3.0, 1.5], Alternative::TwoSided).adjusted(&resamples, false)?;
/// assert_eq!(adjusted, [0.25, 0.5]);
/// # Ok::<(), kosmic_stats::StatsError>(())
/// ```
///
/// # Source
/// P. H. Westfall, S. S. Young, Resampling-Based Multiple Testing (1993), algorithm 4.1; Y. Ge, S. Dudoit, T. P. Speed,
/// Resampling-based multiple testing for microarray data analysis, Test 12 (2003) 1-77.
#[derive(Clone, Debug)]
pub struct MaxT {
    /// The statistics, turned so that large ones speak for the alternative.
    observed: Vec<f64>,
    alternative: Alternative,
    /// The places from the largest statistic to the least.
    order: Vec<usize>,
}

impl MaxT {
    /// The statistics of the data.
    #[must_use]
    pub fn new(observed: &[f64], alternative: Alternative) -> Self {
        let observed: Vec<f64> = observed.iter().map(|t| alternative.oriented(*t)).collect();
        let mut order: Vec<usize> = (0..observed.len()).collect();
        order.sort_by(|&a, &b| observed[b].total_cmp(&observed[a]));
        Self {
            observed,
            alternative,
            order,
        }
    }

    /// The adjusted p-values in the order of the statistics. `holds_data`: whether one of the resamples is the data, as where all
    /// rearrangements are gone through.
    ///
    /// Cost: O(m) for each resample.
    ///
    /// # Errors
    /// [`StatsError::TooFew`] without resamples; [`StatsError::LengthMismatch`] for one with another number of tests;
    /// [`StatsError::OutOfRangeAt`] for a statistic that is NaN.
    pub fn adjusted(
        &self,
        resamples: &[Vec<f64>],
        holds_data: bool,
    ) -> Result<Vec<f64>, StatsError> {
        self.verify(resamples)?;
        let mut exceeding = vec![0_usize; self.observed.len()];
        for resample in resamples {
            let mut largest = f64::NEG_INFINITY;
            for &place in self.order.iter().rev() {
                largest = largest.max(self.alternative.oriented(resample[place]));
                exceeding[place] += usize::from(reaches(largest, self.observed[place]));
            }
        }
        let own = usize::from(!holds_data);
        let share = |count: usize| (count + own) as f64 / (resamples.len() + own) as f64;
        let mut adjusted = vec![0.0; self.observed.len()];
        let mut before = 0.0_f64;
        for &place in &self.order {
            before = before.max(share(exceeding[place]));
            adjusted[place] = before;
        }
        Ok(adjusted)
    }

    fn verify(&self, resamples: &[Vec<f64>]) -> Result<(), StatsError> {
        if resamples.is_empty() {
            return Err(StatsError::TooFew {
                name: "resamples",
                needed: 1,
                got: 0,
            });
        }
        verify_numbers("a statistic", &self.observed)?;
        for resample in resamples {
            if resample.len() != self.observed.len() {
                return Err(StatsError::LengthMismatch {
                    first: "the statistics of the data",
                    second: "those of a resample",
                    got_first: self.observed.len(),
                    got_second: resample.len(),
                });
            }
            verify_numbers("a statistic of a resample", resample)?;
        }
        Ok(())
    }
}

/// Whether a statistic of a resample is at least the one observed, but for rounding.
pub(crate) fn reaches(statistic: f64, observed: f64) -> bool {
    let rounding = if observed.is_finite() {
        TIE * observed.abs().max(1.0)
    } else {
        0.0
    };
    statistic >= observed - rounding
}

fn verify_numbers(name: &'static str, values: &[f64]) -> Result<(), StatsError> {
    match values.iter().position(|value| value.is_nan()) {
        None => Ok(()),
        Some(index) => Err(StatsError::OutOfRangeAt {
            name,
            range: "among the numbers",
            index,
            value: values[index],
        }),
    }
}
