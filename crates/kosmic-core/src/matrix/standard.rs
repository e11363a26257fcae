//! Series standardised once for all their couplings.

use std::array;
use std::borrow::Cow;
use std::ops::Range;

use super::plan::{MatrixPlan, named};
use crate::error::CoreError;
use crate::instruction_set::InstructionSet;
use crate::kernel::{LANES, Scored, score};
use crate::moments::{Deviation, Moments};
use crate::pair::Side;

/// Eight series side by side with what gives each a mean of 0 and a sum of squares of 1: a panel of rows at a time, since a
/// copy of all rows would cost more than the arithmetic.
pub(super) struct StandardSeries<'a> {
    columns: Vec<Cow<'a, [f64]>>,
    scales: Vec<Deviation>,
    /// Values that are there.
    pub(super) present: [u64; LANES],
    /// Whether a correlation with it is defined at all.
    pub(super) varies: [bool; LANES],
    /// Whether any lacks a value.
    pub(super) lacks_values: bool,
}

/// Some rows of eight series.
#[derive(Clone, Default)]
pub(super) struct Panel {
    /// 0 where a series is constant, missing or not there.
    pub(super) scores: Vec<[f64; LANES]>,
    /// 1 where a value is there, 0 where it is missing. Empty, as the squares are, unless asked for.
    pub(super) presence: Vec<[f64; LANES]>,
    /// Squares of the scores.
    pub(super) squares: Vec<[f64; LANES]>,
}

impl<'a> StandardSeries<'a> {
    pub(super) fn of(
        plan: &MatrixPlan<'a>,
        octet: usize,
        kept: Option<&[usize]>,
    ) -> Result<Self, CoreError> {
        let first = octet * LANES;
        let mut standard = Self {
            columns: Vec::new(),
            scales: Vec::new(),
            present: [0; LANES],
            varies: [false; LANES],
            lacks_values: false,
        };
        for series in first..plan.count().min(first + LANES) {
            let values = plan.values(series, kept);
            // Without a choice the moments themselves find what is not finite, in the same reading.
            let lacks = plan.may_lack_values() && plan.lacks_values(series, &values)?;
            let moments = if lacks {
                let there: Vec<f64> = values.iter().copied().filter(|v| !v.is_nan()).collect();
                Moments::of_slices(&there, &there)
            } else {
                Moments::of_slices(&values, &values)
            };
            let moments = moments.map_err(|error| named(error, series))?;
            standard.present[series - first] = moments.count();
            standard.varies[series - first] = !moments.is_constant(Side::X);
            standard.lacks_values |= lacks;
            standard.scales.push(moments.deviation(Side::X));
            standard.columns.push(values);
        }
        Ok(standard)
    }

    /// Puts some rows into a panel; `partial`: with presence and squares.
    pub(super) fn panel(
        &self,
        set: InstructionSet,
        rows: Range<usize>,
        partial: bool,
        panel: &mut Panel,
    ) {
        let scored = |lane: usize| {
            let scale = self.scales.get(lane).filter(|_| self.varies[lane])?;
            Some(Scored {
                values: &self.columns[lane][rows.clone()],
                units: scale.units,
                mean: scale.mean,
                factor: 1.0 / scale.squares.sqrt(),
            })
        };
        score(set, array::from_fn(scored), rows.len(), &mut panel.scores);
        if partial {
            self.part(rows, panel);
        }
    }

    /// Takes missing scores out, which are NaN so far.
    fn part(&self, rows: Range<usize>, panel: &mut Panel) {
        panel.presence.clear();
        panel.presence.resize(rows.len(), [0.0; LANES]);
        for (lane, values) in self.columns.iter().enumerate() {
            for (row, value) in values[rows.clone()].iter().enumerate() {
                panel.presence[row][lane] = f64::from(u8::from(!value.is_nan()));
                if value.is_nan() {
                    panel.scores[row][lane] = 0.0;
                }
            }
        }
        let squares = panel.scores.iter();
        panel.squares.clear();
        panel
            .squares
            .extend(squares.map(|row| row.map(|score| score * score)));
    }
}
