//! The choices of a plan in one form, however they were written, and what replicates of an earlier run have in common with it.

use super::adaptive::StoppingRule;
use super::options::ReplicateCount;
use super::plan::Plan;
use super::replicates::Replicates;
use crate::interval::{Method, Needs, Sides};
use crate::scheme::Scheme;

/// All choices of a [`Plan`] that results depend on, none left open that the plan does not leave to the pair: what tells one
/// question from another. Threads and instruction set are not among them.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Choices {
    /// The confidence level.
    pub level: f64,
    /// How many replicates are drawn.
    pub replicates: ReplicateCount,
    /// The seed.
    pub seed: u64,
    /// How replicates become an interval.
    pub method: Method,
    /// Which limits of K are asked for.
    pub sides: Sides,
    /// How rows are resampled.
    pub scheme: Scheme,
    /// The length of blocks; `None` where it is left to the pair, and where none are drawn.
    pub block_length: Option<usize>,
}

impl Plan {
    /// The choices of this plan.
    ///
    /// # Example
    /// ```
    /// use kosmic_parallel::{Bootstrap, Method};
    ///
    /// let written = Bootstrap::default().method(Method::StudentSymmetric).threads(2);
    /// assert_eq!(written.plan()?.choices(), Bootstrap::default().plan()?.choices());
    /// assert_ne!(written.level(0.9).plan()?.choices(), written.plan()?.choices());
    /// # Ok::<(), kosmic_parallel::ParallelError>(())
    /// ```
    #[must_use]
    pub fn choices(&self) -> Choices {
        // All by name, so that a new one is not forgotten.
        let Self {
            level,
            replicates,
            rule,
            seed,
            threads: _,
            method: _,
            sides,
            scheme,
            block_length,
            instruction_set: _,
        } = *self;
        let has_blocks = scheme == Scheme::Auto || scheme.draws_blocks();
        Choices {
            level,
            replicates: rule.map_or(ReplicateCount::Fixed(replicates), StoppingRule::count),
            seed,
            method: self.method_for(scheme),
            sides,
            scheme,
            block_length: block_length.filter(|_| has_blocks),
        }
    }

    /// The number of threads.
    #[must_use]
    pub fn thread_count(&self) -> usize {
        self.threads.count()
    }

    /// Of replicates of r drawn earlier by a scheme whose replicates do not hang on their number, those that
    /// [`Plan::k_replicates`] would draw too: the first, up to the number of this plan (of an adaptive one, the least), with what
    /// its method takes besides, as far as it is there.
    ///
    /// That they are of the same pair, seed and design is for the caller to know; [`Plan::extend_k_replicates`] checks it.
    ///
    /// # Example
    /// ```
    /// use kosmic_core::{Pair, Silent};
    /// use kosmic_parallel::Bootstrap;
    ///
    /// let x = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0];
    /// let pair = Pair::new(&x, &[2.0, 1.0, 4.0, 3.0, 7.0, 5.0, 8.0, 6.0])?;
    /// let plan = |replicates: usize| Bootstrap::default().replicates(replicates).plan();
    /// let many = plan(2000)?.k_replicates(&pair, &Silent)?;
    /// assert_eq!(plan(1000)?.beginning_of(&many), plan(1000)?.k_replicates(&pair, &Silent)?);
    /// # Ok::<(), kosmic_parallel::ParallelError>(())
    /// ```
    #[must_use]
    pub fn beginning_of(&self, replicates: &Replicates) -> Replicates {
        let needs = self.method_for(replicates.scheme).needs();
        let most = match self.choices().replicates {
            ReplicateCount::Fixed(count) => count,
            ReplicateCount::Adaptive { min, .. } => min,
        };
        let count = most.min(replicates.count());
        let width = replicates.estimates.len();
        Replicates {
            n: replicates.n,
            estimates: replicates.estimates.clone(),
            values: replicates.values[..count * width].to_vec(),
            requested: count,
            seed: replicates.seed,
            scheme: replicates.scheme,
            design: replicates.design,
            threads: self.thread_count(),
            studentised: replicates.studentised,
            jackknife: replicates.jackknife.filter(|_| needs.jackknife),
            abc: replicates.abc.filter(|_| needs.abc),
        }
    }
}

impl Replicates {
    /// Whether there is all that a method takes besides values of replicates.
    #[must_use]
    pub fn serve(&self, method: Method) -> bool {
        let needs: Needs = method.needs();
        (self.jackknife.is_some() || !needs.jackknife)
            && (self.abc.is_some() || !needs.abc)
            && (self.studentised || !needs.replicate_errors)
    }
}
