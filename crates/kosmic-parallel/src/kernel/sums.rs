//! The weighted sums of products, written once for every width of vector.

use super::{CHUNK, LANES};

/// Eight rows of a series.
pub(super) type Row = [f64; LANES];

/// The counts of eight rows.
pub(super) type CountRow = [u8; LANES];

/// What rows are weighted with: a count, or a real number.
pub(crate) trait Weight: Copy + Default + Send + Sync + Into<f64> {
    /// The weights of eight rows.
    #[doc(hidden)]
    fn load<V: Vector>(weights: &[Self; LANES]) -> V;
}

impl Weight for u8 {
    #[inline(always)]
    fn load<V: Vector>(weights: &CountRow) -> V {
        V::load_counts(weights)
    }
}

impl Weight for f64 {
    #[inline(always)]
    fn load<V: Vector>(weights: &Row) -> V {
        V::load(weights)
    }
}

/// Groups of eight rows in a chunk.
pub(super) const GROUPS: usize = CHUNK / LANES;

/// Sums up to order two: w x, w y, w x², w x y, w y².
pub(crate) const SECOND: usize = 5;

/// Sums up to order four: those of order two, then w x³, w x² y, w x y², w y³, w x⁴, w x³ y, w x² y², w x y³, w y⁴.
pub(crate) const FOURTH: usize = 14;

/// Eight doubles, in as many registers as they take.
pub(crate) trait Vector: Copy {
    fn times(self, other: Self) -> Self;
    fn plus(self, other: Self) -> Self;
    /// self · factor + addend, rounded once.
    fn fused(self, factor: Self, addend: Self) -> Self;
    fn load(values: &Row) -> Self;
    /// One value in all lanes.
    fn splat(value: f64) -> Self;
    /// Counts, widened.
    fn load_counts(counts: &CountRow) -> Self;
    fn lanes(self) -> Row;
}

/// What the weights of a block are multiplied with: x, y and their products of order two, equally long.
pub(super) type Rows<'a> = [&'a [Row]; SECOND];

/// The weights of a block, at least as many.
pub(super) type Weights<'a, W> = &'a [[W; LANES]];

/// Counts by chunks.
pub(super) type Counts<'a> = &'a [[CountRow; GROUPS]];

