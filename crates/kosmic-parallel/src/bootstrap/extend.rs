//! Replicates that grow: from an earlier run, and round by round until limits stand still.

use kosmic_core::{Pair, PairSource, Progress, Silent};

use super::adaptive::{Look, StoppingRule};
use super::draw::draw;
use super::plan::Plan;
use super::replicates::Replicates;
use crate::error::ParallelError;
use crate::interval::{Method, Needs};
use crate::scheme::Design;
use crate::statistic::Statistic;

/// How rows are weighted, and what limits are made of besides replicates.
#[derive(Clone, Copy)]
pub(super) struct Demand<'a> {
    pub(super) design: &'a Design,
    pub(super) needs: Needs,
}

impl<'a> Demand<'a> {
    /// Of replicates only.
    pub(super) fn of(design: &'a Design) -> Self {
        let needs = Needs::default();
        Self { design, needs }
    }
}

impl Plan {
    /// Replicates of an earlier run, extended to this plan's number: the same bits as if all had been drawn at once. What
    /// is there is kept, be it more than the plan asks for. An adaptive number is decided as if all were drawn anew, but
    /// not below what is there.
    ///
    /// Cost: one reading of the data for the check, and the drawing of what is missing.
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
        let design = &Design::of(self.scheme)?;
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
        let none = self.none_yet(pair, statistic, demand.design)?;
        verify_same_run(&none, &replicates)?;
        self.verify_extendable(&replicates)?;
        replicates.threads = none.threads;
        let replicates = accompanied(replicates, pair, demand)?;
        self.grow(replicates, pair, statistic, demand.design, progress)
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
            let none = accompanied(self.none_yet(pair, statistic, demand.design)?, pair, demand)?;
            self.verify_extendable(&none)?;
            return self.grow(none, pair, statistic, demand.design, progress);
        }
        let all = 0..self.replicates as u64;
        let drawn = draw(self, pair, statistic, demand.design, all, progress)?;
        accompanied(drawn, pair, demand)
    }

    /// The statistic on the data, and no replicate.
    fn none_yet<S: PairSource, T: Statistic>(
        &self,
        pair: &Pair<S>,
        statistic: &T,
        design: &Design,
    ) -> Result<Replicates, ParallelError> {
        draw(self, pair, statistic, design, 0..0, &Silent)
    }

    /// Draws what is missing.
    fn grow<S: PairSource, T: Statistic>(
        &self,
        mut replicates: Replicates,
        pair: &Pair<S>,
        statistic: &T,
        design: &Design,
        progress: &dyn Progress,
    ) -> Result<Replicates, ParallelError> {
        let missing = self.replicates.saturating_sub(replicates.count()) as u64;
        progress.begin(missing);
        let round = Round(progress);
        let draw_to = |end: usize, replicates: &mut Replicates| {
            let start = replicates.count();
            if start >= end {
                replicates.requested = start;
                return Ok(());
            }
            let missing = start as u64..end as u64;
            replicates.append(draw(self, pair, statistic, design, missing, &round)?)
        };
        let grown = match self.rule {
            None => draw_to(self.replicates, &mut replicates),
            Some(rule) => self.follow(rule, &mut replicates, draw_to),
        };
        progress.end();
        grown.map(|()| replicates)
    }

    /// Extends replicates by `draw_to` until a rule is met.
    fn follow(
        &self,
        rule: StoppingRule,
        replicates: &mut Replicates,
        draw_to: impl Fn(usize, &mut Replicates) -> Result<(), ParallelError>,
    ) -> Result<(), ParallelError> {
        let level = self.sides.two_sided_level(self.level)?;
        let method = self.method_for(replicates.scheme);
        replicates.verify_serves(method)?;
        rule.follow(|end| {
            draw_to(end, replicates)?;
            let finished = replicates.count().min(end);
            let error = replicates.monte_carlo_error_of_first(finished, method, level);
            Ok::<_, ParallelError>(Look { finished, error })
        })?;
        Ok(())
    }

    /// Checks that replicates may be drawn behind those that are there.
    fn verify_extendable(&self, replicates: &Replicates) -> Result<(), ParallelError> {
        let scheme = replicates.scheme;
        let same_number = self.rule.is_none() && replicates.requested == self.replicates;
        if scheme.is_extendable() || same_number {
            return Ok(());
        }
        Err(ParallelError::NotExtendable {
            scheme: scheme.name(),
            planned: replicates.requested,
            asked: self.replicates,
        })
    }
}

impl Replicates {
    /// Puts those behind that were drawn next.
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
        Ok(())
    }

    /// Checks that there is all that a method needs besides replicates.
    fn verify_serves(&self, method: Method) -> Result<(), ParallelError> {
        let needs = method.needs();
        let lacks = needs.jackknife && self.jackknife.is_none()
            || needs.abc && self.abc.is_none()
            || needs.replicate_errors && !self.studentised;
        if lacks {
            return Err(ParallelError::MissingIngredient {
                method: method.name(),
                needs: needs.described(),
            });
        }
        Ok(())
    }
}

fn accompanied<S: PairSource>(
    replicates: Replicates,
    pair: &Pair<S>,
    demand: Demand<'_>,
) -> Result<Replicates, ParallelError> {
    let Demand { design, needs } = demand;
    if needs.is_nothing() {
        return Ok(replicates);
    }
    replicates.accompanied_designed(pair, design, needs)
}

/// Checks that replicates are those that a plan draws of a statistic and data, of which it has drawn `none` yet.
fn verify_same_run(none: &Replicates, replicates: &Replicates) -> Result<(), ParallelError> {
    let same = |what, expected: String, got: String| {
        if expected == got {
            return Ok(());
        }
        Err(ParallelError::OtherRun {
            what,
            expected,
            got,
        })
    };
    let width = |replicates: &Replicates| match replicates.estimates.len() {
        2 if replicates.studentised => "r with its error".to_owned(),
        1 => "one value".to_owned(),
        width => format!("{width} values"),
    };
    same(
        "number of rows",
        none.n.to_string(),
        replicates.n.to_string(),
    )?;
    same("seed", none.seed.to_string(), replicates.seed.to_string())?;
    same(
        "scheme",
        format!("{:?}", none.scheme),
        format!("{:?}", replicates.scheme),
    )?;
    same(
        "fingerprint of the design",
        none.design.to_string(),
        replicates.design.to_string(),
    )?;
    same("statistic", width(none), width(replicates))?;
    for (expected, got) in none.estimates.iter().zip(&replicates.estimates) {
        same("value on the data", expected.to_string(), got.to_string())?;
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
