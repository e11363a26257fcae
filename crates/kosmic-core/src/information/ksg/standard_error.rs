//! The standard error of the estimate by nearest neighbours.

use super::estimate::{estimate, verify_apart};
use super::margin::Margin;
use super::neighbours::{Point, Tree};
use super::{Ksg, KsgPlan};
use crate::error::CoreError;
use crate::pair::Pair;
use crate::series::Series;
use crate::stream::{Purpose, Stream};

/// The sample is cut into 2, 3, ... up to so many parts.
const MOST_PARTS: usize = 10;
/// A part must have so many rows for each neighbour.
const ROWS_A_NEIGHBOUR: usize = 4;

/// The standard error of [`ksg_information`](crate::ksg_information) in nats, by subsampling.
///
/// The rows are put in random order by the seed and cut into m = 2, 3, ..., 10 equal parts; s_m² is the variance of the m
/// estimates. The variance of an estimate is inversely proportional to its number of rows, so that s_m²/m estimates that of the
/// whole; all are pooled: sqrt(Σ (m-1) s_m²/m / Σ (m-1)). Parts have at least 4k rows, which leaves fewer m for short series.
///
/// It comes out somewhat small, since the variance falls a little faster than 1/n: by 10 to 20 % for 600 rows of a normal pair.
/// The estimate ± q of these, q a normal quantile, is an approximate interval of the expectation of the estimator; bias is not in it.
/// Assumes independent rows.
///
/// Cost: some nine times that of the estimate.
///
/// # Errors
/// As [`ksg_information`](crate::ksg_information); [`CoreError::TooShort`] below 8k rows.
///
/// # Example
/// ```
/// use kosmic_core::{Ksg, ksg_information, ksg_standard_error};
///
/// let x: Vec<f64> = (0..400).map(|t| (f64::from(t) * 0.7).sin()).collect();
/// let y: Vec<f64> = (0..400).map(|t| (f64::from(t) * 0.7).sin() + (f64::from(t) * 2.9).cos()).collect();
/// let error = ksg_standard_error(&x, &y, Ksg::new(), 0)?;
/// assert!(error > 0.0 && error < 0.2);
/// # Ok::<(), kosmic_core::CoreError>(())
/// ```
///
/// # Source
/// C. M. Holmes, I. Nemenman, Estimation of mutual information for real-valued data with error bars and controlled bias,
/// Physical Review E 100 (2019) 022404.
pub fn ksg_standard_error<'a>(
    x: impl Into<Series<'a>>,
    y: impl Into<Series<'a>>,
    options: Ksg,
    seed: u64,
) -> Result<f64, CoreError> {
    KsgPlan::new(&Pair::new(x, y)?, options)?.standard_error(seed)
}

impl KsgPlan {
    /// The standard error of the estimate, as [`ksg_standard_error`].
    ///
    /// # Errors
    /// [`CoreError::TooShort`] below 8k rows; [`CoreError::TiedRows`].
    pub fn standard_error(&self, seed: u64) -> Result<f64, CoreError> {
        let n = self.columns[0].len();
        let least = self.options.neighbours.saturating_mul(ROWS_A_NEIGHBOUR);
        if n / 2 < least {
            return Err(CoreError::TooShort {
                needed: least.saturating_mul(2),
                got: n,
            });
        }
        let (mut squares, mut freedom) = (0.0, 0.0);
        for parts in (2..=MOST_PARTS).take_while(|parts| n / parts >= least) {
            let order = Stream::new(seed, Purpose::Subsample, parts as u64).order(n);
            let rows = order.chunks_exact(n / parts).take(parts);
            let estimates = rows.map(|rows| self.estimate_of(rows));
            let estimates = estimates.collect::<Result<Vec<f64>, _>>()?;
            let mean = estimates.iter().sum::<f64>() / parts as f64;
            squares += estimates.iter().map(|e| (e - mean).powi(2)).sum::<f64>() / parts as f64;
            freedom += parts as f64 - 1.0;
        }
        Ok((squares / freedom).sqrt())
    }

    /// The estimate of some of the rows.
    fn estimate_of(&self, rows: &[usize]) -> Result<f64, CoreError> {
        let part = |column: &Vec<f64>| rows.iter().map(|&row| column[row]).collect::<Vec<f64>>();
        let [x, y] = self.columns.each_ref().map(part);
        let margins = [Margin::new(&x), Margin::new(&y)];
        estimate(
            &Tree::new(&x, &y),
            &margins,
            self.options,
            |point, reach| {
                let row = rows[point.row];
                verify_apart(&Point { row, ..*point }, reach, self.options.neighbours)
            },
        )
    }
}
