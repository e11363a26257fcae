//! Power by simulation.

use std::ops::RangeInclusive;

use kosmic_core::{Limits, Pair, Progress, Silent, normal_quantile};
use kosmic_parallel::{CouplingTest, LagTest, Threads, try_parallel_map};

use super::process::CoupledProcess;
use crate::error::{StatsError, verify_within_unit};

/// A power that was simulated.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct SimulatedPower {
    /// The share of studies that found what there was.
    pub power: f64,
    /// Wilson's 95 % interval of the power itself.
    pub limits: Limits,
    /// How many studies found it.
    pub found: usize,
    /// How many studies were simulated.
    pub studies: usize,
}

/// A number of rows found by simulation.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct SimulatedRows {
    /// The least number of rows in the range with the power asked for, as far as this many studies tell.
    pub rows: usize,
    /// The power there.
    pub power: SimulatedPower,
}

/// Power of any procedure on any data, by simulating studies: 1000 of them, seed 0, one thread. The same for any number of
/// threads.
///
/// Cost: that of the studies. The standard error is at most 0.5 / sqrt(studies): .016 for 1000.
///
/// # Example
/// A rank correlation, for which there is no exact formula, beside Pearson's:
/// ```
/// use kosmic_core::{Pair, Silent, spearman};
/// use kosmic_stats::{CorrelationPower, CoupledProcess, PowerSimulation, StatsError};
///
/// let process = CoupledProcess::new(0.4)?;
/// let by_ranks = PowerSimulation::new().studies(2000).power(
///     |seed| {
///         let (x, y) = process.sample(50, seed);
///         Ok(spearman(&x, &y)?.p_value <= 0.05)
///     },
///     &Silent,
/// )?;
/// let exact = CorrelationPower::new().power(0.4, 50.0)?;
/// assert!((0.75..exact).contains(&by_ranks.power));
/// # Ok::<(), StatsError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[must_use]
pub struct PowerSimulation {
    studies: usize,
    seed: u64,
    threads: Threads,
}

impl Default for PowerSimulation {
    fn default() -> Self {
        Self {
            studies: 1000,
            seed: 0,
            threads: Threads::default(),
        }
    }
}

impl PowerSimulation {
    /// The defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// The number of studies.
    pub fn studies(self, studies: usize) -> Self {
        Self { studies, ..self }
    }

    /// The seed of the first study; the others have those that follow.
    pub fn seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// The number of threads.
    pub fn threads(self, threads: impl Into<Threads>) -> Self {
        Self {
            threads: threads.into(),
            ..self
        }
    }

    /// The share of studies that find what there is: `finds` makes the study with a seed and says whether it does.
    ///
    /// # Errors
    /// Those of `finds`; [`StatsError::TooFew`] without studies; [`StatsError::Parallel`] for threads that cannot be, or where
    /// `progress` stopped the work.
    pub fn power(
        &self,
        finds: impl Fn(u64) -> Result<bool, StatsError> + Sync,
        progress: &dyn Progress,
    ) -> Result<SimulatedPower, StatsError> {
        if self.studies == 0 {
            return Err(StatsError::TooFew {
                name: "studies",
                needed: 1,
                got: 0,
            });
        }
        let seeds: Vec<u64> = (0..self.studies as u64)
            .map(|study| self.seed.wrapping_add(study))
            .collect();
        let found = try_parallel_map(&seeds, self.threads, progress, |seed| finds(*seed))?;
        let found = found.into_iter().filter(|found| *found).count();
        Ok(SimulatedPower {
            power: found as f64 / self.studies as f64,
            limits: wilson(found, self.studies),
            found,
            studies: self.studies,
        })
    }

    /// The power of a test of no coupling on so many rows of a process, at level α: any null scheme and statistic, any autocorrelation.
    ///
    /// # Errors
    /// As [`PowerSimulation::power`] and [`CouplingTest::run`]; [`StatsError::OutOfRange`] for an α outside (0, 1).
    ///
    /// # Example
    /// ```
    /// use kosmic_core::Silent;
    /// use kosmic_parallel::CouplingTest;
    /// use kosmic_stats::{CoupledProcess, PowerSimulation};
    ///
    /// let test = CouplingTest::new().surrogates(99).stop_after(5);
    /// let simulation = PowerSimulation::new().studies(200);
    /// let power = |process| simulation.coupling(&process, 60, &test, 0.05, &Silent);
    /// let independent = power(CoupledProcess::new(0.5)?)?;
    /// let slow = power(CoupledProcess::new(0.5)?.autoregressive(0.8, 0.8)?)?;
    /// assert!(independent.power > 0.9 && slow.power < 0.7);
    /// # Ok::<(), kosmic_stats::StatsError>(())
    /// ```
    pub fn coupling(
        &self,
        process: &CoupledProcess,
        rows: usize,
        test: &CouplingTest,
        alpha: f64,
        progress: &dyn Progress,
    ) -> Result<SimulatedPower, StatsError> {
        verify_within_unit("the level", alpha)?;
        let finds = |seed: u64| {
            let (x, y) = process.sample(rows, seed);
            let tested = test.seed(seed).run(&Pair::new(&x, &y)?, &Silent)?;
            Ok(tested.p_value <= alpha)
        };
        self.power(finds, progress)
    }

