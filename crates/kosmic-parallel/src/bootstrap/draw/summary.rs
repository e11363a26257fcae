//! What statistics of moments see of a resample, and how it is had where weighted sums lose digits.
//!
//! That happens where a resample is far narrower than the data, as when it holds none of the few rows that make up most of
//! a variance, or a single value only. Such replicates cost one more reading of the data, for all of them together: their
//! rows are put down as drawn and their moments taken about their own mean.

use kosmic_core::{CoreError, InstructionSet, Moments, PairSource, Scratch, read_rows};

use super::Job;
use crate::fourth_moments::FourthMoments;
use crate::kernel::{self, CHUNK, FOURTH, SECOND};
use crate::resample::{Counter, FixedPoint, Frame, Planes, Resampler, expand, split_draws};
use crate::statistic::{Resample, Statistic};

/// What a statistic of moments sees of a resample, made of its weighted sums.
pub(super) trait Summary<const ORDER: usize>: Sized {
    /// From the sums of a frame's planes over `rows` draws; `None` where they may have lost digits.
    fn of_sums(frame: &Frame, rows: u64, sums: &[f64; ORDER]) -> Option<Self>;

    fn seen(&self) -> Resample<'_>;

    /// The summary of the data themselves.
    fn observed<S: PairSource, T: Statistic>(job: &Job<'_, S, T>) -> Result<Self, CoreError>;

    /// The summaries of replicates whose sums lost digits, with all care.
    fn repaired<S: PairSource, T: Statistic>(
        job: &Job<'_, S, T>,
        counter: &mut Counter<'_>,
        replicates: &[u64],
    ) -> Result<Vec<Self>, CoreError>;
}

/// The rows of a block, ready for their weighted sums.
pub(super) trait Block<const ORDER: usize>: Default + Send {
    /// Reads a block.
    fn read<S: PairSource>(
        &mut self,
        resampler: &Resampler,
        source: &S,
        frame: &Frame,
        block: u64,
    ) -> Result<(), CoreError>;

    /// The number of its rows.
    fn rows(&self) -> usize;

    /// The sums of each set of counts.
    fn sums<const R: usize>(&self, set: InstructionSet, counts: [&[u8]; R]) -> [[f64; ORDER]; R];
}

impl Block<SECOND> for FixedPoint {
    fn read<S: PairSource>(
        &mut self,
        resampler: &Resampler,
        source: &S,
        frame: &Frame,
        block: u64,
    ) -> Result<(), CoreError> {
        self.read(resampler.set, source, frame, resampler.blocks, block)
    }

    fn rows(&self) -> usize {
        self.rows()
    }

    fn sums<const R: usize>(&self, set: InstructionSet, counts: [&[u8]; R]) -> [[f64; SECOND]; R] {
        self.sums(set, counts)
    }
}

impl<const ORDER: usize> Block<ORDER> for Planes {
    fn read<S: PairSource>(
        &mut self,
        resampler: &Resampler,
        source: &S,
        frame: &Frame,
        block: u64,
    ) -> Result<(), CoreError> {
        self.read(source, frame, resampler.blocks, block)
    }

    fn rows(&self) -> usize {
        self.rows
    }

    fn sums<const R: usize>(&self, set: InstructionSet, counts: [&[u8]; R]) -> [[f64; ORDER]; R] {
        kernel::weighted_sums(set, self.products(), counts)
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

    fn repaired<S: PairSource, T: Statistic>(
        job: &Job<'_, S, T>,
        counter: &mut Counter<'_>,
        replicates: &[u64],
    ) -> Result<Vec<Self>, CoreError> {
        let mut moments = vec![Self::default(); replicates.len()];
        let mut drawn = Scratch::default();
        job.each_block_of(counter, replicates, |which, x, y, counts| {
            expand(x, counts, &mut drawn.x);
            expand(y, counts, &mut drawn.y);
            moments[which].merge(&Self::of_slices(&drawn.x, &drawn.y)?);
            Ok(())
        })?;
        Ok(moments)
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
    fn repaired<S: PairSource, T: Statistic>(
        job: &Job<'_, S, T>,
        counter: &mut Counter<'_>,
        replicates: &[u64],
    ) -> Result<Vec<Self>, CoreError> {
        let frames: Vec<Frame> = Moments::repaired(job, counter, replicates)?
            .iter()
            .map(Frame::about)
            .collect();
        let (mut planes, mut sums) = (Planes::default(), vec![[0.0; FOURTH]; replicates.len()]);
        let (mut drawn, mut ones) = (Scratch::default(), Vec::new());
        job.each_block_of(counter, replicates, |which, x, y, counts| {
            expand(x, counts, &mut drawn.x);
            expand(y, counts, &mut drawn.y);
            planes.fill(&drawn.x, &drawn.y, &frames[which]);
            ones.resize(planes.rows.next_multiple_of(CHUNK), 1);
            let [added] = kernel::weighted_sums(job.resampler.set, planes.products(), [&ones]);
            add(&mut sums[which], added);
            Ok(())
        })?;
        let rows = job.resampler.blocks.rows() as f64;
        Ok(sums.iter().map(|sums| Self::of_sums(rows, sums)).collect())
    }
}

fn add(sums: &mut [f64; FOURTH], added: [f64; FOURTH]) {
    sums.iter_mut()
        .zip(added)
        .for_each(|(sum, added)| *sum += added);
}

impl<S: PairSource, T: Statistic> Job<'_, S, T> {
    /// Calls `work` with (which of the replicates, x, y, counts) for each block and each of `replicates`, blocks outside.
    fn each_block_of(
        &self,
        counter: &mut Counter<'_>,
        replicates: &[u64],
        mut work: impl FnMut(usize, &[f64], &[f64], &[u8]) -> Result<(), CoreError>,
    ) -> Result<(), CoreError> {
        let Resampler { seed, blocks, .. } = *self.resampler;
        let (mut scratch, mut draws) = (Scratch::default(), Vec::new());
        for block in 0..blocks.count() {
            let rows = blocks.range(block);
            let rows = rows.start as usize..rows.end as usize;
            let (x, y) = read_rows(self.pair.source(), rows, &mut scratch)?;
            for (which, &replicate) in replicates.iter().enumerate() {
                draws.clear();
                split_draws(seed, replicate, blocks, block..block + 1, &mut draws);
                let counts =
                    counter.draw(self.resampler.place(replicate, block), x.len(), draws[0]);
                work(which, x, y, counts)?;
            }
        }
        Ok(())
    }
}
