//! What statistics of moments see of a resample of blocks.

use kosmic_core::Moments;

use super::summary::Summary;
use crate::fourth_moments::FourthMoments;
use crate::kernel::{FOURTH, SECOND};
use crate::resample::Frame;
use crate::statistic::{BlockProducts, DrawnBlocks, Resample};

/// The sums of all blocks of a resample.
pub(super) trait BlockSums<const ORDER: usize>: Default + Send {
    /// Adds a block with its number of rows and its sums.
    fn close(&mut self, rows: u64, sums: &[f64; ORDER]);
}

/// Sums, and nothing else.
pub(super) struct Totals<const ORDER: usize>([f64; ORDER]);

impl<const ORDER: usize> Default for Totals<ORDER> {
    fn default() -> Self {
        Self([0.0; ORDER])
    }
}

impl<const ORDER: usize> BlockSums<ORDER> for Totals<ORDER> {
    fn close(&mut self, _: u64, sums: &[f64; ORDER]) {
        self.0
            .iter_mut()
            .zip(sums)
            .for_each(|(total, sum)| *total += sum);
    }
}

/// Sums, and sums of products of the sums of a block.
#[derive(Default)]
pub(super) struct Quadratic {
    totals: Totals<SECOND>,
    products: BlockProducts,
}

impl BlockSums<SECOND> for Quadratic {
    fn close(&mut self, rows: u64, sums: &[f64; SECOND]) {
        self.totals.close(rows, sums);
        self.products.add(rows as f64, sums);
    }
}

/// What a statistic sees, made of the sums of blocks.
pub(super) trait BlockSummary<const ORDER: usize>: Sized {
    type Sums: BlockSums<ORDER>;

    /// Whether sums tell more of a resample than its moments do.
    const TAKES_MORE_THAN_MOMENTS: bool;

    /// Of the data, from the moments of a pair alone.
    fn of_pair(moments: &Moments) -> Option<Self>;

    /// `None` where sums may have lost digits.
    fn of_block_sums(frame: &Frame, rows: u64, sums: &Self::Sums) -> Option<Self>;

    /// Of a resample whose moments are known with all digits, and its sums in a frame about these.
    fn of_moments(moments: &Moments, frame: &Frame, rows: u64, sums: &Self::Sums) -> Self;

    fn seen(&self) -> Resample<'_>;
}

impl BlockSummary<SECOND> for Moments {
    type Sums = Totals<SECOND>;

    const TAKES_MORE_THAN_MOMENTS: bool = false;

    fn of_pair(moments: &Moments) -> Option<Self> {
        Some(*moments)
    }

    fn of_block_sums(frame: &Frame, rows: u64, sums: &Self::Sums) -> Option<Self> {
        frame.moments(rows, &sums.0)
    }

    fn of_moments(moments: &Moments, _: &Frame, _: u64, _: &Self::Sums) -> Self {
        *moments
    }

    fn seen(&self) -> Resample<'_> {
        Resample::Moments(self)
    }
}

impl BlockSummary<FOURTH> for FourthMoments {
    type Sums = Totals<FOURTH>;

    const TAKES_MORE_THAN_MOMENTS: bool = true;

    fn of_pair(_: &Moments) -> Option<Self> {
        None
    }

    fn of_block_sums(frame: &Frame, rows: u64, sums: &Self::Sums) -> Option<Self> {
        <Self as Summary<FOURTH>>::of_sums(frame, rows, &sums.0)
    }

    fn of_moments(_: &Moments, _: &Frame, rows: u64, sums: &Self::Sums) -> Self {
        Self::of_sums(rows as f64, &sums.0)
    }

    fn seen(&self) -> Resample<'_> {
        Resample::FourthMoments(self)
    }
}

impl BlockSummary<SECOND> for DrawnBlocks {
    type Sums = Quadratic;

    const TAKES_MORE_THAN_MOMENTS: bool = true;

    fn of_pair(_: &Moments) -> Option<Self> {
        None
    }

    fn of_block_sums(frame: &Frame, rows: u64, sums: &Quadratic) -> Option<Self> {
        let moments = frame.moments(rows, &sums.totals.0)?;
        Some(Self::new(moments, &sums.totals.0, &sums.products))
    }

    fn of_moments(moments: &Moments, _: &Frame, _: u64, sums: &Quadratic) -> Self {
        Self::new(*moments, &sums.totals.0, &sums.products)
    }

    fn seen(&self) -> Resample<'_> {
        Resample::DrawnBlocks(self)
    }
}