    /// The power of a test of the peak over lags on so many rows of a process, at the level of the test.
    ///
    /// # Errors
    /// As [`PowerSimulation::power`] and [`LagTest::run`].
    ///
    /// # Example
    /// What looking at 21 lags costs:
    /// ```
    /// use kosmic_core::Silent;
    /// use kosmic_parallel::LagTest;
    /// use kosmic_stats::{CorrelationPower, CoupledProcess, PowerSimulation};
    ///
    /// let process = CoupledProcess::new(0.4)?.lag(3);
    /// let simulation = PowerSimulation::new().studies(100);
    /// let power = simulation.peak(&process, 60, &LagTest::new(10).surrogates(99), &Silent)?;
    /// assert!(power.power < CorrelationPower::new().power(0.4, 57.0)?);
    /// # Ok::<(), kosmic_stats::StatsError>(())
    /// ```
    pub fn peak(
        &self,
        process: &CoupledProcess,
        rows: usize,
        test: &LagTest,
        progress: &dyn Progress,
    ) -> Result<SimulatedPower, StatsError> {
        let finds = |seed: u64| {
            let (x, y) = process.sample(rows, seed);
            let tested = test.seed(seed).run(&Pair::new(&x, &y)?, &Silent)?;
            Ok(tested.is_significant())
        };
        self.power(finds, progress)
    }

    /// The least number of rows in a range with a power, by halving the range: `power` simulates studies with so many rows, as
    /// [`PowerSimulation::coupling`] does; being of the same seeds, their powers differ little by chance.
    ///
    /// Cost: some log₂ of the range simulations.
    ///
    /// # Errors
    /// Those of `power`; [`StatsError::OutOfRange`] for a target outside (0, 1); [`StatsError::Unsolvable`] where not even the
    /// largest number of rows has it.
    ///
    /// # Example
    /// ```
    /// use kosmic_core::{Pair, Silent, correlation_p_value};
    /// use kosmic_stats::{CorrelationPower, CoupledProcess, PowerSimulation};
    ///
    /// let process = CoupledProcess::new(0.5)?;
    /// let simulation = PowerSimulation::new().studies(2000);
    /// let found = simulation.rows(0.8, 5..=200, |rows| {
    ///     let finds = |seed| {
    ///         let (x, y) = process.sample(rows, seed);
    ///         let p = correlation_p_value(Pair::new(&x, &y)?.r(), rows)?;
    ///         Ok(p.is_some_and(|p| p <= 0.05))
    ///     };
    ///     simulation.power(finds, &Silent)
    /// })?;
    /// let exact = CorrelationPower::new().sample_size(0.5, 0.8)?.whole; // 29
    /// assert!(found.rows.abs_diff(exact) <= 2);
    /// # Ok::<(), kosmic_stats::StatsError>(())
    /// ```
    pub fn rows(
        &self,
        target: f64,
        range: RangeInclusive<usize>,
        power: impl Fn(usize) -> Result<SimulatedPower, StatsError>,
    ) -> Result<SimulatedRows, StatsError> {
        verify_within_unit("the power", target)?;
        let (mut below, mut rows) = (*range.start(), *range.end());
        let mut found = power(rows)?;
        if found.power < target {
            return Err(StatsError::Unsolvable {
                wanted: "number of rows",
                asked: format!("a power of {target}"),
                reason: "the largest one in the range has less",
            });
        }
        while below < rows {
            let middle = below + (rows - below) / 2;
            let there = power(middle)?;
            if there.power >= target {
                (rows, found) = (middle, there);
            } else {
                below = middle + 1;
            }
        }
        Ok(SimulatedRows { rows, power: found })
    }
}

/// Wilson's 95 % interval of a share.
///
/// E. B. Wilson, Journal of the American Statistical Association 22 (1927) 209-212.
fn wilson(found: usize, of: usize) -> Limits {
    let (n, z) = (of as f64, normal_quantile(0.975));
    let share = found as f64 / n;
    let centre = share + z * z / (2.0 * n);
    let reach = z * (share * (1.0 - share) / n + z * z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + z * z / n;
    Limits {
        lower: ((centre - reach) / scale).max(0.0),
        upper: ((centre + reach) / scale).min(1.0),
    }
}
