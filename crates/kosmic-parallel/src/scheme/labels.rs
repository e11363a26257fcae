//! Which rows belong together.

use std::collections::HashMap;
use std::hash::Hash;

use kosmic_core::{Purpose, Stream};

/// Rows by their labels: groups in the order in which their labels appear first, rows of a group in theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Labels {
    rows: Vec<usize>,
    /// Where each group ends among `rows`.
    ends: Vec<usize>,
}

impl Labels {
    pub(crate) fn of<L: Hash + Eq>(labels: impl IntoIterator<Item = L>) -> Self {
        let mut numbers = HashMap::new();
        let mut sizes: Vec<usize> = Vec::new();
        let groups: Vec<usize> = labels
            .into_iter()
            .map(|label| {
                let next = numbers.len();
                let group = *numbers.entry(label).or_insert(next);
                if group == sizes.len() {
                    sizes.push(0);
                }
                sizes[group] += 1;
                group
            })
            .collect();
        let mut ends = Vec::with_capacity(sizes.len());
        let mut next = Vec::with_capacity(sizes.len());
        let mut start = 0;
        for size in sizes {
            next.push(start);
            start += size;
            ends.push(start);
        }
        let mut rows = vec![0; groups.len()];
        for (row, group) in groups.into_iter().enumerate() {
            rows[next[group]] = row;
            next[group] += 1;
        }
        Self { rows, ends }
    }

    /// The number of labelled rows.
    pub(crate) fn rows(&self) -> usize {
        self.rows.len()
    }

    /// The number of groups.
    pub(crate) fn count(&self) -> usize {
        self.ends.len()
    }

    /// The number of each row's group.
    pub(crate) fn numbers(&self) -> Vec<usize> {
        let mut numbers = vec![0; self.rows.len()];
        for (number, rows) in self.groups().enumerate() {
            rows.iter().for_each(|&row| numbers[row] = number);
        }
        numbers
    }

    /// A hash of which rows belong together.
    pub(crate) fn hash(&self) -> u64 {
        let numbers = self.rows.iter().chain(&self.ends);
        numbers.fold(0, |hash, &number| {
            Stream::key(hash, Purpose::Stratum, &[number as u64])
        })
    }

    /// The rows of each group.
    pub(crate) fn groups(&self) -> impl Iterator<Item = &[usize]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts
            .zip(&self.ends)
            .map(|(start, &end)| &self.rows[start..end])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_stand_by_their_labels_in_the_order_of_first_appearance() {
        let labels = Labels::of(["b", "a", "b", "c", "a", "b"]);
        let groups: Vec<&[usize]> = labels.groups().collect();
        assert_eq!(groups, [&[0, 2, 5][..], &[1, 4], &[3]]);
        assert_eq!((labels.rows(), labels.count()), (6, 3));
        assert_eq!(Labels::of([0_u8; 0]).count(), 0);
    }
}
