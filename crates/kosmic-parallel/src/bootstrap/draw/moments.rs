//! Statistics of moments: weighted sums block by block, never the resample itself.
//!
//! Data in memory are read once for each group of replicates, all others once for all replicates, a strip of blocks at a
//! time; what else is asked of the data is found in the same reading. A replicate's sums are those of its blocks in their
//! order, whichever way they were come by.

use std::array;
use std::ops::Range;

use kosmic_core::{CoreError, InstructionSet, PairSource};

use super::careful::SummedWeight;
use super::held::HeldRows;
use super::summary::{Block, DataSums, Summary, Weighted};
use super::{Drawn, Job, evaluate};
use crate::error::ParallelError;
use crate::interval::Survey;
use crate::kernel::{TOGETHER, Weight};
use crate::resample::{Frame, Weighed, Weigher};
use crate::statistic::Statistic;

/// Blocks whose draws are split, and whose rows of a file are held, at a time: 4 MiB of rows.
pub(crate) const STRIP: u64 = 16;

/// What a thread works with.
struct Worker<W, B, const ORDER: usize> {
    weigher: W,
    block: B,
    sums: Vec<Weighted<ORDER>>,
}

impl<W, B: Default, const ORDER: usize> Worker<W, B, ORDER> {
    fn new(weigher: W) -> Self {
        Self {
            weigher,
            block: B::default(),
            sums: Vec::new(),
        }
    }
}

/// Where rows are read, and what they are measured from.
struct Field<'a, R> {
    source: &'a R,
    frame: &'a Frame,
}

