//! Moments up to order four of rows that come block by block, each about its own mean and in its own units, so that no
//! digits are lost whatever the rows.
//!
//! P. Pébay, Formulas for robust, one-pass parallel computation of covariances and arbitrary-order statistical moments,
//! Sandia report SAND2008-6212 (2008).

use kosmic_core::Side;

use crate::fourth_moments::{CentralMoments, FourthMoments};
use crate::kernel::FOURTH;
use crate::resample::Frame;

/// Means farther than 2^this from zero, in units, have fourth powers that may overflow.
const FAR: i32 = 100;

/// The moments of the rows so far.
#[derive(Clone)]
pub(super) struct MergedMoments {
    weight: f64,
    axes: [Axis; 2],
    central: CentralMoments,
}

/// Where the mean of one series lies.
#[derive(Clone, Copy)]
struct Axis {
    /// In units.
    mean: f64,
    /// What rounding the mean has left out.
    rest: f64,
    /// That of the units' power of two.
    exponent: i32,
}

impl MergedMoments {
    pub(super) const NOTHING: Self = Self {
        weight: 0.0,
        axes: [Axis {
            mean: 0.0,
            rest: 0.0,
            exponent: 0,
        }; 2],
        central: CentralMoments([0.0; 12]),
    };

    /// The sum of the weights.
    pub(super) fn weight(&self) -> f64 {
        self.weight
    }

    /// Adds a block, given its sums in a frame about its own mean.
    pub(super) fn add(&mut self, frame: &Frame, weight: f64, sums: &[f64; FOURTH]) {
        let axis = |side, sum: f64| {
            let (centre, exponent) = frame.centre(side);
            let (mean, rest) = sum_and_rest(centre, sum / weight);
            Axis {
                mean,
                rest,
                exponent,
            }
        };
        let block = Self {
            weight,
            axes: [axis(Side::X, sums[0]), axis(Side::Y, sums[1])],
            central: CentralMoments::of_sums(weight, sums),
        };
        if self.weight == 0.0 {
            *self = block;
        } else {
            self.merge(block);
        }
    }

    /// The moments in units near the standard deviations, of rows that stand for `count`.
    pub(super) fn finish(&self, count: f64) -> FourthMoments {
        let [xx, _, yy, ..] = self.central.0;
        let shrink = [xx, yy].map(|variance| match variance {
            0.0 => 0,
            _ => -libm::ilogb(variance.sqrt()),
        });
        FourthMoments::of_central(count, self.central.scaled(shrink))
    }

    fn merge(&mut self, mut other: Self) {
        self.share_units(&mut other);
        let weight = self.weight + other.weight;
        let (share, other_share) = (self.weight / weight, other.weight / weight);
        let [dx, dy] = [0, 1].map(|side| other.axes[side].above(&self.axes[side]));
        let (own, others) = (
            self.central.about(-other_share * dx, -other_share * dy),
            other.central.about(share * dx, share * dy),
        );
        self.central = own.mixed(share, &others, other_share);
        self.weight = weight;
        for (axis, difference) in self.axes.iter_mut().zip([dx, dy]) {
            (axis.mean, axis.rest) = sum_and_rest(axis.mean, axis.rest + other_share * difference);
        }
    }

    fn share_units(&mut self, other: &mut Self) {
        let (own, others) = (self.units(), other.units());
        let targets = [0, 1].map(|side| match (own[side], others[side]) {
            (Some(a), Some(b)) => a.max(b),
            (Some(unit), None) | (None, Some(unit)) => unit,
            (None, None) => self.axes[side].exponent,
        });
        self.change_units(targets);
        other.change_units(targets);
    }

    /// The least exponents in which all powers are harmless; none for a series of zeros, which fits any.
    fn units(&self) -> [Option<i32>; 2] {
        let [xx, _, yy, ..] = self.central.0;
        let unit = |axis: &Axis, variance: f64| {
            let Axis { mean, exponent, .. } = *axis;
            let of_mean = (mean != 0.0).then(|| exponent + libm::ilogb(mean));
            if variance == 0.0 {
                return of_mean;
            }
            Some(of_mean.map_or(exponent, |of_mean| exponent.max(of_mean - FAR)))
        };
        [unit(&self.axes[0], xx), unit(&self.axes[1], yy)]
    }

