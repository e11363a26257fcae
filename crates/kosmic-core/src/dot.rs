//! Sums of products, in an order that no machine changes.

use crate::instruction_set::InstructionSet;
use crate::kernel::{Kernel, LANES, Vector};

/// Vectors of partial sums: enough to hide the time that a multiply-add takes.
const CHAINS: usize = 4;

/// Σ u v over as many values as the shorter of two slices has, in 32 partial sums of fused multiply-adds: the same bits on
/// every machine.
///
/// Cost: one pass.
///
/// # Example
/// ```
/// assert_eq!(kosmic_core::dot(&[1.0, 2.0, 3.0], &[4.0, 5.0]), 14.0);
/// ```
#[must_use]
pub fn dot(u: &[f64], v: &[f64]) -> f64 {
    let shorter = u.len().min(v.len());
    let (u, v) = (&u[..shorter], &v[..shorter]);
    InstructionSet::best().run(Dot { u, v })
}

struct Dot<'a> {
    u: &'a [f64],
    v: &'a [f64],
}

impl Kernel for Dot<'_> {
    type Output = f64;

    #[inline(always)]
    fn run<V: Vector>(self) -> f64 {
        let mut sums = [V::splat(0.0); CHAINS];
        let ((u, rest_u), (v, rest_v)) = (self.u.as_chunks(), self.v.as_chunks());
        let (blocks_u, rows_u) = u.as_chunks::<CHAINS>();
        let (blocks_v, rows_v) = v.as_chunks::<CHAINS>();
        for (u, v) in blocks_u.iter().zip(blocks_v) {
            for chain in 0..CHAINS {
                sums[chain] = V::load(&u[chain]).fused(V::load(&v[chain]), sums[chain]);
            }
        }
        for (sum, (u, v)) in sums.iter_mut().zip(rows_u.iter().zip(rows_v)) {
            *sum = V::load(u).fused(V::load(v), *sum);
        }
        if !rest_u.is_empty() {
            let padded = |rest: &[f64]| {
                let mut row = [0.0; LANES];
                row[..rest.len()].copy_from_slice(rest);
                V::load(&row)
            };
            sums[CHAINS - 1] = padded(rest_u).fused(padded(rest_v), sums[CHAINS - 1]);
        }
        let [a, b, c, d] = sums;
        a.plus(c).plus(b.plus(d)).folded()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_products_are_summed_on_all_sets_at_any_length_and_place() {
        // Thirds: another order of summing gives other bits.
        let value = |t: usize, by: usize| ((t * t * by) % 101) as f64 / 3.0 - 16.0;
        let u: Vec<f64> = (0..10_007).map(|t| value(t, 7)).collect();
        let v: Vec<f64> = (0..10_007).map(|t| value(t, 11)).collect();
        for n in (0..300).chain([1023, 4097, 10_000]) {
            for from in [0, 1, 7] {
                let (u, v) = (&u[from..from + n], &v[3..3 + n]);
                let scalar = InstructionSet::Scalar.run(Dot { u, v });
                for set in InstructionSet::available() {
                    assert_eq!(
                        set.run(Dot { u, v }).to_bits(),
                        scalar.to_bits(),
                        "{set}, {n}"
                    );
                }
                let plain: f64 = u.iter().zip(v).map(|(a, b)| a * b).sum();
                let bound: f64 = u.iter().zip(v).map(|(a, b)| (a * b).abs()).sum();
                assert!((dot(u, v) - plain).abs() <= 1e-13 * bound, "{n}");
            }
        }
    }
}
