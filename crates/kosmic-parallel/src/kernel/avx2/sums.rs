//! Sums: eight rows in two vectors.

use std::arch::x86_64::*;

use crate::kernel::sums::{self, CountRow, Row, Rows, Vector, Weight, Weights};

#[target_feature(enable = "avx2,fma")]
pub(in crate::kernel) fn weighted_sums<W: Weight, const ORDER: usize, const R: usize>(
    rows: Rows<'_>,
    weights: [Weights<'_, W>; R],
) -> [[f64; ORDER]; R] {
    // Five sums of one set, two registers each, leave no room for a second set.
    weights.map(|weights| sums::weighted_sums::<Halves, W, ORDER, 1>(rows, [weights])[0])
}

/// Eight doubles in two vectors. Only functions with those features make and use one: the processor has AVX2 and FMA
/// wherever one exists.
#[derive(Clone, Copy)]
pub(super) struct Halves([__m256d; 2]);

impl Vector for Halves {
    #[inline(always)]
    fn times(self, other: Self) -> Self {
        // SAFETY: the processor has AVX2 (see the type).
        Self([0, 1].map(|half| unsafe { _mm256_mul_pd(self.0[half], other.0[half]) }))
    }

    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        // SAFETY: the processor has AVX2 (see the type).
        Self([0, 1].map(|half| unsafe { _mm256_add_pd(self.0[half], other.0[half]) }))
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
    fn load(values: &Row) -> Self {
        // SAFETY: the processor has AVX2 (see the type); four doubles begin at 0 and at 4.
        Self([0, 4].map(|first| unsafe { _mm256_loadu_pd(values.as_ptr().add(first)) }))
    }

    #[inline(always)]
    fn splat(value: f64) -> Self {
        // SAFETY: the processor has AVX2 (see the type).
        Self([unsafe { _mm256_set1_pd(value) }; 2])
    }

    #[inline(always)]
    fn load_counts(counts: &CountRow) -> Self {
        let widened = |first: usize| {
            // SAFETY: the processor has AVX2 (see the type); four bytes begin at 0 and at 4.
            unsafe {
                let bytes = _mm_loadu_si32(counts.as_ptr().add(first).cast());
                _mm256_cvtepi32_pd(_mm_cvtepu8_epi32(bytes))
            }
        };
        Self([0, 4].map(widened))
    }

    #[inline(always)]
    fn lanes(self) -> Row {
        let mut lanes = [0.0; 8];
        for (half, lanes) in self.0.into_iter().zip(lanes.chunks_exact_mut(4)) {
            // SAFETY: the processor has AVX2 (see the type); four doubles have room.
            unsafe { _mm256_storeu_pd(lanes.as_mut_ptr(), half) };
        }
        lanes
    }
}
