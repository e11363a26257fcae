//! Quantiles and spread of replicates, and the limits made of them.

use kosmic_core::{Limits, normal_quantile};

use super::method::Method;

/// The quantile of ascending values at p in [0, 1] by linear interpolation between order statistics (type 7): the value
/// at position (m - 1) p, counted from 0. `None` for no values or a p outside [0, 1].
///
/// # Example
/// ```
/// assert_eq!(kosmic_parallel::quantile(&[1.0, 2.0, 4.0], 0.75), Some(3.0));
/// ```
///
/// # Source
/// R. J. Hyndman, Y. Fan, Sample quantiles in statistical packages, The American Statistician 50 (1996) 361-365.
#[must_use]
pub fn quantile(ascending: &[f64], p: f64) -> Option<f64> {
    let last = ascending
        .len()
        .checked_sub(1)
        .filter(|_| (0.0..=1.0).contains(&p))?;
    let position = last as f64 * p;
    let below = position.floor() as usize;
    let share = position - below as f64;
    let lower = ascending[below];
    if share == 0.0 {
        return Some(lower);
    }
    let upper = ascending[below + 1];
    // From the nearer end, so that rounding never leaves [lower, upper].
    Some(if share < 0.5 {
        lower + share * (upper - lower)
    } else {
        upper - (1.0 - share) * (upper - lower)
    })
}

/// At least two defined replicates in ascending order.
pub(crate) struct SortedReplicates(Vec<f64>);

impl SortedReplicates {
    pub(crate) fn new(mut values: Vec<f64>) -> Self {
        debug_assert!(values.len() >= 2);
        values.sort_unstable_by(f64::total_cmp);
        Self(values)
    }

    /// The limits at a level strictly between 0 and 1.
    pub(crate) fn limits(&self, estimate: f64, method: Method, level: f64) -> Limits {
        let tail = 0.5 - 0.5 * level;
        match method {
            Method::Percentile => self.central(tail),
            Method::Basic => {
                let Limits { lower, upper } = self.central(tail);
                Limits {
                    lower: 2.0 * estimate - upper,
                    upper: 2.0 * estimate - lower,
                }
            }
            Method::Normal => {
                let reach = -normal_quantile(tail) * self.standard_deviation();
                Limits {
                    lower: estimate - reach,
                    upper: estimate + reach,
                }
            }
            Method::LegacyPercentile => {
                Self::new(self.0.iter().map(|value| value.abs()).collect()).central(tail)
            }
        }
    }

    /// Divisor m - 1.
    pub(crate) fn standard_deviation(&self) -> f64 {
        let count = self.0.len() as f64;
        let mean = self.0.iter().sum::<f64>() / count;
        let squares: f64 = self.0.iter().map(|value| (value - mean).powi(2)).sum();
        (squares / (count - 1.0)).sqrt()
    }

    /// The quantiles at `tail` and 1 - `tail`.
    fn central(&self, tail: f64) -> Limits {
        let at = |p| quantile(&self.0, p).expect("not empty, and p lies in [0, 1]");
        Limits {
            lower: at(tail),
            upper: at(1.0 - tail),
        }
    }
}
