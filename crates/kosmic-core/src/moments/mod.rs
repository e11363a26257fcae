//! Count, means and central second moments of pairs, in a form that merges.
//!
//! Within a leaf of 8192 pairs the moments are taken in one pass about the mean of its first eight, and once more about the
//! leaf's own mean where that lies far off; leaves are merged by the pairwise formulas of Chan, Golub and LeVeque (1983)
//! along a binary tree whose shape depends on the number of pairs alone. Means are carried in two doubles: the difference of
//! two means near 1e9 would otherwise be known to 1e-7 only. Hence offsets cost no digits, the error grows with
//! the logarithm of the length, and the bits do not depend on how the data were read.

mod leaf;
mod source;
mod weighted;

pub(crate) use leaf::LEAF;
pub use source::read_rows;
pub(crate) use source::{MergeTree, of_source, read_column, read_stored};

use crate::error::CoreError;
use crate::instruction_set::InstructionSet;
use crate::pair::Side;
use crate::scale::times_power_of_two;
use crate::source::{PairSource, SeriesPair};

/// 1 - |r| below this is rounding, and r is taken as exactly 1 or -1.
pub(crate) const PERFECT: f64 = 8.0 * f64::EPSILON;

/// Mergeable moments of pairs (x, y): count, means, and the centred sums of x², y² and xy.
///
/// Values are held scaled by a power of two for each series, so that magnitudes from 1e-300 to 1e300 neither
/// overflow nor vanish.
///
/// Cost: one pass, O(n); merging is O(1).
///
/// # Example
/// ```
/// use kosmic_core::{Moments, Side};
///
/// let mut moments = Moments::of_slices(&[1.0, 2.0], &[2.0, 4.0])?;
/// moments.merge(&Moments::of_slices(&[3.0], &[9.0])?);
/// assert_eq!(moments.count(), 3);
/// assert_eq!(moments.mean(Side::Y), 5.0);
/// assert!((moments.correlation().unwrap() - 7.0 / 52_f64.sqrt()).abs() < 1e-15);
/// # Ok::<(), kosmic_core::CoreError>(())
/// ```
///
/// # Source
/// T. F. Chan, G. H. Golub, R. J. LeVeque, Algorithms for computing the sample variance, The American Statistician
/// 37 (1983) 242-247; P. Pébay, Formulas for robust, one-pass parallel computation of covariances and arbitrary-order
/// statistical moments, Sandia report SAND2008-6212 (2008).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Moments {
    count: u64,
    x: Axis,
    y: Axis,
    /// Σ (x - mean x)(y - mean y), in the units of both axes.
    cross: f64,
}

/// Mean and centred sum of squares of one series, in units of 2^exponent and its square.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
struct Axis {
    mean: f64,
    /// What rounding the mean to a double has left out.
    rest: f64,
    squares: f64,
    exponent: i32,
}

/// How values of one series become deviations from its mean in units that neither overflow nor vanish: value ·
/// units\[0\] · units\[1\] - mean. Made by [`Moments::centring`].
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Centring {
    /// The mean, in those units.
    pub mean: f64,
    /// Two powers of two, since their product may lie beyond the range of f64.
    pub units: [f64; 2],
    /// The sum of the squared deviations.
    pub squares: f64,
}

/// A [`Centring`] whose mean has two parts, to be subtracted one after the other.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deviation {
    pub(crate) mean: [f64; 2],
    pub(crate) units: [f64; 2],
    pub(crate) squares: f64,
}

impl Moments {
    /// The moments of two slices of equal length.
    ///
    /// # Errors
    /// [`CoreError::LengthMismatch`], [`CoreError::NonFinite`].
    pub fn of_slices(x: &[f64], y: &[f64]) -> Result<Self, CoreError> {
        Self::of_source(&SeriesPair::new(x, y)?, InstructionSet::best())
    }

