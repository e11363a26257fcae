//! Lag profiles and matrices.

use std::sync::Arc;

use kosmic_core::{
    CoreError, CouplingMatrix, InstructionSet, LagProfile, MatrixPlan, Missing, Pair, PairSource,
    Progress, Series, SeriesPair, Silent,
};
use kosmic_parallel::{
    Bootstrap, Columns, KLagBands, KMatrix, LagMatrix, LagTest, ParallelError, PeakSet, Plan,
    TestedLagPeak, Threads, bootstrap_k_matrix, k_lag_matrix, parallel_k_matrix,
};
use serde::{Deserialize, Serialize};

use super::answer::Stoppable;
use super::bootstrap::{by_threads, tells_of_a_stop};
use super::{Cached, choices, question};
use crate::fingerprint::Fingerprint;
use crate::key::Key;

/// What the replicates of a lag profile say, at the level of their plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LagBootstrap {
    /// [`LagReplicates::bands`](kosmic_parallel::LagReplicates::bands).
    pub bands: KLagBands,
    /// [`LagReplicates::peak_set`](kosmic_parallel::LagReplicates::peak_set).
    pub peak_set: PeakSet,
}

impl Stoppable for LagBootstrap {
    fn was_stopped(&self) -> bool {
        tells_of_a_stop(&self.bands.bands.warnings)
    }
}

impl Stoppable for KMatrix {
    fn was_stopped(&self) -> bool {
        tells_of_a_stop(&self.bands.warnings)
    }
}

impl Stoppable for TestedLagPeak {
    fn was_stopped(&self) -> bool {
        tells_of_a_stop(&self.warnings)
    }
}

/// What is whole or an error.
macro_rules! never_stopped {
    ($($answer:ty),*) => {$(
        impl Stoppable for $answer {
            fn was_stopped(&self) -> bool {
                false
            }
        }
    )*};
}

never_stopped!(LagProfile, CouplingMatrix, LagMatrix);

