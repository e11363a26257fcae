//! What moments are made of for each kind of weight, quickly from sums and carefully from rows.

use kosmic_core::{CoreError, Moments};

use super::summary::Weighted;
use crate::kernel::Weight;
use crate::resample::{Frame, expand};

/// A weight that moments are summed with.
pub(super) trait SummedWeight: Weight {
    /// Moments row by row.
    type Careful: CarefulMoments<Self> + Clone + Default;

    /// The number of rows that a replicate stands for, and its sums over as many: `rows` is that of the data.
    fn normalised<const ORDER: usize>(weighted: &Weighted<ORDER>, rows: u64)
    -> (u64, [f64; ORDER]);

    /// The rows that were drawn.
    fn put_down(x: &[f64], y: &[f64], weights: &[Self], rows: &mut DrawnRows<Self>);
}

/// Rows as they were drawn, with the weights that they have so.
#[derive(Default)]
pub(super) struct DrawnRows<W> {
    pub(super) x: Vec<f64>,
    pub(super) y: Vec<f64>,
    pub(super) weights: Vec<W>,
}

impl SummedWeight for u8 {
    type Careful = Moments;

    fn normalised<const ORDER: usize>(weighted: &Weighted<ORDER>, _: u64) -> (u64, [f64; ORDER]) {
        (weighted.weight as u64, weighted.sums)
    }

    /// Each as often as it was drawn.
    fn put_down(x: &[f64], y: &[f64], counts: &[Self], rows: &mut DrawnRows<Self>) {
        expand(x, counts, &mut rows.x);
        expand(y, counts, &mut rows.y);
        rows.weights.clear();
        rows.weights.resize(rows.x.len(), 1);
    }
}

/// Of real weights only the shares have a meaning: they are scaled to a sum of `rows`.
impl SummedWeight for f64 {
    type Careful = SharedMoments;

    fn normalised<const ORDER: usize>(
        weighted: &Weighted<ORDER>,
        rows: u64,
    ) -> (u64, [f64; ORDER]) {
        let scale = rows as f64 / weighted.weight;
        (rows, weighted.sums.map(|sum| sum * scale))
    }

    /// Each once, if its weight is not 0.
    fn put_down(x: &[f64], y: &[f64], weights: &[Self], rows: &mut DrawnRows<Self>) {
        rows.x.clear();
        rows.y.clear();
        rows.weights.clear();
        for ((x, y), weight) in x.iter().zip(y).zip(weights) {
            if *weight > 0.0 {
                rows.x.push(*x);
                rows.y.push(*y);
                rows.weights.push(*weight);
            }
        }
    }
}

/// Moments of weighted rows that lose no digits, whatever the rows.
pub(super) trait CarefulMoments<W> {
    /// Adds rows.
    fn add(&mut self, frame: &Frame, rows: &DrawnRows<W>) -> Result<(), CoreError>;

    /// The moments of all rows added, scaled as in [`SummedWeight::normalised`].
    fn moments(self, frame: &Frame, rows: u64) -> Moments;
}

/// Of rows put down as often as they were drawn.
impl CarefulMoments<u8> for Moments {
    fn add(&mut self, _: &Frame, rows: &DrawnRows<u8>) -> Result<(), CoreError> {
        self.merge(&Self::of_slices(&rows.x, &rows.y)?);
        Ok(())
    }

    fn moments(self, _: &Frame, _: u64) -> Moments {
        self
    }
}

/// Of rows with real weights, one by one about the mean of those before (D. H. D. West, Updating mean and variance
/// estimates, Communications of the ACM 22 (1979) 532-535).
#[derive(Clone, Default)]
pub(super) struct SharedMoments {
    weight: f64,
    means: [f64; 2],
    squares: [f64; 2],
    cross: f64,
}

impl CarefulMoments<f64> for SharedMoments {
    fn add(&mut self, frame: &Frame, rows: &DrawnRows<f64>) -> Result<(), CoreError> {
        for ((x, y), weight) in rows.x.iter().zip(&rows.y).zip(&rows.weights) {
            let placed = frame.place([*x, *y]);
            let before = self.weight;
            self.weight += weight;
            let share = weight / self.weight;
            let off = [0, 1].map(|side| placed[side] - self.means[side]);
            for ((mean, squares), off) in self.means.iter_mut().zip(&mut self.squares).zip(off) {
                *mean += off * share;
                *squares += before * share * off * off;
            }
            self.cross += before * share * off[0] * off[1];
        }
        Ok(())
    }

    fn moments(self, frame: &Frame, rows: u64) -> Moments {
        let scale = rows as f64 / self.weight;
        let squares = self.squares.map(|squares| squares * scale);
        frame.central(rows, self.means, squares, self.cross * scale)
    }
}

#[cfg(test)]
mod tests {
    use kosmic_core::{Pair, Side};

    use super::*;
    use crate::resample::Blocks;

    /// The moments of five rows with such weights.
    fn careful<W: SummedWeight>(weights: &[W]) -> Moments {
        let (x, y) = ([3.0, -1.0, 4.0, 1.0, 5.0], [2.0, 7.0, 1.0, 8.0, 2.5]);
        let frame = Frame::of(&Pair::new(&x, &y).unwrap(), Blocks::of(5)).unwrap();
        let (mut rows, mut moments) = (DrawnRows::default(), W::Careful::default());
        W::put_down(&x, &y, weights, &mut rows);
        moments.add(&frame, &rows).unwrap();
        moments.moments(&frame, 5)
    }

    #[test]
    fn real_weights_that_are_counts_give_the_moments_of_the_drawn_rows() {
        let counts = [2_u8, 0, 1, 1, 1];
        let (drawn, shared) = (
            careful(&counts),
            careful(&counts.map(|c| f64::from(c) / 3.0)),
        );
        assert_eq!(drawn.count(), shared.count());
        for side in [Side::X, Side::Y] {
            assert!((drawn.mean(side) - shared.mean(side)).abs() < 1e-14);
            assert!((drawn.sd(side).unwrap() - shared.sd(side).unwrap()).abs() < 1e-14);
        }
        assert!((drawn.correlation().unwrap() - shared.correlation().unwrap()).abs() < 1e-14);
    }
}
