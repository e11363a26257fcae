//! From counts of surrogates to a p-value.

use std::ops::Range;

use kosmic_core::{Alternative, CoreError, Progress};

use super::null_scheme::NullScheme;
use super::statistic::TestStatistic;
use super::surrogates::{Surrogates, Workspace};
use crate::bootstrap::Groups;
use crate::error::ParallelError;
use crate::threads::Threads;
use crate::warning::Warning;

/// The most surrogates of a group: those are told of, and can be stopped, together.
const LARGEST_GROUP: usize = 64;

/// Groups for each thread, so that none waits long for the last.
const GROUPS_A_THREAD: usize = 8;

/// Surrogates of the first round of a sequential test; each further round doubles what there is.
const FIRST_ROUND: usize = 256;

/// What a test of no coupling found.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct TestedCoupling {
    /// The number of rows.
    pub n: usize,
    /// Pearson's correlation.
    pub r: f64,
    /// K = 2|r|.
    pub k: f64,
    /// Which statistic was compared.
    pub statistic: TestStatistic,
    /// Its value on the data, with the sign of r.
    pub value: f64,
    /// What was held against no coupling.
    pub alternative: Alternative,
    /// How surrogates were made, nothing left open.
    pub scheme: NullScheme,
    /// Rows of a block, where there are blocks.
    pub block_length: Option<usize>,
    /// The probability of a statistic at least as large if there is no coupling.
    pub p_value: f64,
    /// Surrogates at least as extreme as the data, those that differ by rounding only among them.
    pub exceeding: usize,
    /// Surrogates compared. Where all were gone through the data are one of them.
    pub surrogates: usize,
    /// Whether these are all that there are, so that p has no Monte Carlo error.
    pub is_exhaustive: bool,
    /// The seed.
    pub seed: u64,
    /// The number of threads; the result does not depend on it.
    pub threads: usize,
    /// What to know before relying on it.
    pub warnings: Vec<Warning>,
}

/// How far the comparison with surrogates went.
pub(super) struct Tally {
    pub(super) exceeding: usize,
    pub(super) surrogates: usize,
    ended: Ended,
}

#[derive(Clone, Copy, PartialEq)]
enum Ended {
    /// With the last surrogate of all that there are.
    Exhausted,
    /// With the number asked for.
    Complete,
    /// As soon as enough were at least as extreme as the data.
    Decided,
    /// By the observer.
    Stopped,
}

impl Tally {
    /// Compares the data with up to `asked` surrogates, or until `enough` of them exceed them.
    pub(super) fn of(
        surrogates: &Surrogates,
        asked: usize,
        enough: Option<usize>,
        threads: Threads,
        progress: &dyn Progress,
    ) -> Result<Self, ParallelError> {
        let total = surrogates.all().unwrap_or(asked);
        // Of all that there are none is left out: p is then exact.
        let enough = enough.filter(|_| surrogates.all().is_none());
        progress.begin(total as u64);
        let tally = Self::in_rounds(surrogates, total, enough, threads, progress);
        progress.end();
        tally
    }

    fn in_rounds(
        surrogates: &Surrogates,
        total: usize,
        enough: Option<usize>,
        threads: Threads,
        progress: &dyn Progress,
    ) -> Result<Self, ParallelError> {
        let mut tally = Self {
            exceeding: 0,
            surrogates: 0,
            ended: match surrogates.all() {
                Some(_) => Ended::Exhausted,
                None => Ended::Complete,
            },
        };
        let mut exceeds = Vec::new();
        while tally.surrogates < total {
            let first = tally.surrogates;
            let size = enough.map_or(total, |_| first.max(FIRST_ROUND));
            let round = first as u64..(first + size.min(total - first)) as u64;
            let finished = compare(surrogates, round.clone(), &mut exceeds, threads, progress)?;
            for exceeds in &exceeds[..finished] {
                tally.surrogates += 1;
                tally.exceeding += usize::from(*exceeds);
                if Some(tally.exceeding) == enough {
                    tally.ended = Ended::Decided;
                    return Ok(tally);
                }
            }
            if finished < (round.end - round.start) as usize {
                tally.ended = Ended::Stopped;
                break;
            }
        }
        if tally.surrogates == 0 {
            return Err(ParallelError::Stopped {
                finished: 0,
                replicates: total,
                needed: 1,
            });
        }
        Ok(tally)
    }

    /// b/M of all surrogates; h/l where the l-th was the h-th to exceed the data; else (b + 1)/(m + 1).
    pub(super) fn p_value(&self) -> f64 {
        let (b, m) = (self.exceeding as f64, self.surrogates as f64);
        match self.ended {
            Ended::Exhausted | Ended::Decided => b / m,
            Ended::Complete | Ended::Stopped => (b + 1.0) / (m + 1.0),
        }
    }

    pub(super) fn is_exhaustive(&self) -> bool {
        self.ended == Ended::Exhausted
    }

    pub(super) fn was_stopped(&self) -> bool {
        self.ended == Ended::Stopped
    }
}

/// Whether each surrogate of a round exceeds the data; returns how many are finished without a gap.
fn compare(
    surrogates: &Surrogates,
    round: Range<u64>,
    exceeds: &mut Vec<bool>,
    threads: Threads,
    progress: &dyn Progress,
) -> Result<usize, ParallelError> {
    let count = (round.end - round.start) as usize;
    exceeds.clear();
    exceeds.resize(count, false);
    let size = count.div_ceil(threads.count() * GROUPS_A_THREAD);
    let groups = Groups {
        threads,
        progress,
        wanted: round,
        width: 1,
        size: size.clamp(1, LARGEST_GROUP),
    };
    groups.fill(
        exceeds,
        Workspace::default,
        |workspace, numbers, exceeds| -> Result<(), CoreError> {
            for (exceeds, number) in exceeds.iter_mut().zip(numbers) {
                *exceeds = surrogates.exceeds(number, workspace);
            }
            Ok(())
        },
    )
}
