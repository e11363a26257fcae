//! Sums of products, in an order that no machine changes.

use crate::kernel::LANES;

/// Σ u v over as many values as the shorter of two slices has, in eight partial sums: the same bits on every machine.
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
    let mut lanes = [0.0; LANES];
    let (chunks_u, chunks_v) = (u.chunks_exact(LANES), v.chunks_exact(LANES));
    let rest = chunks_u.remainder().iter().zip(chunks_v.remainder());
    for (lane, (a, b)) in lanes.iter_mut().zip(rest) {
        *lane += a * b;
    }
    for (a, b) in chunks_u.zip(chunks_v) {
        for lane in 0..LANES {
            lanes[lane] += a[lane] * b[lane];
        }
    }
    let [a, b, c, d, e, f, g, h] = lanes;
    ((a + e) + (c + g)) + ((b + f) + (d + h))
}
