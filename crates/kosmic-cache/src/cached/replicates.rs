//! Replicates of r that are kept, and grow.

use std::sync::Arc;
use std::time::Instant;

use kosmic_core::{Pair, PairSource, Progress};
use kosmic_parallel::{Design, ParallelError, Plan, ReplicateCount, Replicates};

use super::answer::{Answer, Stoppable};
use super::{Cached, question};
use crate::fingerprint::Fingerprint;
use crate::key::Key;

/// A pair of any source: what takes it is compiled once.
pub(super) type Erased<'s> = Pair<&'s (dyn PairSource + 's)>;

impl Stoppable for Replicates {
    fn was_stopped(&self) -> bool {
        self.stopped_early().is_some()
    }
}

impl Stoppable for ParallelError {
    fn was_stopped(&self) -> bool {
        matches!(self, Self::Stopped { .. } | Self::MapStopped { .. })
    }
}

impl Cached<'_> {
    /// [`Plan::k_replicates`]; see [`Cached::k_replicates_designed`].
    ///
    /// # Errors
    /// As there.
    pub fn k_replicates<S: PairSource>(
        self,
        plan: &Plan,
        pair: &Pair<S>,
        progress: &dyn Progress,
    ) -> Result<Arc<Replicates>, Arc<ParallelError>> {
        let design = plan.design_for(pair)?;
        self.k_replicates_designed(plan, pair, &design, progress)
    }

    /// [`Plan::k_replicates_designed`]. If fewer were drawn before, by a scheme whose replicates do not hang on their number, the
    /// missing ones are drawn; if more were, they are the first of those. Level, sides and the method, as long as it takes an
    /// error of each replicate or takes none, change nothing of what is kept.
    ///
    /// Labels of strata and clusters are told apart by 64 bits ([`Design::fingerprint`]).
    ///
    /// # Errors
    /// As there.
    ///
    /// # Example
    /// ```
    /// use kosmic_cache::Cache;
    /// use kosmic_core::{Pair, Progress, Silent};
    /// use kosmic_parallel::Bootstrap;
    /// use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
    ///
    /// #[derive(Default)]
    /// struct Counter(AtomicU64);
    /// impl Progress for Counter {
    ///     fn advance(&self, finished: u64) {
    ///         self.0.fetch_add(finished, Relaxed);
    ///     }
    /// }
    ///
    /// let x: Vec<f64> = (0..50).map(|i| f64::from(i * i % 23)).collect();
    /// let y: Vec<f64> = (0..50).map(|i| f64::from(i * i % 23 + i % 7)).collect();
    /// let pair = Pair::new(&x, &y)?;
    /// let plan = |replicates: usize| Bootstrap::default().replicates(replicates).plan();
    /// let cache = Cache::builder().build()?;
    /// cache.cached().k_replicates(&plan(1000)?, &pair, &Silent)?;
    /// let drawn = Counter::default();
    /// let more = cache.cached().k_replicates(&plan(1500)?, &pair, &drawn)?;
    /// assert_eq!(drawn.0.into_inner(), 500);
    /// assert_eq!(*more, plan(1500)?.k_replicates(&pair, &Silent)?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn k_replicates_designed<S: PairSource>(
        self,
        plan: &Plan,
        pair: &Pair<S>,
        design: &Design,
        progress: &dyn Progress,
    ) -> Result<Arc<Replicates>, Arc<ParallelError>> {
        let data = Fingerprint::of_pair(pair.source()).map_err(ParallelError::from)?;
        self.replicates(plan, data, &pair.erased(), design, progress)
    }

    pub(super) fn replicates(
        self,
        plan: &Plan,
        data: Fingerprint,
        pair: &Erased<'_>,
        design: &Design,
        progress: &dyn Progress,
    ) -> Result<Arc<Replicates>, Arc<ParallelError>> {
        let (key, begun) = (key(plan, data, design), Instant::now());
        let drawn = self.answer(&key, || {
            Ok(plan.k_replicates_designed(pair, design, progress)?)
        })?;
        let known = match drawn {
            Answer::New(new) => return Ok(new),
            Answer::Part(part) => {
                if part.count() > 0 {
                    self.cache.insert(&key, (*part).clone(), begun.elapsed());
                }
                return Ok(part);
            }
            Answer::Kept(known) => known,
        };
        let beginning = plan.beginning_of(&known);
        let is_adaptive = match plan.choices().replicates {
            ReplicateCount::Fixed(count) => {
                let serves = beginning.serve(plan.method_for(design.scheme()));
                if beginning.count() == count && serves {
                    return Ok(Arc::new(beginning));
                }
                false
            }
            _ => true,
        };
        // An adaptive number is decided as if nothing were known: its least is drawn in any case.
        let from = if is_adaptive {
            beginning
        } else {
            (*known).clone()
        };
        let grown = plan.extend_k_replicates_designed(from, pair, design, progress)?;
        if grown.count() >= known.count() {
            self.cache.insert(&key, grown.clone(), begun.elapsed());
        }
        let is_all = is_adaptive || grown.was_stopped();
        Ok(Arc::new(if is_all {
            grown
        } else {
            plan.beginning_of(&grown)
        }))
    }
}

/// The number is part of the question where replicates hang on it.
fn key(plan: &Plan, data: Fingerprint, design: &Design) -> Key {
    let (choices, scheme) = (plan.choices(), design.scheme());
    let needs = plan.method_for(scheme).needs();
    let count = match choices.replicates {
        ReplicateCount::Fixed(count) if !scheme.is_extendable() => Some(count),
        _ => None,
    };
    question("replicates of r")
        .data(data)
        .seed(choices.seed)
        .option("scheme", scheme.name())
        .option("design", design.fingerprint())
        .option("with errors", needs.replicate_errors)
        .option("count", count)
}
