//! What is computed from each resample.

mod closure;
mod drawn_blocks;
mod spearman;

use kosmic_core::{InstructionSet, Moments};

use crate::fourth_moments::FourthMoments;
use crate::kernel::{BATCH, Batched};

pub use drawn_blocks::DrawnBlocks;
pub(crate) use drawn_blocks::{BlockCorrelation, BlockProducts};

pub use closure::{Values, of_moments, of_sample, of_weights};
pub use spearman::SpearmanCorrelation;

/// What of a resample a statistic looks at. The less it asks for, the faster it is resampled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum View {
    /// Count, means and central second moments.
    Moments,
    /// Central moments up to order four.
    FourthMoments,
    /// As [`View::Moments`], with the error that drawn blocks give r: for schemes that draw blocks only.
    DrawnBlocks,
    /// How often each row was drawn, or its real weight.
    Weights,
    /// The resampled rows themselves.
    Sample,
}

/// One resample, as the statistic asked to see it.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Resample<'a> {
    /// For [`View::Moments`].
    Moments(&'a Moments),
    /// For [`View::FourthMoments`]: of the series in units of powers of two near their standard deviations.
    FourthMoments(&'a FourthMoments),
    /// For [`View::DrawnBlocks`].
    DrawnBlocks(&'a DrawnBlocks),
    /// For [`View::Weights`]: all rows of the data, with the number of times that each was drawn. On the data
    /// themselves all weights are 1.
    Weights {
        /// Values of the first series.
        x: &'a [f64],
        /// Values of the second series.
        y: &'a [f64],
        /// How often each row was drawn, whole numbers from 0 on; with [`Scheme::Dirichlet`](crate::Scheme::Dirichlet)
        /// positive numbers whose shares alone have a meaning.
        weights: &'a [f64],
    },
    /// For [`View::Sample`]: the drawn rows in the order of the data, each as often as it was drawn, or block after block if a
    /// scheme draws blocks; x and y of a row stay together.
    Sample {
        /// Values of the first series.
        x: &'a [f64],
        /// Values of the second series.
        y: &'a [f64],
    },
}

/// One or more numbers computed from paired observations, whose sampling distribution is asked for.
///
/// [`of_moments`], [`of_weights`] and [`of_sample`] make one from a closure. A statistic must not depend on the order of
/// the rows: resampling rows independently says nothing about one that does.
///
/// # Example
/// Both means at once, from the moments of each resample:
/// ```
/// use kosmic_core::{Pair, Side};
/// use kosmic_parallel::{Bootstrap, Resample, Statistic, View};
///
/// struct Means;
///
/// impl Statistic for Means {
///     const VIEW: View = View::Moments;
///
///     fn width(&self) -> usize {
///         2
///     }
///     fn evaluate(&self, resample: Resample<'_>, values: &mut [Option<f64>]) {
///         if let Resample::Moments(moments) = resample {
///             values[0] = Some(moments.mean(Side::X));
///             values[1] = Some(moments.mean(Side::Y));
///         }
///     }
/// }
///
/// let pair = Pair::new(&[1.0, 2.0, 3.0, 6.0], &[1.0, 3.0, 2.0, 4.0])?;
/// let replicates = Bootstrap::default().plan()?.run(&pair, &Means)?;
/// assert_eq!(replicates.estimates(), [3.0, 2.5]);
/// assert_eq!(replicates.column(1).count(), 1999);
/// # Ok::<(), kosmic_parallel::ParallelError>(())
/// ```
pub trait Statistic: Sync {
    /// What the statistic needs to see.
    const VIEW: View;

    /// Whether a statistic of weights has [`evaluate_batch`](Self::evaluate_batch).
    const BATCHED: bool = false;

    /// The number of its values, at least 1.
    fn width(&self) -> usize {
        1
    }

    /// Whether the first value is a correlation r and the second the standard error of atanh r, so that replicates can be
    /// studentised.
    fn is_studentised(&self) -> bool {
        false
    }

    /// Writes its values on a resample to `values`, of which there are as many as its width. They are `None` before; what
    /// is undefined is left so. A value that is not finite counts as undefined.
    fn evaluate(&self, resample: Resample<'_>, values: &mut [Option<f64>]);

    /// As [`evaluate`](Self::evaluate) for the resamples of a batch, whose values stand one behind the other: for a statistic that
    /// is faster so. It is asked where weights are counts, if [`BATCHED`](Self::BATCHED), and must give the same values.
    fn evaluate_batch(&self, _batch: Batch<'_>, _values: &mut [Option<f64>]) {}
}

/// The counts of all rows in several resamples at once.
///
/// # Example
/// How many distinct rows were drawn: about 63 % of many.
/// ```
/// use kosmic_core::Pair;
/// use kosmic_parallel::{Batch, Bootstrap, Resample, Statistic, View};
///
/// struct Distinct;
///
/// impl Statistic for Distinct {
///     const VIEW: View = View::Weights;
///     const BATCHED: bool = true;
///
///     fn evaluate(&self, resample: Resample<'_>, values: &mut [Option<f64>]) {
///         if let Resample::Weights { weights, .. } = resample {
///             values[0] = Some(weights.iter().filter(|weight| **weight > 0.0).count() as f64);
///         }
///     }
///     fn evaluate_batch(&self, batch: Batch<'_>, values: &mut [Option<f64>]) {
///         for (resample, value) in values.iter_mut().enumerate() {
///             let drawn = batch.counts().iter().filter(|counts| counts[resample] > 0);
///             *value = Some(drawn.count() as f64);
///         }
///     }
/// }
///
/// let x: Vec<f64> = (0..1000).map(f64::from).collect();
/// let y: Vec<f64> = x.iter().map(|x| x.sin()).collect();
/// let replicates = Bootstrap::default().plan()?.run(&Pair::new(&x, &y)?, &Distinct)?;
/// assert_eq!(replicates.estimate(), 1000.0);
/// assert!(replicates.column(0).flatten().all(|distinct| (570.0..700.0).contains(&distinct)));
/// # Ok::<(), kosmic_parallel::ParallelError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Batch<'a> {
    pub(crate) set: InstructionSet,
    pub(crate) counts: &'a [Batched<u8>],
}

impl<'a> Batch<'a> {
    /// The number of resamples side by side.
    pub const SIZE: usize = BATCH;

    /// For each row how often it was drawn, resample by resample; the last ones may be of no draws.
    #[must_use]
    pub fn counts(&self) -> &'a [[u8; BATCH]] {
        self.counts
    }
}

/// Pearson's correlation: signed, so that intervals of K = 2|r| can be had by folding.
#[derive(Clone, Copy, Debug, Default)]
pub struct Correlation;

impl Statistic for Correlation {
    const VIEW: View = View::Moments;

    fn evaluate(&self, resample: Resample<'_>, values: &mut [Option<f64>]) {
        if let Resample::Moments(moments) = resample {
            values[0] = moments.correlation();
        }
    }
}

/// Pearson's correlation r with the standard error of z = atanh r by its influence function (see
/// [`FourthMoments::influence_error_of_z`]): what the bootstrap-t needs of each resample.
#[derive(Clone, Copy, Debug, Default)]
pub struct StudentisedCorrelation;

impl Statistic for StudentisedCorrelation {
    const VIEW: View = View::FourthMoments;

    fn width(&self) -> usize {
        2
    }

    fn is_studentised(&self) -> bool {
        true
    }

    fn evaluate(&self, resample: Resample<'_>, values: &mut [Option<f64>]) {
        if let Resample::FourthMoments(moments) = resample {
            values[0] = moments.correlation();
            values[1] = moments.influence_error_of_z();
        }
    }
}
