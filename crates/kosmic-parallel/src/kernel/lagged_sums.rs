//! Weighted sums of a series over many lags, written once for every width of vector: lags stand side by side.

use super::LANES;
use super::sums::{Row, Vector};

/// A row that was drawn: its place, how often (w), and w x, w x², w x³.
#[derive(Clone, Copy)]
pub(crate) struct DrawnRow {
    pub(crate) row: usize,
    pub(crate) weighted: [f64; 4],
}

/// The products with y up to order four.
pub(crate) const LAG_SUMS: usize = 10;

/// Sums at eight lags: Σ w times y, y², y³, y⁴, x y, x y², x y³, x² y, x² y², x³ y, each a single chain in the order of the
/// rows.
#[derive(Clone, Copy, Default)]
#[repr(align(64))]
pub(crate) struct LagSums(pub(crate) [Row; LAG_SUMS]);

/// Drawn rows taken at a time, so that the values they look at stay in the first-level cache for all lags.
const DRAWN: usize = 512;

/// Adds the drawn rows to the sums; lag k of them pairs row t with the values at t + k. `K` vectors of lags, one or two,
/// are summed at a time, as many as the registers hold.
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
        if let Some(sums) = narrow.first_chunk_mut::<1>() {
            add_at::<V, 1>(drawn, y, rest, sums);
        }
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
    let mut totals = [[V::splat(0.0); LAG_SUMS]; K];
    for k in 0..K {
        for part in 0..LAG_SUMS {
            totals[k][part] = V::load(&sums[k].0[part]);
        }
    }
    for row in drawn {
        let weighted = row.weighted.map(V::splat);
        let from = row.row + first;
        let y = y[from..from + K * LANES].as_chunks().0;
        for k in 0..K {
            let value = V::load(&y[k]);
            let mut part = 0;
            for (power_of_x, weighted) in weighted.into_iter().enumerate() {
                let mut product = weighted;
                for _ in power_of_x..4 {
                    product = product.times(value);
                    totals[k][part] = totals[k][part].plus(product);
                    part += 1;
                }
            }
        }
    }
    for k in 0..K {
        for part in 0..LAG_SUMS {
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
            weighted: [3, 7, 5, 4].map(|cycle| (row % cycle) as f64 - 1.0),
        };
        let drawn: Vec<DrawnRow> = (0..ROWS).map(drawn).collect();
        let mut sums = vec![LagSums::default(); LAGS / LANES];
        kernel::add_lagged_sums(set, &drawn, &y, &mut sums);
        for lag in 0..LAGS {
            let powers = [
                (0, 1),
                (0, 2),
                (0, 3),
                (0, 4),
                (1, 1),
                (1, 2),
                (1, 3),
                (2, 1),
                (2, 2),
                (3, 1),
            ];
            let expected = powers.map(|(x, y_power)| -> f64 {
                let terms = drawn.iter().map(|row| (row.weighted[x], y[row.row + lag]));
                terms.map(|(weighted, y)| weighted * y.powi(y_power)).sum()
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
