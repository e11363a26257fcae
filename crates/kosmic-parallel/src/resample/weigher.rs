//! The law of the weights of rows, and the workers that draw them.

use std::ops::Range;

use kosmic_core::{Purpose, Stream};

use super::counts::Counter;
use super::gamma::Gamma;
use super::permutation::Permutation;
use super::resampler::Resampler;
use super::segments::BlockLaw;
use super::split::split_draws;
use super::whole::Whole;
use crate::kernel::{CHUNK, TOGETHER, Weight, Words};
use crate::scheme::{Design, Parts};

/// The law of the weights.
pub(crate) enum Law<'d> {
    /// Whole numbers.
    Counts(CountLaw<'d>),
    /// Real numbers.
    Real(Gamma),
}

/// The law of counts.
pub(crate) enum CountLaw<'d> {
    Iid,
    Poisson { first_row: u64 },
    Whole(Whole<'d>),
}

impl<'d> Law<'d> {
    /// For `replicates` replicates of the resampler's rows, which the design has been verified for.
    pub(crate) fn new(resampler: &Resampler, replicates: usize, design: &'d Design) -> Self {
        let (seed, rows) = (resampler.seed, resampler.blocks.rows());
        let replicates = replicates as u64;
        Self::Counts(match &design.0 {
            Parts::Iid => CountLaw::Iid,
            Parts::Stratified(labels) => CountLaw::Whole(Whole::Stratified(labels)),
            Parts::Cluster(labels) => CountLaw::Whole(Whole::Cluster(labels)),
            Parts::Balanced => CountLaw::Whole(Whole::Balanced {
                permutation: Permutation::new(seed, [rows, replicates], rows * replicates),
                copies: replicates,
            }),
            Parts::Poisson { first_row } => CountLaw::Poisson {
                first_row: *first_row,
            },
            Parts::Blocks(design) => CountLaw::Whole(Whole::Blocks(BlockLaw::new(rows, *design))),
            Parts::Dirichlet { concentration } => return Self::Real(Gamma::new(*concentration)),
        })
    }
}

impl Law<'_> {
    /// That of blocks, if these are drawn.
    pub(crate) fn blocks(&self) -> Option<&BlockLaw> {
        match self {
            Self::Counts(CountLaw::Whole(Whole::Blocks(law))) => Some(law),
            _ => None,
        }
    }
}

/// Gives rows their weights in each replicate, block by block. One for each thread.
pub(crate) trait Weigher: Send {
    /// What the weights are.
    type Weight: Weight;

    /// Says which replicates, at most a group of them, will be asked for next on which blocks.
    fn prepare(&mut self, replicates: impl Iterator<Item = u64>, blocks: Range<u64>);

    /// The weights of a block's rows, followed by zeros up to a multiple of [`CHUNK`], in `R` of the prepared replicates
    /// from the one at `first` on.
    fn weigh<const R: usize>(&mut self, first: usize, block: u64)
    -> [Weighed<'_, Self::Weight>; R];
}

/// The weights of a block.
#[derive(Clone, Copy)]
pub(crate) struct Weighed<'a, W> {
    pub(crate) weights: &'a [W],
    /// Their sum.
    pub(crate) total: f64,
}

/// Draws counts.
pub(crate) struct CountWeigher<'r> {
    resampler: &'r Resampler,
    law: &'r CountLaw<'r>,
    counter: Counter<'r>,
    replicates: Vec<u64>,
    blocks: Range<u64>,
    /// Where draws are independent: those of each replicate on each block.
    draws: Vec<u64>,
    /// Where whole replicates are drawn: their counts, one replicate behind the other.
    whole: Vec<u8>,
    block_counts: [Vec<u8>; TOGETHER],
}

impl<'r> CountWeigher<'r> {
    pub(crate) fn new(resampler: &'r Resampler, law: &'r CountLaw<'r>) -> Self {
        Self {
            resampler,
            law,
            counter: resampler.counter(),
            replicates: Vec::new(),
            blocks: 0..0,
            draws: Vec::new(),
            whole: Vec::new(),
            block_counts: Default::default(),
        }
    }

    fn split(&mut self) {
        let Resampler { seed, blocks, .. } = *self.resampler;
        self.draws.clear();
        for &replicate in &self.replicates {
            split_draws(
                seed,
                replicate,
                blocks,
                self.blocks.clone(),
                &mut self.draws,
            );
        }
    }

    fn fill(&mut self, whole: &Whole<'_>) {
        let rows = self.resampler.blocks.rows() as usize;
        self.whole.resize(rows * self.replicates.len(), 0);
        for (counts, replicate) in self.whole.chunks_exact_mut(rows).zip(&self.replicates) {
            whole.fill(&mut self.counter, self.resampler.seed, *replicate, counts);
        }
    }

