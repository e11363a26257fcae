//! The weights of compositions: as many as there are partitions of n, 176 for 15 rows.

use std::collections::HashMap;

/// Weights n! / Π c_i! of the compositions of n, found count by count: a state is the counts so far without their order.
pub(super) struct Partitions {
    /// By state and count the state that follows.
    next: Vec<u16>,
    width: usize,
    start: u16,
    weights: Vec<u64>,
}

impl Partitions {
    /// The largest n: 20! is the last factorial below 2^64.
    pub(super) const LARGEST: usize = 20;

    /// Of n up to [`LARGEST`](Self::LARGEST).
    pub(super) fn of(n: usize) -> Self {
        debug_assert!(n <= Self::LARGEST);
        // Those of n first: their numbers are small.
        let mut states = Vec::new();
        for sum in (0..=n).rev() {
            add_partitions(sum, sum, &mut Vec::new(), &mut states);
        }
        let complete = states
            .iter()
            .take_while(|counts| sum(counts) == n)
            .map(|counts| weight(n, counts))
            .collect();
        let numbers: HashMap<&Vec<usize>, u16> = states.iter().zip(0..).collect();
        let width = n + 1;
        let mut next = vec![0; states.len() * width];
        for (next, counts) in next.chunks_exact_mut(width).zip(&states) {
            for (count, next) in next.iter_mut().enumerate().take(width - sum(counts)) {
                let mut more = counts.clone();
                let place = more.partition_point(|other| *other > count);
                if count > 0 {
                    more.insert(place, count);
                }
                *next = numbers[&more];
            }
        }
        Self {
            next,
            width,
            start: (states.len() - 1) as u16,
            weights: complete,
        }
    }

    /// The state before any count.
    pub(super) fn start(&self) -> u16 {
        self.start
    }

    /// The state after one count more: with all n counted the number of the weight among [`weights`](Self::weights).
    #[inline]
    pub(super) fn after(&self, state: u16, count: usize) -> u16 {
        self.next[usize::from(state) * self.width + count]
    }

    pub(super) fn weights(&self) -> &[u64] {
        &self.weights
    }
}

/// Adds the partitions of `left` into parts of at most `largest`, behind the parts so far.
fn add_partitions(left: usize, largest: usize, parts: &mut Vec<usize>, all: &mut Vec<Vec<usize>>) {
    if left == 0 {
        all.push(parts.clone());
    }
    for part in (1..=largest.min(left)).rev() {
        parts.push(part);
        add_partitions(left - part, part, parts, all);
        parts.pop();
    }
}

fn sum(counts: &[usize]) -> usize {
    counts.iter().sum()
}

fn weight(n: usize, counts: &[usize]) -> u64 {
    let factorial = |k: usize| (1..=k as u64).product::<u64>();
    counts
        .iter()
        .fold(factorial(n), |weight, &count| weight / factorial(count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_found_whatever_the_order_of_the_counts() {
        let partitions = Partitions::of(6);
        assert_eq!(partitions.weights().len(), 11);
        for (counts, weight) in [
            ([0, 3, 0, 1, 2, 0], 60),
            ([2, 1, 3, 0, 0, 0], 60),
            ([0, 0, 0, 0, 0, 6], 1),
            ([1; 6], 720),
        ] {
            let state = counts.iter().fold(partitions.start(), |state, &count| {
                partitions.after(state, count)
            });
            assert_eq!(partitions.weights()[usize::from(state)], weight);
        }
    }

    #[test]
    fn all_weights_of_the_most_rows_are_told_apart() {
        let partitions = Partitions::of(Partitions::LARGEST);
        assert_eq!(partitions.weights().len(), 627);
        assert_eq!(
            partitions.weights().iter().max(),
            Some(&2_432_902_008_176_640_000)
        );
    }
}
