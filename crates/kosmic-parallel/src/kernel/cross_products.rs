//! Weighted cross products of many columns, written once for every width of vector.
//!
//! Columns stand in fours. Products and sums are rounded one by one, so that plain code needs no fused instruction.

use super::LANES;
use super::sums::{Counts, GROUPS, Row, Vector, fold};

/// Columns that stand together.
pub(crate) const SIDE: usize = 4;

/// A chunk of rows of four columns.
#[derive(Clone, Copy)]
#[repr(align(64))]
pub(crate) struct Quad(pub(crate) [[Row; GROUPS]; SIDE]);

impl Quad {
    pub(crate) const ZERO: Self = Self([[[0.0; LANES]; GROUPS]; SIDE]);

    /// The place of a row of the chunk in one of the columns.
    pub(crate) fn place(&mut self, column: usize, row: usize) -> &mut f64 {
        &mut self.0[column][row / LANES][row % LANES]
    }
}

/// Partial sums of the products of four columns with four.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct QuadSums([[Row; SIDE]; SIDE]);

/// Σ w x_i and Σ w x_i x_j over the rows so far, as eight partial sums each: row t in lane t mod 8.
pub(crate) struct CrossSums {
    count: usize,
    columns: Vec<[Row; SIDE]>,
    /// For the quads a ≤ b: (0, 0), (0, 1), …, (1, 1), (1, 2), …
    products: Vec<QuadSums>,
}

impl CrossSums {
    /// For so many columns.
    pub(crate) fn new(count: usize) -> Self {
        let quads = count.div_ceil(SIDE);
        Self {
            count,
            columns: vec![[[0.0; LANES]; SIDE]; quads],
            products: vec![QuadSums([[[0.0; LANES]; SIDE]; SIDE]); quads * (quads + 1) / 2],
        }
    }

    pub(crate) fn clear(&mut self) {
        self.columns.fill([[0.0; LANES]; SIDE]);
        self.products.fill(QuadSums([[[0.0; LANES]; SIDE]; SIDE]));
    }

    /// Σ w x_i.
    pub(crate) fn sum(&self, i: usize) -> f64 {
        fold(&self.columns[i / SIDE][i % SIDE])
    }

    /// Σ w x_i x_j for i ≤ j.
    pub(crate) fn product(&self, i: usize, j: usize) -> f64 {
        let (a, b) = (i / SIDE, j / SIDE);
        let before = a * (2 * self.columns.len() + 1 - a) / 2;
        fold(&self.products[before + b - a].0[i % SIDE][j % SIDE])
    }
}

