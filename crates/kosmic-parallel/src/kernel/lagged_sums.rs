//! Weighted sums of a series over many lags, written once for every width of vector: lags stand side by side.

use super::LANES;
use super::sums::{Row, Vector};

/// A row that was drawn: its place, how often, and that times its x.
#[derive(Clone, Copy)]
pub(crate) struct DrawnRow {
    pub(crate) row: usize,
    pub(crate) weight: f64,
    pub(crate) weighted_x: f64,
}

/// Sums at eight lags: Σ w y, Σ w y², Σ w x y, each a single chain in the order of the rows.
#[derive(Clone, Copy, Default)]
#[repr(align(64))]
pub(crate) struct LagSums(pub(crate) [Row; 3]);

/// Drawn rows taken at a time, so that the values they look at stay in the first-level cache for all lags.
const DRAWN: usize = 512;

/// Adds the drawn rows to the sums; lag k of them pairs row t with the values at t + k. `K` vectors of lags, at
/// most four, are summed at a time, as many as the registers hold.
#[inline(always)]
pub(super) fn add_lagged_sums<V: Vector, const K: usize>(
    drawn: &[DrawnRow],
    y: &[f64],
    sums: &mut [LagSums],
) {
    for drawn in drawn.chunks(DRAWN) {
        let (wide, narrow) = sums.as_chunks_mut::<K>();
        let rest = wide.len() * K * LANES;
        for (n, sums) in wide.iter_mut().enumerate() {
            add_at::<V, K>(drawn, y, n * K * LANES, sums);
        }
        match narrow.len() {
            1 => add_rest::<V, 1>(drawn, y, rest, narrow),
            2 => add_rest::<V, 2>(drawn, y, rest, narrow),
            _ => add_rest::<V, 3>(drawn, y, rest, narrow),
        }
    }
}

/// The last few vectors of lags, if there are `K`.
#[inline(always)]
fn add_rest<V: Vector, const K: usize>(
    drawn: &[DrawnRow],
    y: &[f64],
    first: usize,
    sums: &mut [LagSums],
) {
    if let Some(sums) = sums.first_chunk_mut::<K>() {
        add_at::<V, K>(drawn, y, first, sums);
    }
}

#[expect(
    clippy::needless_range_loop,
    reason = "loops over constant sizes, which unroll into registers"
)]
#[inline(always)]
fn add_at<V: Vector, const K: usize>(
    drawn: &[DrawnRow],
    y: &[f64],
    first: usize,
    sums: &mut [LagSums; K],
) {
    let mut totals = [[V::splat(0.0); 3]; K];
    for k in 0..K {
        for part in 0..3 {
            totals[k][part] = V::load(&sums[k].0[part]);
        }
    }
    for row in drawn {
        let (weight, weighted_x) = (V::splat(row.weight), V::splat(row.weighted_x));
        let from = row.row + first;
        let y = y[from..from + K * LANES].as_chunks().0;
        for k in 0..K {
            let value = V::load(&y[k]);
            let weighted = weight.times(value);
            totals[k][0] = totals[k][0].plus(weighted);
            totals[k][1] = totals[k][1].plus(weighted.times(value));
            totals[k][2] = totals[k][2].plus(weighted_x.times(value));
        }
    }
    for k in 0..K {
        for part in 0..3 {
            sums[k].0[part] = totals[k][part].lanes();
        }
    }
}

#[cfg(test)]
mod tests {
    use kosmic_core::{InstructionSet, Purpose, Stream};

    use super::*;
    use crate::kernel;

    const ROWS: usize = 700;
    const LAGS: usize = 7 * LANES;

    fn sums(set: InstructionSet) -> Vec<LagSums> {
        let mut stream = Stream::new(4, Purpose::Simulate, 0);
        let y: Vec<f64> = (0..ROWS + LAGS).map(|_| stream.uniform() - 0.5).collect();
        let drawn = |row| DrawnRow {
            row,
            weight: (row % 3 + 1) as f64,
            weighted_x: (row % 7) as f64 - 3.0,
        };
        let drawn: Vec<DrawnRow> = (0..ROWS).map(drawn).collect();
        let mut sums = vec![LagSums::default(); LAGS / LANES];
        kernel::add_lagged_sums(set, &drawn, &y, &mut sums);
        for lag in 0..LAGS {
            let expected = drawn.iter().fold([0.0; 3], |[a, b, c], row| {
                let y = y[row.row + lag];
                [
                    a + row.weight * y,
                    b + row.weight * y * y,
                    c + row.weighted_x * y,
                ]
            });
            for (part, expected) in expected.into_iter().enumerate() {
                let sum = sums[lag / LANES].0[part][lag % LANES];
                assert!((sum - expected).abs() < 1e-11, "lag {lag}, sum {part}");
            }
        }
        sums
    }

    #[test]
    fn every_instruction_set_gives_the_same_bits_as_rows_one_by_one() {
        let bits = |sums: Vec<LagSums>| -> Vec<u64> {
            let values = sums.into_iter().flat_map(|sums| sums.0).flatten();
            values.map(f64::to_bits).collect()
        };
        let scalar = bits(sums(InstructionSet::Scalar));
        for set in InstructionSet::available() {
            assert_eq!(bits(sums(set)), scalar, "{set}");
        }
    }
}
