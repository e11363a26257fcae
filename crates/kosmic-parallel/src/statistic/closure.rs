//! Statistics given as closures, at each of the three levels.

use kosmic_core::Moments;

use super::{Resample, Statistic, View};

/// What a closure may return: `f64`, `Option<f64>`, or an array of either.
pub trait Values {
    /// How many values there are.
    const WIDTH: usize;

    /// Writes them.
    fn write(self, values: &mut [Option<f64>]);
}

impl Values for f64 {
    const WIDTH: usize = 1;

    fn write(self, values: &mut [Option<f64>]) {
        values[0] = Some(self);
    }
}

impl Values for Option<f64> {
    const WIDTH: usize = 1;

    fn write(self, values: &mut [Option<f64>]) {
        values[0] = self;
    }
}

impl<V: Values, const N: usize> Values for [V; N] {
    const WIDTH: usize = N * V::WIDTH;

    fn write(self, values: &mut [Option<f64>]) {
        for (value, place) in self.into_iter().zip(values.chunks_mut(V::WIDTH)) {
            value.write(place);
        }
    }
}

/// A statistic of the moments of the resampled rows, given as a closure: the fastest level.
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
pub fn of_moments<V: Values>(statistic: impl Fn(&Moments) -> V + Sync) -> impl Statistic {
    OfMoments(statistic)
}

/// A statistic of all rows (x, y, weights), each weighted by the number of times it was drawn, given as a closure. What
/// can be prepared once, such as an order, need not be done for each resample.
///
/// # Example
/// ```
/// use kosmic_core::Pair;
/// use kosmic_parallel::{Bootstrap, of_weights};
///
/// let pair = Pair::new(&[1.0, 2.0, 3.0, 4.0], &[1.0, 3.0, 2.0, 5.0])?;
/// let weighted_mean = of_weights(|x, _, weights| {
///     let sum: f64 = x.iter().zip(weights).map(|(x, weight)| x * weight).sum();
///     sum / weights.iter().sum::<f64>()
/// });
/// let replicates = Bootstrap::default().replicates(99).plan()?.run(&pair, &weighted_mean)?;
/// assert_eq!(replicates.estimate(), 2.5);
/// # Ok::<(), kosmic_parallel::ParallelError>(())
/// ```
pub fn of_weights<V: Values>(
    statistic: impl Fn(&[f64], &[f64], &[f64]) -> V + Sync,
) -> impl Statistic {
    OfWeights(statistic)
}

/// A statistic of the resampled rows, given as a closure of x and y: the slowest level, for what knows samples only.
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
///     changes.sum::<f64>() / x.len() as f64
/// });
/// let replicates = Bootstrap::default().plan()?.run(&pair, &mean_change)?;
/// let interval = replicates.interval(Method::Percentile, 0.95)?;
/// assert!(interval.limits.lower > 0.5 && interval.limits.upper < 1.7);
/// # Ok::<(), kosmic_parallel::ParallelError>(())
/// ```
pub fn of_sample<V: Values>(statistic: impl Fn(&[f64], &[f64]) -> V + Sync) -> impl Statistic {
    OfSample(statistic)
}

struct OfMoments<F>(F);
struct OfWeights<F>(F);
struct OfSample<F>(F);

impl<V: Values, F: Fn(&Moments) -> V + Sync> Statistic for OfMoments<F> {
    const VIEW: View = View::Moments;

    fn width(&self) -> usize {
        V::WIDTH
    }

    fn evaluate(&self, resample: Resample<'_>, values: &mut [Option<f64>]) {
        if let Resample::Moments(moments) = resample {
            self.0(moments).write(values);
        }
    }
}

impl<V: Values, F: Fn(&[f64], &[f64], &[f64]) -> V + Sync> Statistic for OfWeights<F> {
    const VIEW: View = View::Weights;

    fn width(&self) -> usize {
        V::WIDTH
    }

    fn evaluate(&self, resample: Resample<'_>, values: &mut [Option<f64>]) {
        if let Resample::Weights { x, y, weights } = resample {
            self.0(x, y, weights).write(values);
        }
    }
}

impl<V: Values, F: Fn(&[f64], &[f64]) -> V + Sync> Statistic for OfSample<F> {
    const VIEW: View = View::Sample;

    fn width(&self) -> usize {
        V::WIDTH
    }

    fn evaluate(&self, resample: Resample<'_>, values: &mut [Option<f64>]) {
        if let Resample::Sample { x, y } = resample {
            self.0(x, y).write(values);
        }
    }
}
