//! What can be read a range of rows at a time, wherever it is.

use std::ops::Range;

use kosmic_core::{Series, row_norms};
use ndarray::Array2;

use super::column::StoredColumn;
use crate::{Column, DataError};

/// A series that can be read a range of rows at a time: in memory, or in a file that is larger than that.
///
/// # Example
/// ```
/// use kosmic_data::{LoadOptions, load_with};
///
/// let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/data/gas_furnace.csv");
/// let table = load_with(path, &LoadOptions::new().memory_budget(1000))?;
/// let rate = table.column("gas_rate")?;
/// let mut values = Vec::new();
/// assert_eq!(rate.readable()?.read(10..12, &mut values)?, &[-0.588, -1.055]);
/// assert!(rate.series().is_err());
/// # Ok::<(), kosmic_data::DataError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Readable<'t>(Kind<'t>);

#[derive(Clone, Debug)]
enum Kind<'t> {
    Held(Series<'t>),
    Stored(&'t StoredColumn),
    Norms(Vec<Readable<'t>>),
}

impl<'t> From<Series<'t>> for Readable<'t> {
    fn from(series: Series<'t>) -> Self {
        Self(Kind::Held(series))
    }
}

impl<'t> Readable<'t> {
    pub(crate) fn stored(column: &'t StoredColumn) -> Self {
        Self(match column.held() {
            Some(series) => Kind::Held(series),
            None => Kind::Stored(column),
        })
    }

    /// The norms of the rows that several columns form, as [`row_norms`] finds them.
    ///
    /// # Errors
    /// As [`Column::series`], for a column without numbers.
    pub fn norms(columns: &[&'t Column]) -> Result<Self, DataError> {
        let parts = columns.iter().map(|column| column.readable());
        Ok(Self(Kind::Norms(parts.collect::<Result<_, _>>()?)))
    }

    /// The number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.0 {
            Kind::Held(series) => series.len(),
            Kind::Stored(column) => column.placed.rows,
            Kind::Norms(parts) => parts.first().map_or(0, Self::len),
        }
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The whole series, where it is in memory.
    #[must_use]
    pub fn held(&self) -> Option<Series<'_>> {
        match &self.0 {
            Kind::Held(series) => Some(series.reborrowed()),
            Kind::Stored(_) | Kind::Norms(_) => None,
        }
    }

    /// How many bytes whole columns may take that are read from the file; `None` for what is in memory.
    #[must_use]
    pub fn memory_budget(&self) -> Option<u64> {
        match &self.0 {
            Kind::Held(_) => None,
            Kind::Stored(column) => Some(column.file.budget()),
            Kind::Norms(parts) => parts.iter().filter_map(Self::memory_budget).min(),
        }
    }

    /// The values of some rows: borrowed, or written to `scratch`.
    ///
    /// # Errors
    /// [`DataError::Changed`] where the file was cut or overwritten since it was opened; [`DataError::Read`] with what the
    /// system says; [`DataError::InexactInteger`].
    pub fn read<'a>(
        &'a self,
        rows: Range<usize>,
        scratch: &'a mut Vec<f64>,
    ) -> Result<&'a [f64], DataError> {
        match &self.0 {
            Kind::Held(series) => return Ok(series.read(rows, scratch)),
            Kind::Stored(column) => {
                scratch.clear();
                column.read(rows, scratch)?;
            }
            Kind::Norms(parts) => {
                let norms = norms(parts, rows)?;
                scratch.clear();
                scratch.extend(norms);
            }
        }
        Ok(scratch)
    }

    /// As [`read`](Self::read), of two series into both vectors, in one reading where both lie in the same rows of a file.
    pub(super) fn read_both(
        &self,
        other: &Self,
        rows: Range<usize>,
        own: &mut Vec<f64>,
        others: &mut Vec<f64>,
    ) -> Result<bool, DataError> {
        let (Kind::Stored(one), Kind::Stored(two)) = (&self.0, &other.0) else {
            return Ok(false);
        };
        own.clear();
        others.clear();
        one.read_with(two, rows, own, others)?;
        Ok(true)
    }
}

fn norms(
    parts: &[Readable<'_>],
    rows: Range<usize>,
) -> Result<impl Iterator<Item = f64> + use<>, DataError> {
    let mut vectors = Array2::zeros((rows.len(), parts.len()));
    let mut scratch = Vec::new();
    for (mut target, part) in vectors.columns_mut().into_iter().zip(parts) {
        let values = part.read(rows.clone(), &mut scratch)?;
        for (target, value) in target.iter_mut().zip(values) {
            *target = *value;
        }
    }
    Ok(row_norms(&vectors).into_iter())
}
