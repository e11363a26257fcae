//! The kernel's counts hold the law; each way to draw them wrongly is caught.

use kosmic_core::{InstructionSet, Purpose, Stream};

use super::p_values::{p_of_frequencies, p_of_mean};
use super::*;
use crate::kernel::{self, Range32};
use crate::resample::counts::{CountPlace, PoissonTables};
use crate::resample::split::split_draws;
use crate::resample::{Blocks, CountTask, Counter, PoissonTable};

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

/// What the kernel draws in one block with a certain table.
fn drawn_with(table: &PoissonTable, law: Law) -> impl FnMut(u64, &mut Vec<u8>) {
    drawn_by(InstructionSet::best(), table, law)
}

/// The same by certain instructions.
fn drawn_by(set: InstructionSet, table: &PoissonTable, law: Law) -> impl FnMut(u64, &mut Vec<u8>) {
    move |key, counts| {
        let task = CountTask {
            key,
            rows: Range32::new(law.rows),
            draws: Some(law.draws),
            table: Some(table),
        };
        counts.resize(law.rows.next_multiple_of(CHUNK), 0);
        kernel::draw_counts(set, [task], &mut [&mut counts[..]], &mut Default::default());
        counts.truncate(law.rows);
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
        let law = law(rows, draws);
        law.assert_holds(drawn_with(&table, law));
        law.assert_caught(drawn_with(&dropping, law));
    }
}

/// A mean far above the share of the draws: all that is wrong with taking draws away would show.
#[test]
fn counts_from_which_many_draws_are_taken_away_are_multinomial() {
    for (rows, draws) in [(50, 20), (200, 160), (1000, 700)] {
        let law = law(rows, draws);
        law.assert_holds(drawn_with(&PoissonTable::new(1.25), law));
    }
}

/// With the likeliest pair in cells alone most chunks have many escapes, and every count above 0 is one: what is wrong with
/// escapes shows, be it in one of many of a chunk or in how counts as large as theirs are taken from.
#[test]
fn counts_that_escape_more_often_than_not_are_multinomial() {
    for (rows, draws, mean) in [(50, 50, 0.8), (200, 160, 1.25), (1000, 1000, 0.95)] {
        let law = law(rows, draws);
        law.assert_holds(drawn_with(&PoissonTable::carrying(mean, 1), law));
    }
}

#[test]
fn every_instruction_set_draws_the_counts_of_plain_code() {
    let usual = PoissonTable::new(0.95);
    let escaping = PoissonTable::carrying(0.95, 1);
    for (rows, draws) in [(15, 15), (129, 110), (1000, 1000), (4099, 3900)] {
        for table in [&usual, &escaping] {
            let law = law(rows, draws);
            let (mut plain, mut vectors) = (Vec::new(), Vec::new());
            for key in 0..50 {
                drawn_by(InstructionSet::Scalar, table, law)(key, &mut plain);
                for set in InstructionSet::available() {
                    drawn_by(set, table, law)(key, &mut vectors);
                    assert_eq!(vectors, plain, "{law:?}, key {key}, {set}");
                }
            }
        }
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
