//! What rows are measured from: a centre and a unit for each series.

use kosmic_core::{CoreError, Moments, Pair, PairSource, Scratch, Side};

use super::blocks::Blocks;

/// Rows of the first block that are looked at.
const SAMPLED: usize = 255;

/// Standard deviation over median absolute deviation of a normal distribution.
const NORMAL_CONSISTENCY: f64 = 1.4826;

/// Means up to so many units away from the median are taken for the centre.
const NEAR: f64 = 2.0;

/// A centre and a unit for each series, the same for all blocks and replicates.
///
/// Both are robust, from up to 255 rows spread over the first block: the centre is the mean of all data if that is near
/// the median of these rows, and else that median; the unit is the power of two at 1.4826 times their median absolute
/// deviation. So single wild values, which move mean and standard deviation, cost
/// a replicate without them no digits. Where more than half of the rows are equal, the unit is that at the standard
/// deviation of all data.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Frame {
    pub(super) axes: [FrameAxis; 2],
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct FrameAxis {
    /// In units.
    centre: f64,
    exponent: i32,
    /// Two factors whose product is 2^-exponent, which may itself lie beyond the range of f64.
    scale: [f64; 2],
}

impl Frame {
    pub(crate) fn of<S: PairSource>(pair: &Pair<S>, blocks: Blocks) -> Result<Self, CoreError> {
        let first = 0..blocks.start(1) as usize;
        let mut scratch = Scratch::default();
        let x = pair.read(Side::X, first.clone(), &mut scratch.x)?;
        let y = pair.read(Side::Y, first, &mut scratch.y)?;
        Ok(Self::of_first(pair.moments(), x, y))
    }

    /// From the moments of all data and the rows of the first block.
    pub(crate) fn of_first(moments: &Moments, x: &[f64], y: &[f64]) -> Self {
        let axis = |side, values: &[f64]| {
            let step = values.len().div_ceil(SAMPLED);
            let sampled = values.iter().step_by(step).copied().collect();
            FrameAxis::robust(sampled, unit(moments, side)).moved_to(moments.mean(side))
        };
        Self {
            axes: [axis(Side::X, x), axis(Side::Y, y)],
        }
    }

    /// The frame about the means of some moments, in units of their standard deviations.
    pub(crate) fn about(moments: &Moments) -> Self {
        let axis = |side| {
            let exponent = unit(moments, side);
            let scale = halves(exponent);
            FrameAxis {
                centre: moments.mean(side) * scale[0] * scale[1],
                exponent,
                scale,
            }
        };
        Self {
            axes: [axis(Side::X), axis(Side::Y)],
        }
    }

    /// The centre of one series in units, and the exponent of their power of two.
    pub(crate) fn centre(&self, side: Side) -> (f64, i32) {
        let FrameAxis {
            centre, exponent, ..
        } = *self.axis(side);
        (centre, exponent)
    }

    /// A value of one series as a deviation from its centre, in units.
    pub(crate) fn deviation(&self, side: Side, value: f64) -> f64 {
        self.axis(side).place(value)
    }

    fn axis(&self, side: Side) -> &FrameAxis {
        match side {
            Side::X => &self.axes[0],
            Side::Y => &self.axes[1],
        }
    }

    /// Count, means and central moments from the weighted sums of a frame's planes; `None` where cancellation or
    /// underflow may have cost digits.
    pub(crate) fn moments(&self, count: u64, sums: &[f64; 5]) -> Option<Moments> {
        let [x, y, xx, xy, yy] = *sums;
        let n = count as f64;
        let (mean_x, mean_y) = (x / n, y / n);
        // Products before the division: x and y may change places without changing a bit.
        let (squares_x, squares_y) = (xx - x * x / n, yy - y * y / n);
        let sound =
            |squares: f64, raw: f64| squares > LEAST_SHARE * raw && squares > LEAST_VARIANCE * n;
        (sound(squares_x, xx) && sound(squares_y, yy)).then(|| {
            let cross = xy - x * y / n;
            self.central(count, [mean_x, mean_y], [squares_x, squares_y], cross)
        })
    }

    /// Moments from means and central sums that are measured from the frame.
    pub(crate) fn central(
        &self,
        count: u64,
        means: [f64; 2],
        squares: [f64; 2],
        cross: f64,
    ) -> Moments {
        let [x, y] = std::array::from_fn(|side| {
            let axis = &self.axes[side];
            (axis.centre + means[side], squares[side], axis.exponent)
        });
        Moments::from_central(count, x, y, cross)
    }

    /// A pair measured from the frame.
    pub(crate) fn place(&self, pair: [f64; 2]) -> [f64; 2] {
        std::array::from_fn(|side| self.axes[side].place(pair[side]))
    }
}

/// Of squared deviations from the centre, the least share that must be left about the mean: then the moments have at
/// least ten digits.
const LEAST_SHARE: f64 = 1e-5;

/// Variances below this, in units, may have lost digits to the fixed point.
const LEAST_VARIANCE: f64 = 1e-3;

impl FrameAxis {
    /// From some values, and the unit to take if these do not vary.
    fn robust(mut values: Vec<f64>, spare: i32) -> Self {
        let scale = halves(spare);
        values
            .iter_mut()
            .for_each(|value| *value = *value * scale[0] * scale[1]);
        let centre = median(&mut values);
        values
            .iter_mut()
            .for_each(|value| *value = (*value - centre).abs());
        let deviation = NORMAL_CONSISTENCY * median(&mut values);
        let finer = if deviation > 0.0 {
            libm::ilogb(deviation)
        } else {
            0
        };
        let exponent = spare + finer;
        Self {
            centre: libm::scalbn(centre, -finer),
            exponent,
            scale: halves(exponent),
        }
    }

    /// The centre at the mean of all data, unless wild values keep that away: about the mean, the roundings of few levels
    /// that many rows share do not add up.
    fn moved_to(mut self, mean: f64) -> Self {
        let offset = self.place(mean);
        if offset.abs() < NEAR {
            self.centre += offset;
        }
        self
    }

    #[inline(always)]
    pub(super) fn place(&self, value: f64) -> f64 {
        value * self.scale[0] * self.scale[1] - self.centre
    }
}

/// The power of two at a standard deviation; 0 for a constant series.
fn unit(moments: &Moments, side: Side) -> i32 {
    moments
        .sd(side)
        .filter(|sd| *sd > 0.0)
        .map_or(0, libm::ilogb)
}

/// Two powers of two with product 2^-exponent.
fn halves(exponent: i32) -> [f64; 2] {
    let half = -exponent / 2;
    [half, -exponent - half].map(|e| libm::scalbn(1.0, e))
}

fn median(values: &mut [f64]) -> f64 {
    let middle = values.len() / 2;
    *values.select_nth_unstable_by(middle, f64::total_cmp).1
}
