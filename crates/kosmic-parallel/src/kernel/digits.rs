//! Integers as digits, one byte each, for units that multiply bytes: 64 rows of one digit stand side by side.

use super::SECOND;

/// Rows of a digit that stand side by side.
pub(crate) const DIGIT_ROWS: usize = 64;

/// Digits of x, y, x², x y and y².
const PLACES: [usize; SECOND] = [5, 5, 6, 6, 6];

/// Digits whose sums are kept in registers at the same time.
pub(crate) const DIGITS_TOGETHER: usize = 7;

/// Groups of digits: 28 in all.
pub(super) const GROUPS: usize = 4;

/// The digits of one group for 64 rows. A block holds them by groups, then by chunks of rows.
pub(crate) type DigitChunk = [[u8; DIGIT_ROWS]; DIGITS_TOGETHER];

/// The integers of 64 rows.
pub(crate) type Integers = [[i64; DIGIT_ROWS]; SECOND];

/// The sums of all digits, group by group.
pub(super) type DigitSums = [[i32; DIGITS_TOGETHER]; GROUPS];

/// How many chunks a block of `rows` rows takes in all groups together.
pub(crate) fn digit_chunks(rows: usize) -> usize {
    GROUPS * rows.div_ceil(DIGIT_ROWS)
}

/// Writes balanced digits, from -128 to 127, least first: the bytes of the integer plus 128 in each place, less 128.
#[inline(always)]
pub(super) fn write_digits(integers: &Integers, chunk: usize, digits: &mut [DigitChunk]) {
    let chunks = digits.len() / GROUPS;
    let mut digit = 0;
    for (integers, places) in integers.iter().zip(PLACES) {
        for place in 0..places {
            let plane =
                &mut digits[digit / DIGITS_TOGETHER * chunks + chunk][digit % DIGITS_TOGETHER];
            for (byte, integer) in plane.iter_mut().zip(integers) {
                *byte = ((integer + bias(places)) >> (8 * place)) as u8 ^ 128;
            }
            digit += 1;
        }
    }
}

/// 128 in each place.
const fn bias(places: usize) -> i64 {
    ((1_i64 << (8 * places)) - 1) / 255 * 128
}

/// The sums of integers from those of their digits.
pub(super) fn from_digits(sums: &DigitSums) -> [i64; SECOND] {
    let mut digits = sums.as_flattened().iter();
    PLACES.map(|places| {
        let places = digits.by_ref().take(places).enumerate();
        places
            .map(|(place, sum)| i64::from(*sum) << (8 * place))
            .sum()
    })
}

/// The sums of digits in plain code.
pub(super) fn digit_sums(digits: &[DigitChunk], counts: &[[u8; DIGIT_ROWS]]) -> DigitSums {
    let mut sums = [[0; DIGITS_TOGETHER]; GROUPS];
    let chunks = digits.len() / GROUPS;
    for (sums, digits) in sums.iter_mut().zip(digits.chunks_exact(chunks.max(1))) {
        for (planes, counts) in digits.iter().zip(counts) {
            for (sum, plane) in sums.iter_mut().zip(planes) {
                let products = plane.iter().zip(counts);
                *sum += products
                    .map(|(digit, count)| i32::from(*digit as i8) * i32::from(*count))
                    .sum::<i32>();
            }
        }
    }
    sums
}

/// The sums of integers that are whole: what plain code does faster than with digits.
pub(super) fn whole_sums(block: &[Integers], counts: &[[u8; DIGIT_ROWS]]) -> [i64; SECOND] {
    let mut sums = [0; SECOND];
    for ([x, y, xx, xy, yy], counts) in block.iter().zip(counts) {
        for (row, &count) in counts.iter().enumerate() {
            let w = i64::from(count);
            sums[0] += w * x[row];
            sums[1] += w * y[row];
            sums[2] += w * xx[row];
            sums[3] += w * xy[row];
            sums[4] += w * yy[row];
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use kosmic_core::{InstructionSet, Purpose, Stream};

    use super::*;
    use crate::kernel::{BlockIntegers, integer_sums};

    /// Integers up to the ends of their digits, and counts up to `most`.
    fn block(chunks: usize, most: u8) -> (Vec<Integers>, Vec<u8>) {
        let mut stream = Stream::new(3, Purpose::Simulate, chunks as u64);
        let integers = (0..chunks).map(|_| {
            PLACES.map(|places| {
                let ends = [-bias(places), bias(places) / 128 * 127];
                std::array::from_fn(|row| match row {
                    0 | 1 => ends[row],
                    _ => ends[0] + stream.below((ends[1] - ends[0]) as u64) as i64,
                })
            })
        });
        let integers = integers.collect();
        let mut counts: Vec<u8> = (0..chunks * DIGIT_ROWS)
            .map(|_| stream.below(5) as u8)
            .collect();
        if let [first, second, ..] = &mut counts[..] {
            (*first, *second) = (most, most);
        }
        (integers, counts)
    }

    #[test]
    fn every_instruction_set_gives_the_sums_of_the_whole_integers() {
        for (chunks, most) in [(0, 0), (2, 4), (4, 15), (6, 16), (20, 255), (256, 255)] {
            let (whole, counts) = block(chunks, most);
            let counts = &counts[..];
            let [expected] = integer_sums(
                InstructionSet::Scalar,
                BlockIntegers::Whole(&whole),
                [counts],
            );
            for set in InstructionSet::available() {
                let mut digits =
                    vec![[[0; DIGIT_ROWS]; DIGITS_TOGETHER]; digit_chunks(chunks * DIGIT_ROWS)];
                for (chunk, integers) in whole.iter().enumerate() {
                    crate::kernel::write_digits(set, integers, chunk, &mut digits);
                }
                let block = BlockIntegers::Digits(&digits);
                assert_eq!(
                    integer_sums(set, block, [counts; 4]),
                    [expected; 4],
                    "{set}, {chunks}, {most}"
                );
            }
        }
    }
}
