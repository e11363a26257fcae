//! Drawn counts against the multinomial law, and wrong counts that must not pass for it.
//!
//! Each test gives a p-value. Right counts must give none below [`ODDS`]; some 300 are looked at, so that chance fails
//! with probability 3e-4 had the seed not been fixed. Wrong counts must give one below [`CAUGHT`].

use std::collections::BTreeMap;

use kosmic_core::{InstructionSet, Purpose, Stream};
use statrs::distribution::{Binomial, ChiSquared, ContinuousCDF, Discrete, Normal};

use super::counts::{CountPlace, PoissonTables};
use super::split::split_draws;
use super::{Blocks, CountTask, Counter, PoissonTable};
use crate::kernel::{self, CHUNK, Range32};

/// The least p-value that right numbers may have.
pub(super) const ODDS: f64 = 1e-6;

/// The largest p-value that wrong numbers may have.
pub(super) const CAUGHT: f64 = 1e-12;

/// How often each number was drawn.
pub(super) type Histogram = BTreeMap<u64, u64>;

/// The p-value of Pearson's statistic, times `shrink`, over runs of values that expect at least 20.
fn p_of_cells(
    drawn: &Histogram,
    values: std::ops::RangeInclusive<u64>,
    expected: impl Fn(u64) -> f64,
    shrink: f64,
) -> f64 {
    let (mut cells, mut cell) = (Vec::new(), (0.0, 0.0));
    for value in values {
        cell.0 += expected(value);
        cell.1 += drawn.get(&value).copied().unwrap_or(0) as f64;
        if cell.0 >= 20.0 {
            cells.push(std::mem::take(&mut cell));
        }
    }
    if let Some(last) = cells.last_mut() {
        *last = (last.0 + cell.0, last.1 + cell.1);
    }
    if cells.len() < 2 {
        return 1.0;
    }
    let terms = cells
        .iter()
        .map(|(expected, found)| (found - expected).powi(2) / expected);
    let freedom = (cells.len() - 1) as f64;
    ChiSquared::new(freedom)
        .unwrap()
        .sf(shrink * terms.sum::<f64>())
}

/// The p-value of numbers as Binomial(n, part / whole), by their frequencies.
pub(super) fn p_of_frequencies(drawn: &Histogram, n: u64, part: u64, whole: u64) -> f64 {
    let law = Binomial::new(part as f64 / whole as f64, n).unwrap();
    let count = drawn.values().sum::<u64>() as f64;
    p_of_cells(
        drawn,
        near_mean(n, part, whole, drawn),
        |k| count * law.pmf(k),
        1.0,
    )
}

/// All values that are likely at all; none that was drawn lies outside.
fn near_mean(n: u64, part: u64, whole: u64, drawn: &Histogram) -> std::ops::RangeInclusive<u64> {
    let mean = (n as f64 * part as f64 / whole as f64) as u64;
    let reach = 12 + 12 * (mean as f64).sqrt() as u64;
    let values = mean.saturating_sub(reach)..=n.min(mean + reach);
    assert!(drawn.keys().all(|k| values.contains(k)), "far from {mean}");
    values
}

/// The p-value of their mean.
pub(super) fn p_of_mean(drawn: &Histogram, n: u64, part: u64, whole: u64) -> f64 {
    let p = part as f64 / whole as f64;
    let (mean, variance) = (n as f64 * p, n as f64 * p * (1.0 - p));
    let count = drawn.values().sum::<u64>() as f64;
    let excess: f64 = drawn
        .iter()
        .map(|(value, times)| (*value as f64 - mean) * *times as f64)
        .sum();
    two_sided(excess / (count * variance).sqrt())
}

fn two_sided(z: f64) -> f64 {
    2.0 * Normal::new(0.0, 1.0).unwrap().sf(z.abs())
}

/// Σ c_i c_j over pairs of rows, for each replicate.
struct Products {
    name: String,
    lag: usize,
    /// 1 for the first rows of the pairs.
    first: Vec<u8>,
    sums: [f64; 2],
}

impl Products {
    fn at(name: &str, lag: usize, rows: usize, first: impl Fn(usize) -> bool) -> Self {
        let first = (0..rows.saturating_sub(lag)).map(|row| u8::from(first(row)));
        Self {
            name: format!("{name} {lag}"),
            lag,
            first: first.collect(),
            sums: [0.0; 2],
        }
    }

