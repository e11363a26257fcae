//! What is computed from each resample.

use kosmic_core::Moments;

/// What of a resample a statistic looks at. The less it asks for, the faster it is resampled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum View {
    /// Count, means and central second moments.
    Moments,
    /// The resampled rows themselves.
    Sample,
}

/// One resample, as the statistic asked to see it.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Resample<'a> {
    /// For [`View::Moments`].
    Moments(&'a Moments),
    /// For [`View::Sample`]: rows in the order drawn; x and y of a row stay together.
    Sample {
        /// Values of the first series.
        x: &'a [f64],
        /// Values of the second series.
        y: &'a [f64],
    },
}

/// A number computed from paired observations, whose sampling distribution is asked for.
///
/// [`of_sample`] and [`of_moments`] make one from a closure.
pub trait Statistic: Sync {
    /// What the statistic needs to see.
    const VIEW: View;

    /// Its value on a resample; `None` where it is undefined.
    fn evaluate(&self, resample: Resample<'_>) -> Option<f64>;
}

/// Pearson's correlation: signed, so that intervals of K = 2|r| can be had by folding.
#[derive(Clone, Copy, Debug, Default)]
pub struct Correlation;

impl Statistic for Correlation {
    const VIEW: View = View::Moments;

    fn evaluate(&self, resample: Resample<'_>) -> Option<f64> {
        OfMoments(Moments::correlation).evaluate(resample)
    }
}

/// A statistic of the resampled rows, given as a closure of x and y.
///
/// A value that is not finite counts as undefined.
///
/// # Example
/// ```
/// use kosmic_core::Pair;
/// use kosmic_parallel::{Bootstrap, Method, of_sample};
///
/// let before = [10.0, 12.0, 9.0, 14.0, 11.0, 13.0, 8.0, 12.0];
/// let after = [11.0, 13.5, 9.5, 16.0, 11.0, 15.0, 9.0, 12.5];
/// let pair = Pair::new(&before, &after)?;
/// let mean_change = of_sample(|x, y| {
///     let changes = x.iter().zip(y).map(|(before, after)| after - before);
///     Some(changes.sum::<f64>() / x.len() as f64)
/// });
/// let replicates = Bootstrap::default().plan()?.run(&pair, &mean_change)?;
/// let interval = replicates.interval(Method::Percentile, 0.95)?;
/// assert!(interval.limits.lower > 0.5 && interval.limits.upper < 1.7);
/// # Ok::<(), kosmic_parallel::ParallelError>(())
/// ```
pub fn of_sample(statistic: impl Fn(&[f64], &[f64]) -> Option<f64> + Sync) -> impl Statistic {
    OfSample(statistic)
}

/// A statistic of the moments of the resampled rows, given as a closure: faster than [`of_sample`].
///
/// # Example
/// ```
/// use kosmic_core::{Pair, Side};
/// use kosmic_parallel::{Bootstrap, of_moments};
///
/// let pair = Pair::new(&[1.0, 2.0, 3.0, 4.0], &[1.0, 3.0, 2.0, 5.0])?;
/// let slope = of_moments(|moments| {
///     Some(moments.correlation()? * moments.sd(Side::Y)? / moments.sd(Side::X)?)
/// });
/// let replicates = Bootstrap::default().replicates(99).plan()?.run(&pair, &slope)?;
/// assert!((replicates.estimate() - 1.1).abs() < 1e-12);
/// # Ok::<(), kosmic_parallel::ParallelError>(())
/// ```
pub fn of_moments(statistic: impl Fn(&Moments) -> Option<f64> + Sync) -> impl Statistic {
    OfMoments(statistic)
}

struct OfSample<F>(F);

impl<F: Fn(&[f64], &[f64]) -> Option<f64> + Sync> Statistic for OfSample<F> {
    const VIEW: View = View::Sample;

    fn evaluate(&self, resample: Resample<'_>) -> Option<f64> {
        match resample {
            Resample::Sample { x, y } => self.0(x, y),
            Resample::Moments(_) => None,
        }
    }
}

struct OfMoments<F>(F);

impl<F: Fn(&Moments) -> Option<f64> + Sync> Statistic for OfMoments<F> {
    const VIEW: View = View::Moments;

    fn evaluate(&self, resample: Resample<'_>) -> Option<f64> {
        match resample {
            Resample::Moments(moments) => self.0(moments),
            Resample::Sample { .. } => None,
        }
    }
}
