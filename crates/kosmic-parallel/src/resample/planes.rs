//! The rows of a block as the kernels want them: centred, scaled to deviations of about 1, padded with zeros.

use kosmic_core::{CoreError, Moments, Pair, PairSource, Scratch, Side, read_rows};

use super::blocks::Blocks;
use crate::kernel::{CHUNK, SECOND};

/// Rows of the first block that are looked at for a centre.
const SAMPLED: usize = 255;

/// A centre and a unit for each series, the same for all blocks and replicates.
///
/// The unit is the power of two at the standard deviation, so that fourth powers neither overflow nor vanish. The centre
/// is the median of up to 255 rows spread over the first block: unlike the mean it is not moved by single wild values,
/// and a replicate without these keeps its digits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Frame {
    axes: [FrameAxis; 2],
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct FrameAxis {
    /// In units.
    centre: f64,
    exponent: i32,
    /// Two factors whose product is 2^-exponent, which may itself lie beyond the range of f64.
    scale: [f64; 2],
}

impl Frame {
    pub(crate) fn of<S: PairSource>(pair: &Pair<S>, blocks: Blocks) -> Result<Self, CoreError> {
        let mut scratch = Vec::new();
        let mut axis = |side| -> Result<FrameAxis, CoreError> {
            let values = pair.read(side, 0..blocks.start(1) as usize, &mut scratch)?;
            let exponent = unit(pair.moments(), side);
            let unscaled = FrameAxis {
                centre: 0.0,
                exponent,
                scale: halves(exponent),
            };
            let step = values.len().div_ceil(SAMPLED);
            let sampled = values
                .iter()
                .step_by(step)
                .map(|&value| unscaled.place(value));
            Ok(FrameAxis {
                centre: median(sampled.collect()),
                ..unscaled
            })
        };
        Ok(Self {
            axes: [axis(Side::X)?, axis(Side::Y)?],
        })
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

    /// Count, means and central moments from the weighted sums of a frame's planes; `None` where cancellation or
    /// underflow may have cost digits.
    pub(crate) fn moments(&self, count: u64, sums: &[f64; 5]) -> Option<Moments> {
        let [x, y, xx, xy, yy] = *sums;
        let n = count as f64;
        let (mean_x, mean_y) = (x / n, y / n);
        // Products before the division: x and y may change places without changing a bit.
        let (squares_x, squares_y) = (xx - x * x / n, yy - y * y / n);
        let sound = |squares: f64, raw: f64| squares > LEAST_SHARE * raw && raw > LEAST_SQUARES;
        (sound(squares_x, xx) && sound(squares_y, yy)).then(|| {
            let [a, b] = &self.axes;
            let part = |axis: &FrameAxis, mean: f64, squares: f64| {
                (axis.centre + mean, squares, axis.exponent)
            };
            Moments::from_central(
                count,
                part(a, mean_x, squares_x),
                part(b, mean_y, squares_y),
                xy - x * y / n,
            )
        })
    }
}

/// Of squared deviations from the centre, the least share that must be left about the mean: then the moments have at
/// least ten digits.
const LEAST_SHARE: f64 = 1e-5;

/// Sums of squares below this may have lost terms to underflow.
const LEAST_SQUARES: f64 = 1e-200;

impl FrameAxis {
    #[inline(always)]
    fn place(&self, value: f64) -> f64 {
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

fn median(mut values: Vec<f64>) -> f64 {
    let middle = values.len() / 2;
    *values.select_nth_unstable_by(middle, f64::total_cmp).1
}

/// One block: x, y, x², x y, y².
#[derive(Default)]
pub(crate) struct Planes {
    products: [Vec<f64>; SECOND],
    /// Rows before the padding.
    pub(crate) rows: usize,
    scratch: Scratch,
}

impl Planes {
    /// Reads the rows of a block.
    pub(crate) fn read<S: PairSource>(
        &mut self,
        source: &S,
        frame: &Frame,
        blocks: Blocks,
        block: u64,
    ) -> Result<(), CoreError> {
        let range = blocks.range(block);
        let mut scratch = std::mem::take(&mut self.scratch);
        let (x, y) = read_rows(
            source,
            range.start as usize..range.end as usize,
            &mut scratch,
        )?;
        self.fill(x, y, frame);
        self.scratch = scratch;
        Ok(())
    }

    /// Takes the rows of a block.
    pub(crate) fn fill(&mut self, x: &[f64], y: &[f64], frame: &Frame) {
        self.rows = x.len();
        let padded = x.len().next_multiple_of(CHUNK);
        let [px, py, pxx, pxy, pyy] = &mut self.products;
        for (plane, values, axis) in [(&mut *px, x, &frame.axes[0]), (&mut *py, y, &frame.axes[1])]
        {
            plane.clear();
            plane.reserve(padded);
            plane.extend(values.iter().map(|&value| axis.place(value)));
            plane.resize(padded, 0.0);
        }
        for (plane, a, b) in [(pxx, &*px, &*px), (pxy, &*px, &*py), (pyy, &*py, &*py)] {
            plane.clear();
            plane.extend(a.iter().zip(b).map(|(a, b)| a * b));
        }
    }

    /// x, y, x², x y and y², padded with zeros.
    pub(crate) fn products(&self) -> [&[f64]; SECOND] {
        self.products.each_ref().map(Vec::as_slice)
    }
}
