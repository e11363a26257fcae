//! K and its bootstrap interval.

use std::sync::Arc;

use kosmic_core::{
    CoreError, InstructionSet, Pair, PairSource, Progress, Series, SeriesPair, Silent, k_index,
};
use kosmic_parallel::{
    Bootstrap, CouplingTest, KInterval, ParallelError, Plan, TestedCoupling, Warning,
};

use super::answer::Stoppable;
use super::replicates::Erased;
use super::{Cached, choices, question};
use crate::fingerprint::Fingerprint;

impl Stoppable for f64 {
    fn was_stopped(&self) -> bool {
        false
    }
}

impl Stoppable for CoreError {
    fn was_stopped(&self) -> bool {
        false
    }
}

impl Stoppable for KInterval {
    fn was_stopped(&self) -> bool {
        tells_of_a_stop(&self.warnings)
    }
}

impl Stoppable for TestedCoupling {
    fn was_stopped(&self) -> bool {
        tells_of_a_stop(&self.warnings)
    }
}

pub(super) fn tells_of_a_stop(warnings: &[Warning]) -> bool {
    let is_stop = |warning: &Warning| matches!(warning, Warning::StoppedEarly { .. });
    warnings.iter().any(is_stop)
}

/// An answer with the number of threads of who asks: it is told with some results, which do not depend on it.
pub(super) fn by_threads<V: Clone>(
    answer: Arc<V>,
    threads: usize,
    of: impl Fn(&mut V) -> &mut usize,
) -> Arc<V> {
    let mut own = Arc::unwrap_or_clone(answer);
    *of(&mut own) = threads;
    Arc::new(own)
}

impl Cached<'_> {
    /// [`k_index`](kosmic_core::k_index).
    ///
    /// To hash two series takes about as long as to correlate them: this pays where K is asked for by others than who has the data
    /// in memory.
    ///
    /// # Errors
    /// As there.
    pub fn k_index<'a>(
        self,
        observations: impl Into<Series<'a>>,
        actions: impl Into<Series<'a>>,
    ) -> Result<f64, Arc<CoreError>> {
        let (observations, actions) = (observations.into(), actions.into());
        let data = Fingerprint::of_pair(&SeriesPair::new(observations, actions)?)?;
        let key = question("K").data(data);
        let k = self.answer(&key, || Ok(k_index(observations, actions)?))?;
        Ok(*k.value())
    }

    /// [`bootstrap_k_ci`](kosmic_parallel::bootstrap_k_ci).
    ///
    /// # Errors
    /// As there.
    pub fn bootstrap_k_ci<'a>(
        self,
        observations: impl Into<Series<'a>>,
        actions: impl Into<Series<'a>>,
        options: Bootstrap,
    ) -> Result<Arc<KInterval>, Arc<ParallelError>> {
        let plan = options.plan()?;
        let source = SeriesPair::new(observations, actions).map_err(ParallelError::from)?;
        self.interval(&plan, &source, || Pair::from_source(&source), &Silent)
    }

    /// [`Plan::k_interval`].
    ///
    /// # Errors
    /// As there.
    pub fn k_interval<S: PairSource>(
        self,
        plan: &Plan,
        pair: &Pair<S>,
        progress: &dyn Progress,
    ) -> Result<Arc<KInterval>, Arc<ParallelError>> {
        self.interval(plan, pair.source(), || Ok(pair.erased()), progress)
    }

    fn interval<'s>(
        self,
        plan: &Plan,
        source: &'s dyn PairSource,
        pair: impl Fn() -> Result<Erased<'s>, CoreError>,
        progress: &dyn Progress,
    ) -> Result<Arc<KInterval>, Arc<ParallelError>> {
        let data = Fingerprint::of_pair(source).map_err(ParallelError::from)?;
        let asked = plan.choices();
        // Of data elsewhere than in memory fewer warnings are looked for.
        let key = question("interval of K")
            .data(data)
            .seed(asked.seed)
            .option("choices", choices(&asked))
            .option("in memory", source.is_resident());
        let found = self.answer(&key, || {
            let pair = pair().map_err(ParallelError::from)?;
            plan.k_interval_by(&pair, |design| {
                let replicates = self.replicates(plan, data, &pair, design, progress);
                replicates.map(Arc::unwrap_or_clone)
            })
        })?;
        let threads = plan.thread_count();
        Ok(by_threads(found.value(), threads, |interval| {
            &mut interval.threads
        }))
    }

    /// [`CouplingTest::run`].
    ///
    /// # Errors
    /// As there.
    pub fn test_coupling<S: PairSource>(
        self,
        test: CouplingTest,
        pair: &Pair<S>,
        progress: &dyn Progress,
    ) -> Result<Arc<TestedCoupling>, Arc<ParallelError>> {
        let test = test.verified()?;
        let data = Fingerprint::of_pair(pair.source()).map_err(ParallelError::from)?;
        let asked = test.threads(1).instruction_set(InstructionSet::Scalar);
        let key = question("test of no coupling")
            .data(data)
            .option("choices", choices(&asked));
        let found = self.answer(&key, || Ok(test.run(pair, progress)?))?;
        Ok(by_threads(found.value(), test.thread_count(), |tested| {
            &mut tested.threads
        }))
    }
}
