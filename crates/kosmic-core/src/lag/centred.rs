//! One series of an overlap as deviations from its mean there.

use std::ops::Range;

use crate::error::CoreError;
use crate::instruction_set::InstructionSet;
use crate::kernel::write_deviations;
use crate::moments::{Deviation, Moments, read_stored};
use crate::pair::{Pair, Side};
use crate::source::PairSource;

/// The rows from `first` on of one series, as deviations from their mean in units that neither overflow nor vanish.
pub(super) struct Centred<'s, S: ?Sized> {
    source: &'s S,
    side: Side,
    first: usize,
    len: usize,
    deviation: Deviation,
    set: InstructionSet,
}

impl<'s, S: PairSource + ?Sized> Centred<'s, S> {
    /// A whole series of a pair.
    pub(super) fn of_pair(pair: &'s Pair<S>, side: Side, set: InstructionSet) -> Self
    where
        S: Sized,
    {
        Self::new(pair.source(), side, 0, pair.moments(), set)
    }

    /// `moments` are those of the rows from `first` on, as many as they count.
    pub(super) fn new(
        source: &'s S,
        side: Side,
        first: usize,
        moments: &Moments,
        set: InstructionSet,
    ) -> Self {
        Self {
            source,
            side,
            first,
            len: moments.count() as usize,
            deviation: moments.deviation(side),
            set,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// The sum of the squared deviations.
    pub(super) fn squares(&self) -> f64 {
        self.deviation.squares
    }

    /// Writes the deviations of as many rows as `to` has room for, from row `start` on, which may lie before the first:
    /// 0 where there is none.
    pub(super) fn read(
        &self,
        start: i64,
        to: &mut [f64],
        scratch: &mut Vec<f64>,
    ) -> Result<(), CoreError> {
        let before = usize::try_from(-start).unwrap_or(0).min(to.len());
        let (before, to) = to.split_at_mut(before);
        let from = usize::try_from(start).unwrap_or(0).min(self.len);
        let (inside, behind) = to.split_at_mut(to.len().min(self.len - from));
        before.fill(0.0);
        behind.fill(0.0);
        self.read_inside(from..from + inside.len(), inside, scratch)
    }

    fn read_inside(
        &self,
        rows: Range<usize>,
        to: &mut [f64],
        scratch: &mut Vec<f64>,
    ) -> Result<(), CoreError> {
        let rows = self.first + rows.start..self.first + rows.end;
        let values = read_stored(self.source, self.side, rows, scratch)?;
        let Deviation { units, mean, .. } = self.deviation;
        write_deviations(self.set, values, units, mean, to);
        Ok(())
    }
}
