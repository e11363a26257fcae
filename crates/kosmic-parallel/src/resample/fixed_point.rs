//! The rows of a block in fixed point, for sums of order two: integers add up to the same bits in any order, and their
//! byte digits are what vector units multiply fastest.
//!
//! x and y are rounded to 2^-36 units, their products to 2^-41: balanced base-256 digits, five for x and y, six for each
//! product. Rows with |x| or |y| from 7.95 units on, four to eight standard deviations of a normal series, are *wild*:
//! they leave the planes and are summed in floating point. So the mean squares and products of a replicate have an
//! absolute error of at most 2^-42 units², whatever is drawn, and one smaller by sqrt n where roundings are independent.

use std::array;

use kosmic_core::{CoreError, InstructionSet, PairSource, Scratch, read_rows};

use super::blocks::Blocks;
use super::frame::Frame;
use crate::kernel::{
    self, BlockIntegers, CHUNK, DIGIT_ROWS, DIGITS_TOGETHER, DigitChunk, Integers, SECOND,
    digit_chunks,
};

/// The sums of values and products that stand for 1.
const ONE: [f64; SECOND] = {
    let (value, product) = ((1_u64 << 36) as f64, (1_u64 << 41) as f64);
    [value, value, product, product, product]
};

/// Values from here on are wild; all others and their products fit their digits.
const WILD: f64 = 7.95;

/// One block: x, y, x², x y, y².
#[derive(Default)]
pub(crate) struct FixedPoint {
    /// For vectors; empty where plain code works.
    digits: Vec<DigitChunk>,
    /// For plain code; empty where vectors work.
    whole: Vec<Integers>,
    /// The rows that did not fit.
    wild: Vec<(usize, [f64; SECOND])>,
    scratch: Scratch,
}

impl FixedPoint {
    /// Reads the rows of a block.
    pub(crate) fn read<S: PairSource>(
        &mut self,
        set: InstructionSet,
        source: &S,
        frame: &Frame,
        blocks: Blocks,
        block: u64,
    ) -> Result<(), CoreError> {
        let range = blocks.range(block);
        let mut scratch = std::mem::take(&mut self.scratch);
        let (x, y) = read_rows(
            source,
            range.start as usize..range.end as usize,
            &mut scratch,
        )?;
        self.wild.clear();
        self.whole.clear();
        let padded = x.len().next_multiple_of(CHUNK);
        let plain = set == InstructionSet::Scalar;
        let chunks = if plain { 0 } else { digit_chunks(padded) };
        self.digits
            .resize(chunks, [[0; DIGIT_ROWS]; DIGITS_TOGETHER]);
        for chunk in 0..padded / DIGIT_ROWS {
            let rows = (chunk * DIGIT_ROWS).min(x.len())..((chunk + 1) * DIGIT_ROWS).min(x.len());
            let integers = self.integers(frame, rows.start, &x[rows.clone()], &y[rows]);
            if plain {
                self.whole.push(integers);
            } else {
                kernel::write_digits(set, &integers, chunk, &mut self.digits);
            }
        }
        self.scratch = scratch;
        Ok(())
    }

    /// The weighted sums, in units.
    pub(crate) fn sums<const R: usize>(
        &self,
        set: InstructionSet,
        counts: [&[u8]; R],
    ) -> [[f64; SECOND]; R] {
        let block = match set {
            InstructionSet::Scalar => BlockIntegers::Whole(&self.whole),
            _ => BlockIntegers::Digits(&self.digits),
        };
        let tame = kernel::integer_sums(set, block, counts);
        array::from_fn(|which| {
            let mut sums = array::from_fn(|sum| tame[which][sum] as f64 / ONE[sum]);
            for (row, products) in &self.wild {
                let weight = f64::from(counts[which][*row]);
                sums.iter_mut()
                    .zip(products)
                    .for_each(|(sum, product)| *sum += weight * product);
            }
            sums
        })
    }

    /// The integers of at most 64 rows from `first` on, followed by zeros; wild rows are put aside.
    fn integers(&mut self, frame: &Frame, first: usize, x: &[f64], y: &[f64]) -> Integers {
        let (mut a, mut b) = ([0.0; DIGIT_ROWS], [0.0; DIGIT_ROWS]);
        for (placed, values, axis) in [(&mut a, x, &frame.axes[0]), (&mut b, y, &frame.axes[1])] {
            for (placed, value) in placed.iter_mut().zip(values) {
                *placed = axis.place(*value);
            }
        }
        for (row, (a, b)) in a.iter_mut().zip(&mut b).enumerate() {
            if a.abs() >= WILD || b.abs() >= WILD {
                self.wild.push((first + row, products(*a, *b)));
                (*a, *b) = (0.0, 0.0);
            }
        }
        let mut integers = [[0; DIGIT_ROWS]; SECOND];
        for row in 0..DIGIT_ROWS {
            let products = products(a[row], b[row]);
            for sum in 0..SECOND {
                integers[sum][row] = rounded(products[sum] * ONE[sum]);
            }
        }
        integers
    }
}

#[inline(always)]
fn products(x: f64, y: f64) -> [f64; SECOND] {
    [x, y, x * x, x * y, y * y]
}

/// The nearest integer, ties to even, of a value below 2^51: adding 1.5 · 2^52 leaves it in the lowest bits.
#[inline(always)]
fn rounded(value: f64) -> i64 {
    const SHIFT: f64 = 6_755_399_441_055_744.0;
    (value + SHIFT).to_bits() as i64 - SHIFT.to_bits() as i64
}