    fn independent<const R: usize>(&mut self, first: usize, block: u64) -> [Weighed<'_, u8>; R] {
        let (width, offset) = (
            (self.blocks.end - self.blocks.start) as usize,
            (block - self.blocks.start) as usize,
        );
        let tasks: [_; R] = std::array::from_fn(|k| {
            let place = self.resampler.place(self.replicates[first + k], block);
            (place, self.draws[(first + k) * width + offset])
        });
        let rows = self.resampler.rows_of(block).len();
        let counts = self.counter.draw_together(tasks, rows);
        std::array::from_fn(|k| Weighed {
            weights: counts[k],
            total: tasks[k].1 as f64,
        })
    }

    /// Copies of what has been drawn, with zeros behind.
    fn cut<const R: usize>(&mut self, first: usize, block: u64) -> [Weighed<'_, u8>; R] {
        let (rows, range) = (
            self.resampler.blocks.rows() as usize,
            self.resampler.blocks.range(block),
        );
        for (slot, counts) in self.block_counts.iter_mut().take(R).enumerate() {
            let start = (first + slot) * rows;
            let drawn = &self.whole[start + range.start as usize..start + range.end as usize];
            let padded = drawn.len().next_multiple_of(CHUNK);
            counts.clear();
            counts.reserve_exact(padded);
            counts.extend_from_slice(drawn);
            counts.resize(padded, 0);
        }
        std::array::from_fn(|slot| summed(&self.block_counts[slot]))
    }

    fn poisson<const R: usize>(
        &mut self,
        first_row: u64,
        first: usize,
        block: u64,
    ) -> [Weighed<'_, u8>; R] {
        let range = self.resampler.blocks.range(block);
        let rows = first_row + range.start..first_row + range.end;
        let mut begins = 0;
        for (slot, counts) in self.block_counts.iter_mut().take(R).enumerate() {
            let place = (self.resampler.seed, self.replicates[first + slot]);
            begins = self.counter.poisson(place, rows.clone(), counts);
        }
        std::array::from_fn(|slot| summed(&self.block_counts[slot][begins..]))
    }
}

impl Weigher for CountWeigher<'_> {
    type Weight = u8;

    fn prepare(&mut self, replicates: impl Iterator<Item = u64>, blocks: Range<u64>) {
        let before = std::mem::take(&mut self.replicates);
        self.replicates.extend(replicates);
        self.blocks = blocks;
        match self.law {
            CountLaw::Iid => self.split(),
            CountLaw::Poisson { .. } => {}
            // Counts of all rows serve for all blocks.
            CountLaw::Whole(_) if self.replicates == before => {}
            CountLaw::Whole(whole) => self.fill(whole),
        }
    }

    fn weigh<const R: usize>(&mut self, first: usize, block: u64) -> [Weighed<'_, u8>; R] {
        match *self.law {
            CountLaw::Iid => self.independent(first, block),
            CountLaw::Poisson { first_row } => self.poisson(first_row, first, block),
            CountLaw::Whole(_) => self.cut(first, block),
        }
    }
}

fn summed(counts: &[u8]) -> Weighed<'_, u8> {
    let total: u64 = counts.iter().map(|&count| u64::from(count)).sum();
    Weighed {
        weights: counts,
        total: total as f64,
    }
}

/// Draws real weights.
pub(crate) struct RealWeigher<'r> {
    resampler: &'r Resampler,
    gamma: &'r Gamma,
    replicates: Vec<u64>,
    weights: [Vec<f64>; TOGETHER],
}

impl<'r> RealWeigher<'r> {
    pub(crate) fn new(resampler: &'r Resampler, gamma: &'r Gamma) -> Self {
        Self {
            resampler,
            gamma,
            replicates: Vec::new(),
            weights: Default::default(),
        }
    }
}

impl Weigher for RealWeigher<'_> {
    type Weight = f64;

    fn prepare(&mut self, replicates: impl Iterator<Item = u64>, _: Range<u64>) {
        self.replicates.clear();
        self.replicates.extend(replicates);
    }

    fn weigh<const R: usize>(&mut self, first: usize, block: u64) -> [Weighed<'_, f64>; R] {
        let rows = self.resampler.blocks.rows_in(block..block + 1) as usize;
        let mut totals = [0.0; R];
        for (slot, total) in totals.iter_mut().enumerate() {
            let place = [self.replicates[first + slot], block];
            let key = Stream::key(self.resampler.seed, Purpose::Weigh, &place);
            let mut words = Words::of_key(key);
            let weights = &mut self.weights[slot];
            weights.clear();
            weights.reserve_exact(rows.next_multiple_of(CHUNK));
            weights.extend((0..rows).map(|_| self.gamma.draw(&mut words)));
            *total = weights.iter().sum();
            weights.resize(rows.next_multiple_of(CHUNK), 0.0);
        }
        std::array::from_fn(|slot| Weighed {
            weights: &self.weights[slot],
            total: totals[slot],
        })
    }
}
