//! The rows of a block in floating point, for sums up to order four: centred, in units, padded with zeros.

use kosmic_core::{CoreError, PairSource, Scratch, read_rows};

use super::blocks::Blocks;
use super::frame::Frame;
use crate::kernel::{LANES, SECOND};

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
        let padded = x.len().next_multiple_of(LANES);
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

    /// x, y, x², x y and y², padded with zeros up to a multiple of [`LANES`].
    pub(crate) fn products(&self) -> [&[f64]; SECOND] {
        self.products.each_ref().map(Vec::as_slice)
    }
}
