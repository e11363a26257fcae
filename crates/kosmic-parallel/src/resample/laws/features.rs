//! What of the counts of a replicate is compared with its law: products of the counts of two rows, sums over some rows.

use kosmic_core::{Purpose, Stream};

use super::Law;
use super::p_values::{Histogram, p_of_frequencies, p_of_mean, two_sided};
use crate::kernel::CHUNK;
use crate::resample::Blocks;

/// Σ c_i c_j over pairs of rows, for each replicate.
pub(super) struct Products {
    pub(super) name: String,
    lag: usize,
    /// 1 for the first rows of the pairs.
    first: Vec<u8>,
    sums: [f64; 2],
}

impl Products {
    pub(super) fn at(name: &str, lag: usize, rows: usize, first: impl Fn(usize) -> bool) -> Self {
        let first = (0..rows.saturating_sub(lag)).map(|row| u8::from(first(row)));
        Self {
            name: format!("{name} {lag}"),
            lag,
            first: first.collect(),
            sums: [0.0; 2],
        }
    }

    pub(super) fn add(&mut self, counts: &[u8]) {
        let pairs = counts
            .iter()
            .zip(counts.iter().skip(self.lag))
            .zip(&self.first);
        let products =
            pairs.map(|((a, b), first)| u32::from(*a) * u32::from(*b) * u32::from(*first));
        let product = f64::from(products.sum::<u32>());
        self.sums[0] += product;
        self.sums[1] += product * product;
    }

    /// E c_i c_j is n (n - 1) / m², so that the covariance is -n / m²; E c_i² is n / m more.
    pub(super) fn p(&self, law: Law) -> f64 {
        let (n, m) = (law.draws as f64, law.rows as f64);
        let square = if self.lag == 0 { n / m } else { 0.0 };
        let pairs: f64 = self.first.iter().map(|first| f64::from(*first)).sum();
        let expected = pairs * (n * (n - 1.0) / (m * m) + square);
        let count = law.replicates as f64;
        let [mean, raw] = self.sums.map(|sum| sum / count);
        let variance = raw - mean * mean;
        if variance <= 0.0 {
            return if mean == expected { 1.0 } else { 0.0 };
        }
        two_sided((mean - expected) / (variance / count).sqrt())
    }
}

/// The draws on some of the rows together.
pub(super) struct Subset {
    pub(super) name: &'static str,
    members: Vec<u8>,
    drawn: Histogram,
}

impl Subset {
    pub(super) fn of(name: &'static str, rows: usize, member: impl Fn(usize) -> bool) -> Self {
        Self {
            name,
            members: (0..rows).map(|row| u8::from(member(row))).collect(),
            drawn: Histogram::new(),
        }
    }

    pub(super) fn add(&mut self, counts: &[u8]) {
        let rows = counts.iter().zip(&self.members);
        let drawn: u32 = rows
            .map(|(count, member)| u32::from(*count) * u32::from(*member))
            .sum();
        *self.drawn.entry(u64::from(drawn)).or_default() += 1;
    }

    pub(super) fn p(&self, law: Law) -> f64 {
        let part = self.members.iter().map(|member| u64::from(*member)).sum();
        let whole = law.rows as u64;
        if part == 0 || part == whole {
            return 1.0;
        }
        p_of_frequencies(&self.drawn, law.draws, part, whole).min(p_of_mean(
            &self.drawn,
            law.draws,
            part,
            whole,
        ))
    }
}

pub(super) fn subsets(rows: usize) -> Vec<Subset> {
    let mut stream = Stream::new(9, Purpose::Simulate, rows as u64);
    let third: Vec<bool> = (0..rows).map(|_| stream.below(3) == 0).collect();
    // The last row of the first of several blocks and its neighbour.
    let edge = Blocks::of(rows as u64).start(1) as usize;
    vec![
        Subset::of("first row", rows, |row| row == 0),
        Subset::of("last row", rows, |row| row + 1 == rows),
        Subset::of("row 63", rows, |row| row == 63),
        Subset::of("row 64", rows, |row| row == 64),
        Subset::of("last of the first block", rows, |row| row + 1 == edge),
        Subset::of("first of the second block", rows, |row| row == edge),
        Subset::of("about the edge of a block", rows, |row| {
            row.abs_diff(edge) < 20
        }),
        Subset::of("first half", rows, |row| row < rows / 2),
        Subset::of("odd rows", rows, |row| row % 2 == 1),
        Subset::of("first of pairs", rows, |row| row % CHUNK < CHUNK / 2),
        Subset::of("last chunk", rows, |row| row / CHUNK == (rows - 1) / CHUNK),
        Subset::of("a third of the rows", rows, |row| third[row]),
    ]
}
