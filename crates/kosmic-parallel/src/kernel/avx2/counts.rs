//! Counts: 32 pairs by four shuffles a table.

use std::arch::x86_64::*;

use crate::kernel::{CHUNK, Escapes, LANES, Lanes, Words};
use crate::resample::{CountTask, ESCAPE, PoissonTable, draw_together};

#[target_feature(enable = "avx2,fma")]
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
#[target_feature(enable = "avx2,fma")]
fn poisson_counts(
    key: u64,
    table: &PoissonTable,
    counts: &mut [u8],
    escapes: &mut Escapes,
    words: &mut Words,
) -> u64 {
    let [threshold, primary, alias] =
        [&table.threshold, &table.primary, &table.alias].map(|bytes| quarters(bytes));
    let mut lanes = Lanes::new(key);
    let mut state = lanes.words.map(|word| [load(&word[..4]), load(&word[4..])]);
    let low = _mm256_set1_epi8(15);
    let mut sum = _mm256_setzero_si256();
    escapes.clear(counts.len() / CHUNK);
    for (chunk, start) in counts.chunks_exact_mut(CHUNK).zip((0..).step_by(CHUNK)) {
        let (cells, deciding) = (step(&mut state), step(&mut state));
        let mut mask = 0_u64;
        for half in 0..2 {
            let places = places(cells[half]);
            let limit = look_up(&threshold, &places);
            let takes = _mm256_cmpeq_epi8(_mm256_min_epu8(deciding[half], limit), deciding[half]);
            let outcome =
                _mm256_blendv_epi8(look_up(&alias, &places), look_up(&primary, &places), takes);
            let escaped = _mm256_cmpeq_epi8(outcome, _mm256_set1_epi8(ESCAPE as i8));
            mask |= u64::from(_mm256_movemask_epi8(escaped) as u32) << (32 * half);
            let outcome = _mm256_andnot_si256(escaped, outcome);
            let first = _mm256_and_si256(outcome, low);
            let second = _mm256_and_si256(_mm256_srli_epi16::<4>(outcome), low);
            let both = _mm256_sad_epu8(_mm256_add_epi8(first, second), _mm256_setzero_si256());
            sum = _mm256_add_epi64(sum, both);
            store(&mut chunk[32 * half..], first);
            store(&mut chunk[CHUNK / 2 + 32 * half..], second);
        }
        escapes.note(start, mask);
    }
    let (mut block, [lower, upper]) = ([0; LANES], step(&mut state));
    store_words(&mut block[..4], lower);
    store_words(&mut block[4..], upper);
    for (word, [lower, upper]) in lanes.words.iter_mut().zip(state) {
        store_words(&mut word[..4], lower);
        store_words(&mut word[4..], upper);
    }
    *words = Words::behind(lanes, block);
    let mut parts = [0; 4];
    store_words(&mut parts, sum);
    parts.iter().sum()
}

/// One step of eight xoshiro256++ generators, four in each vector.
#[inline]
#[target_feature(enable = "avx2")]
fn step([a, b, c, d]: &mut [[__m256i; 2]; 4]) -> [__m256i; 2] {
    let mut out = *a;
    for half in 0..2 {
        let sum = _mm256_add_epi64(a[half], d[half]);
        out[half] = _mm256_add_epi64(rotated::<23, 41>(sum), a[half]);
        let shifted = _mm256_slli_epi64::<17>(b[half]);
        c[half] = _mm256_xor_si256(c[half], a[half]);
        d[half] = _mm256_xor_si256(d[half], b[half]);
        b[half] = _mm256_xor_si256(b[half], c[half]);
        a[half] = _mm256_xor_si256(a[half], d[half]);
        c[half] = _mm256_xor_si256(c[half], shifted);
        d[half] = rotated::<45, 19>(d[half]);
    }
    out
}

#[inline]
#[target_feature(enable = "avx2")]
fn rotated<const LEFT: i32, const RIGHT: i32>(words: __m256i) -> __m256i {
    _mm256_or_si256(
        _mm256_slli_epi64::<LEFT>(words),
        _mm256_srli_epi64::<RIGHT>(words),
    )
}

/// A table of 64 bytes as four of 16, each in both halves of a vector.
#[inline]
#[target_feature(enable = "avx2")]
fn quarters(table: &[u8; 64]) -> [__m256i; 4] {
    std::array::from_fn(|quarter| {
        // SAFETY: 16 bytes from each multiple of 16 below 64 are in the array.
        let bytes = unsafe { _mm_loadu_si128(table.as_ptr().add(16 * quarter).cast()) };
        _mm256_broadcastsi128_si256(bytes)
    })
}

/// Where cells lie in each quarter: the index within it, or a byte with its highest bit set, for which a shuffle gives 0.
#[inline]
#[target_feature(enable = "avx2")]
fn places(cells: __m256i) -> [__m256i; 4] {
    let cells = _mm256_and_si256(cells, _mm256_set1_epi8(63));
    std::array::from_fn(|quarter| {
        let within = _mm256_sub_epi8(cells, _mm256_set1_epi8(16 * quarter as i8));
        _mm256_adds_epu8(within, _mm256_set1_epi8(0x70))
    })
}

#[inline]
#[target_feature(enable = "avx2")]
fn look_up(table: &[__m256i; 4], places: &[__m256i; 4]) -> __m256i {
    let [a, b, c, d] =
        std::array::from_fn(|quarter| _mm256_shuffle_epi8(table[quarter], places[quarter]));
    _mm256_or_si256(_mm256_or_si256(a, b), _mm256_or_si256(c, d))
}

#[inline]
#[target_feature(enable = "avx2")]
fn load(words: &[u64]) -> __m256i {
    assert!(words.len() == 4);
    // SAFETY: four words are 32 bytes.
    unsafe { _mm256_loadu_si256(words.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx2")]
fn store_words(words: &mut [u64], values: __m256i) {
    assert!(words.len() == 4);
    // SAFETY: four words are 32 bytes.
    unsafe { _mm256_storeu_si256(words.as_mut_ptr().cast(), values) };
}

#[inline]
#[target_feature(enable = "avx2")]
fn store(bytes: &mut [u8], values: __m256i) {
    assert!(bytes.len() >= 32);
    // SAFETY: 32 bytes have room.
    unsafe { _mm256_storeu_si256(bytes.as_mut_ptr().cast(), values) };
}
