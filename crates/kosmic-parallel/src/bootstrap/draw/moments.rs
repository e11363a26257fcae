//! Statistics of moments: weighted sums block by block, never the resample itself.
//!
//! Data in memory are read once for each group of replicates, all others once for all replicates, a strip of blocks at a
//! time. A replicate's sums are those of its blocks in their order, whichever way they were come by.

use std::array;
use std::ops::Range;

use kosmic_core::{CoreError, PairSource, Scratch, Side, SourceError, read_rows};

use super::summary::{Block, Summary};
use super::{Drawn, Job, estimates, evaluate};
use crate::error::ParallelError;
use crate::kernel::TOGETHER;
use crate::resample::{Blocks, CountPlace, Counter, Frame, Resampler, split_draws};
use crate::statistic::Statistic;

/// Blocks whose draws are split, and whose rows of a file are held, at a time: 4 MiB of rows.
pub(crate) const STRIP: u64 = 16;

/// What a thread works with.
struct Worker<'t, B, const ORDER: usize> {
    counter: Counter<'t>,
    block: B,
    /// Draws of each replicate on each block of a strip.
    draws: Vec<u64>,
    sums: Vec<[f64; ORDER]>,
}

/// Where rows are read, and what they are measured from.
struct Field<'a, R> {
    source: &'a R,
    frame: &'a Frame,
}

impl<S: PairSource, T: Statistic> Job<'_, S, T> {
    fn worker<B: Block<ORDER>, const ORDER: usize>(&self) -> Worker<'_, B, ORDER> {
        Worker {
            counter: self.resampler.counter(),
            block: B::default(),
            draws: Vec::new(),
            sums: Vec::new(),
        }
    }

    /// Fills the values of all replicates.
    pub(super) fn moments<M: Summary<ORDER>, B: Block<ORDER>, const ORDER: usize>(
        &self,
        values: &mut [Option<f64>],
    ) -> Result<Drawn, ParallelError> {
        let frame = Frame::of(self.pair, self.resampler.blocks)?;
        let estimates = estimates(self.statistic, M::observed(self)?.seen())?;
        let finished = if self.pair.source().is_resident() {
            self.moments_by_group::<M, B, ORDER>(&frame, values)?
        } else {
            self.moments_by_strip::<M, B, ORDER>(&frame, values)?
        };
        Ok(Drawn {
            estimates,
            finished,
        })
    }

    /// Group outside, block inside.
    fn moments_by_group<M: Summary<ORDER>, B: Block<ORDER>, const ORDER: usize>(
        &self,
        frame: &Frame,
        values: &mut [Option<f64>],
    ) -> Result<usize, CoreError> {
        let field = Field {
            source: self.pair.source(),
            frame,
        };
        let work =
            |worker: &mut Worker<'_, B, ORDER>, group: Range<u64>, places: &mut [Option<f64>]| {
                let mut sums = std::mem::take(&mut worker.sums);
                sums.clear();
                sums.resize((group.end - group.start) as usize, [0.0; ORDER]);
                for strip in self.strips() {
                    self.add_strip(worker, &field, strip, group.clone(), &mut sums)?;
                }
                self.finish::<M, ORDER>(&mut worker.counter, frame, group, &sums, places)?;
                worker.sums = sums;
                Ok(())
            };
        self.by_group(values, || self.worker(), work)
    }

    /// Block outside, groups inside.
    fn moments_by_strip<M: Summary<ORDER>, B: Block<ORDER>, const ORDER: usize>(
        &self,
        frame: &Frame,
        values: &mut [Option<f64>],
    ) -> Result<usize, CoreError> {
        let count = (self.wanted.end - self.wanted.start) as usize;
        let mut sums = vec![[0.0; ORDER]; count];
        let size = self.group_size();
        let mut held = HeldStrip::with_room_for(self.resampler.blocks);
        for strip in self.strips() {
            if self.progress.is_cancelled() {
                return Ok(0);
            }
            held.read(self.pair.source(), self.rows_of(&strip))?;
            let field = Field {
                source: &held,
                frame,
            };
            self.on_threads(
                &mut sums,
                size,
                || self.worker::<B, ORDER>(),
                |worker, group, sums| {
                    let group = self.replicates_from(group * size, sums.len());
                    self.add_strip(worker, &field, strip.clone(), group, sums)
                },
            )?;
            self.advance_by_strip(&strip);
        }
        let mut counter = self.resampler.counter();
        self.finish::<M, ORDER>(&mut counter, frame, self.wanted.clone(), &sums, values)?;
        Ok(count)
    }

    fn strips(&self) -> impl Iterator<Item = Range<u64>> + use<S, T> {
        let blocks = self.resampler.blocks.count();
        (0..blocks)
            .step_by(STRIP as usize)
            .map(move |start| start..blocks.min(start + STRIP))
    }

    fn rows_of(&self, strip: &Range<u64>) -> Range<usize> {
        let blocks = self.resampler.blocks;
        blocks.start(strip.start) as usize..blocks.start(strip.end) as usize
    }

    /// No replicate is finished before the last strip: what is done of all stands for as many replicates done.
    fn advance_by_strip(&self, strip: &Range<u64>) {
        let count = u128::from(self.wanted.end - self.wanted.start);
        let done = |blocks: u64| {
            (count * u128::from(blocks) / u128::from(self.resampler.blocks.count())) as u64
        };
        self.progress.advance(done(strip.end) - done(strip.start));
    }

    /// Adds the weighted sums of a strip of blocks to those of a group of replicates.
    fn add_strip<R: PairSource, B: Block<ORDER>, const ORDER: usize>(
        &self,
        worker: &mut Worker<'_, B, ORDER>,
        field: &Field<'_, R>,
        strip: Range<u64>,
        group: Range<u64>,
        sums: &mut [[f64; ORDER]],
    ) -> Result<(), CoreError> {
        let Worker {
            counter,
            block: rows,
            draws,
            ..
        } = worker;
        let Resampler { seed, blocks, .. } = *self.resampler;
        draws.clear();
        for replicate in group.clone() {
            split_draws(seed, replicate, blocks, strip.clone(), draws);
        }
        let width = (strip.end - strip.start) as usize;
        for (offset, block) in strip.enumerate() {
            rows.read(self.resampler, field.source, field.frame, block)?;
            let tasks = |first: usize| {
                let replicate = group.start + first as u64;
                (
                    self.resampler.place(replicate, block),
                    draws[first * width + offset],
                )
            };
            let (together, apart) = sums.as_chunks_mut::<TOGETHER>();
            let rest = together.len() * TOGETHER;
            for (n, sums) in together.iter_mut().enumerate() {
                let tasks = array::from_fn(|k| tasks(n * TOGETHER + k));
                self.add_block(counter, rows, tasks, sums);
            }
            for (n, sums) in apart.iter_mut().enumerate() {
                self.add_block(counter, rows, [tasks(rest + n)], array::from_mut(sums));
            }
        }
        Ok(())
    }

    fn add_block<B: Block<ORDER>, const R: usize, const ORDER: usize>(
        &self,
        counter: &mut Counter<'_>,
        block: &B,
        tasks: [(CountPlace, u64); R],
        sums: &mut [[f64; ORDER]; R],
    ) {
        let counts = counter.draw_together(tasks, block.rows());
        let added = block.sums(self.resampler.set, counts);
        for (sum, added) in sums.iter_mut().flatten().zip(added.into_iter().flatten()) {
            *sum += added;
        }
    }

    /// Evaluates the statistic on the sums, and where they are not sound on sums taken again.
    fn finish<M: Summary<ORDER>, const ORDER: usize>(
        &self,
        counter: &mut Counter<'_>,
        frame: &Frame,
        group: Range<u64>,
        sums: &[[f64; ORDER]],
        places: &mut [Option<f64>],
    ) -> Result<(), CoreError> {
        let width = self.statistic.width();
        let rows = self.resampler.blocks.rows();
        let (mut unsound, mut numbers) = (Vec::new(), Vec::new());
        for ((number, sums), places) in group.zip(sums).zip(places.chunks_mut(width)) {
            if let Some(summary) = M::of_sums(frame, rows, sums) {
                evaluate(self.statistic, summary.seen(), places);
            } else {
                unsound.push(places);
                numbers.push(number);
            }
        }
        if numbers.is_empty() {
            return Ok(());
        }
        for (summary, places) in M::repaired(self, counter, &numbers)?.iter().zip(unsound) {
            evaluate(self.statistic, summary.seen(), places);
        }
        Ok(())
    }
}

