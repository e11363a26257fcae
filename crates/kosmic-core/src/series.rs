//! What a metric accepts: anything array-like of `f64` or `f32`, without a copy.

use std::borrow::Cow;

use ndarray::{Array1, ArrayRef1, ArrayView1, Axis, Slice};

use crate::kernel::Stored;

/// A borrowed view of one measured series: contiguous or strided, `f64` or `f32`.
///
/// Every metric takes `impl Into<Series>`, so a `&[f64]`, `&Vec<f32>`, `&Array1<f64>` or a column of a
/// two-dimensional array (`table.column(2)`) can be handed over as it is. Values of `f32` are widened to `f64`
/// while they are read, in registers where they stand side by side; the series itself is never copied.
///
/// # Example
/// ```
/// use kosmic_core::Series;
/// use ndarray::array;
///
/// let table = array![[1.0, 10.0], [2.0, 20.0], [3.0, 30.0]];
/// let column = Series::from(table.column(1));
/// assert_eq!(column.len(), 3);
/// assert_eq!(column.get(2), Some(30.0));
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Series<'a> {
    /// Double precision.
    F64(ArrayView1<'a, f64>),
    /// Single precision, widened while it is read.
    F32(ArrayView1<'a, f32>),
}

impl<'a> Series<'a> {
    /// The number of observations.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::F64(view) => view.len(),
            Self::F32(view) => view.len(),
        }
    }

    /// Whether there is no observation at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The observation at `index`, widened to `f64`; `None` beyond the end.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<f64> {
        match self {
            Self::F64(view) => view.get(index).copied(),
            Self::F32(view) => view.get(index).copied().map(f64::from),
        }
    }

    /// The observations as one contiguous slice, where they are stored as one.
    #[must_use]
    pub fn as_slice(&self) -> Option<&'a [f64]> {
        match self {
            Self::F64(view) => view.to_slice(),
            Self::F32(_) => None,
        }
    }

    /// All observations as one slice, copied (and widened) where they are not stored as one.
    pub(crate) fn contiguous(&self) -> Cow<'a, [f64]> {
        match self.as_slice() {
            Some(values) => Cow::Borrowed(values),
            None => {
                let mut copy = Vec::new();
                self.read(0..self.len(), &mut copy);
                Cow::Owned(copy)
            }
        }
    }

    /// The same view for a shorter time: what a [`PairSource`](crate::PairSource) lends of a view that it holds.
    #[must_use]
    pub fn reborrowed(&self) -> Series<'_> {
        match self {
            Self::F64(view) => Series::F64(view.reborrow()),
            Self::F32(view) => Series::F32(view.reborrow()),
        }
    }

    /// The observations of `range` as they are stored; a copy in `scratch` where they are strided.
    pub(crate) fn stored<'s>(
        &self,
        range: std::ops::Range<usize>,
        scratch: &'s mut Vec<f64>,
    ) -> Stored<'s>
    where
        'a: 's,
    {
        match self {
            Self::F32(view) => match view.to_slice().and_then(|all| all.get(range.clone())) {
                Some(values) => Stored::Single(values),
                None => Stored::Double(self.read(range, scratch)),
            },
            Self::F64(_) => Stored::Double(self.read(range, scratch)),
        }
    }

    /// The observations of `range` as a contiguous slice: borrowed where they are stored as one, otherwise copied
    /// (and widened) into `scratch`. A range that reaches beyond the end is cut there.
    pub fn read<'s>(&self, range: std::ops::Range<usize>, scratch: &'s mut Vec<f64>) -> &'s [f64]
    where
        'a: 's,
    {
        let end = range.end.min(self.len());
        let start = range.start.min(end);
        if let Some(all) = self.as_slice() {
            return &all[start..end];
        }
        scratch.clear();
        let part = Slice::from(start..end);
        match self {
            Self::F64(view) => scratch.extend(view.slice_axis(Axis(0), part).iter()),
            Self::F32(view) => scratch.extend(
                view.slice_axis(Axis(0), part)
                    .iter()
                    .map(|&value| f64::from(value)),
            ),
        }
        scratch
    }
}

macro_rules! series_from {
    ($element:ty, $variant:ident) => {
        impl<'a> From<&'a [$element]> for Series<'a> {
            fn from(values: &'a [$element]) -> Self {
                Self::$variant(ArrayView1::from(values))
            }
        }

        impl<'a> From<&'a Vec<$element>> for Series<'a> {
            fn from(values: &'a Vec<$element>) -> Self {
                Self::from(values.as_slice())
            }
        }

        impl<'a, const N: usize> From<&'a [$element; N]> for Series<'a> {
            fn from(values: &'a [$element; N]) -> Self {
                Self::from(values.as_slice())
            }
        }

        impl<'a> From<&'a Array1<$element>> for Series<'a> {
            fn from(values: &'a Array1<$element>) -> Self {
                Self::$variant(values.view())
            }
        }

        impl<'a> From<&'a ArrayRef1<$element>> for Series<'a> {
            fn from(values: &'a ArrayRef1<$element>) -> Self {
                Self::$variant(values.view())
            }
        }

        impl<'a> From<ArrayView1<'a, $element>> for Series<'a> {
            fn from(values: ArrayView1<'a, $element>) -> Self {
                Self::$variant(values)
            }
        }

        impl<'a> From<&ArrayView1<'a, $element>> for Series<'a> {
            fn from(values: &ArrayView1<'a, $element>) -> Self {
                Self::$variant(*values)
            }
        }
    };
}

series_from!(f64, F64);
series_from!(f32, F32);

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array2;

    #[test]
    fn a_strided_column_reads_like_its_copy() {
        let table = Array2::from_shape_fn((10, 3), |(row, column)| (row * 10 + column) as f64);
        let column = Series::from(table.column(1));
        let mut scratch = Vec::new();
        assert_eq!(column.as_slice(), None);
        assert_eq!(column.read(1..4, &mut scratch), &[11.0, 21.0, 31.0]);
        assert_eq!(column.read(9..99, &mut scratch), &[91.0]);
    }

    #[test]
    fn single_precision_is_widened_exactly() {
        let values = [0.1_f32, -3.4e38, 1e-45];
        let mut scratch = Vec::new();
        let widened = Series::from(&values).read(0..3, &mut scratch).to_vec();
        assert_eq!(widened, values.map(f64::from));
    }
}
