//! Replicates of r, and intervals of K, by a plan.

use kosmic_core::{Pair, PairSource};

use super::{KInterval, verify_imperfect};
use crate::bootstrap::draw::Demand;
use crate::bootstrap::plan::Plan;
use crate::bootstrap::replicates::Replicates;
use crate::error::ParallelError;
use crate::interval::DesignedCorrelation;
use crate::scheme::Design;
use crate::statistic::{BlockCorrelation, Correlation, StudentisedCorrelation};
use crate::warning::Warning;

impl Plan {
    /// The bootstrap interval of K of a checked pair.
    ///
    /// # Errors
    /// As [`bootstrap_k_ci`](crate::bootstrap_k_ci).
    pub fn k_interval<S: PairSource>(
        &self,
        pair: &Pair<S>,
        progress: &dyn kosmic_core::Progress,
    ) -> Result<KInterval, ParallelError> {
        self.k_interval_by(pair, |design| {
            self.k_replicates_designed(pair, design, progress)
        })
    }

    /// As [`Plan::k_interval`], from the replicates that `draw` has for the design of the pair: kept, or extended, or those of
    /// [`Plan::k_replicates_designed`].
    ///
    /// # Errors
    /// As there, and that of `draw`.
    ///
    /// # Example
    /// ```
    /// use kosmic_core::{Pair, Silent};
    /// use kosmic_parallel::{Bootstrap, ParallelError};
    ///
    /// let x = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0];
    /// let pair = Pair::new(&x, &[2.0, 1.0, 4.0, 3.0, 7.0, 5.0, 8.0, 6.0])?;
    /// let plan = |replicates: usize| Bootstrap::default().replicates(replicates).plan();
    /// let kept = plan(5000)?.k_replicates(&pair, &Silent)?;
    /// let interval = plan(1000)?.k_interval_by(&pair, |_| Ok::<_, ParallelError>(plan(1000)?.beginning_of(&kept)))?;
    /// assert_eq!(interval, plan(1000)?.k_interval(&pair, &Silent)?);
    /// # Ok::<(), ParallelError>(())
    /// ```
    pub fn k_interval_by<S: PairSource, E: From<ParallelError>>(
        &self,
        pair: &Pair<S>,
        draw: impl FnOnce(&Design) -> Result<Replicates, E>,
    ) -> Result<KInterval, E> {
        let choice = self.choice_for(pair)?;
        let design = match &choice {
            Some(choice) => choice.design()?,
            None => Design::of(self.scheme)?,
        };
        let interval = self.k_interval_drawn(pair, &design, draw)?;
        Ok(KInterval { choice, ..interval })
    }

    /// As [`Plan::k_interval`], by a design in place of the plan's scheme. What the design cautions of is among the
    /// warnings; that rows taken for independent depend on each other only where they lie in memory, since to look takes two
    /// readings (see [`Design::warnings_for`]).
    ///
    /// # Errors
    /// As there; [`ParallelError::LabelCount`]; [`ParallelError::MethodScheme`] for methods that take errors over samples (BCa,
    /// ABC, bootstrap-t) where replicates are draws from a posterior distribution (Dirichlet weights).
    pub fn k_interval_designed<S: PairSource>(
        &self,
        pair: &Pair<S>,
        design: &Design,
        progress: &dyn kosmic_core::Progress,
    ) -> Result<KInterval, ParallelError> {
        self.k_interval_drawn(pair, design, |design| {
            self.k_replicates_designed(pair, design, progress)
        })
    }

    fn k_interval_drawn<S: PairSource, E: From<ParallelError>>(
        &self,
        pair: &Pair<S>,
        design: &Design,
        draw: impl FnOnce(&Design) -> Result<Replicates, E>,
    ) -> Result<KInterval, E> {
        let scheme = design.scheme();
        self.method_for(scheme).verify_scheme(scheme)?;
        let replicates = draw(design)?;
        let mut interval = self.k_interval_of(&replicates)?;
        interval.warnings.extend(if pair.source().is_resident() {
            design.warnings_for(pair)?
        } else {
            // Whether rows depend on each other would take readings of its own.
            design.warnings_without_reading(pair.len())
        });
        Ok(interval)
    }

    /// The interval of K that this plan's method, level and sides make of replicates of r; with the Monte Carlo error of
    /// its limits where the number of replicates is adaptive.
    ///
    /// # Errors
    /// As [`KInterval::sided`].
    pub fn k_interval_of(&self, replicates: &Replicates) -> Result<KInterval, ParallelError> {
        let method = self.method_for(replicates.scheme());
        let interval = KInterval::sided(replicates, method, self.level, self.sides)?;
        let Some(rule) = self.rule else {
            return Ok(interval);
        };
        let level = self.sides.two_sided_level(self.level)?;
        let mc_error = replicates.monte_carlo_error(method, level)?;
        let missed = Warning::ToleranceNotReached {
            tolerance: rule.tolerance(),
            reached: mc_error.map(|error| error.relative),
        };
        let mut warnings = interval.warnings;
        warnings.extend((!rule.passes(mc_error)).then_some(missed));
        Ok(KInterval {
            replicates: self.replicates.max(interval.replicates_used),
            mc_error,
            warnings,
            ..interval
        })
    }

