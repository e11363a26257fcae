//! The checked pair of series on which every coupling metric stands.

use std::fmt;

use crate::error::CoreError;
use crate::instruction_set::InstructionSet;
use crate::moments::{self, Moments};
use crate::series::Series;
use crate::source::{PairSource, SeriesPair};

/// The least number of observations from which a coupling is computed: with two, |r| is always 1.
pub const LEAST_OBSERVATIONS: usize = 3;

/// What a measure that holds whole columns takes at most for each row, both columns included.
pub const BYTES_PER_ROW: u64 = 128;

/// One of the two series of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Side {
    /// The first series: the observations.
    X,
    /// The second series: the actions.
    Y,
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::X => "x",
            Self::Y => "y",
        })
    }
}

/// Two series that a correlation is defined for: equally long, at least three observations, all finite, neither
/// constant. Holds their [`Moments`], so that K is known once the pair is.
///
/// Making one costs a single pass over the data; what is computed from it afterwards checks nothing again.
///
/// # Example
/// ```
/// use kosmic_core::Pair;
///
/// let pair = Pair::new(&[1.0, 2.0, 3.0, 4.0], &[2.0, 1.0, 4.0, 3.0])?;
/// assert!((pair.r() - 0.6).abs() < 1e-15);
/// assert!((pair.k() - 1.2).abs() < 1e-15);
/// # Ok::<(), kosmic_core::CoreError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Pair<S> {
    source: S,
    moments: Moments,
    r: f64,
}

impl<'a> Pair<SeriesPair<'a>> {
    /// Checks two series in memory.
    ///
    /// # Errors
    /// [`CoreError::LengthMismatch`], and what [`Pair::from_source`] refuses.
    pub fn new(x: impl Into<Series<'a>>, y: impl Into<Series<'a>>) -> Result<Self, CoreError> {
        Self::from_source(SeriesPair::new(x, y)?)
    }
}

/// Refuses fewer rows than a correlation is defined for.
pub(crate) fn verify_rows(got: usize) -> Result<(), CoreError> {
    let needed = LEAST_OBSERVATIONS;
    if got < needed {
        return Err(CoreError::TooShort { needed, got });
    }
    Ok(())
}

impl<S: PairSource> Pair<S> {
    /// Checks the pairs of any source.
    ///
    /// # Errors
    /// [`CoreError::TooShort`] below three observations, [`CoreError::NonFinite`] (which series, the first index, how
    /// many), [`CoreError::Constant`], or the source's own failure.
    pub fn from_source(source: S) -> Result<Self, CoreError> {
        verify_rows(source.len())?;
        let moments = Moments::of_source(&source, InstructionSet::best())?;
        match moments.correlation() {
            Some(r) => Ok(Self { source, moments, r }),
            None => Err(constant_side(&source, &moments)?),
        }
    }

    /// The data.
    pub fn source(&self) -> &S {
        &self.source
    }

    /// The same pair with its source behind a pointer: what takes it is compiled once, not again for each kind of source.
    ///
    /// # Example
    /// ```
    /// use kosmic_core::Pair;
    ///
    /// let pair = Pair::new(&[1.0, 2.0, 3.0, 4.0], &[2.0, 1.0, 4.0, 3.0])?;
    /// assert_eq!(pair.erased().k(), pair.k());
    /// # Ok::<(), kosmic_core::CoreError>(())
    /// ```
    pub fn erased(&self) -> Pair<&(dyn PairSource + '_)> {
        Pair {
            source: &self.source,
            moments: self.moments,
            r: self.r,
        }
    }

    /// The number of pairs.
    #[expect(clippy::len_without_is_empty, reason = "a checked pair is never empty")]
    pub fn len(&self) -> usize {
        self.moments.count() as usize
    }

    /// A copy of a whole series, for what needs all of it at once.
    ///
    /// # Errors
    /// [`CoreError::NeedsMemory`] where the source's budget does not allow for whole columns and the work on them, taken as
    /// [`BYTES_PER_ROW`] for each row; the source's failure.
    pub fn column(&self, side: Side) -> Result<Vec<f64>, CoreError> {
        let needed = (self.len() as u64).saturating_mul(BYTES_PER_ROW);
        if let Some(budget) = self
            .source
            .memory_budget()
            .filter(|&budget| needed > budget)
        {
            return Err(CoreError::NeedsMemory {
                n: self.len(),
                needed,
                budget,
            });
        }
        let mut scratch = Vec::new();
        let column = moments::read_column(&self.source, side, 0..self.len(), &mut scratch)?;
        Ok(column.to_vec())
    }

    /// A whole series as deviations from its mean, in the safe units of [`Moments::centring`].
    pub(crate) fn deviations(&self, side: Side) -> Result<Vec<f64>, CoreError> {
        let mut values = self.column(side)?;
        let centring = self.moments.centring(side);
        for value in &mut values {
            *value = *value * centring.units[0] * centring.units[1] - centring.mean;
        }
        Ok(values)
    }

    /// The values of one series at `rows`, all of them: borrowed, or written to `scratch`.
    ///
    /// # Errors
    /// The source's failure.
    pub fn read<'a>(
        &'a self,
        side: Side,
        rows: std::ops::Range<usize>,
        scratch: &'a mut Vec<f64>,
    ) -> Result<&'a [f64], CoreError> {
        moments::read_column(&self.source, side, rows, scratch)
    }

    /// Count, means and central moments.
    pub fn moments(&self) -> &Moments {
        &self.moments
    }

    /// Pearson's correlation r, in [-1, 1].
    pub fn r(&self) -> f64 {
        self.r
    }

    /// The K-Index 2|r|, in [0, 2].
    pub fn k(&self) -> f64 {
        2.0 * self.r.abs()
    }
}

/// The error that names the constant series of a pair whose correlation is undefined.
fn constant_side<S: PairSource>(source: &S, moments: &Moments) -> Result<CoreError, CoreError> {
    let side = if moments.is_constant(Side::X) {
        Side::X
    } else {
        Side::Y
    };
    let mut scratch = Vec::new();
    let value = moments::read_column(source, side, 0..1, &mut scratch)?[0];
    Ok(CoreError::Constant { side, value })
}
