//! What values are stored as: read as they are, widened in registers.

use super::{LANES, Vector};

/// A stored number.
pub(crate) trait Element: Copy + Into<f64> {
    /// Eight of them.
    fn load<V: Vector>(values: &[Self; LANES]) -> V;
}

impl Element for f64 {
    #[inline(always)]
    fn load<V: Vector>(values: &[Self; LANES]) -> V {
        V::load(values)
    }
}

impl Element for f32 {
    #[inline(always)]
    fn load<V: Vector>(values: &[Self; LANES]) -> V {
        V::load_single(values)
    }
}

/// Contiguous values as they are stored.
#[derive(Clone, Copy)]
pub(crate) enum Stored<'a> {
    Double(&'a [f64]),
    Single(&'a [f32]),
}

impl<'a> Stored<'a> {
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Double(values) => values.len(),
            Self::Single(values) => values.len(),
        }
    }

    /// A widened copy.
    pub(crate) fn to_vec(self) -> Vec<f64> {
        match self {
            Self::Double(values) => values.to_vec(),
            Self::Single(values) => values.iter().copied().map(f64::from).collect(),
        }
    }

    /// As many at a time.
    pub(crate) fn chunks(self, size: usize) -> impl Iterator<Item = Self> {
        let starts = (0..self.len()).step_by(size);
        starts.map(move |start| {
            let rows = start..self.len().min(start + size);
            match self {
                Self::Double(values) => Self::Double(&values[rows]),
                Self::Single(values) => Self::Single(&values[rows]),
            }
        })
    }
}
