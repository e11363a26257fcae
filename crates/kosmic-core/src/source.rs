//! Where pairs of observations come from: the one door through which every metric and every engine reads.

use std::ops::Range;

use crate::error::{CoreError, SourceError};
use crate::pair::Side;
use crate::series::Series;

/// Space that a [`PairSource`] may fill when it has no contiguous `f64` to lend.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    /// Values of the first series.
    pub x: Vec<f64>,
    /// Values of the second series.
    pub y: Vec<f64>,
}

/// Two series of equal length that can be read a range at a time.
///
/// Contiguous slices are borrowed; strided columns, `f32` and files fill the scratch. Everything that reads through
/// this trait gives the same bits for the same values, wherever they come from.
///
/// # Example
/// A source that computes its values:
/// ```
/// use kosmic_core::{Pair, PairSource, Side, SourceError};
/// use std::ops::Range;
///
/// struct Wave;
///
/// impl PairSource for Wave {
///     fn len(&self) -> usize {
///         1000
///     }
///     fn column<'a>(
///         &'a self,
///         side: Side,
///         rows: Range<usize>,
///         scratch: &'a mut Vec<f64>,
///     ) -> Result<&'a [f64], SourceError> {
///         let phase = match side {
///             Side::X => 0.0,
///             Side::Y => 1.0,
///         };
///         scratch.clear();
///         scratch.extend(rows.map(|t| (t as f64 * std::f64::consts::TAU / 100.0 + phase).sin()));
///         Ok(scratch)
///     }
/// }
///
/// let k = Pair::from_source(Wave)?.k();
/// assert!((k - 2.0 * 1_f64.cos()).abs() < 1e-12);
/// # Ok::<(), kosmic_core::CoreError>(())
/// ```
pub trait PairSource: Sync {
    /// The number of pairs.
    fn len(&self) -> usize;

    /// Whether there is no pair at all.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether any rows can be read again at the price of memory. Work on many resamples then goes over the rows once for
    /// each group of resamples and not once for all; the result is the same.
    fn is_resident(&self) -> bool {
        [Side::X, Side::Y]
            .into_iter()
            .all(|side| self.series(side).is_some())
    }

    /// The whole of one series where it lies in memory: it is then read in place, `f32` as `f32`. As long as the source, and
    /// its values are those that [`PairSource::column`] gives.
    fn series(&self, side: Side) -> Option<Series<'_>> {
        let _ = side;
        None
    }

    /// How many bytes a measure that must hold whole columns (ranks, distances, nearest neighbours) may take to do so.
    /// `None`, the default, sets no bound; a source larger than memory sets one, and
    /// [`CoreError::NeedsMemory`] follows where it is not enough.
    fn memory_budget(&self) -> Option<u64> {
        None
    }

    /// The values of one series at `rows`, borrowed or written to `scratch`: always `rows.len()` of them.
    ///
    /// # Errors
    /// [`SourceError`] where they cannot be had.
    fn column<'a>(
        &'a self,
        side: Side,
        rows: Range<usize>,
        scratch: &'a mut Vec<f64>,
    ) -> Result<&'a [f64], SourceError>;

    /// The values of both series at `rows`. A source that stores its pairs row by row reads them here in one go.
    ///
    /// # Errors
    /// [`SourceError`] where they cannot be had.
    fn rows<'a>(
        &'a self,
        rows: Range<usize>,
        scratch: &'a mut Scratch,
    ) -> Result<(&'a [f64], &'a [f64]), SourceError> {
        let x = self.column(Side::X, rows.clone(), &mut scratch.x)?;
        let y = self.column(Side::Y, rows, &mut scratch.y)?;
        Ok((x, y))
    }
}

impl<S: PairSource + ?Sized> PairSource for &S {
    fn len(&self) -> usize {
        (**self).len()
    }

    fn is_resident(&self) -> bool {
        (**self).is_resident()
    }

    fn memory_budget(&self) -> Option<u64> {
        (**self).memory_budget()
    }

    fn series(&self, side: Side) -> Option<Series<'_>> {
        (**self).series(side)
    }

    fn column<'a>(
        &'a self,
        side: Side,
        rows: Range<usize>,
        scratch: &'a mut Vec<f64>,
    ) -> Result<&'a [f64], SourceError> {
        (**self).column(side, rows, scratch)
    }

    fn rows<'a>(
        &'a self,
        rows: Range<usize>,
        scratch: &'a mut Scratch,
    ) -> Result<(&'a [f64], &'a [f64]), SourceError> {
        (**self).rows(rows, scratch)
    }
}

/// Two series in memory.
#[derive(Clone, Copy, Debug)]
pub struct SeriesPair<'a> {
    x: Series<'a>,
    y: Series<'a>,
}

impl<'a> SeriesPair<'a> {
    /// Puts two series of equal length side by side.
    ///
    /// # Errors
    /// [`CoreError::LengthMismatch`] with both lengths.
    pub fn new(x: impl Into<Series<'a>>, y: impl Into<Series<'a>>) -> Result<Self, CoreError> {
        let (x, y) = (x.into(), y.into());
        if x.len() != y.len() {
            return Err(CoreError::LengthMismatch {
                x: x.len(),
                y: y.len(),
            });
        }
        Ok(Self { x, y })
    }

    fn side(&self, side: Side) -> &Series<'a> {
        match side {
            Side::X => &self.x,
            Side::Y => &self.y,
        }
    }
}

impl PairSource for SeriesPair<'_> {
    fn len(&self) -> usize {
        self.x.len()
    }

    fn series(&self, side: Side) -> Option<Series<'_>> {
        Some(self.side(side).reborrowed())
    }

    fn column<'a>(
        &'a self,
        side: Side,
        rows: Range<usize>,
        scratch: &'a mut Vec<f64>,
    ) -> Result<&'a [f64], SourceError> {
        Ok(self.side(side).read(rows, scratch))
    }
}