impl Cached<'_> {
    /// [`LagProfile::of_pair`].
    ///
    /// # Errors
    /// As there.
    pub fn lag_profile<S: PairSource>(
        self,
        pair: &Pair<S>,
        max_lag: usize,
    ) -> Result<Arc<LagProfile>, Arc<CoreError>> {
        self.profile(pair.source(), max_lag, || Ok(pair.erased()))
    }

    /// [`k_lag`](kosmic_core::k_lag).
    ///
    /// # Errors
    /// As there.
    pub fn k_lag<'a>(
        self,
        x: impl Into<Series<'a>>,
        y: impl Into<Series<'a>>,
        max_lag: usize,
    ) -> Result<Arc<LagProfile>, Arc<CoreError>> {
        let source = SeriesPair::new(x, y)?;
        self.profile(&source, max_lag, || Pair::from_source(&source))
    }

    fn profile<'s>(
        self,
        source: &'s dyn PairSource,
        max_lag: usize,
        pair: impl Fn() -> Result<Pair<&'s dyn PairSource>, CoreError>,
    ) -> Result<Arc<LagProfile>, Arc<CoreError>> {
        let data = Fingerprint::of_pair(source)?;
        let key = question("lag profile").data(data).option("lags", max_lag);
        let found = self.answer(&key, || Ok(LagProfile::of_pair(&pair()?, max_lag)?))?;
        Ok(found.value())
    }

    /// [`bootstrap_k_lag`](kosmic_parallel::bootstrap_k_lag).
    ///
    /// # Errors
    /// As there.
    pub fn bootstrap_k_lag<'a>(
        self,
        x: impl Into<Series<'a>>,
        y: impl Into<Series<'a>>,
        max_lag: usize,
        options: Bootstrap,
    ) -> Result<Arc<KLagBands>, Arc<ParallelError>> {
        let plan = options.plan()?;
        let source = SeriesPair::new(x, y).map_err(ParallelError::from)?;
        let pair = || Pair::from_source(&source as &dyn PairSource);
        let found = self.lags(&plan, &source, max_lag, pair, &Silent)?;
        Ok(Arc::new(found.bands.clone()))
    }

    /// What [`Plan::lag_replicates`] gives at the level of the plan.
    ///
    /// # Errors
    /// As there, and those of bands and peak sets.
    pub fn lag_bootstrap<S: PairSource>(
        self,
        plan: &Plan,
        pair: &Pair<S>,
        max_lag: usize,
        progress: &dyn Progress,
    ) -> Result<Arc<LagBootstrap>, Arc<ParallelError>> {
        self.lags(plan, pair.source(), max_lag, || Ok(pair.erased()), progress)
    }

    fn lags<'s>(
        self,
        plan: &Plan,
        source: &'s dyn PairSource,
        max_lag: usize,
        pair: impl Fn() -> Result<Pair<&'s dyn PairSource>, CoreError>,
        progress: &dyn Progress,
    ) -> Result<Arc<LagBootstrap>, Arc<ParallelError>> {
        let data = Fingerprint::of_pair(source).map_err(ParallelError::from)?;
        let asked = plan.choices();
        let key = question("bootstrap of a lag profile")
            .data(data)
            .seed(asked.seed)
            .option("choices", choices(&asked))
            .option("lags", max_lag);
        let found = self.answer(&key, || {
            let pair = pair().map_err(ParallelError::from)?;
            let replicates = plan.lag_replicates(&pair, max_lag, progress)?;
            Ok(LagBootstrap {
                bands: replicates.bands(asked.level)?,
                peak_set: replicates.peak_set(asked.level)?,
            })
        })?;
        Ok(by_threads(found.value(), plan.thread_count(), |found| {
            &mut found.bands.bands.threads
        }))
    }

    /// [`LagTest::run`].
    ///
    /// # Errors
    /// As there.
    pub fn test_lag_peak<S: PairSource>(
        self,
        test: LagTest,
        pair: &Pair<S>,
        progress: &dyn Progress,
    ) -> Result<Arc<TestedLagPeak>, Arc<ParallelError>> {
        let test = test.verified()?;
        let data = Fingerprint::of_pair(pair.source()).map_err(ParallelError::from)?;
        let asked = test.threads(1).instruction_set(InstructionSet::Scalar);
        let key = question("test of a lag peak")
            .data(data)
            .option("choices", choices(&asked));
        let found = self.answer(&key, || Ok(test.run(&pair.erased(), progress)?))?;
        Ok(by_threads(found.value(), test.thread_count(), |tested| {
            &mut tested.threads
        }))
    }

    /// [`parallel_k_matrix`], of series as [`MatrixPlan::new`] takes them.
    ///
    /// # Errors
    /// As there.
    ///
    /// # Example
    /// ```
    /// use kosmic_cache::Cache;
    /// use kosmic_core::{Missing, Silent, k_matrix};
    ///
    /// let series: Vec<Vec<f64>> =
    ///     (0..6).map(|m| (0..50).map(|t| f64::from((t * (2 * m + 3)) % 31)).collect()).collect();
    /// let cache = Cache::builder().build()?;
    /// let matrix = cache.cached().k_matrix(&series, Missing::Refuse, 1, &Silent)?;
    /// assert_eq!(*matrix, k_matrix(&series, Missing::Refuse)?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn k_matrix<'a, S: Into<Series<'a>>>(
        self,
        series: impl IntoIterator<Item = S>,
        missing: Missing,
        threads: impl Into<Threads>,
        progress: &dyn Progress,
    ) -> Result<Arc<CouplingMatrix>, Arc<ParallelError>> {
        let (series, threads) = (all(series), threads.into());
        let key = of_columns(question("matrix"), &series).option("missing", choices(&missing));
        let found = self.answer(&key, || {
            let plan = MatrixPlan::new(series.iter().copied()).map_err(ParallelError::from)?;
            Ok(parallel_k_matrix(
                &plan.missing(missing),
                threads,
                progress,
            )?)
        })?;
        Ok(found.value())
    }

    /// [`k_lag_matrix`], of series as [`Columns::new`] takes them.
    ///
    /// # Errors
    /// As there.
    pub fn k_lag_matrix<'a, S: Into<Series<'a>>>(
        self,
        columns: impl IntoIterator<Item = S>,
        max_lag: usize,
        threads: impl Into<Threads>,
        progress: &dyn Progress,
    ) -> Result<Arc<LagMatrix>, Arc<ParallelError>> {
        let (columns, threads) = (all(columns), threads.into());
        let key = of_columns(question("matrix of lag peaks"), &columns).option("lags", max_lag);
        let found = self.answer(&key, || {
            let columns = Columns::new(columns.iter().copied())?;
            Ok(k_lag_matrix(&columns, max_lag, threads, progress)?)
        })?;
        Ok(found.value())
    }

    /// [`bootstrap_k_matrix`].
    ///
    /// # Errors
    /// As there.
    pub fn bootstrap_k_matrix<'a, S: Into<Series<'a>>>(
        self,
        columns: impl IntoIterator<Item = S>,
        options: Bootstrap,
    ) -> Result<Arc<KMatrix>, Arc<ParallelError>> {
        let (columns, plan) = (all(columns), options.plan()?);
        let asked = plan.choices();
        let key = of_columns(question("bootstrap of a matrix"), &columns)
            .seed(asked.seed)
            .option("choices", choices(&asked));
        let found = self.answer(&key, || {
            Ok(bootstrap_k_matrix(columns.iter().copied(), options)?)
        })?;
        Ok(by_threads(found.value(), plan.thread_count(), |matrix| {
            &mut matrix.bands.threads
        }))
    }
}

fn all<'a, S: Into<Series<'a>>>(columns: impl IntoIterator<Item = S>) -> Vec<Series<'a>> {
    columns.into_iter().map(Into::into).collect()
}

fn of_columns(key: Key, columns: &[Series<'_>]) -> Key {
    let contents = columns.iter().map(|column| Fingerprint::of_series(*column));
    contents.fold(key, Key::data)
}
