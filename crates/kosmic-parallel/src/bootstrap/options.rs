//! The choices of a bootstrap.

use kosmic_core::InstructionSet;

use super::plan::Plan;
use crate::error::ParallelError;
use crate::interval::{Method, Sides};
use crate::scheme::Scheme;
use crate::threads::Threads;

/// How many replicates are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum ReplicateCount {
    /// This many.
    Fixed(usize),
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

/// The choices of a bootstrap, with their defaults: level 0.95, 1999 replicates, seed 0, one thread, percentile
/// interval, independent rows.
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
    method: Method,
    sides: Sides,
    scheme: Scheme,
    instruction_set: InstructionSet,
}

impl Default for Bootstrap {
    fn default() -> Self {
        Self {
            level: 0.95,
            replicates: ReplicateCount::default(),
            seed: 0,
            threads: Threads::default(),
            method: Method::default(),
            sides: Sides::default(),
            scheme: Scheme::default(),
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

    /// How replicates become an interval.
    #[must_use]
    pub fn method(mut self, method: Method) -> Self {
        self.method = method;
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

    /// The vector instructions to use: by default the best that the processor has. The result does not depend on it.
    #[must_use]
    pub fn instruction_set(mut self, set: InstructionSet) -> Self {
        self.instruction_set = set;
        self
    }

    /// Checks the choices once, before anything is computed.
    ///
    /// # Errors
    /// A level outside (0, 1), or of an upper limit outside (0.5, 1); fewer than [`Plan::LEAST_REPLICATES`] replicates, no thread, an instruction set
    /// that the processor lacks.
    pub fn plan(self) -> Result<Plan, ParallelError> {
        self.sides.two_sided_level(self.level)?;
        let ReplicateCount::Fixed(replicates) = self.replicates;
        let needed = Plan::LEAST_REPLICATES;
        if replicates < needed {
            return Err(ParallelError::TooFewReplicates {
                needed,
                got: replicates,
            });
        }
        if !self.instruction_set.is_available() {
            return Err(ParallelError::InstructionSet(self.instruction_set));
        }
        Ok(Plan {
            level: self.level,
            replicates,
            seed: self.seed,
            threads: self.threads.checked()?,
            method: self.method,
            sides: self.sides,
            scheme: self.scheme,
            instruction_set: self.instruction_set,
        })
    }
}
