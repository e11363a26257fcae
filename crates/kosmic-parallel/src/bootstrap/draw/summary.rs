//! What statistics of moments see of a resample, and how it is had where weighted sums lose digits.
//!
//! That happens where a resample is far narrower than the data, as when it holds none of the few rows that make up most of
//! a variance, or a single value only. Such replicates cost one more reading of the data, for all of them together: their
//! rows are put down as drawn and their moments taken about their own mean.

use kosmic_core::{CoreError, InstructionSet, Moments, PairSource, Scratch, read_rows};

use super::Job;
use super::careful::{CarefulMoments, DrawnRows, SummedWeight};
use super::merged::MergedMoments;
use crate::fourth_moments::FourthMoments;
use crate::kernel::{self, CHUNK, FOURTH, SECOND, Weight};
use crate::resample::{FixedPoint, Frame, Planes, Resampler, Weigher};
use crate::statistic::{Resample, Statistic};

/// What a statistic of moments sees of a resample, made of its weighted sums.
pub(super) trait Summary<const ORDER: usize>: Sized {
    /// From the sums of a frame's planes over `rows` draws; `None` where they may have lost digits.
    fn of_sums(frame: &Frame, rows: u64, sums: &[f64; ORDER]) -> Option<Self>;

    fn seen(&self) -> Resample<'_>;

    /// Whether the summary of the data themselves takes sums of them.
    const SUMS_DATA: bool;

    /// The summary of the data themselves, from their moments and, where it takes these, their [`DataSums`].
    fn of_data(moments: &Moments, sums: &[f64; ORDER]) -> Self;

    /// The summaries of replicates whose sums lost digits, with all care.
    fn repaired<S: PairSource, T: Statistic, W: Weigher<Weight: SummedWeight>>(
        job: &Job<'_, S, T>,
        weigher: &mut W,
        frame: &Frame,
        replicates: &[u64],
    ) -> Result<Vec<Self>, CoreError>;
}

/// The weighted sums of a replicate.
#[derive(Clone, Copy)]
pub(super) struct Weighted<const ORDER: usize> {
    /// The sum of the weights.
    pub(super) weight: f64,
    /// Those of a frame's planes.
    pub(super) sums: [f64; ORDER],
}

impl<const ORDER: usize> Weighted<ORDER> {
    pub(super) const NOTHING: Self = Self {
        weight: 0.0,
        sums: [0.0; ORDER],
    };
}

/// The rows of a block, ready for their weighted sums.
pub(super) trait Block<W, const ORDER: usize>: Default + Send {
    /// Reads a block.
    fn read<S: PairSource>(
        &mut self,
        resampler: &Resampler,
        source: &S,
        frame: &Frame,
        block: u64,
    ) -> Result<(), CoreError>;

    /// The sums of each set of weights.
    fn sums<const R: usize>(&self, set: InstructionSet, weights: [&[W]; R]) -> [[f64; ORDER]; R];
}

impl Block<u8, SECOND> for FixedPoint {
    fn read<S: PairSource>(
        &mut self,
        resampler: &Resampler,
        source: &S,
        frame: &Frame,
        block: u64,
    ) -> Result<(), CoreError> {
        self.read(resampler.set, source, frame, resampler.blocks, block)
    }

    fn sums<const R: usize>(&self, set: InstructionSet, counts: [&[u8]; R]) -> [[f64; SECOND]; R] {
        self.sums(set, counts)
    }
}

impl<W: Weight, const ORDER: usize> Block<W, ORDER> for Planes {
    fn read<S: PairSource>(
        &mut self,
        resampler: &Resampler,
        source: &S,
        frame: &Frame,
        block: u64,
    ) -> Result<(), CoreError> {
        self.read(source, frame, resampler.blocks, block)
    }

    fn sums<const R: usize>(&self, set: InstructionSet, weights: [&[W]; R]) -> [[f64; ORDER]; R] {
        kernel::weighted_sums(set, self.products(), weights)
    }
}

impl Summary<SECOND> for Moments {
    fn of_sums(frame: &Frame, rows: u64, sums: &[f64; SECOND]) -> Option<Self> {
        frame.moments(rows, sums)
    }

    fn seen(&self) -> Resample<'_> {
        Resample::Moments(self)
    }

    const SUMS_DATA: bool = false;

    fn of_data(moments: &Moments, _: &[f64; SECOND]) -> Self {
        *moments
    }

    fn repaired<S: PairSource, T: Statistic, W: Weigher<Weight: SummedWeight>>(
        job: &Job<'_, S, T>,
        weigher: &mut W,
        frame: &Frame,
        replicates: &[u64],
    ) -> Result<Vec<Self>, CoreError> {
        let careful = <W::Weight as SummedWeight>::Careful::default();
        let mut moments = vec![careful; replicates.len()];
        job.each_block_of(weigher, replicates, |which, rows| {
            moments[which].add(frame, rows)
        })?;
        let rows = job.resampler.blocks.rows();
        let moments = moments.into_iter();
        Ok(moments
            .map(|moments| moments.moments(frame, rows))
            .collect())
    }
}

