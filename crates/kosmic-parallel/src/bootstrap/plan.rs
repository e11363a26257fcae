//! Checked choices, ready to run.

use kosmic_core::{InstructionSet, Pair, PairSource, Progress, Silent};

use super::adaptive::StoppingRule;
use super::draw::Demand;
use super::replicates::Replicates;
use crate::error::ParallelError;
use crate::interval::{Method, Sides};
use crate::scheme::{Design, Scheme, SchemeChoice};
use crate::statistic::Statistic;
use crate::threads::Threads;

/// The checked choices of a bootstrap; made by [`Bootstrap::plan`](super::Bootstrap::plan).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plan {
    pub(crate) level: f64,
    /// The number of replicates, or the largest.
    pub(crate) replicates: usize,
    /// When fewer are enough.
    pub(crate) rule: Option<StoppingRule>,
    pub(crate) seed: u64,
    pub(crate) threads: Threads,
    /// None where it is left to the scheme.
    pub(crate) method: Option<Method>,
    pub(crate) sides: Sides,
    pub(crate) scheme: Scheme,
    /// None where it is left to the pair.
    pub(crate) block_length: Option<usize>,
    pub(crate) instruction_set: InstructionSet,
}

impl Plan {
    /// The least number of replicates from which anything is inferred.
    pub const LEAST_REPLICATES: usize = 2;

    /// Draws the replicates of a statistic.
    ///
    /// The resample of replicate b depends on (seed, b) alone, so that the values are the same bits for any number of
    /// threads, any source of the data and any instruction set.
    ///
    /// Cost: O(n · replicates) time; see [`View`](crate::View) for what makes it small. Statistics of moments read data in
    /// memory as often as is convenient, other sources once, and once more if a resample is so narrow that its sums lose
    /// digits; they hold 8 MiB of rows. All others, and schemes that draw whole replicates, read once and hold both columns;
    /// besides weights or a sample for each thread. An adaptive number of replicates is drawn in rounds, each of which reads
    /// the data anew; it looks at limits of the statistic's first value by the method of this plan.
    ///
    /// # Errors
    /// [`ParallelError::UndefinedEstimate`], [`ParallelError::NoValues`], [`ParallelError::OutOfMemory`],
    /// [`ParallelError::Threads`],
    /// [`ParallelError::LabelsNeeded`] for a scheme that cannot be without, or the failure of the pair's source; [`ParallelError::MissingIngredient`] for an adaptive number and a method that needs more than
    /// replicates (see [`Plan::k_replicates`]).
    pub fn run<S: PairSource, T: Statistic>(
        &self,
        pair: &Pair<S>,
        statistic: &T,
    ) -> Result<Replicates, ParallelError> {
        self.run_with(pair, statistic, &Silent)
    }

    /// As [`Plan::run`], watched by an observer that may stop it. Then the replicates finished without a gap are
    /// returned.
    ///
    /// Where a statistic of moments is drawn from data outside memory, or by blocks, all replicates are finished with the last row and none
    /// before: progress tells the share of the rows, and stopping leaves no replicate of this run (of an adaptive number or
    /// an extension: those of the rounds before). The first run of a statistic of fourth moments then still reads on to the
    /// last row, without drawing, for the value on the data.
    ///
    /// # Errors
    /// As [`Plan::run`].
    pub fn run_with<S: PairSource, T: Statistic>(
        &self,
        pair: &Pair<S>,
        statistic: &T,
        progress: &dyn Progress,
    ) -> Result<Replicates, ParallelError> {
        self.run_designed(pair, statistic, &self.design_for(pair)?, progress)
    }

    /// The design of this plan for a pair: where the scheme is [`Scheme::Auto`], or the length of its blocks is open, what the
    /// pair calls for.
    ///
    /// Cost: as [`SchemeChoice`]; nothing for other schemes.
    ///
    /// # Errors
    /// [`ParallelError::LabelsNeeded`], [`ParallelError::BlockLength`], or the failure of the pair's source.
    pub fn design_for<S: PairSource>(&self, pair: &Pair<S>) -> Result<Design, ParallelError> {
        self.choice_for(pair)?
            .map_or_else(|| Design::of(self.scheme), |choice| choice.design())
    }

    /// The choice behind [`Plan::design_for`]; `None` where there is nothing to choose.
    ///
    /// # Errors
    /// The failure of the pair's source.
    pub fn choice_for<S: PairSource>(
        &self,
        pair: &Pair<S>,
    ) -> Result<Option<SchemeChoice>, ParallelError> {
        let open = self.scheme == Scheme::Auto || self.scheme.draws_blocks();
        open.then(|| SchemeChoice::of(self.scheme, self.block_length, pair))
            .transpose()
    }

    /// The method of an interval of replicates drawn by a scheme: the one asked for, or that of the scheme.
    #[must_use]
    pub fn method_for(&self, scheme: Scheme) -> Method {
        self.method.unwrap_or(scheme.default_method())
    }

    /// As [`Plan::run_with`], by a design in place of the plan's scheme: one that has labels, a concentration or a place.
    ///
    /// Errors that [`StudentisedCorrelation`](crate::StudentisedCorrelation) finds are those of independent rows: under strata and
    /// clusters they are values like others, and the bootstrap-t does not take them. [`Plan::k_replicates_designed`] has
    /// those of the design.
    ///
    /// # Errors
    /// As [`Plan::run`], and [`ParallelError::LabelCount`], [`ParallelError::NoSamples`].
    pub fn run_designed<S: PairSource, T: Statistic>(
        &self,
        pair: &Pair<S>,
        statistic: &T,
        design: &Design,
        progress: &dyn Progress,
    ) -> Result<Replicates, ParallelError> {
        self.start(pair, statistic, Demand::of(design), progress)
    }
}
