//! Plain Rust: what every instruction set must reproduce.

use std::array;

#[cfg(target_arch = "x86_64")]
use kosmic_core::InstructionSet;

use super::cross_products::{self, CrossSums, Quad};
use super::lagged_sums::{self, DrawnRow, LagSums};
use super::sums::{self, CountRow, Counts, Row, Rows, Vector, Weight, Weights};
use super::{CHUNK, Escapes, LANES, Lanes, Words};
use crate::resample::{ESCAPE, PoissonTable};

/// Returns the sum of the counts, and leaves in `words` those behind the last.
pub(super) fn poisson_counts(
    key: u64,
    table: &PoissonTable,
    counts: &mut [u8],
    escapes: &mut Escapes,
    words: &mut Words,
) -> u64 {
    let (mut lanes, mut sum) = (Lanes::new(key), 0);
    escapes.clear(counts.len() / CHUNK);
    for (chunk, start) in counts.chunks_exact_mut(CHUNK).zip((0..).step_by(CHUNK)) {
        let (cells, deciding) = (bytes(lanes.step()), bytes(lanes.step()));
        let (first, second) = chunk.split_at_mut(CHUNK / 2);
        let mut mask = 0;
        for place in 0..CHUNK / 2 {
            let cell = usize::from(cells[place] & 63);
            let outcome = if deciding[place] <= table.threshold[cell] {
                table.primary[cell]
            } else {
                table.alias[cell]
            };
            let escaped = outcome == ESCAPE;
            mask |= u64::from(escaped) << place;
            let outcome = if escaped { 0 } else { outcome };
            (first[place], second[place]) = (outcome & 15, outcome >> 4);
            sum += u64::from(outcome & 15) + u64::from(outcome >> 4);
        }
        escapes.note(start, mask);
    }
    let step = lanes.step();
    *words = Words::behind(lanes, step);
    sum
}

/// The bytes of eight words, the least significant of each word first.
fn bytes(words: [u64; 8]) -> [u8; 64] {
    let mut bytes = [0; 64];
    for (bytes, word) in bytes.chunks_exact_mut(8).zip(words) {
        bytes.copy_from_slice(&word.to_le_bytes());
    }
    bytes
}

pub(super) fn weighted_sums<W: Weight, const ORDER: usize, const R: usize>(
    rows: Rows<'_>,
    weights: [Weights<'_, W>; R],
) -> [[f64; ORDER]; R] {
    #[cfg(target_arch = "x86_64")]
    if InstructionSet::fuses() {
        // SAFETY: the processor has FMA.
        return unsafe { fused_sums(rows, weights) };
    }
    weights.map(|weights| sums::weighted_sums::<Plain, W, ORDER, 1>(rows, [weights])[0])
}

/// The same code where `mul_add` is one instruction and not a call.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "fma")]
fn fused_sums<W: Weight, const ORDER: usize, const R: usize>(
    rows: Rows<'_>,
    weights: [Weights<'_, W>; R],
) -> [[f64; ORDER]; R] {
    weights.map(|weights| sums::weighted_sums::<Plain, W, ORDER, 1>(rows, [weights])[0])
}

pub(super) fn add_cross_products<const R: usize>(
    panel: &[Quad],
    counts: [Counts<'_>; R],
    sums: &mut [CrossSums; R],
) {
    cross_products::add_cross_products::<Plain, 2, R>(panel, counts, sums);
}

pub(super) fn add_lagged_sums(drawn: &[DrawnRow], y: &[f64], sums: &mut [LagSums]) {
    lagged_sums::add_lagged_sums::<Plain, 1>(drawn, y, sums);
}

/// Eight doubles in an array.
#[derive(Clone, Copy)]
struct Plain(Row);

impl Plain {
    #[inline(always)]
    fn zipped(self, other: Self, f: impl Fn(f64, f64) -> f64) -> Self {
        Self(array::from_fn(|lane| f(self.0[lane], other.0[lane])))
    }
}

impl Vector for Plain {
    #[inline(always)]
    fn times(self, other: Self) -> Self {
        self.zipped(other, |a, b| a * b)
    }

    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        self.zipped(other, |a, b| a + b)
    }

    #[inline(always)]
    fn fused(self, factor: Self, addend: Self) -> Self {
        Self(array::from_fn(|lane| {
            self.0[lane].mul_add(factor.0[lane], addend.0[lane])
        }))
    }

    #[inline(always)]
    fn load(values: &Row) -> Self {
        Self(*values)
    }

    #[inline(always)]
    fn splat(value: f64) -> Self {
        Self([value; LANES])
    }

    #[inline(always)]
    fn load_counts(counts: &CountRow) -> Self {
        Self(counts.map(f64::from))
    }

    #[inline(always)]
    fn lanes(self) -> Row {
        self.0
    }
}
