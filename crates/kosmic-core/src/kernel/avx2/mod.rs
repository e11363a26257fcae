//! AVX2 with FMA: eight doubles in two registers.

use std::arch::x86_64::*;

use crate::kernel::{Kernel, LANES, Vector};

#[target_feature(enable = "avx2,fma")]
pub(super) fn run<K: Kernel>(kernel: K) -> K::Output {
    kernel.run::<Halves>()
}

/// Eight doubles in two registers. Only what [`run`] calls makes and uses one: the processor has AVX2 and FMA wherever one
/// exists.
#[derive(Clone, Copy)]
pub(super) struct Halves([__m256d; 2]);

impl Vector for Halves {
    const HELD: usize = 8;

    #[inline(always)]
    fn splat(value: f64) -> Self {
        // SAFETY: the processor has AVX2 (see the type).
        Self([unsafe { _mm256_set1_pd(value) }; 2])
    }

    #[inline(always)]
    fn load(values: &[f64; LANES]) -> Self {
        // SAFETY: the processor has AVX2 (see the type); four doubles begin at 0 and at 4.
        Self([0, 4].map(|first| unsafe { _mm256_loadu_pd(values.as_ptr().add(first)) }))
    }

    #[inline(always)]
    fn load_single(values: &[f32; LANES]) -> Self {
        let widened = |first: usize| {
            // SAFETY: the processor has AVX2 (see the type); four singles begin at 0 and at 4.
            unsafe { _mm256_cvtps_pd(_mm_loadu_ps(values.as_ptr().add(first))) }
        };
        Self([0, 4].map(widened))
    }

    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        // SAFETY: the processor has AVX2 (see the type).
        Self([0, 1].map(|half| unsafe { _mm256_add_pd(self.0[half], other.0[half]) }))
    }

    #[inline(always)]
    fn minus(self, other: Self) -> Self {
        // SAFETY: the processor has AVX2 (see the type).
        Self([0, 1].map(|half| unsafe { _mm256_sub_pd(self.0[half], other.0[half]) }))
    }

    #[inline(always)]
    fn times(self, other: Self) -> Self {
        // SAFETY: the processor has AVX2 (see the type).
        Self([0, 1].map(|half| unsafe { _mm256_mul_pd(self.0[half], other.0[half]) }))
    }

    #[inline(always)]
    fn over(self, other: Self) -> Self {
        // SAFETY: the processor has AVX2 (see the type).
        Self([0, 1].map(|half| unsafe { _mm256_div_pd(self.0[half], other.0[half]) }))
    }

    #[inline(always)]
    fn root(self) -> Self {
        // SAFETY: the processor has AVX2 (see the type).
        Self(self.0.map(|half| unsafe { _mm256_sqrt_pd(half) }))
    }

    #[inline(always)]
    fn fused(self, factor: Self, addend: Self) -> Self {
        let fused = |half: usize| {
            // SAFETY: the processor has FMA (see the type).
            unsafe { _mm256_fmadd_pd(self.0[half], factor.0[half], addend.0[half]) }
        };
        Self([0, 1].map(fused))
    }

    #[inline(always)]
    fn fused_minus(self, factor: Self, subtrahend: Self) -> Self {
        let fused = |half: usize| {
            // SAFETY: the processor has FMA (see the type).
            unsafe { _mm256_fmsub_pd(self.0[half], factor.0[half], subtrahend.0[half]) }
        };
        Self([0, 1].map(fused))
    }

    #[inline(always)]
    fn transposed(rows: [Self; LANES]) -> [Self; LANES] {
        let mut columns = rows;
        for (half, other) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
            let [a, b, c, d] = [0, 1, 2, 3].map(|row| rows[4 * half + row].0[other]);
            // SAFETY: the processor has AVX2 (see the type).
            let turned = unsafe { turned(a, b, c, d) };
            for (column, turned) in turned.into_iter().enumerate() {
                columns[4 * other + column].0[half] = turned;
            }
        }
        columns
    }

    #[inline(always)]
    fn lanes(self) -> [f64; LANES] {
        let mut lanes = [0.0; LANES];
        for (half, lanes) in self.0.into_iter().zip(lanes.chunks_exact_mut(4)) {
            // SAFETY: the processor has AVX2 (see the type); four doubles have room.
            unsafe { _mm256_storeu_pd(lanes.as_mut_ptr(), half) };
        }
        lanes
    }
}

/// Four rows of four, with rows and columns exchanged.
#[inline]
#[target_feature(enable = "avx2")]
fn turned(a: __m256d, b: __m256d, c: __m256d, d: __m256d) -> [__m256d; 4] {
    let (even_ab, odd_ab) = (_mm256_unpacklo_pd(a, b), _mm256_unpackhi_pd(a, b));
    let (even_cd, odd_cd) = (_mm256_unpacklo_pd(c, d), _mm256_unpackhi_pd(c, d));
    [
        _mm256_permute2f128_pd::<0x20>(even_ab, even_cd),
        _mm256_permute2f128_pd::<0x20>(odd_ab, odd_cd),
        _mm256_permute2f128_pd::<0x31>(even_ab, even_cd),
        _mm256_permute2f128_pd::<0x31>(odd_ab, odd_cd),
    ]
}
