//! How the draws of a replicate fall on blocks: a binary tree of binomials, each keyed by its place.

use std::ops::Range;

use kosmic_core::{Purpose, Stream};

use super::binomial::binomial;
use super::blocks::Blocks;

/// The draws of one replicate that fall on each of `wanted` blocks, appended to `draws`.
///
/// All rows are drawn from as often as there are rows. A node of the tree stands for a range of blocks, halved at its
/// middle; of its draws, a binomial number falls on the left half with probability rows left / rows. Each binomial has
/// a stream keyed by (seed, replicate, node), so that any part of the tree can be had without the rest: about
/// `wanted` + 2 log2(blocks) binomials.
pub(crate) fn split_draws(
    seed: u64,
    replicate: u64,
    blocks: Blocks,
    wanted: Range<u64>,
    draws: &mut Vec<u64>,
) {
    split(seed, replicate, (blocks, blocks.rows()), wanted, draws);
}

/// As [`split_draws`], for any number of draws from all rows.
pub(super) fn split(
    seed: u64,
    replicate: u64,
    (blocks, count): (Blocks, u64),
    wanted: Range<u64>,
    draws: &mut Vec<u64>,
) {
    if blocks.count() == 1 {
        return draws.extend(wanted.map(|_| count));
    }
    let tree = Tree {
        seed,
        replicate,
        blocks,
        wanted,
    };
    tree.descend(0..blocks.count(), count, draws);
}

struct Tree {
    seed: u64,
    replicate: u64,
    blocks: Blocks,
    wanted: Range<u64>,
}

impl Tree {
    fn descend(&self, node: Range<u64>, draws: u64, found: &mut Vec<u64>) {
        if node.end <= self.wanted.start || self.wanted.end <= node.start {
            return;
        }
        if node.end - node.start == 1 {
            found.push(draws);
            return;
        }
        let middle = node.start + (node.end - node.start) / 2;
        let (left, right) = (node.start..middle, middle..node.end);
        let place = Stream::key(
            self.seed,
            Purpose::Split,
            &[self.replicate, node.start, node.end],
        );
        let (rows_left, rows) = (self.blocks.rows_in(left.clone()), self.blocks.rows_in(node));
        let on_left = binomial(&mut Stream::of_key(place), draws, rows_left, rows);
        self.descend(left, on_left, found);
        self.descend(right, draws - on_left, found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(replicate: u64, blocks: Blocks) -> Vec<u64> {
        let mut draws = Vec::new();
        split_draws(7, replicate, blocks, 0..blocks.count(), &mut draws);
        draws
    }

    #[test]
    fn all_draws_fall_somewhere() {
        for rows in [10, 16_385, 100_000, 1_000_000] {
            let blocks = Blocks::of(rows);
            let draws = all(3, blocks);
            assert_eq!(draws.len() as u64, blocks.count());
            assert_eq!(draws.iter().sum::<u64>(), rows);
        }
    }

    #[test]
    fn a_part_of_the_tree_is_the_part_of_the_whole() {
        let blocks = Blocks::of(1_000_000);
        let whole = all(11, blocks);
        for wanted in [0..1, 5..9, 60..blocks.count()] {
            let mut part = Vec::new();
            split_draws(7, 11, blocks, wanted.clone(), &mut part);
            assert_eq!(part, whole[wanted.start as usize..wanted.end as usize]);
        }
    }

    /// Mean and variance of the first block's draws against Binomial(rows, 1/blocks), at five standard errors.
    #[test]
    fn draws_on_a_block_are_binomial() {
        let blocks = Blocks::of(10 * 16_384);
        let (n, p) = (blocks.rows() as f64, 0.1);
        let drawn: Vec<f64> = (0..4000)
            .map(|replicate| all(replicate, blocks)[0] as f64)
            .collect();
        let count = drawn.len() as f64;
        let variance = n * p * (1.0 - p);
        let mean = drawn.iter().sum::<f64>() / count;
        assert!(
            (mean - n * p).abs() < 5.0 * (variance / count).sqrt(),
            "{mean}"
        );
        let spread = drawn.iter().map(|d| (d - n * p).powi(2)).sum::<f64>() / count / variance;
        assert!(
            (spread - 1.0).abs() < 5.0 * (2.0 / count).sqrt(),
            "{spread}"
        );
    }
}
