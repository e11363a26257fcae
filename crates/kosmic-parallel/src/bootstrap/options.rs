//! The choices of a bootstrap.

use kosmic_core::InstructionSet;

use super::adaptive::StoppingRule;
use super::plan::Plan;
use crate::error::ParallelError;
use crate::interval::{Method, Sides};
use crate::scheme::Scheme;
use crate::threads::Threads;

/// How many replicates are drawn.
///
/// # Example
/// ```
/// use kosmic_core::Pair;
/// use kosmic_parallel::{Bootstrap, ReplicateCount};
///
/// let x = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0];
/// let pair = Pair::new(&x, &[2.0, 1.0, 4.0, 3.0, 7.0, 5.0, 8.0, 6.0])?;
/// let count = ReplicateCount::Adaptive { tolerance: 0.02, min: 1000, max: 100_000 };
/// let interval = Bootstrap::default().replicates(count).plan()?.k_interval(&pair, &kosmic_core::Silent)?;
/// assert!(interval.replicates_used < 100_000);
/// assert!(interval.mc_error.unwrap().relative < 0.02);
/// # Ok::<(), kosmic_parallel::ParallelError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum ReplicateCount {
    /// This many.
    Fixed(usize),
    /// As many as the limits need to stand still: until their Monte Carlo error, the standard deviation that they have
    /// over seeds, is a fraction of the interval's width.
    ///
    /// The error is estimated from the replicates when a round of 500 is complete, by one rule for every method, so that
    /// the number depends on data, seed and choices alone. What must pass, at two looks in a row, is the upper 90 % limit
    /// of the larger error of the two limits of r.
    Adaptive {
        /// The fraction, strictly between 0 and 1. The error falls with the root of the number: half of the fraction
        /// takes four times the replicates. At 0.01 a 95 % percentile interval takes about 8000.
        tolerance: f64,
        /// The least number, 2 or more.
        min: usize,
        /// The largest number: drawing ends there with a warning if the error is larger still.
        max: usize,
    },
}

impl Default for ReplicateCount {
    fn default() -> Self {
        Self::Fixed(1999)
    }
}

impl From<usize> for ReplicateCount {
    fn from(count: usize) -> Self {
        Self::Fixed(count)
    }
}

impl ReplicateCount {
    /// The largest number, and the rule by which fewer are enough.
    fn checked(self) -> Result<(usize, Option<StoppingRule>), ParallelError> {
        match self {
            Self::Fixed(got) if got < Plan::LEAST_REPLICATES => {
                let needed = Plan::LEAST_REPLICATES;
                Err(ParallelError::TooFewReplicates { needed, got })
            }
            Self::Fixed(replicates) => Ok((replicates, None)),
            Self::Adaptive {
                tolerance,
                min,
                max,
            } => Ok((max, Some(StoppingRule::new(tolerance, min, max)?))),
        }
    }
}

/// The choices of a bootstrap, with their defaults: level 0.95, 1999 replicates, seed 0, one thread, independent rows, and
/// the best method that their scheme allows, the symmetric bootstrap-t.
///
/// The seed is a number, never entropy: the same call gives the same bits, today and on any number of threads.
///
/// # Example
/// ```
/// use kosmic_parallel::{Bootstrap, Method, Threads};
///
/// let options = Bootstrap::default().level(0.9).replicates(4999).threads(Threads::All);
/// assert!(options.method(Method::Basic).plan().is_ok());
/// assert!(options.level(90.0).plan().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Bootstrap {
    level: f64,
    replicates: ReplicateCount,
    seed: u64,
    threads: Threads,
    method: Option<Method>,
    sides: Sides,
    scheme: Scheme,
    #[cfg_attr(feature = "serde", serde(default))]
    block_length: Option<usize>,
    instruction_set: InstructionSet,
}

impl Default for Bootstrap {
    fn default() -> Self {
        Self {
            level: 0.95,
            replicates: ReplicateCount::default(),
            seed: 0,
            threads: Threads::default(),
            method: None,
            sides: Sides::default(),
            scheme: Scheme::default(),
            block_length: None,
            instruction_set: InstructionSet::best(),
        }
    }
}

impl Bootstrap {
    /// The defaults.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The confidence level, strictly between 0 and 1.
    #[must_use]
    pub fn level(mut self, level: f64) -> Self {
        self.level = level;
        self
    }

    /// The number of replicates.
    #[must_use]
    pub fn replicates(mut self, replicates: impl Into<ReplicateCount>) -> Self {
        self.replicates = replicates.into();
        self
    }

    /// The seed of the random streams.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// The number of threads: a number, or [`Threads::All`].
    #[must_use]
    pub fn threads(mut self, threads: impl Into<Threads>) -> Self {
        self.threads = threads.into();
        self
    }

    /// How replicates become an interval: by default [`Scheme::default_method`]. Results name their method.
    #[must_use]
    pub fn method(mut self, method: Method) -> Self {
        self.method = Some(method);
        self
    }

    /// Which limits of K are asked for.
    #[must_use]
    pub fn sides(mut self, sides: Sides) -> Self {
        self.sides = sides;
        self
    }

    /// How rows are resampled. Schemes that need labels are run by [`Plan::run_designed`].
    #[must_use]
    pub fn scheme(mut self, scheme: Scheme) -> Self {
        self.scheme = scheme;
        self
    }

    /// The length of blocks, or their mean length: by default the automatic one of the pair ([`SchemeChoice`](crate::SchemeChoice)). Of meaning where
    /// blocks are drawn only.
    ///
    /// # Example
    /// ```
    /// use kosmic_parallel::{Bootstrap, Scheme, bootstrap_k_ci};
    ///
    /// let x: Vec<f64> = (0..300).map(|t| (f64::from(t) / 8.0).sin()).collect();
    /// let y: Vec<f64> = (0..300).map(|t| (f64::from(t) / 8.5).sin()).collect();
    /// let auto = bootstrap_k_ci(&x, &y, Bootstrap::default().scheme(Scheme::Auto))?;
    /// assert_eq!(auto.scheme, Scheme::Circular);
    /// let given = Bootstrap::default().scheme(Scheme::Moving).block_length(20);
    /// assert_eq!(bootstrap_k_ci(&x, &y, given)?.block_length, Some(20));
    /// # Ok::<(), kosmic_parallel::ParallelError>(())
    /// ```
    #[must_use]
    pub fn block_length(mut self, rows: usize) -> Self {
        self.block_length = Some(rows);
        self
    }

    /// The vector instructions to use: by default the best that the processor has. The result does not depend on it.
    #[must_use]
    pub fn instruction_set(mut self, set: InstructionSet) -> Self {
        self.instruction_set = set;
        self
    }

    /// Checks the choices once, before anything is computed.
    ///
    /// # Errors
    /// A level outside (0, 1), or of an upper limit outside (0.5, 1); fewer than [`Plan::LEAST_REPLICATES`] replicates, a
    /// tolerance outside (0, 1), more replicates at least than at most; no thread, an instruction set that the processor
    /// lacks.
    pub fn plan(self) -> Result<Plan, ParallelError> {
        self.sides.two_sided_level(self.level)?;
        let (replicates, rule) = self.replicates.checked()?;
        if !self.instruction_set.is_available() {
            return Err(ParallelError::InstructionSet(self.instruction_set));
        }
        Ok(Plan {
            level: self.level,
            replicates,
            rule,
            seed: self.seed,
            threads: self.threads.checked()?,
            method: self.method,
            sides: self.sides,
            scheme: self.scheme,
            block_length: self.block_length,
            instruction_set: self.instruction_set,
        })
    }
}