/// The rows of a strip, read once and seen by all threads.
struct HeldStrip {
    start: usize,
    rows: Scratch,
    scratch: Scratch,
}

impl HeldStrip {
    /// Strips differ by a few rows: without the room for the largest, vectors would double for a single row more.
    fn with_room_for(blocks: Blocks) -> Self {
        let most = blocks.count().min(STRIP) as usize * blocks.largest();
        let room = || Scratch {
            x: Vec::with_capacity(most),
            y: Vec::with_capacity(most),
        };
        Self {
            start: 0,
            rows: room(),
            scratch: room(),
        }
    }

    fn read<S: PairSource>(&mut self, source: &S, rows: Range<usize>) -> Result<(), CoreError> {
        self.start = rows.start;
        let (x, y) = read_rows(source, rows, &mut self.scratch)?;
        for (held, read) in [(&mut self.rows.x, x), (&mut self.rows.y, y)] {
            held.clear();
            held.extend_from_slice(read);
        }
        Ok(())
    }
}

impl PairSource for HeldStrip {
    fn len(&self) -> usize {
        self.start + self.rows.x.len()
    }

    fn column<'a>(
        &'a self,
        side: Side,
        rows: Range<usize>,
        _: &'a mut Vec<f64>,
    ) -> Result<&'a [f64], SourceError> {
        let column = match side {
            Side::X => &self.rows.x,
            Side::Y => &self.rows.y,
        };
        Ok(&column[rows.start - self.start..rows.end - self.start])
    }
}

#[cfg(test)]
mod tests;
