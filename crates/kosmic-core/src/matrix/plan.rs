//! A matrix of couplings before it is computed.

use std::borrow::Cow;
use std::ops::Range;

use super::coupling_matrix::CouplingMatrix;
use super::standard::StandardSeries;
use super::tile::Tile;
use super::workers::Workers;
use crate::error::CoreError;
use crate::instruction_set::InstructionSet;
use crate::kernel::LANES;
use crate::missing::Missing;
use crate::moments::Moments;
use crate::pair::{Side, verify_rows};
use crate::series::Series;

/// The longest edge of a tile in octets: its panels take 2 MB then, and its sums as much.
const LONGEST_EDGE: usize = 63;

/// Multiply-adds of a tile, about a second: progress is told of tiles, and work stops between them.
const WORK: usize = 20_000_000_000;

/// An edge is a multiple of this many octets, which the widest kernel takes at a time.
const TOGETHER: usize = 3;

/// Series of which all couplings with each other are wanted, with the choices that go with them.
///
/// # Example
/// ```
/// use kosmic_core::{InstructionSet, MatrixPlan, Missing, Sequential};
/// use ndarray::array;
///
/// let table = array![[1.0, 2.0], [2.0, 1.0], [3.0, 4.0], [4.0, 3.0]];
/// let plan = MatrixPlan::new(table.columns())?.instruction_set(InstructionSet::Scalar);
/// let matrix = plan.run(&Sequential)?;
/// assert!((matrix.k(0, 1).unwrap() - 1.2).abs() < 1e-15);
/// # Ok::<(), kosmic_core::CoreError>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct MatrixPlan<'a> {
    series: Vec<Series<'a>>,
    missing: Missing,
    instruction_set: InstructionSet,
}