    fn add(&mut self, counts: &[u8]) {
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
    fn p(&self, law: Law) -> f64 {
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
struct Subset {
    name: &'static str,
    members: Vec<u8>,
    drawn: Histogram,
}

impl Subset {
    fn of(name: &'static str, rows: usize, member: impl Fn(usize) -> bool) -> Self {
        Self {
            name,
            members: (0..rows).map(|row| u8::from(member(row))).collect(),
            drawn: Histogram::new(),
        }
    }

    fn add(&mut self, counts: &[u8]) {
        let rows = counts.iter().zip(&self.members);
        let drawn: u32 = rows
            .map(|(count, member)| u32::from(*count) * u32::from(*member))
            .sum();
        *self.drawn.entry(u64::from(drawn)).or_default() += 1;
    }

    fn p(&self, law: Law) -> f64 {
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

/// Multinomial(draws; 1/rows, …, 1/rows), looked at in so many replicates.
#[derive(Clone, Copy, Debug)]
struct Law {
    rows: usize,
    draws: u64,
    replicates: u64,
}

impl Law {
    /// The p-values of all tests of counts, by name.
    fn p_values(self, mut draw: impl FnMut(u64, &mut Vec<u8>)) -> Vec<(String, f64)> {
        let rows = self.rows;
        let mut subsets = subsets(rows);
        let lags = [0, 1, 2, 8, 63, 64, 65, 127, 128]
            .into_iter()
            .filter(|lag| *lag < rows);
        let mut products: Vec<Products> = lags
            .map(|lag| Products::at("lag", lag, rows, |_| true))
            .collect();
        products.push(Products::at("pairs at", CHUNK / 2, rows, |row| {
            row % CHUNK < CHUNK / 2
        }));
        let (mut frequencies, mut totals) = ([0_u64; 256], vec![0_u64; rows]);
        let mut counts = Vec::new();
        for replicate in 0..self.replicates {
            draw(replicate, &mut counts);
            assert!(
                counts.len() == rows
                    && counts.iter().map(|count| u64::from(*count)).sum::<u64>() == self.draws
            );
            for (total, count) in totals.iter_mut().zip(&counts) {
                *total += u64::from(*count);
                frequencies[usize::from(*count)] += 1;
            }
            products
                .iter_mut()
                .for_each(|products| products.add(&counts));
            subsets.iter_mut().for_each(|subset| subset.add(&counts));
        }
        let mut found = vec![
            ("frequencies".to_string(), self.p_of_counts(&frequencies)),
            ("totals".to_string(), self.p_of_totals(&totals)),
        ];
        found.extend(
            products
                .iter()
                .map(|products| (products.name.clone(), products.p(self))),
        );
        found.extend(
            subsets
                .iter()
                .map(|subset| (subset.name.to_string(), subset.p(self))),
        );
        found
    }

    /// Counts of all rows together. Those of one replicate hang together: the covariance of their frequencies has
    /// eigenvalues of at most m / (m - 1) times those of independent counts.
    fn p_of_counts(self, frequencies: &[u64; 256]) -> f64 {
        let law = Binomial::new(1.0 / self.rows as f64, self.draws).unwrap();
        let count = self.replicates as f64 * self.rows as f64;
        let drawn: Histogram = (0..).zip(frequencies.iter().copied()).collect();
        let shrink = 1.0 - 1.0 / self.rows as f64;
        p_of_cells(
            &drawn,
            0..=self.draws.min(255),
            |k| count * law.pmf(k),
            shrink,
        )
    }

    /// What all replicates drew of each row is multinomial too.
    fn p_of_totals(self, totals: &[u64]) -> f64 {
        let expected = self.replicates as f64 * self.draws as f64 / self.rows as f64;
        let terms = totals
            .iter()
            .map(|total| (*total as f64 - expected).powi(2) / expected);
        ChiSquared::new((self.rows - 1) as f64)
            .unwrap()
            .sf(terms.sum())
    }

    #[track_caller]
    fn assert_holds(self, draw: impl FnMut(u64, &mut Vec<u8>)) {
        for (name, p) in self.p_values(draw) {
            assert!(p > ODDS, "{self:?}: {name} has p-value {p}");
        }
    }

    #[track_caller]
    fn assert_caught(self, draw: impl FnMut(u64, &mut Vec<u8>)) {
        let p_values = self.p_values(draw);
        let least = p_values.iter().map(|(_, p)| *p).fold(1.0, f64::min);
        assert!(least < CAUGHT, "{self:?} passes: {p_values:?}");
    }
}

fn subsets(rows: usize) -> Vec<Subset> {
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

fn place(replicate: u64, block: u64) -> CountPlace {
    CountPlace {
        seed: 1,
        replicate,
        block,
    }
}

fn law(rows: usize, draws: u64) -> Law {
    let replicates = (12_000_000 / rows as u64).clamp(300, 100_000);
    Law {
        rows,
        draws,
        replicates,
    }
}

/// What the kernel draws in one block.
fn drawn(law: Law) -> impl FnMut(u64, u64, &mut Vec<u8>) {
    let tables = PoissonTables::new(law.rows);
    move |replicate, draws, counts| {
        let mut counter = Counter::new(InstructionSet::best(), &tables);
        counts.clear();
        counts.extend_from_slice(&counter.draw(place(replicate, 0), law.rows, draws)[..law.rows]);
    }
}

#[test]
fn counts_of_a_block_are_multinomial() {
    for (rows, draws) in [
        (3, 3),
        (7, 200),
        (15, 15),
        (50, 50),
        (63, 70),
        (100, 60),
        (128, 128),
        (129, 100),
        (200, 260),
        (500, 20),
        (1000, 1000),
        (4099, 4000),
        (16_384, 16_500),
    ] {
        let law = law(rows, draws);
        let mut draw = drawn(law);
        law.assert_holds(|replicate, counts| draw(replicate, draws, counts));
    }
}

#[test]
fn counts_over_several_blocks_are_multinomial() {
    for rows in [16_385, 40_001] {
        let blocks = Blocks::of(rows as u64);
        let tables = PoissonTables::new(blocks.largest());
        let mut counter = Counter::new(InstructionSet::best(), &tables);
        let law = law(rows, rows as u64);
        let mut draws = Vec::new();
        law.assert_holds(|replicate, counts| {
            draws.clear();
            counts.clear();
            split_draws(1, replicate, blocks, 0..blocks.count(), &mut draws);
            for (block, draws) in (0..).zip(&draws) {
                let rows = blocks.rows_in(block..block + 1) as usize;
                counts.extend_from_slice(
                    &counter.draw(place(replicate, block), rows, *draws)[..rows],
                );
            }
        });
    }
}

#[test]
fn dropped_escapes_are_caught() {
    for (rows, draws) in [(200, 200), (16_384, 16_384)] {
        let mean = (draws as f64 - 1.25 * (rows as f64).sqrt()) / rows as f64;
        let table = PoissonTable::new(mean);
        let dropping = PoissonTable::new(mean).without_escapes();
        let draw = |table| {
            move |key, counts: &mut Vec<u8>| {
                let task = CountTask {
                    key,
                    rows: Range32::new(rows),
                    draws: Some(draws),
                    table: Some(table),
                };
                counts.resize(rows.next_multiple_of(CHUNK), 0);
                let escapes = &mut Default::default();
                kernel::draw_counts(
                    InstructionSet::best(),
                    [task],
                    &mut [&mut counts[..]],
                    escapes,
                );
                counts.truncate(rows);
            }
        };
        law(rows, draws).assert_holds(draw(&table));
        law(rows, draws).assert_caught(draw(&dropping));
    }
}

/// The last of the draws, or as many as are usually added, never fall on the last row, or on the first.
#[test]
fn biased_additions_are_caught() {
    for (rows, added) in [(15, 1), (15, 5), (200, 17)] {
        for first in [0, 1] {
            let law = law(rows, rows as u64);
            let mut draw = drawn(law);
            law.assert_caught(|replicate, counts| {
                draw(replicate, law.draws - added, counts);
                let mut stream = Stream::new(2, Purpose::Simulate, replicate);
                for _ in 0..added {
                    counts[first + stream.below(rows as u64 - 1) as usize] += 1;
                }
            });
        }
    }
}

/// Draws are taken from rows that have any, not from the draws.
#[test]
fn biased_removals_are_caught() {
    for (rows, removed) in [(15, 1), (200, 5), (4099, 20)] {
        let law = law(rows, rows as u64);
        let mut draw = drawn(law);
        law.assert_caught(|replicate, counts| {
            draw(replicate, law.draws + removed, counts);
            let mut stream = Stream::new(3, Purpose::Simulate, replicate);
            let mut left = removed;
            while left > 0 {
                let row = stream.below(rows as u64) as usize;
                if counts[row] > 0 {
                    counts[row] -= 1;
                    left -= 1;
                }
            }
        });
    }
}

/// Rows shifted by one between two blocks, as if the first were one row longer than its draws are for.
#[test]
fn draws_for_one_row_more_are_caught() {
    let rows = 16_385_u64;
    let blocks = Blocks::of(rows);
    let first = blocks.rows_in(0..1);
    let p = |wrong: bool| {
        let (mut drawn, mut draws) = (Histogram::new(), Vec::new());
        for replicate in 0..1_000_000 {
            draws.clear();
            split_draws(4, replicate, blocks, 0..2, &mut draws);
            *drawn.entry(draws[0] + u64::from(wrong)).or_default() += 1;
        }
        p_of_frequencies(&drawn, rows, first, rows).min(p_of_mean(&drawn, rows, first, rows))
    };
    assert!(p(false) > ODDS, "{}", p(false));
    assert!(p(true) < CAUGHT, "{}", p(true));
}
