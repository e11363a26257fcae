//! What statistics of moments see of a resample, and how it is had where weighted sums lose digits.
//!
//! That happens where a resample is far narrower than the data, as when it holds none of the few rows that make up most of
//! a variance, or a single value only. Such replicates cost one more reading of the data, for all of them together: their
//! rows are put down as drawn and their moments taken about their own mean.

use kosmic_core::{CoreError, InstructionSet, Moments, PairSource, Scratch, read_rows};

use super::Job;
use super::careful::{CarefulMoments, SummedWeight};
use crate::fourth_moments::FourthMoments;
use crate::kernel::{self, CHUNK, FOURTH, SECOND, Weight};
use crate::resample::{FixedPoint, Frame, Planes, Resampler, Weigher};
use crate::statistic::{Resample, Statistic};

/// What a statistic of moments sees of a resample, made of its weighted sums.
pub(super) trait Summary<const ORDER: usize>: Sized {
    /// From the sums of a frame's planes over `rows` draws; `None` where they may have lost digits.
    fn of_sums(frame: &Frame, rows: u64, sums: &[f64; ORDER]) -> Option<Self>;

    fn seen(&self) -> Resample<'_>;

    /// The summary of the data themselves.
    fn observed<S: PairSource, T: Statistic>(job: &Job<'_, S, T>) -> Result<Self, CoreError>;

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

    fn observed<S: PairSource, T: Statistic>(job: &Job<'_, S, T>) -> Result<Self, CoreError> {
        Ok(*job.pair.moments())
    }

    fn repaired<S: PairSource, T: Statistic, W: Weigher<Weight: SummedWeight>>(
        job: &Job<'_, S, T>,
        weigher: &mut W,
        frame: &Frame,
        replicates: &[u64],
    ) -> Result<Vec<Self>, CoreError> {
        let careful = <W::Weight as SummedWeight>::Careful::default();
        let mut moments = vec![careful; replicates.len()];
        job.each_block_of(weigher, replicates, |which, x, y, weights| {
            moments[which].add(frame, x, y, weights)
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

    /// About the means of all data, in units of their standard deviations, in which no fourth power overflows.
    fn observed<S: PairSource, T: Statistic>(job: &Job<'_, S, T>) -> Result<Self, CoreError> {
        let Resampler { set, blocks, .. } = *job.resampler;
        let frame = Frame::about(job.pair.moments());
        let (mut planes, mut sums) = (Planes::default(), [0.0; FOURTH]);
        for block in 0..blocks.count() {
            planes.read(job.pair.source(), &frame, blocks, block)?;
            let ones = vec![1; planes.rows.next_multiple_of(CHUNK)];
            let [added] = kernel::weighted_sums(set, planes.products(), [&ones]);
            add(&mut sums, added);
        }
        Ok(Self::of_sums(blocks.rows() as f64, &sums))
    }

    /// About the own mean of each replicate, in units of its own standard deviations. Rows that were not drawn may be
    /// infinite in these.
    fn repaired<S: PairSource, T: Statistic, W: Weigher<Weight: SummedWeight>>(
        job: &Job<'_, S, T>,
        weigher: &mut W,
        frame: &Frame,
        replicates: &[u64],
    ) -> Result<Vec<Self>, CoreError> {
        let frames: Vec<Frame> = Moments::repaired(job, weigher, frame, replicates)?
            .iter()
            .map(Frame::about)
            .collect();
        let mut planes = Planes::default();
        let (mut drawn, mut weights_of_drawn) = (Scratch::default(), Vec::new());
        let mut sums = vec![Weighted::NOTHING; replicates.len()];
        job.each_block_of(weigher, replicates, |which, x, y, weights| {
            W::Weight::put_down(x, y, weights, &mut drawn, &mut weights_of_drawn);
            planes.fill(&drawn.x, &drawn.y, &frames[which]);
            sums[which].weight += weights_of_drawn
                .iter()
                .copied()
                .map(Into::into)
                .sum::<f64>();
            weights_of_drawn.resize(planes.rows.next_multiple_of(CHUNK), W::Weight::default());
            let weights = [&weights_of_drawn[..]];
            let [added] = kernel::weighted_sums(job.resampler.set, planes.products(), weights);
            add(&mut sums[which].sums, added);
            Ok(())
        })?;
        let rows = job.resampler.blocks.rows();
        let summary = |sums: &Weighted<FOURTH>| {
            let (count, sums) = W::Weight::normalised(sums, rows);
            Self::of_sums(count as f64, &sums)
        };
        Ok(sums.iter().map(summary).collect())
    }
}

fn add(sums: &mut [f64; FOURTH], added: [f64; FOURTH]) {
    sums.iter_mut()
        .zip(added)
        .for_each(|(sum, added)| *sum += added);
}

impl<S: PairSource, T: Statistic> Job<'_, S, T> {
    /// Calls `work` with (which of the replicates, x, y, weights) for each block and each of `replicates`: blocks outside,
    /// as far as replicates are weighed together.
    fn each_block_of<W: Weigher>(
        &self,
        weigher: &mut W,
        replicates: &[u64],
        mut work: impl FnMut(usize, &[f64], &[f64], &[W::Weight]) -> Result<(), CoreError>,
    ) -> Result<(), CoreError> {
        let blocks = self.resampler.blocks;
        let mut scratch = Scratch::default();
        let size = self.weighed_together(replicates.len());
        for (group, replicates) in replicates.chunks(size).enumerate() {
            for block in 0..blocks.count() {
                let rows = blocks.range(block);
                let rows = rows.start as usize..rows.end as usize;
                let (x, y) = read_rows(self.pair.source(), rows, &mut scratch)?;
                weigher.prepare(replicates.iter().copied(), block..block + 1);
                for which in 0..replicates.len() {
                    let [weighed] = weigher.weigh(which, block);
                    work(group * size + which, x, y, weighed.weights)?;
                }
            }
        }
        Ok(())
    }
}