impl Summary<FOURTH> for FourthMoments {
    fn of_sums(frame: &Frame, rows: u64, sums: &[f64; FOURTH]) -> Option<Self> {
        let second = sums.first_chunk().expect("fourteen are more than five");
        let sound = frame.moments(rows, second).is_some() && sums.iter().all(|sum| sum.is_finite());
        sound.then(|| Self::of_sums(rows as f64, sums))
    }

    fn seen(&self) -> Resample<'_> {
        Resample::FourthMoments(self)
    }

    const SUMS_DATA: bool = true;

    fn of_data(moments: &Moments, sums: &[f64; FOURTH]) -> Self {
        Self::of_sums(moments.count() as f64, sums)
    }

    /// Block by block about the mean of its drawn rows, in units of their standard deviations.
    fn repaired<S: PairSource, T: Statistic, W: Weigher<Weight: SummedWeight>>(
        job: &Job<'_, S, T>,
        weigher: &mut W,
        frame: &Frame,
        replicates: &[u64],
    ) -> Result<Vec<Self>, CoreError> {
        let rows_of_data = job.resampler.blocks.rows();
        let (mut planes, mut weights) = (Planes::default(), Vec::new());
        let mut merged = vec![MergedMoments::NOTHING; replicates.len()];
        job.each_block_of(weigher, replicates, |which, rows| {
            let mut block = <W::Weight as SummedWeight>::Careful::default();
            block.add(frame, rows)?;
            let own = Frame::about(&block.moments(frame, rows_of_data));
            planes.fill(&rows.x, &rows.y, &own);
            weights.clone_from(&rows.weights);
            weights.resize(planes.rows.next_multiple_of(CHUNK), W::Weight::default());
            let [sums] =
                kernel::weighted_sums(job.resampler.set, planes.products(), [&weights[..]]);
            let weight = rows.weights.iter().map(|weight| (*weight).into()).sum();
            merged[which].add(&own, weight, &sums);
            Ok(())
        })?;
        let summary = |merged: &MergedMoments| {
            let weighted = Weighted {
                weight: merged.weight(),
                sums: [],
            };
            let (count, []) = W::Weight::normalised(&weighted, rows_of_data);
            merged.finish(count as f64)
        };
        Ok(merged.iter().map(summary).collect())
    }
}

/// The sums of the data themselves, about their means in units of their standard deviations, in which no fourth power
/// overflows.
pub(super) struct DataSums<const ORDER: usize> {
    frame: Frame,
    planes: Planes,
    ones: Vec<u8>,
    pub(super) sums: [f64; ORDER],
}

impl<const ORDER: usize> DataSums<ORDER> {
    pub(super) fn of(moments: &Moments) -> Self {
        Self {
            frame: Frame::about(moments),
            planes: Planes::default(),
            ones: Vec::new(),
            sums: [0.0; ORDER],
        }
    }

    /// Adds the rows of the next block.
    pub(super) fn add<S: PairSource>(
        &mut self,
        resampler: &Resampler,
        source: &S,
        block: u64,
    ) -> Result<(), CoreError> {
        let Resampler { set, blocks, .. } = *resampler;
        self.planes.read(source, &self.frame, blocks, block)?;
        let padded = self.planes.rows.next_multiple_of(CHUNK);
        self.ones.resize(padded, 1);
        let [added]: [[f64; ORDER]; 1] =
            kernel::weighted_sums(set, self.planes.products(), [&self.ones[..]]);
        self.sums
            .iter_mut()
            .zip(added)
            .for_each(|(sum, added)| *sum += added);
        Ok(())
    }
}

impl<S: PairSource, T: Statistic> Job<'_, S, T> {
    /// Calls `work` with (which of the replicates, its drawn rows) for each block on which it has any, blocks outside as
    /// far as replicates are weighed together.
    fn each_block_of<W: Weigher<Weight: SummedWeight>>(
        &self,
        weigher: &mut W,
        replicates: &[u64],
        mut work: impl FnMut(usize, &DrawnRows<W::Weight>) -> Result<(), CoreError>,
    ) -> Result<(), CoreError> {
        let (source, blocks) = (self.pair.source(), self.resampler.blocks);
        let (mut scratch, mut drawn) = (Scratch::default(), DrawnRows::default());
        let size = if source.is_resident() {
            self.weighed_together(replicates.len())
        } else {
            // One reading for all.
            replicates.len()
        };
        for (group, replicates) in replicates.chunks(size).enumerate() {
            for block in 0..blocks.count() {
                let (x, y) = read_rows(source, self.resampler.rows_of(block), &mut scratch)?;
                weigher.prepare(replicates.iter().copied(), block..block + 1);
                for which in 0..replicates.len() {
                    let [weighed] = weigher.weigh(which, block);
                    W::Weight::put_down(x, y, weighed.weights, &mut drawn);
                    if !drawn.weights.is_empty() {
                        work(group * size + which, &drawn)?;
                    }
                }
            }
        }
        Ok(())
    }
}
