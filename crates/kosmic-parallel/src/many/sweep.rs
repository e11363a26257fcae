//! One statistic under many settings, on the same resamples.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use kosmic_core::{Pair, PairSource, Progress};

use crate::bootstrap::{Plan, Replicates};
use crate::error::ParallelError;
use crate::statistic::{Resample, Statistic, View};

/// The replicates of a statistic under each of several settings, replicate b of all of them from the same resample.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Sweep {
    settings: Vec<Replicates>,
}

impl Sweep {
    /// The replicates of each setting, in the order of the settings.
    #[must_use]
    pub fn settings(&self) -> &[Replicates] {
        &self.settings
    }

    /// The replicates of the difference (setting a) - (setting b), value by value, from which its intervals come: what
    /// both settings make of a resample cancels, so that they are narrower than those of either. `None` for a setting
    /// that is not there or statistics of different width.
    #[must_use]
    pub fn difference(&self, a: usize, b: usize) -> Option<Replicates> {
        self.settings.get(a)?.minus(self.settings.get(b)?)
    }
}

/// The statistics of all settings as one.
struct All<T> {
    statistics: Vec<T>,
    /// The first whose value was undefined on what it was asked about, beginning with the data themselves.
    undefined: AtomicUsize,
}

impl<T: Statistic> Statistic for All<T> {
    const VIEW: View = T::VIEW;

    fn width(&self) -> usize {
        self.statistics.iter().map(Statistic::width).sum()
    }

    fn evaluate(&self, resample: Resample<'_>, values: &mut [Option<f64>]) {
        let mut rest = values;
        for (setting, statistic) in self.statistics.iter().enumerate() {
            let (own, others) = rest.split_at_mut(statistic.width());
            statistic.evaluate(resample, own);
            if own
                .iter()
                .any(|value| value.is_none_or(|value| !value.is_finite()))
            {
                self.undefined.fetch_min(setting, Relaxed);
            }
            rest = others;
        }
    }
}

/// The replicates of a statistic under each of several settings, all from the same resamples.
///
/// `statistic` makes the statistic of a setting, for instance by [`of_moments`](crate::of_moments) or
/// [`of_sample`](crate::of_sample). Each setting has the bits that [`Plan::run`] gives it alone; what is shared is the
/// drawing, and the randomness (common random numbers), so that differences between settings are sharp.
///
/// Cost: drawing once, and evaluating the statistics B times each, on all threads of the plan. `progress` is told of
/// finished replicates of all settings, and may stop the sweep.
///
/// # Errors
/// [`ParallelError::NoSettings`], [`ParallelError::UndefinedSetting`]; otherwise as [`Plan::run`].
///
/// # Example
/// ```
/// use kosmic_core::{Pair, Silent};
/// use kosmic_parallel::{Bootstrap, Method, of_sample, parameter_sweep};
///
/// let before = [10.0, 12.0, 9.0, 14.0, 11.0, 13.0, 8.0, 12.0];
/// let after = [11.0, 13.5, 9.5, 16.0, 11.0, 15.0, 9.0, 12.5];
/// let pair = Pair::new(&before, &after)?;
/// let plan = Bootstrap::default().plan()?;
/// // How often does a row change by more than a threshold?
/// let sweep = parameter_sweep(&[0.0, 1.0, 2.0], &pair, &plan, &Silent, |&threshold| {
///     of_sample(move |x, y| {
///         let over = x.iter().zip(y).filter(|(x, y)| **y - **x > threshold);
///         over.count() as f64 / x.len() as f64
///     })
/// })?;
/// assert_eq!(sweep.settings()[1].estimate(), 0.375);
/// let difference = sweep.difference(0, 1).unwrap();
/// assert_eq!(difference.estimate(), 0.5);
/// assert!(difference.interval(Method::Percentile, 0.95)?.limits.lower > 0.1);
/// # Ok::<(), kosmic_parallel::ParallelError>(())
/// ```
///
/// # Source
/// P. Glasserman, D. D. Yao, Some guidelines and guarantees for common random numbers, Management Science 38 (1992)
/// 884-908.
pub fn parameter_sweep<P, S: PairSource, T: Statistic>(
    settings: &[P],
    pair: &Pair<S>,
    plan: &Plan,
    progress: &dyn Progress,
    statistic: impl Fn(&P) -> T,
) -> Result<Sweep, ParallelError> {
    if settings.is_empty() {
        return Err(ParallelError::NoSettings);
    }
    let _span = tracing::debug_span!("parameter_sweep", settings = settings.len()).entered();
    let all = All {
        statistics: settings.iter().map(statistic).collect(),
        undefined: AtomicUsize::new(usize::MAX),
    };
    if all
        .statistics
        .iter()
        .any(|statistic| statistic.width() == 0)
    {
        return Err(ParallelError::NoValues);
    }
    let drawn = plan.run_with(pair, &all, progress);
    let replicates = drawn.map_err(|error| match error {
        // Nothing but the data had been evaluated.
        ParallelError::UndefinedEstimate => ParallelError::UndefinedSetting {
            setting: all.undefined.load(Relaxed),
        },
        other => other,
    })?;
    let widths = all.statistics.iter().map(|statistic| {
        let studentised = statistic.is_studentised();
        (statistic.width(), studentised)
    });
    Ok(Sweep {
        settings: replicates.split(widths),
    })
}