/// The sums of all rows for `R` sets of weights; `ORDER` is [`SECOND`] or [`FOURTH`].
#[inline(always)]
pub(super) fn weighted_sums<V: Vector, W: Weight, const ORDER: usize, const R: usize>(
    rows: Rows<'_>,
    weights: [Weights<'_, W>; R],
) -> [[f64; ORDER]; R] {
    let mut sums = [[V::load(&[0.0; LANES]); ORDER]; R];
    // Equal lengths leave no bounds to check.
    let count = rows[0].len();
    let (rows, weights) = (
        rows.map(|rows| &rows[..count]),
        weights.map(|weights| &weights[..count]),
    );
    for row in 0..count {
        // Loops, not `map`: that may stay a call, which knows nothing of the instruction set around it.
        let mut products = [V::splat(0.0); SECOND];
        for (product, rows) in products.iter_mut().zip(rows) {
            *product = V::load(&rows[row]);
        }
        for (sums, weights) in sums.iter_mut().zip(weights) {
            add_products(sums, W::load::<V>(&weights[row]), products);
        }
    }
    let mut folded = [[0.0; ORDER]; R];
    for (folded, sum) in folded
        .as_flattened_mut()
        .iter_mut()
        .zip(sums.as_flattened())
    {
        *folded = fold(&sum.lanes());
    }
    folded
}

/// Adds one weighted row. Multiplications bound the time: five for order two, fourteen for order four, which takes the
/// sums of order two from products that it needs anyway and so rounds them otherwise.
#[inline(always)]
fn add_products<V: Vector, const ORDER: usize>(sums: &mut [V; ORDER], w: V, products: [V; SECOND]) {
    let [x, y, xx, xy, yy] = products;
    sums[0] = w.fused(x, sums[0]);
    sums[1] = w.fused(y, sums[1]);
    if ORDER == SECOND {
        sums[2] = w.fused(xx, sums[2]);
        sums[3] = w.fused(xy, sums[3]);
        sums[4] = w.fused(yy, sums[4]);
        return;
    }
    let (wxx, wxy, wyy) = (w.times(xx), w.times(xy), w.times(yy));
    sums[2] = sums[2].plus(wxx);
    sums[3] = sums[3].plus(wxy);
    sums[4] = sums[4].plus(wyy);
    sums[5] = wxx.fused(x, sums[5]);
    sums[6] = wxx.fused(y, sums[6]);
    sums[7] = wyy.fused(x, sums[7]);
    sums[8] = wyy.fused(y, sums[8]);
    sums[9] = wxx.fused(xx, sums[9]);
    sums[10] = wxx.fused(xy, sums[10]);
    sums[11] = wxx.fused(yy, sums[11]);
    sums[12] = wxy.fused(yy, sums[12]);
    sums[13] = wyy.fused(yy, sums[13]);
}

/// Adds lanes by halves.
#[inline(always)]
pub(super) fn fold(lanes: &Row) -> f64 {
    let [a, b, c, d, e, f, g, h] = *lanes;
    ((a + e) + (c + g)) + ((b + f) + (d + h))
}

#[cfg(test)]
mod tests {
    use kosmic_core::{InstructionSet, Purpose, Stream};

    use super::*;
    use crate::kernel;

    /// The five products of `chunks` chunks of rows, and counts up to 255.
    fn block(chunks: usize) -> ([Vec<f64>; SECOND], Vec<u8>) {
        let mut stream = Stream::new(1, Purpose::Simulate, chunks as u64);
        let mut series = || -> Vec<f64> {
            (0..chunks * CHUNK)
                .map(|_| 4.0 * stream.uniform() - 2.0)
                .collect()
        };
        let (x, y) = (series(), series());
        let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).collect();
        let products = [
            x.clone(),
            y.clone(),
            product(&x, &x),
            product(&x, &y),
            product(&y, &y),
        ];
        let mut stream = Stream::new(2, Purpose::Simulate, chunks as u64);
        let mut counts: Vec<u8> = (0..chunks * CHUNK).map(|_| stream.below(5) as u8).collect();
        if let [first, .., last] = &mut counts[..] {
            (*first, *last) = (16, 255);
        }
        (products, counts)
    }

    fn sums<const ORDER: usize, const R: usize>(
        set: InstructionSet,
        products: &[Vec<f64>; SECOND],
        weights: &[impl Weight],
    ) -> [[u64; ORDER]; R] {
        let rows = products.each_ref().map(Vec::as_slice);
        let sums: [[f64; ORDER]; R] = kernel::weighted_sums(set, rows, [weights; R]);
        sums.map(|sums| sums.map(f64::to_bits))
    }

    #[test]
    fn every_instruction_set_gives_the_same_bits() {
        for chunks in [0, 1, 2, 3, 7, 128] {
            let (products, counts) = block(chunks);
            let second = sums::<SECOND, 1>(InstructionSet::Scalar, &products, &counts);
            let fourth = sums::<FOURTH, 1>(InstructionSet::Scalar, &products, &counts);
            for set in InstructionSet::available() {
                assert_eq!(sums::<SECOND, 1>(set, &products, &counts), second, "{set}");
                assert_eq!(
                    sums::<SECOND, 4>(set, &products, &counts),
                    [second[0]; 4],
                    "{set}"
                );
                assert_eq!(
                    sums::<FOURTH, 2>(set, &products, &counts),
                    [fourth[0]; 2],
                    "{set}"
                );
            }
        }
    }

    #[test]
    fn real_weights_give_the_same_bits_on_every_instruction_set_and_those_of_counts_where_they_are_counts()
     {
        let (products, counts) = block(5);
        let whole: Vec<f64> = counts.iter().map(|&count| f64::from(count)).collect();
        let thirds: Vec<f64> = whole.iter().map(|weight| weight / 3.0).collect();
        let scalar = sums::<FOURTH, 1>(InstructionSet::Scalar, &products, &thirds);
        for set in InstructionSet::available() {
            let by_counts = sums::<SECOND, 4>(set, &products, &counts);
            assert_eq!(
                sums::<SECOND, 4>(set, &products, &whole),
                by_counts,
                "{set}"
            );
            assert_eq!(sums::<FOURTH, 1>(set, &products, &thirds), scalar, "{set}");
        }
    }

    #[test]
    fn sums_are_those_of_the_rows_as_drawn() {
        let (products, counts) = block(3);
        let rows = products.each_ref().map(Vec::as_slice);
        let [sums] = kernel::weighted_sums::<_, FOURTH, 1>(InstructionSet::best(), rows, [&counts]);
        let powers = [
            (1, 0),
            (0, 1),
            (2, 0),
            (1, 1),
            (0, 2),
            (3, 0),
            (2, 1),
            (1, 2),
            (0, 3),
            (4, 0),
            (3, 1),
            (2, 2),
            (1, 3),
            (0, 4),
        ];
        for (sum, (i, j)) in sums.into_iter().zip(powers) {
            let terms = products[0].iter().zip(&products[1]).zip(&counts);
            let expected: f64 = terms
                .map(|((x, y), w)| f64::from(*w) * x.powi(i) * y.powi(j))
                .sum();
            assert!(
                (sum - expected).abs() < 1e-10,
                "x^{i} y^{j}: {sum}, {expected}"
            );
        }
    }
}
