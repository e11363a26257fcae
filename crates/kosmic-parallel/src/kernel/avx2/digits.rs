//! Digits: `vpmaddubsw` multiplies 32 counts with 32 digits and adds them up in pairs of 16 bits.

use std::arch::x86_64::*;

use crate::kernel::digits::{
    self, DIGIT_ROWS, DIGITS_TOGETHER, DigitChunk, DigitSums, GROUPS, Integers,
};

/// Counts up to this may be added up in 16 bits over [`DEFERRED`] chunks: 2 · 4 pairs of products up to 128 · 15.
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

#[inline]
#[target_feature(enable = "avx2")]
fn sums_of_small(digits: &[DigitChunk], counts: &[[u8; DIGIT_ROWS]]) -> [i32; DIGITS_TOGETHER] {
    let mut sums = [_mm256_setzero_si256(); DIGITS_TOGETHER];
    let ones = _mm256_set1_epi16(1);
    for (digits, counts) in digits.chunks(DEFERRED).zip(counts.chunks(DEFERRED)) {
        let mut pairs = [_mm256_setzero_si256(); DIGITS_TOGETHER];
        for (digits, counts) in digits.iter().zip(counts) {
            for half in 0..2 {
                let weights = load(counts, half);
                for (pairs, plane) in pairs.iter_mut().zip(digits) {
                    *pairs =
                        _mm256_add_epi16(*pairs, _mm256_maddubs_epi16(weights, load(plane, half)));
                }
            }
        }
        for (sum, pairs) in sums.iter_mut().zip(pairs) {
            *sum = _mm256_add_epi32(*sum, _mm256_madd_epi16(pairs, ones));
        }
    }
    sums.map(|sum| total(sum))
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