impl<'a> MatrixPlan<'a> {
    /// The plan for slices, vectors or the columns of a table.
    ///
    /// # Errors
    /// [`CoreError::TooFewSeries`] (below 2), [`CoreError::SeriesLength`], [`CoreError::TooShort`] (below 3 rows).
    pub fn new<S: Into<Series<'a>>>(
        series: impl IntoIterator<Item = S>,
    ) -> Result<Self, CoreError> {
        let series: Vec<Series<'a>> = series.into_iter().map(Into::into).collect();
        if series.len() < 2 {
            return Err(CoreError::TooFewSeries { got: series.len() });
        }
        let expected = series[0].len();
        if let Some(unequal) = series.iter().position(|series| series.len() != expected) {
            return Err(CoreError::SeriesLength {
                series: unequal,
                expected,
                got: series[unequal].len(),
            });
        }
        verify_rows(expected)?;
        Ok(Self {
            series,
            missing: Missing::default(),
            instruction_set: InstructionSet::default(),
        })
    }

    /// What becomes of missing values; by default they are refused.
    pub fn missing(mut self, missing: Missing) -> Self {
        self.missing = missing;
        self
    }

    /// The vector instructions to use, the best the processor has by default. The result is the same bits.
    pub fn instruction_set(mut self, set: InstructionSet) -> Self {
        self.instruction_set = set;
        self
    }

    /// The couplings: the same bits whoever the workers are.
    ///
    /// Each series is standardised once, z = (x - x̄) / √Σ(x - x̄)², and r_ij = Σ z_i z_j is summed up over blocks of 256
    /// rows. An r within 1e-12 of ±1 is computed again by itself, so that it is exactly ±1 where that of
    /// [`Pair`](crate::Pair) is. With pairwise missing values r has the means and variances of the rows that both series have.
    ///
    /// Cost: M²N/2 multiply-adds, six times as many where pairs lack different rows; memory: 8 bytes a pair and up to 4 MB
    /// for each worker (20 where values are missing pairwise), and a copy of series that are strided, in single precision, or lose rows.
    ///
    /// # Errors
    /// [`CoreError::NonFiniteSeries`], [`CoreError::TooShort`] where fewer than three rows are complete,
    /// [`CoreError::InstructionSet`]; the failure of the workers.
    pub fn run<W: Workers>(&self, workers: &W) -> Result<CouplingMatrix, W::Error> {
        let set = self.instruction_set.verified()?;
        let kept = self.complete_rows()?;
        let octets: Vec<usize> = (0..self.series.len().div_ceil(LANES)).collect();
        let standard = workers.map(&octets, |&octet| {
            Ok(StandardSeries::of(self, octet, kept.as_deref())?)
        })?;
        let tiles = self.tiles(workers.together());
        let tiles = workers.map(&tiles, |[i, j]| {
            Ok(Tile::of(self, set, kept.as_deref(), &standard, [i, j]))
        })?;
        let common = kept.map_or(self.rows(), |kept| kept.len());
        let pairwise = standard.iter().any(|octet| octet.lacks_values);
        let shape = [self.count(), self.rows(), common];
        Ok(CouplingMatrix::of_tiles(shape, pairwise, &tiles))
    }

    /// The number of series M.
    #[must_use]
    pub fn count(&self) -> usize {
        self.series.len()
    }

    /// The number of rows N, those with missing values included.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.series[0].len()
    }

    /// The rows in which no series is missing, if those are to be taken and are not all.
    fn complete_rows(&self) -> Result<Option<Vec<usize>>, CoreError> {
        if self.missing != Missing::Listwise {
            return Ok(None);
        }
        let mut complete = vec![true; self.rows()];
        for series in 0..self.count() {
            let values = self.values(series, None);
            if self.lacks_values(series, &values)? {
                let present = values.iter().map(|value| !value.is_nan());
                complete
                    .iter_mut()
                    .zip(present)
                    .for_each(|(all, one)| *all &= one);
            }
        }
        let kept: Vec<usize> = (0..)
            .zip(complete)
            .filter_map(|(row, all)| all.then_some(row))
            .collect();
        verify_rows(kept.len())?;
        Ok((kept.len() < self.rows()).then_some(kept))
    }

    /// Whether series may lack values at rows where others have them.
    pub(super) fn may_lack_values(&self) -> bool {
        self.missing == Missing::Pairwise
    }

    /// Whether a series has values that are missing and may be.
    pub(super) fn lacks_values(&self, series: usize, values: &[f64]) -> Result<bool, CoreError> {
        let found = self.missing.found_in(Side::X, values);
        found.map_err(|error| named(error, series))
    }

    /// The values of a series at the rows that are kept.
    pub(super) fn values(&self, series: usize, kept: Option<&[usize]>) -> Cow<'a, [f64]> {
        let all = self.series[series].contiguous();
        match kept {
            Some(kept) => kept.iter().map(|&row| all[row]).collect(),
            None => all,
        }
    }

    /// The moments of a pair by itself, and the rows that both have.
    pub(super) fn pair(&self, i: usize, j: usize, kept: Option<&[usize]>) -> Moments {
        let (x, y) = (self.values(i, kept), self.values(j, kept));
        let both = x
            .iter()
            .zip(&*y)
            .filter(|(x, y)| !(x.is_nan() || y.is_nan()));
        let (x, y): (Vec<f64>, Vec<f64>) = both.unzip();
        Moments::of_slices(&x, &y).expect("equally long and finite")
    }

    /// Pairs of ranges of octets that cover the upper triangle. Each tile standardises its series anew: no more tiles than
    /// workers need to end at about the same time.
    fn tiles(&self, workers: usize) -> Vec<[Range<usize>; 2]> {
        let octets = self.count().div_ceil(LANES);
        let along = 2 * workers.clamp(1, octets) - 1;
        let longest = (WORK / (LANES * LANES * self.rows())).isqrt();
        let edge = octets
            .div_ceil(along)
            .min(longest.clamp(TOGETHER, LONGEST_EDGE))
            .next_multiple_of(TOGETHER);
        let range = |start: usize| start..octets.min(start + edge);
        let starts = (0..octets).step_by(edge);
        let behind = |i: usize| (i..octets).step_by(edge).map(move |j| [range(i), range(j)]);
        let mut tiles: Vec<_> = starts.flat_map(behind).collect();
        // Half of a tile on the diagonal is not wanted: the longer work comes first.
        tiles.sort_by_key(|[i, j]| i == j);
        tiles
    }
}

/// An error of a single series in the words of one of many.
pub(super) fn named(error: CoreError, series: usize) -> CoreError {
    match error {
        CoreError::NonFinite {
            index,
            value,
            count,
            ..
        } => CoreError::NonFiniteSeries {
            series,
            index,
            value,
            count,
        },
        other => other,
    }
}