/// Adds the rows of `panel`, chunk by chunk all quads, to the sums of each of `R` sets of counts. Products of different
/// quads are taken for `I` by `I` columns at a time, as many as the registers hold.
#[inline(always)]
pub(super) fn add_cross_products<V: Vector, const I: usize, const R: usize>(
    panel: &[Quad],
    counts: [Counts<'_>; R],
    sums: &mut [CrossSums; R],
) {
    let (count, quads) = (sums[0].count, sums[0].columns.len());
    for (chunk, rows) in panel.chunks_exact(quads).enumerate() {
        for set in 0..R {
            let mut weights = [V::splat(0.0); GROUPS];
            for (weights, counts) in weights.iter_mut().zip(&counts[set][chunk]) {
                *weights = V::load_counts(counts);
            }
            let CrossSums {
                columns, products, ..
            } = &mut sums[set];
            let used = |quad: usize| SIDE.min(count - quad * SIDE);
            for (a, (quad, sums)) in rows.iter().zip(columns).enumerate() {
                add_columns::<V>(&quad.0[..used(a)], &weights, sums);
            }
            let mut products = products.iter_mut();
            for a in 0..quads {
                for (b, sums) in (a..quads).zip(&mut products) {
                    let (left, right) = (&rows[a], &rows[b]);
                    if a == b || used(b) < SIDE {
                        add_products::<V, 2>(left, right, &weights, used(b), a == b, sums);
                    } else {
                        add_products::<V, I>(left, right, &weights, SIDE, false, sums);
                    }
                }
            }
        }
    }
}

#[inline(always)]
fn add_columns<V: Vector>(
    columns: &[[Row; GROUPS]],
    weights: &[V; GROUPS],
    sums: &mut [Row; SIDE],
) {
    for (column, sum) in columns.iter().zip(sums) {
        let mut total = V::load(sum);
        for (weight, x) in weights.iter().zip(column) {
            total = total.plus(weight.times(V::load(x)));
        }
        *sum = total.lanes();
    }
}

/// The products of four columns with the first `used` of four others, or of their own from each on.
#[expect(
    clippy::needless_range_loop,
    reason = "loops over constant sizes, which unroll into registers"
)]
#[inline(always)]
fn add_products<V: Vector, const I: usize>(
    left: &Quad,
    right: &Quad,
    weights: &[V; GROUPS],
    used: usize,
    own: bool,
    sums: &mut QuadSums,
) {
    for top in (0..SIDE).step_by(I) {
        let first = if own { top } else { 0 };
        for side in (first..used).step_by(I) {
            let mut totals = [[V::splat(0.0); I]; I];
            for i in 0..I {
                for j in 0..I {
                    totals[i][j] = V::load(&sums.0[top + i][side + j]);
                }
            }
            for group in 0..GROUPS {
                let mut partners = [V::splat(0.0); I];
                for j in 0..I {
                    partners[j] = V::load(&right.0[side + j][group]);
                }
                for i in 0..I {
                    let weighted = weights[group].times(V::load(&left.0[top + i][group]));
                    for j in 0..I {
                        totals[i][j] = totals[i][j].plus(weighted.times(partners[j]));
                    }
                }
            }
            for i in 0..I {
                for j in 0..I {
                    sums.0[top + i][side + j] = totals[i][j].lanes();
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use kosmic_core::{InstructionSet, Purpose, Stream};

    use super::*;
    use crate::kernel::{self, CHUNK};

    const ROWS: usize = 3 * CHUNK;

    /// Nine columns in three quads, and counts up to 255.
    fn data() -> (Vec<Vec<f64>>, Vec<u8>) {
        let mut stream = Stream::new(3, Purpose::Simulate, 0);
        let mut column = || (0..ROWS).map(|_| 4.0 * stream.uniform() - 2.0).collect();
        let columns: Vec<Vec<f64>> = (0..9).map(|_| column()).collect();
        let mut counts: Vec<u8> = (0..ROWS).map(|_| stream.below(4) as u8).collect();
        counts[200] = 255;
        (columns, counts)
    }

    fn sums(set: InstructionSet) -> CrossSums {
        let (columns, counts) = data();
        let mut panel = vec![Quad::ZERO; 9];
        for (i, column) in columns.iter().enumerate() {
            for (t, value) in column.iter().enumerate() {
                *panel[t / CHUNK * 3 + i / SIDE].place(i % SIDE, t % CHUNK) = *value;
            }
        }
        let mut sums = [CrossSums::new(9), CrossSums::new(9)];
        kernel::add_cross_products(set, &panel, [&counts, &counts], &mut sums);
        let [first, second] = sums;
        assert_eq!(
            first.product(1, 8).to_bits(),
            second.product(1, 8).to_bits()
        );
        first
    }

    #[test]
    fn cross_products_are_those_of_the_rows_as_drawn() {
        let ((columns, counts), sums) = (data(), sums(InstructionSet::best()));
        for i in 0..9 {
            let terms = columns[i].iter().zip(&counts);
            let sum: f64 = terms.map(|(x, w)| x * f64::from(*w)).sum();
            assert!((sums.sum(i) - sum).abs() < 1e-10);
            for j in i..9 {
                let terms = columns[i].iter().zip(&columns[j]).zip(&counts);
                let product: f64 = terms.map(|((x, y), w)| x * y * f64::from(*w)).sum();
                assert!((sums.product(i, j) - product).abs() < 1e-10, "{i}, {j}");
            }
        }
    }

    #[test]
    fn every_instruction_set_gives_the_same_bits() {
        let scalar = sums(InstructionSet::Scalar);
        for set in InstructionSet::available() {
            let sums = sums(set);
            for i in 0..9 {
                assert_eq!(sums.sum(i).to_bits(), scalar.sum(i).to_bits(), "{set}");
                for j in i..9 {
                    let (a, b) = (sums.product(i, j), scalar.product(i, j));
                    assert_eq!(a.to_bits(), b.to_bits(), "{set}");
                }
            }
        }
    }
}
