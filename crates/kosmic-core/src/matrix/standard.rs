//! Series standardised once for all their couplings.

use std::array;
use std::borrow::Cow;

use super::plan::{MatrixPlan, named};
use crate::error::CoreError;
use crate::instruction_set::InstructionSet;
use crate::kernel::{LANES, Scored, scores};
use crate::missing::Missing;
use crate::moments::{Deviation, Moments};
use crate::pair::Side;

/// Eight series side by side, each with mean 0 and a sum of squares of 1; 0 where one is constant, missing or not there.
pub(super) struct StandardSeries {
    pub(super) scores: Vec<[f64; LANES]>,
    /// What there is where values are missing.
    pub(super) partial: Option<Partial>,
    /// Values that are there.
    pub(super) present: [u64; LANES],
    /// Whether a correlation with it is defined at all.
    pub(super) varies: [bool; LANES],
}

/// What sums over the rows of a pair take besides the scores.
#[derive(Clone)]
pub(super) struct Partial {
    /// 1 where a value is there, 0 where it is missing.
    pub(super) presence: Vec<[f64; LANES]>,
    /// Squares of the scores.
    pub(super) squares: Vec<[f64; LANES]>,
}

impl StandardSeries {
    pub(super) fn of(
        plan: &MatrixPlan<'_>,
        set: InstructionSet,
        octet: usize,
        kept: Option<&[usize]>,
    ) -> Result<Self, CoreError> {
        let rows = kept.map_or(plan.rows(), <[usize]>::len);
        let mut standard = Self {
            scores: Vec::new(),
            partial: None,
            present: [0; LANES],
            varies: [false; LANES],
        };
        let first = octet * LANES;
        let series = first..plan.count().min(first + LANES);
        let columns: Vec<_> = series
            .clone()
            .map(|series| plan.values(series, kept))
            .collect();
        let mut scales = Vec::new();
        let mut lacking = false;
        for (lane, (series, values)) in series.zip(&columns).enumerate() {
            // Without a choice the moments themselves find what is not finite, in the same reading.
            let lacks = plan.may_lack_values() && plan.lacks_values(series, values)?;
            let moments = if lacks {
                lacking = true;
                let there: Vec<f64> = values.iter().copied().filter(|v| !v.is_nan()).collect();
                Moments::of_slices(&there, &there)
            } else {
                Moments::of_slices(values, values)
            };
            let moments = moments.map_err(|error| named(error, series))?;
            standard.present[lane] = moments.count();
            standard.varies[lane] = !moments.is_constant(Side::X);
            scales.push(moments.deviation(Side::X));
        }
        standard.score(set, &columns, &scales, rows);
        if lacking {
            standard.part(&columns);
        }
        Ok(standard)
    }

    pub(super) fn lacks_values(&self) -> bool {
        self.partial.is_some()
    }

    fn score(
        &mut self,
        set: InstructionSet,
        columns: &[impl AsRef<[f64]>],
        scales: &[Deviation],
        rows: usize,
    ) {
        let scored = |lane: usize| {
            let scale = scales.get(lane).filter(|_| self.varies[lane])?;
            Some(Scored {
                values: columns[lane].as_ref(),
                units: scale.units,
                mean: scale.mean,
                factor: 1.0 / scale.squares.sqrt(),
            })
        };
        self.scores = scores(set, array::from_fn(scored), rows);
    }

    /// Takes missing scores out, which are NaN so far.
    fn part(&mut self, columns: &[impl AsRef<[f64]>]) {
        let mut presence = vec![[0.0; LANES]; self.scores.len()];
        for (lane, values) in columns.iter().enumerate() {
            let present = values.as_ref().iter().map(|value| !value.is_nan());
            for (row, present) in present.enumerate() {
                presence[row][lane] = f64::from(u8::from(present));
                if !present {
                    self.scores[row][lane] = 0.0;
                }
            }
        }
        let squares = self.squares();
        self.partial = Some(Partial { presence, squares });
    }

    /// What sums over the rows of a pair take besides the scores, for series that lack no value too.
    pub(super) fn partial(&self) -> Cow<'_, Partial> {
        match &self.partial {
            Some(partial) => Cow::Borrowed(partial),
            None => Cow::Owned(Partial {
                presence: vec![[1.0; LANES]; self.scores.len()],
                squares: self.squares(),
            }),
        }
    }

    fn squares(&self) -> Vec<[f64; LANES]> {
        let rows = self.scores.iter();
        rows.map(|row| row.map(|score| score * score)).collect()
    }
}

impl MatrixPlan<'_> {
    fn may_lack_values(&self) -> bool {
        self.missing_values() == Missing::Pairwise
    }
}