    /// The moments of all pairs of a source by the kernels of one instruction set. All sets give the same bits; to choose one
    /// is for measuring and checking.
    ///
    /// # Errors
    /// [`CoreError::InstructionSet`], [`CoreError::NonFinite`], or the source's failure.
    ///
    /// # Example
    /// ```
    /// use kosmic_core::{InstructionSet, Moments, SeriesPair};
    ///
    /// let pairs = SeriesPair::new(&[1.0_f32, 2.0, 3.0], &[2.0, 4.0, 9.0])?;
    /// let scalar = Moments::of_source(&pairs, InstructionSet::Scalar)?;
    /// for set in InstructionSet::available() {
    ///     assert_eq!(Moments::of_source(&pairs, set)?, scalar);
    /// }
    /// # Ok::<(), kosmic_core::CoreError>(())
    /// ```
    pub fn of_source<S: PairSource + ?Sized>(
        source: &S,
        set: InstructionSet,
    ) -> Result<Self, CoreError> {
        of_source(source, 0, set.verified()?)
    }

    /// Moments that were computed elsewhere: the number of pairs; of each series (mean, Σ (v - mean)², exponent) in units
    /// of 2^exponent; Σ (x - mean x)(y - mean y) in the units of both. Squares below 0 are taken as 0.
    ///
    /// # Example
    /// ```
    /// use kosmic_core::{Moments, Side};
    ///
    /// // The pairs (2, 1), (4, 2), (6, 3), x in units of 2.
    /// let moments = Moments::from_central(3, (2.0, 2.0, 1), (2.0, 2.0, 0), 2.0);
    /// assert_eq!(moments.mean(Side::X), 4.0);
    /// assert_eq!(moments.sd(Side::X), Some(2.0));
    /// assert_eq!(moments.correlation(), Some(1.0));
    /// ```
    #[must_use]
    pub fn from_central(count: u64, x: (f64, f64, i32), y: (f64, f64, i32), cross: f64) -> Self {
        let axis = |(mean, squares, exponent): (f64, f64, i32)| Axis {
            mean,
            rest: 0.0,
            squares: squares.max(0.0),
            exponent,
        };
        Self {
            count,
            x: axis(x),
            y: axis(y),
            cross,
        }
    }

    /// Adds the pairs of `other`.
    pub fn merge(&mut self, other: &Self) {
        self.merge_weighted(other, [self.count as f64, other.count as f64]);
    }

    /// The number of pairs.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The mean of one series; 0 without pairs.
    #[must_use]
    pub fn mean(&self, side: Side) -> f64 {
        let axis = self.axis(side);
        times_power_of_two(axis.mean, axis.exponent)
    }

    /// The standard deviation of one series with divisor n - 1; `None` below two pairs.
    #[must_use]
    pub fn sd(&self, side: Side) -> Option<f64> {
        let axis = self.axis(side);
        let freedom = self.count.checked_sub(1).filter(|&freedom| freedom > 0)?;
        Some(times_power_of_two(
            (axis.squares / freedom as f64).sqrt(),
            axis.exponent,
        ))
    }

    /// Whether one series has shown a single value so far.
    #[must_use]
    pub fn is_constant(&self, side: Side) -> bool {
        self.axis(side).squares == 0.0
    }

    /// Pearson's correlation r = Σ(x-x̄)(y-ȳ) / sqrt(Σ(x-x̄)² Σ(y-ȳ)²), in [-1, 1]; `None` where a series is constant.
    ///
    /// An r within 8 units of rounding of ±1 is returned as ±1.
    #[must_use]
    pub fn correlation(&self) -> Option<f64> {
        if self.x.squares == 0.0 || self.y.squares == 0.0 {
            return None;
        }
        Some(coefficient(self.cross, self.x.squares, self.y.squares))
    }

