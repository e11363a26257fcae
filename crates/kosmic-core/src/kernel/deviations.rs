//! Values turned into deviations from their mean.

use super::{Element, Kernel, LANES, Stored, Vector, run};
use crate::instruction_set::InstructionSet;

/// Writes value · units\[0\] · units\[1\] - mean\[0\] - mean\[1\], from left to right, for each value.
pub(crate) fn write_deviations(
    set: InstructionSet,
    values: Stored<'_>,
    units: [f64; 2],
    mean: [f64; 2],
    to: &mut [f64],
) {
    match values {
        Stored::Double(values) => run(
            set,
            Deviations {
                values,
                units,
                mean,
                to,
            },
        ),
        Stored::Single(values) => run(
            set,
            Deviations {
                values,
                units,
                mean,
                to,
            },
        ),
    }
}

struct Deviations<'a, T> {
    values: &'a [T],
    units: [f64; 2],
    mean: [f64; 2],
    to: &'a mut [f64],
}

impl<T: Element> Kernel for Deviations<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vector>(self) {
        let units = self.units.map(|unit| V::splat(unit));
        let mean = self.mean.map(|mean| V::splat(mean));
        let deviation = |row: V| {
            let scaled = row.times(units[0]).times(units[1]);
            scaled.minus(mean[0]).minus(mean[1]).lanes()
        };
        let (rows, rest) = self.values.as_chunks();
        let (to_rows, to_rest) = self.to.as_chunks_mut();
        for (row, to) in rows.iter().zip(to_rows) {
            *to = deviation(T::load(row));
        }
        let mut row = [0.0; LANES];
        for (slot, &value) in row.iter_mut().zip(rest) {
            *slot = value.into();
        }
        let last = deviation(V::load(&row));
        to_rest.copy_from_slice(&last[..to_rest.len()]);
    }
}
