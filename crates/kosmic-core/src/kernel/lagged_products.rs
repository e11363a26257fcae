//! Sums of products of two series over many lags at once.

use super::{Kernel, LANES, Vector, run};
use crate::instruction_set::InstructionSet;

/// Rows taken together. Values eight rows apart meet the same lags in other lanes, so that within a tile a vector of
/// values serves several rows: a load is shared by up to eight multiply-adds.
pub(crate) const TILE: usize = LANES * LANES;

/// Adds Σ_t u_t v_{t+k} to the sum of each lag k = 8 j + lane of `sums[j]`.
///
/// u is whole tiles, and as many values of v as there are lags follow its last row. Each lag has a single chain over the
/// rows, begun at 0: in a tile rows 0, 8, …, 56, then 1, 9, …, 57, and so on.
pub(crate) fn add_lagged_products(
    set: InstructionSet,
    u: &[f64],
    v: &[f64],
    sums: &mut [[f64; LANES]],
) {
    debug_assert!(u.len().is_multiple_of(TILE) && v.len() >= u.len() + sums.len() * LANES);
    run(set, LaggedProducts { u, v, sums });
}

struct LaggedProducts<'a> {
    u: &'a [f64],
    v: &'a [f64],
    sums: &'a mut [[f64; LANES]],
}

impl Kernel for LaggedProducts<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vector>(self) {
        let Self { u, v, mut sums } = self;
        let (tiles, mut first) = (u.as_chunks().0, 0);
        // As many vectors of lags as leave registers for the rows, and no small rest: a few chains do not hide the
        // time that a multiply-add takes.
        let most = if V::HELD >= 32 { 8 } else { 5 };
        while !sums.is_empty() {
            let size = sums.len().div_ceil(sums.len().div_ceil(most));
            let (group, others) = sums.split_at_mut(size);
            let v = &v[first * LANES..];
            match size {
                1 => add_group::<V, 1>(tiles, v, group),
                2 => add_group::<V, 2>(tiles, v, group),
                3 => add_group::<V, 3>(tiles, v, group),
                4 => add_group::<V, 4>(tiles, v, group),
                5 => add_group::<V, 5>(tiles, v, group),
                6 => add_group::<V, 6>(tiles, v, group),
                7 => add_group::<V, 7>(tiles, v, group),
                _ => add_group::<V, 8>(tiles, v, group),
            }
            first += size;
            sums = others;
        }
    }
}

/// A group of `J` vectors of lags.
#[inline(always)]
fn add_group<V: Vector, const J: usize>(
    tiles: &[[f64; TILE]],
    v: &[f64],
    sums: &mut [[f64; LANES]],
) {
    let Some(sums) = sums.first_chunk_mut::<J>() else {
        return;
    };
    if V::HELD >= 32 {
        add_at::<V, J, 4>(tiles, v, sums);
    } else {
        add_at::<V, J, 2>(tiles, v, sums);
    }
}

#[inline(always)]
fn add_at<V: Vector, const J: usize, const I: usize>(
    tiles: &[[f64; TILE]],
    v: &[f64],
    sums: &mut [[f64; LANES]; J],
) {
    let mut totals = [V::splat(0.0); J];
    for (n, u) in tiles.iter().enumerate() {
        let v = &v[n * TILE..][..TILE + J * LANES];
        for column in 0..LANES {
            for first in (0..LANES).step_by(I) {
                let rows: [V; I] =
                    std::array::from_fn(|i| V::splat(u[column + (first + i) * LANES]));
                // Along the diagonals, so that each vector of values is loaded once.
                for diagonal in 0..I + J - 1 {
                    let from = column + (first + diagonal) * LANES;
                    let value = V::load(v[from..].first_chunk().expect("values follow the tile"));
                    for i in 0..I {
                        if i <= diagonal && diagonal < i + J {
                            let total = &mut totals[diagonal - i];
                            *total = rows[i].fused(value, *total);
                        }
                    }
                }
            }
        }
    }
    for (sum, total) in sums.iter_mut().zip(totals) {
        *sum = V::load(sum).plus(total).lanes();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_of_lags_gets_all_its_products_on_all_sets() {
        // Whole numbers: every order of summing gives the same.
        let value = |t: usize, by: usize| ((t * t * by) % 101) as f64 - 50.0;
        for tiles in [0, 1, 3] {
            let u: Vec<f64> = (0..tiles * TILE).map(|t| value(t, 7)).collect();
            for vectors in 0..20 {
                let v: Vec<f64> = (0..u.len() + vectors * LANES)
                    .map(|t| value(t, 11))
                    .collect();
                let product =
                    |lag: usize| -> f64 { u.iter().zip(&v[lag..]).map(|(a, b)| a * b).sum() };
                let expected: Vec<f64> =
                    (0..vectors * LANES).map(|lag| 1.0 + product(lag)).collect();
                for set in InstructionSet::available() {
                    let mut sums = vec![[1.0; LANES]; vectors];
                    add_lagged_products(set, &u, &v, &mut sums);
                    assert_eq!(sums.concat(), expected, "{set}, {tiles} tiles, {vectors}");
                }
            }
        }
    }
}
