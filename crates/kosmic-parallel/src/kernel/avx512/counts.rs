//! Counts: 64 pairs in three byte permutations.

use std::arch::x86_64::*;

use crate::kernel::lanes::{MIXING, SEED_STEPS};
use crate::kernel::{CHUNK, Escapes, LANES, Lanes, Words};
use crate::resample::{CountTask, ESCAPE, PoissonTable, draw_together};

#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi")]
pub(in crate::kernel) fn draw_counts<const R: usize>(
    tasks: [CountTask<'_>; R],
    counts: &mut [&mut [u8]; R],
    escapes: &mut [Escapes; R],
) {
    draw_together(
        tasks,
        counts,
        escapes,
        |key, table, counts, escapes, words| poisson_counts(key, table, counts, escapes, words),
    );
}

/// Returns the sum of the counts, and leaves in `words` those behind the last.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi")]
fn poisson_counts(
    key: u64,
    table: &PoissonTable,
    counts: &mut [u8],
    escapes: &mut Escapes,
    words: &mut Words,
) -> u64 {
    let [threshold, primary, alias] =
        [&table.threshold, &table.primary, &table.alias].map(|bytes| load_bytes(bytes));
    let mut state = seeded(key);
    let low = _mm512_set1_epi8(15);
    let mut sum = _mm512_setzero_si512();
    escapes.clear(counts.len() / CHUNK);
    for (chunk, start) in counts.chunks_exact_mut(CHUNK).zip((0..).step_by(CHUNK)) {
        let (cells, deciding) = (step(&mut state), step(&mut state));
        // vpermb looks at the lower six bits of each index only.
        let takes = _mm512_cmple_epu8_mask(deciding, _mm512_permutexvar_epi8(cells, threshold));
        let other = _mm512_permutexvar_epi8(cells, alias);
        let outcome = _mm512_mask_permutexvar_epi8(other, takes, cells, primary);
        let mask = _mm512_cmpeq_epi8_mask(outcome, _mm512_set1_epi8(ESCAPE as i8));
        let outcome = _mm512_maskz_mov_epi8(!mask, outcome);
        let first = _mm512_and_si512(outcome, low);
        let second = _mm512_and_si512(_mm512_srli_epi16::<4>(outcome), low);
        sum = _mm512_add_epi64(
            sum,
            _mm512_sad_epu8(_mm512_add_epi8(first, second), _mm512_setzero_si512()),
        );
        store_bytes(chunk, first, second);
        escapes.note(start, mask);
    }
    let block = words_of(step(&mut state));
    let [a, b, c, d] = state;
    let lanes = Lanes {
        words: [words_of(a), words_of(b), words_of(c), words_of(d)],
    };
    *words = Words::behind(lanes, block);
    _mm512_reduce_add_epi64(sum) as u64
}

/// The states of [`Lanes::new`].
#[inline]
#[target_feature(enable = "avx512f,avx512dq")]
fn seeded(key: u64) -> [__m512i; 4] {
    let [first, second] = MIXING.map(|factor| _mm512_set1_epi64(factor as i64));
    let key = _mm512_set1_epi64(key as i64);
    SEED_STEPS.map(|steps| {
        let z = _mm512_add_epi64(key, load_words(&steps));
        let z = _mm512_mullo_epi64(_mm512_xor_si512(z, _mm512_srli_epi64::<30>(z)), first);
        let z = _mm512_mullo_epi64(_mm512_xor_si512(z, _mm512_srli_epi64::<27>(z)), second);
        _mm512_xor_si512(z, _mm512_srli_epi64::<31>(z))
    })
}

/// One step of eight xoshiro256++ generators.
#[inline]
#[target_feature(enable = "avx512f")]
fn step([a, b, c, d]: &mut [__m512i; 4]) -> __m512i {
    let sum = _mm512_add_epi64(*a, *d);
    let out = _mm512_add_epi64(_mm512_rol_epi64::<23>(sum), *a);
    let shifted = _mm512_slli_epi64::<17>(*b);
    *c = _mm512_xor_si512(*c, *a);
    *d = _mm512_xor_si512(*d, *b);
    *b = _mm512_xor_si512(*b, *c);
    *a = _mm512_xor_si512(*a, *d);
    *c = _mm512_xor_si512(*c, shifted);
    *d = _mm512_rol_epi64::<45>(*d);
    out
}

#[inline]
#[target_feature(enable = "avx512f")]
fn load_bytes(bytes: &[u8; 64]) -> __m512i {
    // SAFETY: the array is 64 bytes.
    unsafe { _mm512_loadu_si512(bytes.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx512f")]
fn load_words(words: &[u64; 8]) -> __m512i {
    // SAFETY: the array is 64 bytes.
    unsafe { _mm512_loadu_si512(words.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx512f")]
fn words_of(vector: __m512i) -> [u64; LANES] {
    let mut words = [0; LANES];
    // SAFETY: eight words of 64 bits are 64 bytes.
    unsafe { _mm512_storeu_si512(words.as_mut_ptr().cast(), vector) };
    words
}

#[inline]
#[target_feature(enable = "avx512f")]
fn store_bytes(chunk: &mut [u8], first: __m512i, second: __m512i) {
    assert!(chunk.len() == CHUNK);
    let at = chunk.as_mut_ptr();
    // SAFETY: the chunk is twice 64 bytes.
    unsafe {
        _mm512_storeu_si512(at.cast(), first);
        _mm512_storeu_si512(at.add(CHUNK / 2).cast(), second);
    }
}
