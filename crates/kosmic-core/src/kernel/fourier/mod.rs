//! The discrete Fourier transform of a power of two of points, for cyclic convolutions.
//!
//! The way there halves frequencies (Gentleman, Sande 1966), the way back halves times (Cooley, Tukey 1965): the spectrum between
//! them stays in the order in which it arises, and no pass sorts it. Passes take four parts at a time, and as soon as a part has
//! been split all of it is gone through, so that most passes stay in the nearest cache; the last 64 points stay in
//! registers.
//!
//! A transform of one's own where good libraries exist has one reason: the bits. They choose algorithms by the processor and
//! take roots of unity from the platform's sine and cosine, so that last bits differ from one machine to the next. Here each
//! point sees the same operations whatever the instruction set, and the roots are those of `libm`.

mod complex;
mod leaf;
mod level;
mod twiddles;

use super::{Kernel, LANES, Vector, run};
use crate::instruction_set::InstructionSet;
use leaf::Leaf;
use level::Level;
use twiddles::Circle;

pub(crate) use complex::Points;

/// What a transform of so many points takes.
pub(crate) struct Transform {
    rows: usize,
    levels: Vec<Level>,
    leaf: Leaf,
}

impl Transform {
    /// The fewest points.
    pub(crate) const FEWEST: usize = leaf::POINTS;

    /// `points` is a power of two, at least [`Self::FEWEST`].
    pub(crate) fn new(points: usize) -> Self {
        debug_assert!(points.is_power_of_two() && points >= Self::FEWEST);
        let circle = Circle::new(points);
        Self {
            rows: points / LANES,
            levels: Level::all(points, &circle),
            leaf: Leaf::new(&circle),
        }
    }

    /// Adds the squares of the transform of z to `sums`, in an order that [`Self::restore`] knows. What z holds then is of no use.
    pub(crate) fn add_squares(&self, set: InstructionSet, z: &mut [Points], sums: &mut [Points]) {
        debug_assert!(z.len() == self.rows && sums.len() == self.rows);
        run(
            set,
            AddSquares {
                transform: self,
                z,
                sums,
            },
        );
    }

    /// Turns sums of spectra into as many times the points they belong to as there are points.
    pub(crate) fn restore(&self, set: InstructionSet, spectrum: &mut [Points]) {
        debug_assert!(spectrum.len() == self.rows);
        let transform = self;
        run(
            set,
            Restore {
                transform,
                spectrum,
            },
        );
    }
}

struct AddSquares<'a> {
    transform: &'a Transform,
    z: &'a mut [Points],
    sums: &'a mut [Points],
}

impl Kernel for AddSquares<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vector>(self) {
        let Self { transform, z, sums } = self;
        let leaves = sums.as_chunks_mut::<{ leaf::ROWS }>().0.iter_mut();
        for (first, sums) in (0..z.len()).step_by(leaf::ROWS).zip(leaves) {
            for level in &transform.levels {
                if first.is_multiple_of(level.rows) {
                    level.split::<V>(&mut z[first..first + level.rows]);
                }
            }
            if let Some(points) = z[first..].first_chunk() {
                transform.leaf.add_squares::<V>(points, sums);
            }
        }
    }
}

struct Restore<'a> {
    transform: &'a Transform,
    spectrum: &'a mut [Points],
}

impl Kernel for Restore<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vector>(self) {
        let Self {
            transform,
            spectrum,
        } = self;
        for first in (0..spectrum.len()).step_by(leaf::ROWS) {
            if let Some(points) = spectrum[first..].first_chunk_mut() {
                transform.leaf.restore::<V>(points);
            }
            let end = first + leaf::ROWS;
            for level in transform.levels.iter().rev() {
                if end.is_multiple_of(level.rows) {
                    level.join::<V>(&mut spectrum[end - level.rows..end]);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Small whole numbers, so that a convolution of them is one.
    fn numbers(n: usize) -> Vec<(f64, f64)> {
        let value = |t: usize, by: usize| ((t * t * by + t) % 19) as f64 - 9.0;
        (0..n).map(|t| (value(t, 7), value(t, 11))).collect()
    }

    fn rows(points: &[(f64, f64)]) -> Vec<Points> {
        let row = |row: &[(f64, f64)]| Points {
            re: std::array::from_fn(|lane| row[lane].0),
            im: std::array::from_fn(|lane| row[lane].1),
        };
        points.chunks(LANES).map(row).collect()
    }

    #[test]
    fn squared_spectra_restore_the_cyclic_convolution_of_points_with_themselves() {
        for n in [64, 128, 256, 512, 1024, 2048] {
            let z = numbers(n);
            let convolution = |k: usize| {
                let terms = (0..n).map(|t| (z[t], z[(n + k - t) % n]));
                terms.fold((0.0, 0.0), |(re, im), ((a, b), (c, d))| {
                    (re + a * c - b * d, im + a * d + b * c)
                })
            };
            let transform = Transform::new(n);
            let mut scalar = Vec::new();
            for set in InstructionSet::available() {
                let mut spectrum = vec![Points::default(); n / LANES];
                for _ in 0..2 {
                    transform.add_squares(set, &mut rows(&z), &mut spectrum);
                }
                transform.restore(set, &mut spectrum);
                for k in 0..n {
                    let (re, im) = convolution(k);
                    let got = &spectrum[k / LANES];
                    let scale = 0.5 / n as f64;
                    let error = (got.re[k % LANES] * scale - re)
                        .abs()
                        .max((got.im[k % LANES] * scale - im).abs());
                    assert!(error < 1e-10, "{set}, {n} points, {k}: {error:e}");
                }
                if scalar.is_empty() {
                    scalar.clone_from(&spectrum);
                }
                assert_eq!(spectrum, scalar, "{set}, {n} points");
            }
        }
    }
}
