//! Digits: `vpdpbusd` multiplies 64 counts with 64 digits and adds them up in groups of four.

use std::arch::x86_64::*;

use crate::kernel::digits::{
    self, DIGIT_ROWS, DIGITS_TOGETHER, DigitChunk, DigitSums, GROUPS, Integers,
};

#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi")]
pub(in crate::kernel) fn write_digits(
    integers: &Integers,
    chunk: usize,
    digits: &mut [DigitChunk],
) {
    digits::write_digits(integers, chunk, digits);
}

/// The sums for `R` sets of counts, which share the loads of digits. A lane holds the products of at most 32768 draws
/// with digits up to 128: 22 bits.
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")]
pub(in crate::kernel) fn digit_sums<const R: usize>(
    digits: &[DigitChunk],
    counts: [&[[u8; DIGIT_ROWS]]; R],
) -> [DigitSums; R] {
    let mut sums = [[[0; DIGITS_TOGETHER]; GROUPS]; R];
    let chunks = digits.len() / GROUPS;
    for (group, digits) in digits.chunks_exact(chunks.max(1)).enumerate() {
        let mut lanes = [[_mm512_setzero_si512(); DIGITS_TOGETHER]; R];
        let counts = counts.map(|counts| &counts[..digits.len()]);
        for (chunk, digits) in digits.iter().enumerate() {
            let weights = counts.map(|counts| load(&counts[chunk]));
            for (digit, plane) in digits.iter().enumerate() {
                let plane = load(plane);
                for (lanes, weights) in lanes.iter_mut().zip(weights) {
                    lanes[digit] = _mm512_dpbusd_epi32(lanes[digit], weights, plane);
                }
            }
        }
        for (sums, lanes) in sums.iter_mut().zip(lanes) {
            sums[group] = lanes.map(|lanes| _mm512_reduce_add_epi32(lanes));
        }
    }
    sums
}

#[inline]
#[target_feature(enable = "avx512f")]
fn load(bytes: &[u8; 64]) -> __m512i {
    // SAFETY: the array is 64 bytes.
    unsafe { _mm512_loadu_si512(bytes.as_ptr().cast()) }
}
