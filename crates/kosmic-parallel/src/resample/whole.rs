//! Counts of all rows of a replicate at once: strata, clusters, balanced copies.

use std::ops::Range;

use kosmic_core::{Purpose, Stream};

use super::blocks::Blocks;
use super::counts::{CountPlace, Counter};
use super::permutation::Permutation;
use super::segments::BlockLaw;
use super::split::split_draws;
use crate::kernel::{Range32, Words};
use crate::scheme::Labels;

/// Strata of fewer rows are drawn one after the other from one stream: a stream for each would cost more than the draws.
const LEAST_OWN_STREAM: usize = 32;

/// How the counts of a whole replicate come about.
pub(crate) enum Whole<'d> {
    /// Each stratum is resampled for itself.
    Stratified(&'d Labels),
    /// The rows of a cluster share its count.
    Cluster(&'d Labels),
    /// A replicate has its places in a permutation of as many copies of each row as there are replicates.
    Balanced {
        permutation: Permutation,
        copies: u64,
    },
    /// Blocks of consecutive rows.
    Blocks(BlockLaw),
}

/// Counts of rows that are drawn independently, from any number of them.
struct Independent {
    seed: u64,
    replicate: u64,
}

impl Independent {
    /// Calls `counted` with the counts of each block of `rows` rows, and where the block lies.
    fn draw(
        &self,
        counter: &mut Counter<'_>,
        rows: usize,
        mut counted: impl FnMut(Range<usize>, &[u8]),
    ) {
        let (blocks, mut draws) = (Blocks::of(rows as u64), Vec::new());
        let all = 0..blocks.count();
        split_draws(self.seed, self.replicate, blocks, all, &mut draws);
        for (block, draws) in (0..).zip(draws) {
            let range = blocks.range(block);
            let range = range.start as usize..range.end as usize;
            let place = CountPlace {
                seed: self.seed,
                replicate: self.replicate,
                block,
            };
            let size = range.len();
            counted(range, &counter.draw(place, size, draws)[..size]);
        }
    }
}

impl Whole<'_> {
    /// Writes the counts of a replicate.
    pub(crate) fn fill(
        &self,
        counter: &mut Counter<'_>,
        seed: u64,
        replicate: u64,
        counts: &mut [u8],
    ) {
        match self {
            Self::Stratified(strata) => stratified(strata, counter, seed, replicate, counts),
            Self::Cluster(clusters) => {
                let mut groups = clusters.groups();
                let independent = Independent { seed, replicate };
                independent.draw(counter, clusters.count(), |_, drawn| {
                    for (rows, &count) in groups.by_ref().take(drawn.len()).zip(drawn) {
                        rows.iter().for_each(|&row| counts[row] = count);
                    }
                });
            }
            Self::Blocks(law) => {
                counts.fill(0);
                // A row is covered 256 times by blocks of n rows in all with a probability below 1e-500.
                law.each_block(seed, replicate, |pieces| {
                    for rows in pieces {
                        counts[rows].iter_mut().for_each(|count| *count += 1);
                    }
                });
            }
            Self::Balanced {
                permutation,
                copies,
            } => {
                counts.fill(0);
                let first = replicate * counts.len() as u64;
                for place in first..first + counts.len() as u64 {
                    // A row is met 256 times among as many draws as rows with a probability below 1e-500.
                    counts[(permutation.at(place) / copies) as usize] += 1;
                }
            }
        }
    }
}

fn stratified(
    strata: &Labels,
    counter: &mut Counter<'_>,
    seed: u64,
    replicate: u64,
    counts: &mut [u8],
) {
    let mut words = Words::of_key(Stream::key(seed, Purpose::Stratum, &[replicate]));
    for (stratum, rows) in (0..).zip(strata.groups()) {
        if rows.len() >= LEAST_OWN_STREAM {
            let seed = Stream::key(seed, Purpose::Stratum, &[u64::MAX, stratum]);
            Independent { seed, replicate }.draw(counter, rows.len(), |range, drawn| {
                for (&row, &count) in rows[range].iter().zip(drawn) {
                    counts[row] = count;
                }
            });
            continue;
        }
        rows.iter().for_each(|&row| counts[row] = 0);
        let (range, draws) = (Range32::new(rows.len()), rows.len() as u64);
        words.indices(range, draws, |place, times| counts[rows[place]] += times);
    }
}
