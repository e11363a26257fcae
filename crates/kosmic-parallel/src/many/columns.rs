//! The checked columns of a matrix of couplings.

use kosmic_core::{CoreError, Pair, Series, SeriesPair};

use crate::error::ParallelError;

/// Two or more series that every correlation among is defined for: equally long, at least three rows, all finite, none
/// constant.
///
/// Borrowed, contiguous or strided, `f64` or `f32`. Cost: one pass over each.
///
/// # Example
/// ```
/// use kosmic_parallel::{Columns, ParallelError};
/// use ndarray::array;
///
/// let table = array![[1.0, 2.0, 5.0], [2.0, 1.0, 5.0], [3.0, 4.0, 5.0], [4.0, 3.0, 5.0]];
/// assert_eq!(Columns::new(table.columns().into_iter().take(2))?.count(), 2);
/// let constant = Columns::new(table.columns()).unwrap_err();
/// assert!(matches!(constant, ParallelError::ConstantColumn { column: 2, value: 5.0 }));
/// # Ok::<(), ParallelError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Columns<'a> {
    /// Each column with itself.
    checked: Vec<Pair<SeriesPair<'a>>>,
    series: Vec<Series<'a>>,
}

impl<'a> Columns<'a> {
    /// Checks the columns: slices, vectors, or the columns of a table.
    ///
    /// # Errors
    /// [`ParallelError::TooFewColumns`], [`ParallelError::ColumnLength`], [`ParallelError::NonFiniteColumn`] and
    /// [`ParallelError::ConstantColumn`], which name the first column at fault; [`CoreError::TooShort`].
    pub fn new<S: Into<Series<'a>>>(
        columns: impl IntoIterator<Item = S>,
    ) -> Result<Self, ParallelError> {
        let series: Vec<Series<'a>> = columns.into_iter().map(Into::into).collect();
        if series.len() < 2 {
            return Err(ParallelError::TooFewColumns { got: series.len() });
        }
        let expected = series[0].len();
        if let Some(column) = series.iter().position(|column| column.len() != expected) {
            let got = series[column].len();
            return Err(ParallelError::ColumnLength {
                column,
                expected,
                got,
            });
        }
        let checked = series.iter().enumerate().map(|(column, series)| {
            Pair::new(*series, *series).map_err(|error| named(error, column))
        });
        let checked = checked.collect::<Result<_, _>>()?;
        Ok(Self { checked, series })
    }

    /// The number of columns M.
    #[must_use]
    pub fn count(&self) -> usize {
        self.series.len()
    }

    /// The number of rows N.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.series[0].len()
    }

    /// A column with itself.
    pub(super) fn checked(&self, column: usize) -> &Pair<SeriesPair<'a>> {
        &self.checked[column]
    }

    /// Two of the columns.
    pub(crate) fn pair(&self, i: usize, j: usize) -> Result<Pair<SeriesPair<'a>>, CoreError> {
        Pair::new(self.series[i], self.series[j])
    }

    /// The pairs i < j, row by row.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (usize, usize)> + use<> {
        let count = self.count();
        (0..count).flat_map(move |i| (i + 1..count).map(move |j| (i, j)))
    }
}

/// An error of a series in the words of a column.
fn named(error: CoreError, column: usize) -> ParallelError {
    match error {
        CoreError::Constant { value, .. } => ParallelError::ConstantColumn { column, value },
        CoreError::NonFinite {
            index,
            value,
            count,
            ..
        } => ParallelError::NonFiniteColumn {
            column,
            index,
            value,
            count,
        },
        other => ParallelError::Core(other),
    }
}