    /// How to turn values of one series into deviations from its mean in safe units.
    ///
    /// # Example
    /// ```
    /// use kosmic_core::{Moments, Side};
    ///
    /// let tiny = [1e-300, 2e-300, 6e-300];
    /// let centring = Moments::of_slices(&tiny, &[1.0, 2.0, 3.0])?.centring(Side::X);
    /// let deviation = |value: f64| value * centring.units[0] * centring.units[1] - centring.mean;
    /// let squares: f64 = tiny.map(|value| deviation(value).powi(2)).iter().sum();
    /// assert!((squares / centring.squares - 1.0).abs() < 1e-14);
    /// # Ok::<(), kosmic_core::CoreError>(())
    /// ```
    #[must_use]
    pub fn centring(&self, side: Side) -> Centring {
        let axis = self.axis(side);
        let half = axis.exponent / 2;
        let units = [-half, half - axis.exponent].map(|e| times_power_of_two(1.0, e));
        Centring {
            mean: axis.mean,
            units,
            squares: axis.squares,
        }
    }

    /// The same with what rounding the mean has left out.
    pub(crate) fn deviation(&self, side: Side) -> Deviation {
        let Centring {
            mean,
            units,
            squares,
        } = self.centring(side);
        Deviation {
            mean: [mean, self.axis(side).rest],
            units,
            squares,
        }
    }

    fn axis(&self, side: Side) -> &Axis {
        match side {
            Side::X => &self.x,
            Side::Y => &self.y,
        }
    }

    /// Brings both to common units for each series.
    fn share_units(&mut self, other: &mut Self) {
        for side in [Side::X, Side::Y] {
            let target = common_exponent(self.axis(side), other.axis(side));
            self.change_unit(side, target);
            other.change_unit(side, target);
        }
    }

    fn change_unit(&mut self, side: Side, target: i32) {
        let shift = self.axis(side).exponent - target;
        if shift == 0 {
            return;
        }
        self.cross = times_power_of_two(self.cross, shift);
        let axis = match side {
            Side::X => &mut self.x,
            Side::Y => &mut self.y,
        };
        axis.mean = times_power_of_two(axis.mean, shift);
        axis.rest = times_power_of_two(axis.rest, shift);
        axis.squares = times_power_of_two(axis.squares, 2 * shift);
        axis.exponent = target;
    }
}

impl Axis {
    /// How far this mean lies above that of the other.
    fn above(&self, other: &Self) -> f64 {
        (self.mean - other.mean) + (self.rest - other.rest)
    }

    fn joined(&self, other: &Self, difference: f64, share: f64, weight: f64) -> Self {
        let (mean, rest) = sum_and_rest(self.mean, difference * share + self.rest);
        Self {
            mean,
            rest,
            squares: self.squares + other.squares + difference * difference * weight,
            exponent: self.exponent,
        }
    }

    fn is_zero(&self) -> bool {
        self.mean == 0.0 && self.squares == 0.0
    }
}

/// a + b, and what rounding it has left out, exactly (Knuth).
fn sum_and_rest(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let b_taken = sum - a;
    (sum, (a - (sum - b_taken)) + (b - b_taken))
}

/// cross / sqrt(a b) for centred sums a, b > 0, kept within [-1, 1].
pub(crate) fn coefficient(cross: f64, a: f64, b: f64) -> f64 {
    let product = a * b;
    // sqrt(a b) rounds once and is exact for a = b; its two factors apart serve where the product leaves the range.
    let norm = if (1e-290..1e290).contains(&product) {
        product.sqrt()
    } else {
        a.sqrt() * b.sqrt()
    };
    let r = cross / norm;
    if 1.0 - r.abs() < PERFECT {
        r.signum()
    } else {
        r
    }
}

/// The larger exponent, except that a stretch of zeros fits any: its nominal unit must not crush tiny values.
fn common_exponent(a: &Axis, b: &Axis) -> i32 {
    match (a.is_zero(), b.is_zero()) {
        (true, false) => b.exponent,
        (false, true) => a.exponent,
        _ => a.exponent.max(b.exponent),
    }
}
