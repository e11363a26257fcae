//! Digits: `vpmaddubsw` multiplies 32 counts with 32 digits and adds them up in pairs of 16 bits.

use std::arch::x86_64::*;

use crate::kernel::digits::{
    self, DIGIT_ROWS, DIGITS_TOGETHER, DigitChunk, DigitSums, GROUPS, Integers,
};

/// Counts up to this may be added up in 16 bits over [`DEFERRED`] chunks: four pairs of products up to 128 · 15 in each half.
const SMALL: u8 = 15;

/// Chunks whose products are added up in 16 bits.
const DEFERRED: usize = 4;

#[target_feature(enable = "avx2,fma")]
pub(in crate::kernel) fn write_digits(
    integers: &Integers,
    chunk: usize,
    digits: &mut [DigitChunk],
) {
    digits::write_digits(integers, chunk, digits);
}

#[target_feature(enable = "avx2")]
pub(in crate::kernel) fn digit_sums(
    digits: &[DigitChunk],
    counts: &[[u8; DIGIT_ROWS]],
) -> DigitSums {
    let mut sums = [[0; DIGITS_TOGETHER]; GROUPS];
    let chunks = digits.len() / GROUPS;
    let small = counts
        .as_flattened()
        .iter()
        .fold(0, |largest: u8, &count| largest.max(count))
        <= SMALL;
    for (sums, digits) in sums.iter_mut().zip(digits.chunks_exact(chunks.max(1))) {
        *sums = if small {
            sums_of_small(digits, counts)
        } else {
            sums_of_any(digits, counts)
        };
    }
    sums
}

/// Digit by digit, so that the counts of the deferred chunks stay in eight registers.
#[inline]
#[target_feature(enable = "avx2")]
fn sums_of_small(digits: &[DigitChunk], counts: &[[u8; DIGIT_ROWS]]) -> [i32; DIGITS_TOGETHER] {
    let mut sums = [_mm256_setzero_si256(); DIGITS_TOGETHER];
    let (whole, rest) = digits.as_chunks::<DEFERRED>();
    let (whole_counts, rest_counts) = counts.as_chunks::<DEFERRED>();
    for (digits, counts) in whole.iter().zip(whole_counts) {
        add_deferred(&mut sums, digits, counts);
    }
    for (digits, counts) in rest.iter().zip(rest_counts) {
        add_deferred(
            &mut sums,
            std::array::from_ref(digits),
            std::array::from_ref(counts),
        );
    }
    sums.map(|sum| total(sum))
}

#[inline]
#[target_feature(enable = "avx2")]
fn add_deferred<const CHUNKS: usize>(
    sums: &mut [__m256i; DIGITS_TOGETHER],
    digits: &[DigitChunk; CHUNKS],
    counts: &[[u8; DIGIT_ROWS]; CHUNKS],
) {
    let ones = _mm256_set1_epi16(1);
    let weights = counts
        .each_ref()
        .map(|counts| [load(counts, 0), load(counts, 1)]);
    for (digit, sum) in sums.iter_mut().enumerate() {
        let mut pairs = [_mm256_setzero_si256(); 2];
        for (digits, weights) in digits.iter().zip(&weights) {
            for half in 0..2 {
                let products = _mm256_maddubs_epi16(weights[half], load(&digits[digit], half));
                pairs[half] = _mm256_add_epi16(pairs[half], products);
            }
        }
        let both = _mm256_add_epi32(
            _mm256_madd_epi16(pairs[0], ones),
            _mm256_madd_epi16(pairs[1], ones),
        );
        *sum = _mm256_add_epi32(*sum, both);
    }
}

/// Counts of any size: both factors are widened before they are multiplied.
#[inline]
#[target_feature(enable = "avx2")]
fn sums_of_any(digits: &[DigitChunk], counts: &[[u8; DIGIT_ROWS]]) -> [i32; DIGITS_TOGETHER] {
    let mut sums = [_mm256_setzero_si256(); DIGITS_TOGETHER];
    for (digits, counts) in digits.iter().zip(counts) {
        for half in 0..2 {
            let weights = load(counts, half);
            let [low, high] = [
                _mm256_castsi256_si128(weights),
                _mm256_extracti128_si256::<1>(weights),
            ]
            .map(|bytes| _mm256_cvtepu8_epi16(bytes));
            for (sum, plane) in sums.iter_mut().zip(digits) {
                let plane = load(plane, half);
                let [below, above] = [
                    _mm256_castsi256_si128(plane),
                    _mm256_extracti128_si256::<1>(plane),
                ]
                .map(|bytes| _mm256_cvtepi8_epi16(bytes));
                let products = _mm256_add_epi32(
                    _mm256_madd_epi16(low, below),
                    _mm256_madd_epi16(high, above),
                );
                *sum = _mm256_add_epi32(*sum, products);
            }
        }
    }
    sums.map(|sum| total(sum))
}

#[inline]
#[target_feature(enable = "avx2")]
fn total(sums: __m256i) -> i32 {
    let mut lanes = [0; 8];
    // SAFETY: eight words of 32 bits have room.
    unsafe { _mm256_storeu_si256(lanes.as_mut_ptr().cast(), sums) };
    lanes.iter().sum()
}

/// The first or second 32 bytes.
#[inline]
#[target_feature(enable = "avx2")]
fn load(bytes: &[u8; DIGIT_ROWS], half: usize) -> __m256i {
    // SAFETY: 32 bytes begin at 0 and at 32.
    unsafe { _mm256_loadu_si256(bytes.as_ptr().add(32 * half.min(1)).cast()) }
}
