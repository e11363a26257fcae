//! Replicates that grow: from an earlier run, and round by round until limits stand still.

use std::fmt::Display;
use std::ops::Range;

use kosmic_core::{Pair, PairSource, Progress};

use super::adaptive::{Look, StoppingRule};
use super::draw::{Demand, carries_errors, draw};
use super::plan::Plan;
use super::replicates::Replicates;
use crate::error::ParallelError;
use crate::interval::{Method, Needs};
use crate::scheme::{Design, Scheme};
use crate::statistic::Statistic;

impl Plan {
    /// Replicates of an earlier run, extended to this plan's number: the same bits as if all had been drawn at once. What
    /// is there is kept, be it more than the plan asks for. An adaptive number is decided as if all were drawn anew, but
    /// not below what is there.
    ///
    /// Cost: the drawing of what is missing, and as many readings of the data as [`Plan::run`] takes.
    ///
    /// # Errors
    /// [`ParallelError::OtherRun`] where the number of rows, seed, scheme, statistic or its value on the data are others
    /// than those of the replicates; as [`Plan::run`].
    ///
    /// # Example
    /// ```
    /// use kosmic_core::{Pair, Silent};
    /// use kosmic_parallel::{Bootstrap, Correlation};
    ///
    /// let x = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0];
    /// let pair = Pair::new(&x, &[2.0, 1.0, 4.0, 3.0, 7.0, 5.0, 8.0, 6.0])?;
    /// let plan = |replicates: usize| Bootstrap::default().replicates(replicates).plan();
    /// let thousand = plan(1000)?.run(&pair, &Correlation)?;
    /// let extended = plan(2000)?.extend(thousand, &pair, &Correlation, &Silent)?;
    /// assert_eq!(extended, plan(2000)?.run(&pair, &Correlation)?);
    /// # Ok::<(), kosmic_parallel::ParallelError>(())
    /// ```
    pub fn extend<S: PairSource, T: Statistic>(
        &self,
        replicates: Replicates,
        pair: &Pair<S>,
        statistic: &T,
        progress: &dyn Progress,
    ) -> Result<Replicates, ParallelError> {
        let design = &self.design_for(pair)?;
        self.extend_designed(replicates, pair, statistic, design, progress)
    }

    /// As [`Plan::extend`], by the design that the replicates were drawn by.
    ///
    /// # Errors
    /// As there, for other labels or settings of the design too; [`ParallelError::NotExtendable`] where replicates hang on
    /// their number.
    pub fn extend_designed<S: PairSource, T: Statistic>(
        &self,
        replicates: Replicates,
        pair: &Pair<S>,
        statistic: &T,
        design: &Design,
        progress: &dyn Progress,
    ) -> Result<Replicates, ParallelError> {
        self.resume(replicates, pair, statistic, Demand::of(design), progress)
    }

    /// As [`Plan::extend`], with what limits are made of besides replicates.
    pub(super) fn resume<S: PairSource, T: Statistic>(
        &self,
        mut replicates: Replicates,
        pair: &Pair<S>,
        statistic: &T,
        demand: Demand<'_>,
        progress: &dyn Progress,
    ) -> Result<Replicates, ParallelError> {
        self.verify_same_run(pair.len(), statistic, demand.design, &replicates)?;
        self.verify_extendable(replicates.scheme, replicates.requested)?;
        replicates.threads = self.threads.count();
        self.grow(Some(replicates), pair, statistic, demand, progress)
    }

    /// The replicates of this plan, with what limits are made of besides.
    pub(super) fn start<S: PairSource, T: Statistic>(
        &self,
        pair: &Pair<S>,
        statistic: &T,
        demand: Demand<'_>,
        progress: &dyn Progress,
    ) -> Result<Replicates, ParallelError> {
        if self.rule.is_some() {
            self.verify_extendable(demand.design.scheme(), 0)?;
            return self.grow(None, pair, statistic, demand, progress);
        }
        let all = 0..self.replicates as u64;
        draw(self, pair, statistic, demand, all, progress)
    }

