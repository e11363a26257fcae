//! Statistics of moments where blocks of rows are drawn: a block costs the difference of two prefix sums, however long it is.
//!
//! Rows are taken a chunk at a time, from memory as from a file, with one reading for all replicates and no table larger than a
//! chunk. A block that goes on beyond its chunk is left open with what it has so far; one that goes on over the end of the
//! circle is closed in a second round, which ends with the last such block. A replicate's sums are those of its blocks in an
//! order that its seed alone decides, so that they are the same bits whichever thread adds them.

use std::ops::Range;

use kosmic_core::{CoreError, PairSource, Scratch, read_rows};

use super::block_summary::BlockSummary;
use super::prefix::{Framed, Gather, Merged, Prefix, RawRows, Summed, Table};
use super::{Drawn, Job, evaluate};
use crate::error::ParallelError;
use crate::interval::Survey;
use crate::resample::{BlockDraw, BlockLaw, Blocks, Frame};
use crate::statistic::Statistic;

/// A replicate on its way.
struct Replica<G, P> {
    draw: BlockDraw,
    gathered: G,
    open: Vec<OpenBlock<P>>,
}

/// A block that is not yet at its end.
struct OpenBlock<P> {
    /// The next row.
    row: u64,
    left: u64,
    /// Rows taken.
    taken: u64,
    part: P,
}

impl<G, P> Replica<G, P> {
    fn new(draw: BlockDraw, gathered: G) -> Self {
        Self {
            draw,
            gathered,
            open: Vec::new(),
        }
    }

    /// Takes what a chunk has of this replicate.
    fn take<T>(
        &mut self,
        law: &BlockLaw,
        chunk: u64,
        table: &T,
        starting: bool,
    ) -> Result<(), CoreError>
    where
        G: Gather<T, Part = P>,
        P: Default,
    {
        let rows = law.chunk(chunk);
        for block in std::mem::take(&mut self.open) {
            self.go_on(block, &rows, law, table)?;
        }
        if !starting {
            return Ok(());
        }
        let mut blocks = Vec::new();
        self.draw.on_chunk(law, chunk, |row, left| {
            blocks.push((row, left));
        });
        for (row, left) in blocks {
            let block = OpenBlock {
                row,
                left,
                taken: 0,
                part: P::default(),
            };
            self.go_on(block, &rows, law, table)?;
        }
        Ok(())
    }

    fn go_on<T>(
        &mut self,
        mut block: OpenBlock<P>,
        rows: &Range<u64>,
        law: &BlockLaw,
        table: &T,
    ) -> Result<(), CoreError>
    where
        G: Gather<T, Part = P>,
    {
        if rows.contains(&block.row) {
            let count = block.left.min(rows.end - block.row);
            let first = (block.row - rows.start) as usize;
            self.gathered
                .gather(table, first..first + count as usize, &mut block.part)?;
            block.left -= count;
            block.taken += count;
            block.row = law.behind(block.row + count);
        }
        if block.left == 0 {
            self.gathered.close(block.taken, &block.part);
        } else {
            self.open.push(block);
        }
        Ok(())
    }
}

