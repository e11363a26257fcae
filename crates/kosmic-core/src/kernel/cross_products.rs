//! Sums of products of many series with many others.

use super::{Kernel, LANES, Vector, run};
use crate::instruction_set::InstructionSet;

/// Eight series side by side, row by row.
pub(crate) type Octet = [[f64; LANES]];

/// Rows whose products are one chain of multiply-adds: the blocks of two tiles of series stay in the second-level cache.
/// The sums of blocks are added in their order. Part of the definition of the result.
const BLOCK: usize = 256;

/// Σ a_t b_t for each series a of one octet, in rows, and each series b of another.
pub(crate) type OctetSums = [[f64; LANES]; LANES];

/// The sums of products of all octets of `left` with all of `right`, those of a left octet one behind the other. `upper`: only
/// those on and above the diagonal are wanted, and others may stay 0.
///
/// All octets have the same number of rows.
pub(crate) fn cross_products(
    set: InstructionSet,
    left: &[&Octet],
    right: &[&Octet],
    upper: bool,
) -> Vec<OctetSums> {
    let mut sums = vec![[[0.0; LANES]; LANES]; left.len() * right.len()];
    let kernel = CrossProducts {
        left,
        right,
        upper,
        sums: &mut sums,
    };
    run(set, kernel);
    sums
}

struct CrossProducts<'a> {
    left: &'a [&'a Octet],
    right: &'a [&'a Octet],
    upper: bool,
    sums: &'a mut [OctetSums],
}

impl Kernel for CrossProducts<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vector>(self) {
        // So many sums that the latency of a multiply-add is hidden and the registers hold them, with what they are made of.
        if V::HELD >= 32 {
            self.by::<V, 8, 3>();
        } else {
            self.by::<V, 4, 1>();
        }
    }
}

impl CrossProducts<'_> {
    /// `R` series of a left octet with `C` right octets at a time.
    #[inline(always)]
    fn by<V: Vector, const R: usize, const C: usize>(mut self) {
        let rows = self.left.first().map_or(0, |octet| octet.len());
        for start in (0..rows).step_by(BLOCK) {
            let block = start..rows.min(start + BLOCK);
            for first in (0..self.right.len()).step_by(C) {
                if first + C <= self.right.len() {
                    self.columns::<V, R, C>(first, block.clone());
                } else {
                    for single in first..self.right.len() {
                        self.columns::<V, R, 1>(single, block.clone());
                    }
                }
            }
        }
    }

    #[inline(always)]
    fn columns<V: Vector, const R: usize, const C: usize>(
        &mut self,
        first: usize,
        block: std::ops::Range<usize>,
    ) {
        let right: [&Octet; C] = std::array::from_fn(|c| &self.right[first + c][block.clone()]);
        let needed = if self.upper {
            self.left.len().min(first + C)
        } else {
            self.left.len()
        };
        for (l, left) in self.left[..needed].iter().enumerate() {
            let left = &left[block.clone()];
            let sums = &mut self.sums[l * self.right.len() + first..][..C];
            for part in 0..LANES / R {
                add::<V, R, C>(left, part, right, sums);
            }
        }
    }
}

#[inline(always)]
fn add<V: Vector, const R: usize, const C: usize>(
    left: &Octet,
    part: usize,
    right: [&Octet; C],
    totals: &mut [OctetSums],
) {
    let right = right.map(|octet| &octet[..left.len()]);
    let mut sums = [[V::splat(0.0); C]; R];
    for (row, left) in left.iter().enumerate() {
        let left = &left.as_chunks::<R>().0[part];
        let right = right.map(|octet| V::load(&octet[row]));
        for (sums, &value) in sums.iter_mut().zip(left) {
            let value = V::splat(value);
            for (sum, right) in sums.iter_mut().zip(right) {
                *sum = value.fused(right, *sum);
            }
        }
    }
    for (row, sums) in sums.into_iter().enumerate() {
        for (total, sum) in totals.iter_mut().zip(sums) {
            let total = &mut total[part * R + row];
            *total = V::load(total).plus(sum).lanes();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn octets(count: usize, rows: usize, by: usize) -> Vec<Vec<[f64; LANES]>> {
        let value = |o: usize, t: usize, l: usize| ((t * by + o * 31 + l * 7) % 101) as f64 / 3.0;
        let octet = |o| {
            (0..rows)
                .map(|t| std::array::from_fn(|l| value(o, t, l)))
                .collect()
        };
        (0..count).map(octet).collect()
    }

    #[test]
    fn every_set_gives_the_chains_of_the_definition() {
        for (left, right, rows) in [(1, 1, 1), (2, 5, 300), (4, 3, 256), (3, 7, 1000), (1, 4, 0)] {
            let (a, b) = (octets(left, rows, 37), octets(right, rows, 53));
            let [a, b] = [&a, &b].map(|octets| octets.iter().map(|o| &o[..]).collect::<Vec<_>>());
            let direct = |i: usize, k: usize, j: usize, l: usize| {
                let blocks = a[i].chunks(BLOCK).zip(b[j].chunks(BLOCK));
                blocks.fold(0.0, |total, (a, b)| {
                    let chain =
                        |sum, (a, b): (&[f64; LANES], &[f64; LANES])| a[k].mul_add(b[l], sum);
                    total + a.iter().zip(b).fold(0.0, chain)
                })
            };
            for set in InstructionSet::available() {
                let sums = cross_products(set, &a, &b, false);
                let upper = cross_products(set, &a, &b, true);
                for (i, j) in (0..left).flat_map(|i| (0..right).map(move |j| (i, j))) {
                    let expected: OctetSums =
                        std::array::from_fn(|k| std::array::from_fn(|l| direct(i, k, j, l)));
                    assert_eq!(sums[i * right + j], expected, "{set}, {rows} rows, {i} {j}");
                    if i <= j {
                        assert_eq!(upper[i * right + j], expected, "{set}, upper");
                    }
                }
            }
        }
    }
}