impl<S: PairSource, T: Statistic> Job<'_, S, T> {
    /// Fills the values of all replicates.
    pub(super) fn moments<M, B, W, const ORDER: usize>(
        &self,
        weigher: impl Fn() -> W + Sync + Send,
        values: &mut [Option<f64>],
    ) -> Result<Drawn, ParallelError>
    where
        M: Summary<ORDER>,
        B: Block<W::Weight, ORDER>,
        W: Weigher<Weight: SummedWeight>,
    {
        if self.pair.source().is_resident() {
            self.moments_by_group::<M, B, W, ORDER>(weigher, values)
        } else {
            self.moments_by_strip::<M, B, W, ORDER>(weigher, values)
        }
    }

    /// Group outside, block inside.
    fn moments_by_group<M, B, W, const ORDER: usize>(
        &self,
        weigher: impl Fn() -> W + Sync + Send,
        values: &mut [Option<f64>],
    ) -> Result<Drawn, ParallelError>
    where
        M: Summary<ORDER>,
        B: Block<W::Weight, ORDER>,
        W: Weigher<Weight: SummedWeight>,
    {
        let estimates = self.estimates_by_block::<M, ORDER>()?;
        let surveyed = Survey::of_design(self.pair, self.demand.design, self.demand.needs)?;
        let frame = &Frame::of(self.pair, self.resampler.blocks)?;
        let field = Field {
            source: self.pair.source(),
            frame,
        };
        let work =
            |worker: &mut Worker<W, B, ORDER>, group: Range<u64>, places: &mut [Option<f64>]| {
                let mut sums = std::mem::take(&mut worker.sums);
                sums.clear();
                sums.resize((group.end - group.start) as usize, Weighted::NOTHING);
                for strip in self.strips() {
                    self.add_strip(worker, &field, strip, group.clone(), &mut sums)?;
                }
                self.finish::<M, W, ORDER>(&mut worker.weigher, frame, group, &sums, places)?;
                worker.sums = sums;
                Ok(())
            };
        let finished = self.by_group(values, || Worker::new(weigher()), work)?;
        Ok(Drawn {
            estimates,
            surveyed,
            finished,
        })
    }

    /// The values on data in memory.
    fn estimates_by_block<M: Summary<ORDER>, const ORDER: usize>(
        &self,
    ) -> Result<Vec<f64>, ParallelError> {
        let moments = self.pair.moments();
        let mut data = DataSums::of(moments);
        if M::SUMS_DATA {
            for block in 0..self.resampler.blocks.count() {
                data.add(self.resampler, self.pair.source(), block)?;
            }
        }
        self.estimates(M::of_data(moments, &data.sums).seen())
    }

    /// Block outside, groups inside.
    fn moments_by_strip<M, B, W, const ORDER: usize>(
        &self,
        weigher: impl Fn() -> W + Sync + Send,
        values: &mut [Option<f64>],
    ) -> Result<Drawn, ParallelError>
    where
        M: Summary<ORDER>,
        B: Block<W::Weight, ORDER>,
        W: Weigher<Weight: SummedWeight>,
    {
        let moments = self.pair.moments();
        let (mut data, mut survey) = (
            DataSums::of(moments),
            Survey::new(moments, self.demand.needs)?,
        );
        let estimates =
            |data: &DataSums<ORDER>| self.estimates(M::of_data(moments, &data.sums).seen());
        let known = (!M::SUMS_DATA).then(|| estimates(&data)).transpose()?;
        let idle = self.wanted.is_empty();
        if let (true, false, Some(known)) = (idle, survey.reads(), &known) {
            return Ok(Drawn::nothing(known.clone()));
        }
        let mut sums = vec![Weighted::NOTHING; (self.wanted.end - self.wanted.start) as usize];
        let mut held = HeldRows::with_room_for_strips(self.resampler.blocks);
        let (mut frame, mut stopped) = (None, false);
        for strip in self.strips() {
            stopped |= self.progress.is_cancelled();
            if let (true, Some(known)) = (stopped, self.demand.earlier.or(known.as_deref())) {
                return Ok(Drawn::nothing(known.to_vec()));
            }
            held.read(self.pair.source(), self.rows_of(&strip))?;
            survey.push(held.rows().0, held.rows().1)?;
            if M::SUMS_DATA {
                for block in strip.clone() {
                    data.add(self.resampler, &held, block)?;
                }
            }
            if stopped || idle {
                // The values on the data are still those of all rows.
                continue;
            }
            let frame = frame.get_or_insert_with(|| self.frame_of_first(&held));
            self.draw_strip::<B, W, ORDER>(
                &weigher,
                &Field {
                    source: &held,
                    frame,
                },
                strip,
                &mut sums,
            )?;
        }
        let estimates = known.map_or_else(|| estimates(&data), Ok)?;
        let surveyed = survey.finish()?;
        let Some(frame) = frame.filter(|_| !stopped) else {
            return Ok(Drawn {
                surveyed,
                ..Drawn::nothing(estimates)
            });
        };
        self.finish::<M, W, ORDER>(&mut weigher(), &frame, self.wanted.clone(), &sums, values)?;
        Ok(Drawn {
            estimates,
            surveyed,
            finished: sums.len(),
        })
    }

    /// Adds the weighted sums of a strip of blocks to those of all replicates.
    fn draw_strip<B, W, const ORDER: usize>(
        &self,
        weigher: &(impl Fn() -> W + Sync + Send),
        field: &Field<'_, HeldRows>,
        strip: Range<u64>,
        sums: &mut [Weighted<ORDER>],
    ) -> Result<(), ParallelError>
    where
        B: Block<W::Weight, ORDER>,
        W: Weigher,
    {
        let size = self.group_size();
        self.on_threads(
            sums,
            size,
            || Worker::<W, B, ORDER>::new(weigher()),
            |worker, group, sums| {
                let group = self.replicates_from(group * size, sums.len());
                self.add_strip(worker, field, strip.clone(), group, sums)
            },
        )?;
        self.advance_by_strip(&strip);
        Ok(())
    }

    /// The frame of all data, given the first strip.
    fn frame_of_first(&self, held: &HeldRows) -> Frame {
        let first = self.resampler.rows_of(0);
        let (x, y) = held.rows();
        Frame::of_first(self.pair.moments(), &x[first.clone()], &y[first])
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
    fn add_strip<R: PairSource, B, W, const ORDER: usize>(
        &self,
        worker: &mut Worker<W, B, ORDER>,
        field: &Field<'_, R>,
        strip: Range<u64>,
        group: Range<u64>,
        sums: &mut [Weighted<ORDER>],
    ) -> Result<(), CoreError>
    where
        B: Block<W::Weight, ORDER>,
        W: Weigher,
    {
        let replicates = group.end - group.start;
        let span =
            tracing::debug_span!(parent: self.span, "strip", first = strip.start, replicates);
        let _entered = span.enter();
        let Worker {
            weigher,
            block: rows,
            ..
        } = worker;
        let set = self.resampler.set;
        weigher.prepare(group, strip.clone());
        for block in strip {
            rows.read(self.resampler, field.source, field.frame, block)?;
            let (together, apart) = sums.as_chunks_mut::<TOGETHER>();
            let rest = together.len() * TOGETHER;
            for (n, sums) in together.iter_mut().enumerate() {
                let weighed = weigher.weigh(n * TOGETHER, block);
                add_block(set, rows, weighed, sums);
            }
            for (n, sums) in apart.iter_mut().enumerate() {
                let weighed = weigher.weigh(rest + n, block);
                add_block(set, rows, weighed, array::from_mut(sums));
            }
        }
        Ok(())
    }

    /// Evaluates the statistic on the sums, and where they are not sound on sums taken again.
    fn finish<M, W, const ORDER: usize>(
        &self,
        weigher: &mut W,
        frame: &Frame,
        group: Range<u64>,
        sums: &[Weighted<ORDER>],
        places: &mut [Option<f64>],
    ) -> Result<(), CoreError>
    where
        M: Summary<ORDER>,
        W: Weigher<Weight: SummedWeight>,
    {
        let width = self.statistic.width();
        let rows = self.resampler.blocks.rows();
        let (mut unsound, mut numbers) = (Vec::new(), Vec::new());
        for ((number, sums), places) in group.zip(sums).zip(places.chunks_mut(width)) {
            if sums.weight == 0.0 {
                // No row at all: the values stay undefined.
                continue;
            }
            let (count, sums) = W::Weight::normalised(sums, rows);
            if let Some(summary) = M::of_sums(frame, count, &sums) {
                evaluate(self.statistic, summary.seen(), places);
            } else {
                unsound.push(places);
                numbers.push(number);
            }
        }
        if numbers.is_empty() {
            return Ok(());
        }
        let span = tracing::debug_span!(parent: self.span, "repair", replicates = numbers.len());
        let _entered = span.enter();
        for (summary, places) in M::repaired(self, weigher, frame, &numbers)?
            .iter()
            .zip(unsound)
        {
            evaluate(self.statistic, summary.seen(), places);
        }
        Ok(())
    }
}

/// Adds the weighted sums of a block to those of some replicates.
fn add_block<B, W, const R: usize, const ORDER: usize>(
    set: InstructionSet,
    block: &B,
    weighed: [Weighed<'_, W>; R],
    sums: &mut [Weighted<ORDER>; R],
) where
    B: Block<W, ORDER>,
    W: Weight,
{
    let added = block.sums(set, weighed.map(|weighed| weighed.weights));
    for ((sums, added), weighed) in sums.iter_mut().zip(added).zip(weighed) {
        sums.weight += weighed.total;
        sums.sums
            .iter_mut()
            .zip(added)
            .for_each(|(sum, added)| *sum += added);
    }
}

#[cfg(test)]
mod tests;