    /// Replicates of r with all that the method of this plan needs: of [`StudentisedCorrelation`] for the bootstrap-t, of
    /// [`Correlation`] for all others, accompanied (see [`Replicates::accompanied`]).
    ///
    /// # Errors
    /// [`ParallelError::PerfectCorrelation`] for |r| = 1, and as [`Plan::run`] and [`Replicates::accompanied`].
    pub fn k_replicates<S: PairSource>(
        &self,
        pair: &Pair<S>,
        progress: &dyn kosmic_core::Progress,
    ) -> Result<Replicates, ParallelError> {
        self.k_replicates_designed(pair, &self.design_for(pair)?, progress)
    }

    /// As [`Plan::k_replicates`], by a design in place of the plan's scheme. Errors of replicates, and what limits are made of
    /// besides, are those of the design: by strata from the scatter within these, by clusters from that of their sums.
    ///
    /// # Errors
    /// As there, and [`ParallelError::LabelCount`].
    pub fn k_replicates_designed<S: PairSource>(
        &self,
        pair: &Pair<S>,
        design: &Design,
        progress: &dyn kosmic_core::Progress,
    ) -> Result<Replicates, ParallelError> {
        verify_imperfect(pair.r())?;
        design.verify_rows(pair.len())?;
        let needs = self.method_for(design.scheme()).needs();
        let demand = Demand {
            needs,
            ..Demand::of(design)
        };
        match design.grouping() {
            _ if !needs.replicate_errors => self.start(pair, &Correlation, demand, progress),
            None if design.blocks().is_some() => {
                self.start(pair, &BlockCorrelation, demand, progress)
            }
            None => self.start(pair, &StudentisedCorrelation, demand, progress),
            Some(grouping) => {
                let statistic = DesignedCorrelation::new(pair.moments(), grouping);
                self.start(pair, &statistic, demand, progress)
            }
        }
    }

    /// As [`Plan::k_replicates`], beginning with replicates of an earlier run (see [`Plan::extend`]). Replicates with
    /// errors of their own serve every method; others all but the bootstrap-t.
    ///
    /// # Errors
    /// As there, and as [`Plan::extend`].
    pub fn extend_k_replicates<S: PairSource>(
        &self,
        replicates: Replicates,
        pair: &Pair<S>,
        progress: &dyn kosmic_core::Progress,
    ) -> Result<Replicates, ParallelError> {
        let design = self.design_for(pair)?;
        self.extend_k_replicates_designed(replicates, pair, &design, progress)
    }

    /// As [`Plan::extend_k_replicates`], by the design that the replicates were drawn by: they carry its fingerprint, saved
    /// ones too, and no other design extends them.
    ///
    /// # Errors
    /// As there, and as [`Plan::extend_designed`].
    ///
    /// # Example
    /// ```
    /// use kosmic_core::{Pair, Silent};
    /// use kosmic_parallel::{Bootstrap, Design};
    ///
    /// let x = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0];
    /// let pair = Pair::new(&x, &[2.0, 1.0, 4.0, 3.0, 7.0, 5.0, 8.0, 6.0])?;
    /// let design = Design::stratified([0, 0, 0, 0, 1, 1, 1, 1])?;
    /// let plan = |replicates: usize| Bootstrap::default().replicates(replicates).plan();
    /// let half = plan(500)?.k_replicates_designed(&pair, &design, &Silent)?;
    /// let whole = plan(1000)?.extend_k_replicates_designed(half.clone(), &pair, &design, &Silent)?;
    /// assert_eq!(whole, plan(1000)?.k_replicates_designed(&pair, &design, &Silent)?);
    /// let other = Design::stratified([0, 0, 0, 1, 1, 1, 1, 1])?;
    /// assert!(plan(1000)?.extend_k_replicates_designed(half, &pair, &other, &Silent).is_err());
    /// # Ok::<(), kosmic_parallel::ParallelError>(())
    /// ```
    pub fn extend_k_replicates_designed<S: PairSource>(
        &self,
        replicates: Replicates,
        pair: &Pair<S>,
        design: &Design,
        progress: &dyn kosmic_core::Progress,
    ) -> Result<Replicates, ParallelError> {
        verify_imperfect(pair.r())?;
        design.verify_rows(pair.len())?;
        let needs = self.method_for(design.scheme()).needs();
        let demand = Demand {
            needs,
            ..Demand::of(design)
        };
        match design.grouping() {
            _ if !(needs.replicate_errors || replicates.is_studentised()) => {
                self.resume(replicates, pair, &Correlation, demand, progress)
            }
            None if design.blocks().is_some() => {
                self.resume(replicates, pair, &BlockCorrelation, demand, progress)
            }
            None => self.resume(replicates, pair, &StudentisedCorrelation, demand, progress),
            Some(grouping) => {
                let statistic = DesignedCorrelation::new(pair.moments(), grouping);
                self.resume(replicates, pair, &statistic, demand, progress)
            }
        }
    }
}
