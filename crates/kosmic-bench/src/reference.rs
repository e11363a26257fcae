//! What a measured kernel is held against: plain loops over the same arrays, compiled for the processor.

use kosmic_core::{InstructionSet, Kernel, LANES, Vector};

/// Vectors that a loop takes at a time.
const STEP: usize = 2;

/// Σ d, Σ e, Σ d², Σ d e, Σ e² in one pass, d and e the deviations from the first values; whole rows of 16. What a C compiler
/// makes of the loop when it may reorder sums and use all vector instructions: without care for rounding, magnitudes or bad
/// values.
///
/// # Example
/// ```
/// let sums = kosmic_bench::plain_loop(&[2.0; 32], &[1.0; 32]);
/// assert_eq!(sums, [0.0; 5]);
/// ```
#[must_use]
pub fn plain_loop(x: &[f64], y: &[f64]) -> [f64; 5] {
    InstructionSet::best().run(PlainLoop { x, y })
}

struct PlainLoop<'a> {
    x: &'a [f64],
    y: &'a [f64],
}

impl Kernel for PlainLoop<'_> {
    type Output = [f64; 5];

    #[inline(always)]
    fn run<V: Vector>(self) -> [f64; 5] {
        let (Some(&a), Some(&b)) = (self.x.first(), self.y.first()) else {
            return [0.0; 5];
        };
        let (a, b) = (V::splat(a), V::splat(b));
        let (x, y) = (self.x.as_chunks::<LANES>().0, self.y.as_chunks::<LANES>().0);
        let mut sums = [[V::splat(0.0); 5]; STEP];
        for (x, y) in x.as_chunks::<STEP>().0.iter().zip(y.as_chunks::<STEP>().0) {
            for (sums, (x, y)) in sums.iter_mut().zip(x.iter().zip(y)) {
                let (d, e) = (V::load(x).minus(a), V::load(y).minus(b));
                sums[0] = sums[0].plus(d);
                sums[1] = sums[1].plus(e);
                sums[2] = d.fused(d, sums[2]);
                sums[3] = d.fused(e, sums[3]);
                sums[4] = e.fused(e, sums[4]);
            }
        }
        let [first, second] = sums;
        std::array::from_fn(|sum| first[sum].plus(second[sum]).folded())
    }
}

/// Σ x + Σ y over whole rows of 32: as fast as one core reads.
///
/// # Example
/// ```
/// assert_eq!(kosmic_bench::read_both(&[2.0; 32], &[1.0; 32]), 96.0);
/// ```
#[must_use]
pub fn read_both(x: &[f64], y: &[f64]) -> f64 {
    InstructionSet::best().run(ReadBoth { x, y })
}

struct ReadBoth<'a> {
    x: &'a [f64],
    y: &'a [f64],
}

impl Kernel for ReadBoth<'_> {
    type Output = f64;

    #[inline(always)]
    fn run<V: Vector>(self) -> f64 {
        let mut sums = [V::splat(0.0); 8];
        let (x, y) = (self.x.as_chunks::<LANES>().0, self.y.as_chunks::<LANES>().0);
        for (x, y) in x.as_chunks::<4>().0.iter().zip(y.as_chunks::<4>().0) {
            for row in 0..4 {
                sums[row] = sums[row].plus(V::load(&x[row]));
                sums[4 + row] = sums[4 + row].plus(V::load(&y[row]));
            }
        }
        sums.into_iter().map(V::folded).sum()
    }
}
