//! What limits are made of besides replicates, all of it from one reading of the data.

use kosmic_core::{Moments, Pair, PairSource};

use super::abc::AbcSums;
use super::deviations::{DeviationBlock, Deviations, for_each_chunk};
use super::jackknife::JackknifeSums;
use super::{Abc, Jackknife, Needs};
use crate::error::ParallelError;
use crate::scheme::Design;

/// A reading of the data on its way, so that it can be part of another one. Its results do not depend on the pieces that
/// rows come in.
pub(crate) struct Survey {
    deviations: Deviations,
    sums: SurveySums,
}

struct SurveySums {
    jackknife: Option<JackknifeSums>,
    abc: Option<AbcSums>,
}

/// What a survey has found: what was asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Surveyed {
    pub(crate) jackknife: Option<Jackknife>,
    pub(crate) abc: Option<Abc>,
}

impl Survey {
    /// Of the rows of a checked pair, which have these moments.
    ///
    /// # Errors
    /// [`ParallelError::PerfectCorrelation`] for |r| = 1, if anything is asked for.
    pub(crate) fn new(moments: &Moments, needs: Needs) -> Result<Self, ParallelError> {
        let jackknife = needs.jackknife.then(|| JackknifeSums::of(moments));
        let abc = needs.abc.then(|| AbcSums::of(moments));
        Ok(Self {
            deviations: Deviations::from(moments),
            sums: SurveySums {
                jackknife: jackknife.transpose()?,
                abc: abc.transpose()?,
            },
        })
    }

    /// By what a design draws, in readings of its own: several for the groups of a design that has such.
    ///
    /// # Errors
    /// As [`Survey::of_pair`], [`Jackknife::of_design`] and [`Abc::of_design`].
    pub(crate) fn of_design<S: PairSource>(
        pair: &Pair<S>,
        design: &Design,
        needs: Needs,
    ) -> Result<Surveyed, ParallelError> {
        let Needs { jackknife, abc, .. } = needs;
        let _span = tracing::debug_span!("survey", jackknife, abc).entered();
        if design.grouping().is_none() && design.blocks().is_none() {
            return Self::of_pair(pair, needs);
        }
        let jackknife = needs.jackknife.then(|| Jackknife::of_design(pair, design));
        let abc = needs.abc.then(|| Abc::of_design(pair, design));
        Ok(Surveyed {
            jackknife: jackknife.transpose()?,
            abc: abc.transpose()?,
        })
    }

    /// In a reading of its own, if anything is asked for.
    ///
    /// # Errors
    /// As [`Survey::new`] and [`Survey::finish`], or the source's failure.
    pub(crate) fn of_pair<S: PairSource>(
        pair: &Pair<S>,
        needs: Needs,
    ) -> Result<Surveyed, ParallelError> {
        let mut survey = Self::new(pair.moments(), needs)?;
        if survey.reads() {
            for_each_chunk(pair, |x, y| survey.push(x, y))?;
        }
        survey.finish()
    }

    /// Whether anything is to be found.
    pub(crate) fn reads(&self) -> bool {
        self.sums.jackknife.is_some() || self.sums.abc.is_some()
    }

    /// Takes the next rows.
    ///
    /// # Errors
    /// Values that are not finite, from a source whose values change.
    pub(crate) fn push(&mut self, x: &[f64], y: &[f64]) -> Result<(), ParallelError> {
        if !self.reads() {
            return Ok(());
        }
        let Self { deviations, sums } = self;
        deviations.push(x, y, &mut |block| sums.add(&block))
    }

    /// # Errors
    /// [`ParallelError::NoInfluence`] where ABC quantities are asked for and no row has an influence on r.
    pub(crate) fn finish(self) -> Result<Surveyed, ParallelError> {
        let Self {
            deviations,
            mut sums,
        } = self;
        deviations.finish(&mut |block| sums.add(&block))?;
        Ok(Surveyed {
            jackknife: sums.jackknife.map(JackknifeSums::finish).transpose()?,
            abc: sums.abc.map(AbcSums::finish).transpose()?,
        })
    }
}

impl SurveySums {
    fn add(&mut self, block: &DeviationBlock<'_>) -> Result<(), ParallelError> {
        if let Some(jackknife) = &mut self.jackknife {
            jackknife.add(block)?;
        }
        if let Some(abc) = &mut self.abc {
            abc.add(block.a, block.b);
        }
        Ok(())
    }
}