impl<S: PairSource, T: Statistic> Job<'_, S, T> {
    /// Fills the values of all replicates.
    pub(super) fn segments<M: BlockSummary<ORDER>, const ORDER: usize>(
        &self,
        law: &BlockLaw,
        values: &mut [Option<f64>],
    ) -> Result<Drawn, ParallelError> {
        let surveyed = Survey::of_design(self.pair, self.demand.design, self.demand.needs)?;
        let known = M::of_pair(self.pair.moments());
        let known = known.map(|data| self.estimates(data.seen())).transpose()?;
        let mut draws: Vec<BlockDraw> = self.wanted.clone().map(|b| self.drawn(law, b)).collect();
        if known.is_none() {
            draws.insert(0, BlockDraw::of_data(law));
        }
        let data = usize::from(known.is_none());
        let (mut summaries, finished) = self.summaries::<M, ORDER>(law, &draws, data)?;
        let estimates = match known {
            Some(known) => known,
            None => self.estimates(summaries.remove(0).seen())?,
        };
        if !finished {
            return Ok(Drawn {
                surveyed,
                ..Drawn::nothing(estimates)
            });
        }
        let width = self.statistic.width();
        for (summary, places) in summaries.iter().zip(values.chunks_mut(width)) {
            evaluate(self.statistic, summary.seen(), places);
        }
        Ok(Drawn {
            estimates,
            surveyed,
            finished: summaries.len(),
        })
    }

    fn drawn(&self, law: &BlockLaw, replicate: u64) -> BlockDraw {
        BlockDraw::new(law, self.plan.seed, replicate)
    }

    /// What statistics see of each draw, and whether work was not stopped; if it was, what is seen of the first `kept`.
    fn summaries<M: BlockSummary<ORDER>, const ORDER: usize>(
        &self,
        law: &BlockLaw,
        draws: &[BlockDraw],
        kept: usize,
    ) -> Result<(Vec<M>, bool), ParallelError> {
        let frame = Frame::of(self.pair, Blocks::of(self.pair.len() as u64))?;
        let summed =
            |draw: &BlockDraw| Replica::new(draw.clone(), Summed::<M::Sums, ORDER>::default());
        let mut replicas: Vec<_> = draws.iter().map(summed).collect();
        let mut prefix = Prefix::new(frame, law.longest_chunk());
        let finished = self.walk(law, &mut prefix, &mut replicas, Some(kept))?;
        if !finished {
            replicas.truncate(kept);
        }
        let rows = self.pair.len() as u64;
        let of_sums = |replica: &Replica<Summed<M::Sums, ORDER>, _>| {
            M::of_block_sums(&frame, rows, &replica.gathered.0)
        };
        let mut found: Vec<Option<M>> = replicas.iter().map(of_sums).collect();
        let unsound: Vec<usize> = (0..found.len()).filter(|&b| found[b].is_none()).collect();
        if !unsound.is_empty() {
            let draws: Vec<&BlockDraw> = unsound.iter().map(|&b| &draws[b]).collect();
            let repaired = self.repaired::<M, ORDER>(law, &draws)?;
            for (b, summary) in unsound.into_iter().zip(repaired) {
                found[b] = Some(summary);
            }
        }
        Ok((found.into_iter().flatten().collect(), finished))
    }

    /// Of draws that are far narrower than the data: their moments about their own means, and their sums in a frame of their
    /// own.
    fn repaired<M: BlockSummary<ORDER>, const ORDER: usize>(
        &self,
        law: &BlockLaw,
        draws: &[&BlockDraw],
    ) -> Result<Vec<M>, ParallelError> {
        let mut merged: Vec<_> = draws
            .iter()
            .map(|draw| Replica::new((*draw).clone(), Merged::default()))
            .collect();
        self.walk(law, &mut RawRows::default(), &mut merged, None)?;
        let framed = |(draw, merged): (&&BlockDraw, &Replica<Merged, ()>)| {
            let sums = Framed::<M::Sums, ORDER>::about(&merged.gathered.0);
            Replica::new((*draw).clone(), sums)
        };
        let mut framed: Vec<_> = draws.iter().zip(&merged).map(framed).collect();
        if M::TAKES_MORE_THAN_MOMENTS {
            self.walk(law, &mut RawRows::default(), &mut framed, None)?;
        }
        let rows = self.pair.len() as u64;
        Ok(merged
            .iter()
            .zip(framed)
            .map(|(merged, framed)| {
                let Framed { frame, sums } = framed.gathered;
                M::of_moments(&merged.gathered.0, &frame, rows, &sums)
            })
            .collect())
    }

    /// Shows all chunks to all replicas, until every block is at its end. Work that is watched may be stopped for all but the
    /// first `kept`; returns false then.
    fn walk<B: Table, G, P>(
        &self,
        law: &BlockLaw,
        table: &mut B,
        mut replicas: &mut [Replica<G, P>],
        kept: Option<usize>,
    ) -> Result<bool, ParallelError>
    where
        G: Gather<B, Part = P> + Send,
        P: Default + Send,
    {
        let room = || Vec::with_capacity(law.longest_chunk());
        let (x, y) = (room(), room());
        let (mut scratch, mut finished) = (Scratch { x, y }, true);
        for round in 0.. {
            for chunk in 0..law.chunks() {
                if let Some(kept) = kept.filter(|_| self.progress.is_cancelled()) {
                    replicas = &mut replicas[..kept];
                    finished = false;
                }
                let open = |replica: &Replica<G, P>| !replica.open.is_empty();
                if replicas.is_empty() || round > 0 && !replicas.iter().any(open) {
                    return Ok(finished);
                }
                let rows = law.chunk(chunk);
                let rows = rows.start as usize..rows.end as usize;
                let (x, y) = read_rows(self.pair.source(), rows, &mut scratch)?;
                table.read(x, y);
                let table = &*table;
                let take = |(): &mut (), _, replicas: &mut [Replica<G, P>]| {
                    replicas
                        .iter_mut()
                        .try_for_each(|replica| replica.take(law, chunk, table, round == 0))
                };
                self.on_threads(replicas, self.group_size(), || (), take)?;
                if kept.is_some() && round == 0 && finished {
                    self.advance_by_chunk(chunk, law.chunks());
                }
            }
        }
        Ok(finished)
    }

    /// No replicate is finished before the last chunk: what is done of all stands for as many replicates done.
    fn advance_by_chunk(&self, chunk: u64, chunks: u64) {
        let count = u128::from(self.wanted.end - self.wanted.start);
        let done = |chunk: u64| (count * u128::from(chunk) / u128::from(chunks)) as u64;
        self.progress.advance(done(chunk + 1) - done(chunk));
    }
}

#[cfg(test)]
mod tests;