    fn change_units(&mut self, targets: [i32; 2]) {
        let shifts = [0, 1].map(|side| self.axes[side].exponent - targets[side]);
        if shifts == [0, 0] {
            return;
        }
        self.central = self.central.scaled(shifts);
        for (axis, shift) in self.axes.iter_mut().zip(shifts) {
            axis.mean = libm::scalbn(axis.mean, shift);
            axis.rest = libm::scalbn(axis.rest, shift);
            axis.exponent -= shift;
        }
    }
}

impl Axis {
    /// How far this mean lies above that of the other.
    fn above(&self, other: &Self) -> f64 {
        (self.mean - other.mean) + (self.rest - other.rest)
    }
}

/// a + b, and what rounding it has left out, exactly (Knuth).
fn sum_and_rest(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let b_taken = sum - a;
    (sum, (a - (sum - b_taken)) + (b - b_taken))
}

#[cfg(test)]
mod tests {
    use kosmic_core::Moments;

    use super::*;
    use crate::kernel::{self, CHUNK};
    use crate::resample::Planes;

    /// Of rows with weights of 1, in pieces.
    fn merged(x: &[f64], y: &[f64], pieces: usize) -> FourthMoments {
        let (mut merged, mut planes) = (MergedMoments::NOTHING, Planes::default());
        for (x, y) in x.chunks(pieces).zip(y.chunks(pieces)) {
            let frame = Frame::about(&Moments::of_slices(x, y).unwrap());
            planes.fill(x, y, &frame);
            let ones = vec![1_u8; x.len().next_multiple_of(CHUNK)];
            let set = kosmic_core::InstructionSet::best();
            let [sums] = kernel::weighted_sums(set, planes.products(), [&ones]);
            merged.add(&frame, x.len() as f64, &sums);
        }
        assert_eq!(merged.weight(), x.len() as f64);
        merged.finish(x.len() as f64)
    }

    fn assert_same(x: &[f64], y: &[f64]) {
        let whole = merged(x, y, x.len());
        for pieces in [1, 2, 3, 5] {
            let found = merged(x, y, pieces);
            let off = found.correlation().unwrap() - whole.correlation().unwrap();
            assert!(off.abs() < 1e-14, "{off}");
            let [error, expected] = [found, whole].map(|m| m.influence_error_of_z().unwrap());
            assert!(
                (error / expected - 1.0).abs() < 1e-12,
                "{error}, {expected}"
            );
        }
    }

    const Y: [f64; 10] = [0.1, -0.9, 1.2, 1.4, 0.2, -0.3, 0.6, -1.3, 0.8, 0.0];

    #[test]
    fn blocks_merge_to_the_moments_of_all_rows() {
        let x = [0.3, -1.1, 2.0, 0.7, -0.4, 1.5, 0.2, -0.8, 1.1, 0.6];
        assert_same(&x, &Y);
        for scale in [1e-300, 1e-5, 1e300] {
            assert_same(&x.map(|x| x * scale), &Y);
        }
        assert_same(&x.map(|x| 1e9 + (x * 10.0).round()), &Y);
    }

    #[test]
    fn blocks_of_odd_magnitudes_merge() {
        assert_same(
            &[
                1e300, 1e-300, 2e300, 1.0, -1e300, 0.0, 0.0, 1e-9, 5e299, 3.0,
            ],
            &Y,
        );
        assert_same(
            &[0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 1e6, 1e6, 0.25, 1e6],
            &Y,
        );
        assert_same(
            &[0.0, 0.0, 0.0, 0.0, 1e-300, 3e-300, 0.0, 0.0, 1e-300, 0.0],
            &Y,
        );
    }

    #[test]
    fn a_constant_series_is_known_as_constant() {
        for value in [0.1, 1e300, 1e-300, 0.0] {
            assert_eq!(merged(&[value; 10], &Y, 3).correlation(), None);
        }
    }
}
