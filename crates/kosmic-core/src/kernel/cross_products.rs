//! Sums of products of many series with many others.

use std::ops::Range;

use super::{Kernel, LANES, Vector, run};
use crate::instruction_set::InstructionSet;

/// Eight series side by side, row by row.
pub(crate) type Octet = [[f64; LANES]];

/// Rows whose products are one chain of multiply-adds: the blocks of two tiles of series stay in the second-level cache.
/// The sums of blocks are added in their order. Part of the definition of the result.
pub(crate) const PRODUCT_BLOCK: usize = 256;

/// Octets on either side whose products are summed up together: the rows of a part of both stay in the first-level cache.
const GROUP: usize = 3;

/// Rows of a part.
const PART: usize = 64;

/// Σ a_t b_t for each series a of one octet, in rows, and each series b of another.
pub(crate) type OctetSums = [[f64; LANES]; LANES];

/// Adds the sums of products of all octets of `left` with all of `right` to `sums`, where those of a left octet stand one behind
/// the other. `upper`: only those on and above the diagonal are wanted, and others may stay as they are.
///
/// All octets have the same number of rows. Rows may come in several calls, all but the last with whole blocks.
pub(crate) fn add_cross_products(
    set: InstructionSet,
    left: &[&Octet],
    right: &[&Octet],
    upper: bool,
    sums: &mut [OctetSums],
) {
    let kernel = CrossProducts {
        left,
        right,
        upper,
        sums,
    };
    run(set, kernel);
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
        match V::HELD {
            32.. => self.by::<V, 8, 3>(),
            8.. => self.by::<V, 6, 1>(),
            _ => self.by::<V, 4, 1>(),
        }
    }
}

impl CrossProducts<'_> {
    /// `R` successive series on the left, of one octet or of two, with `C` right octets at a time.
    #[inline(always)]
    fn by<V: Vector, const R: usize, const C: usize>(mut self) {
        let rows = self.left.first().map_or(0, |octet| octet.len());
        for start in (0..rows).step_by(PRODUCT_BLOCK) {
            let block = start..rows.min(start + PRODUCT_BLOCK);
            for right in (0..self.right.len()).step_by(GROUP) {
                let needed = if self.upper {
                    right + GROUP
                } else {
                    usize::MAX
                };
                for left in (0..self.left.len().min(needed)).step_by(GROUP) {
                    self.group::<V, R, C>([left, right], block.clone());
                }
            }
        }
    }

    /// Adds the products of a group of left octets with one of right octets.
    #[inline(always)]
    fn group<V: Vector, const R: usize, const C: usize>(
        &mut self,
        [left, right]: [usize; 2],
        block: Range<usize>,
    ) {
        let lefts = &self.left[left..self.left.len().min(left + GROUP)];
        let rights = &self.right[right..self.right.len().min(right + GROUP)];
        let mut chains = [[V::splat(0.0); GROUP]; GROUP * LANES];
        for start in block.clone().step_by(PART) {
            let part = start..block.end.min(start + PART);
            let wanted = |end: usize| match self.upper {
                true => &lefts[..lefts.len().min(right + end - left)],
                false => lefts,
            };
            if rights.len() == GROUP {
                for first in (0..GROUP).step_by(C) {
                    let lefts = wanted(first + C);
                    extend::<V, R, C>(&mut chains, lefts, &rights[first..], first, &part);
                }
            } else {
                for first in 0..rights.len() {
                    let lefts = wanted(first + 1);
                    extend::<V, R, 1>(&mut chains, lefts, &rights[first..], first, &part);
                }
            }
        }
        for (series, chains) in chains.iter().enumerate().take(lefts.len() * LANES) {
            let octet = (left + series / LANES) * self.right.len() + right;
            let totals = &mut self.sums[octet..][..rights.len()];
            for (totals, chain) in totals.iter_mut().zip(chains) {
                let total = &mut totals[series % LANES];
                *total = V::load(total).plus(*chain).lanes();
            }
        }
    }
}

/// Extends the chains of all series of some left octets with the first `C` of some right ones by a part of the rows.
#[inline(always)]
fn extend<V: Vector, const R: usize, const C: usize>(
    chains: &mut [[V; GROUP]; GROUP * LANES],
    lefts: &[&Octet],
    rights: &[&Octet],
    first: usize,
    part: &Range<usize>,
) {
    let mut right = [rights[0]; C];
    for (right, octet) in right.iter_mut().zip(rights) {
        *right = &octet[part.clone()];
    }
    let count = lefts.len() * LANES;
    for series in (0..count).step_by(R) {
        // Behind the last series stands the last one again, with the same sums.
        let mut places = [series; R];
        let mut left = [right[0]; R];
        let mut sums = [[V::splat(0.0); C]; R];
        for r in 0..R {
            places[r] = (series + r).min(count - 1);
            left[r] = &lefts[places[r] / LANES][part.clone()];
            sums[r].copy_from_slice(&chains[places[r]][first..first + C]);
        }
        add(&mut sums, left, places, right);
        for r in 0..R {
            chains[places[r]][first..first + C].copy_from_slice(&sums[r]);
        }
    }
}

/// Adds the products of the series at some places, the octet of each beside it, with all of the right octets.
#[inline(always)]
fn add<V: Vector, const R: usize, const C: usize>(
    sums: &mut [[V; C]; R],
    left: [&Octet; R],
    places: [usize; R],
    right: [&Octet; C],
) {
    let rows = right[0].len();
    let (left, right) = (cut(left, rows), cut(right, rows));
    let mut chains = *sums;
    for row in 0..rows {
        let right = right.map(|octet| V::load(&octet[row]));
        for r in 0..R {
            let value = V::splat(left[r][row][places[r] % LANES]);
            for (chain, right) in chains[r].iter_mut().zip(right) {
                *chain = value.fused(right, *chain);
            }
        }
    }
    *sums = chains;
}

/// The first rows of each: with lengths that are known to be equal the loop over rows checks none of them.
#[inline(always)]
fn cut<const N: usize>(mut octets: [&Octet; N], rows: usize) -> [&Octet; N] {
    for octet in &mut octets {
        *octet = &octet[..rows];
    }
    octets
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
        for (left, right, rows) in [
            (1, 1, 1),
            (2, 5, 300),
            (4, 3, 256),
            (3, 7, 1000),
            (7, 2, 257),
            (1, 4, 0),
        ] {
            let (a, b) = (octets(left, rows, 37), octets(right, rows, 53));
            let [a, b] = [&a, &b].map(|octets| octets.iter().map(|o| &o[..]).collect::<Vec<_>>());
            let direct = |i: usize, k: usize, j: usize, l: usize| {
                let blocks = a[i].chunks(PRODUCT_BLOCK).zip(b[j].chunks(PRODUCT_BLOCK));
                blocks.fold(0.0, |total, (a, b)| {
                    let chain =
                        |sum, (a, b): (&[f64; LANES], &[f64; LANES])| a[k].mul_add(b[l], sum);
                    total + a.iter().zip(b).fold(0.0, chain)
                })
            };
            for set in InstructionSet::available() {
                let [sums, upper] = [false, true].map(|upper| {
                    let mut sums = vec![[[0.0; LANES]; LANES]; left * right];
                    for start in (0..rows).step_by(2 * PRODUCT_BLOCK) {
                        let panel = start..rows.min(start + 2 * PRODUCT_BLOCK);
                        let [a, b] = [&a, &b]
                            .map(|all| all.iter().map(|o| &o[panel.clone()]).collect::<Vec<_>>());
                        add_cross_products(set, &a, &b, upper, &mut sums);
                    }
                    sums
                });
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