    /// Draws what is missing.
    fn grow<S: PairSource, T: Statistic>(
        &self,
        replicates: Option<Replicates>,
        pair: &Pair<S>,
        statistic: &T,
        demand: Demand<'_>,
        progress: &dyn Progress,
    ) -> Result<Replicates, ParallelError> {
        let mut growing = Growing {
            demand,
            replicates,
            has_read: false,
        };
        progress.begin(self.replicates.saturating_sub(growing.count()) as u64);
        let round = Round(progress);
        let draw_to = |end: usize, growing: &mut Growing<'_>| {
            growing.draw_to(end, |missing, demand| {
                draw(self, pair, statistic, demand, missing, &round)
            })
        };
        let grown = match self.rule {
            None => draw_to(self.replicates, &mut growing),
            Some(rule) => {
                let scheme = demand.design.scheme();
                let method = self.method_for(scheme);
                verify_serves(method, growing.has(carries_errors(statistic, scheme)))
                    .and_then(|()| self.follow(rule, method, &mut growing, draw_to))
            }
        };
        progress.end();
        grown.map(|()| growing.replicates.expect("all rules draw once"))
    }

    /// Extends replicates by `draw_to` until a rule is met.
    fn follow(
        &self,
        rule: StoppingRule,
        method: Method,
        growing: &mut Growing<'_>,
        draw_to: impl Fn(usize, &mut Growing<'_>) -> Result<(), ParallelError>,
    ) -> Result<(), ParallelError> {
        let level = self.sides.two_sided_level(self.level)?;
        rule.follow(|end| {
            let _span = tracing::debug_span!("round", start = growing.count(), end).entered();
            draw_to(end, growing)?;
            let finished = growing.count().min(end);
            let replicates = growing.replicates.as_ref();
            let error = replicates.and_then(|replicates| {
                replicates.monte_carlo_error_of_first(finished, method, level)
            });
            Ok::<_, ParallelError>(Look { finished, error })
        })?;
        Ok(())
    }

    /// Checks that replicates may be drawn behind those that are there.
    fn verify_extendable(&self, scheme: Scheme, planned: usize) -> Result<(), ParallelError> {
        let same_number = self.rule.is_none() && planned == self.replicates;
        if scheme.is_extendable() || same_number {
            return Ok(());
        }
        Err(ParallelError::NotExtendable {
            scheme: scheme.name(),
            planned,
            asked: self.replicates,
        })
    }

    /// Checks that replicates are those that this plan draws of a statistic. Its values on the data are compared when these
    /// are read.
    fn verify_same_run<T: Statistic>(
        &self,
        rows: usize,
        statistic: &T,
        design: &Design,
        replicates: &Replicates,
    ) -> Result<(), ParallelError> {
        let kind = |width, studentised| match width {
            2 if studentised => "r with its error".to_owned(),
            1 => "one value".to_owned(),
            width => format!("{width} values"),
        };
        same("number of rows", &rows, &replicates.n)?;
        same("seed", &self.seed, &replicates.seed)?;
        let scheme = |scheme: Scheme| format!("{scheme:?}");
        same(
            "scheme",
            &scheme(design.scheme()),
            &scheme(replicates.scheme),
        )?;
        same(
            "fingerprint of the design",
            &design.fingerprint(),
            &replicates.design,
        )?;
        same(
            "statistic",
            &kind(
                statistic.width(),
                carries_errors(statistic, design.scheme()),
            ),
            &kind(replicates.estimates.len(), replicates.studentised),
        )
    }
}

fn same<V: PartialEq + Display>(
    what: &'static str,
    expected: &V,
    got: &V,
) -> Result<(), ParallelError> {
    if expected == got {
        return Ok(());
    }
    Err(ParallelError::OtherRun {
        what,
        expected: expected.to_string(),
        got: got.to_string(),
    })
}

/// Replicates on their way to more.
struct Growing<'a> {
    demand: Demand<'a>,
    /// None before a new run has begun.
    replicates: Option<Replicates>,
    /// Whether this run has read the data: then all else that is asked of them is known.
    has_read: bool,
}

impl Growing<'_> {
    fn count(&self) -> usize {
        self.replicates.as_ref().map_or(0, Replicates::count)
    }

    /// What limits can be made of besides values of replicates.
    fn has(&self, replicate_errors: bool) -> Needs {
        let needs = self.demand.needs;
        let there = self.replicates.as_ref();
        Needs {
            jackknife: needs.jackknife || there.is_some_and(|there| there.jackknife.is_some()),
            abc: needs.abc || there.is_some_and(|there| there.abc.is_some()),
            replicate_errors,
        }
    }

    /// Has drawn what is missing up to a number.
    fn draw_to(
        &mut self,
        end: usize,
        draw: impl Fn(Range<u64>, Demand<'_>) -> Result<Replicates, ParallelError>,
    ) -> Result<(), ParallelError> {
        let start = self.count();
        let missing = start as u64..end.max(start) as u64;
        let Some(replicates) = &mut self.replicates else {
            self.replicates = Some(draw(missing, self.demand)?);
            self.has_read = true;
            return Ok(());
        };
        if missing.is_empty() && self.has_read {
            replicates.requested = start;
            return Ok(());
        }
        let needs = self.demand.needs;
        let needs = Needs {
            jackknife: needs.jackknife && replicates.jackknife.is_none(),
            abc: needs.abc && replicates.abc.is_none(),
            ..needs
        };
        let demand = Demand {
            needs,
            earlier: Some(&replicates.estimates),
            ..self.demand
        };
        let more = draw(missing, demand)?;
        replicates.append(more)?;
        self.has_read = true;
        Ok(())
    }
}

impl Replicates {
    /// Puts those behind that were drawn next, with what else was found.
    fn append(&mut self, mut more: Self) -> Result<(), ParallelError> {
        self.requested = self.count() + more.requested;
        if self.values.try_reserve(more.values.len()).is_err() {
            return Err(ParallelError::OutOfMemory {
                replicates: self.requested,
                bytes: (self.values.len() + more.values.len()) as u128
                    * size_of::<Option<f64>>() as u128,
                available: None,
            });
        }
        self.values.append(&mut more.values);
        self.jackknife = self.jackknife.or(more.jackknife);
        self.abc = self.abc.or(more.abc);
        Ok(())
    }
}

/// Checks that there is all that a method needs besides replicates.
fn verify_serves(method: Method, has: Needs) -> Result<(), ParallelError> {
    let needs = method.needs();
    let lacks = needs.jackknife && !has.jackknife
        || needs.abc && !has.abc
        || needs.replicate_errors && !has.replicate_errors;
    if lacks {
        return Err(ParallelError::MissingIngredient {
            method: method.name(),
            needs: needs.described(),
        });
    }
    Ok(())
}

/// A round of longer work: begin and end are not its own.
struct Round<'a>(&'a dyn Progress);

impl Progress for Round<'_> {
    fn advance(&self, finished: u64) {
        self.0.advance(finished);
    }

    fn is_cancelled(&self) -> bool {
        self.0.is_cancelled()
    }
}
