//! Sums: eight rows in one vector.

use std::arch::x86_64::*;

use crate::kernel::sums::{self, CountRow, FOURTH, Row, Rows, Vector, Weight, Weights};

#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi")]
pub(in crate::kernel) fn weighted_sums<W: Weight, const ORDER: usize, const R: usize>(
    rows: Rows<'_>,
    weights: [Weights<'_, W>; R],
) -> [[f64; ORDER]; R] {
    if ORDER == FOURTH {
        // Fourteen sums of one set fill the registers.
        return weights
            .map(|weights| sums::weighted_sums::<Eight, W, ORDER, 1>(rows, [weights])[0]);
    }
    sums::weighted_sums::<Eight, W, ORDER, R>(rows, weights)
}

/// Eight doubles. Only functions with that feature make and use one: the processor has AVX-512 wherever one exists.
#[derive(Clone, Copy)]
pub(super) struct Eight(__m512d);

impl Vector for Eight {
    #[inline(always)]
    fn times(self, other: Self) -> Self {
        // SAFETY: the processor has AVX-512 (see the type).
        Self(unsafe { _mm512_mul_pd(self.0, other.0) })
    }

    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        // SAFETY: the processor has AVX-512 (see the type).
        Self(unsafe { _mm512_add_pd(self.0, other.0) })
    }

    #[inline(always)]
    fn fused(self, factor: Self, addend: Self) -> Self {
        // SAFETY: the processor has AVX-512 (see the type).
        Self(unsafe { _mm512_fmadd_pd(self.0, factor.0, addend.0) })
    }

    #[inline(always)]
    fn load(values: &Row) -> Self {
        // SAFETY: the processor has AVX-512 (see the type); eight doubles are there.
        Self(unsafe { _mm512_loadu_pd(values.as_ptr()) })
    }

    #[inline(always)]
    fn splat(value: f64) -> Self {
        // SAFETY: the processor has AVX-512 (see the type).
        Self(unsafe { _mm512_set1_pd(value) })
    }

    #[inline(always)]
    fn load_counts(counts: &CountRow) -> Self {
        // SAFETY: the processor has AVX-512 (see the type); eight bytes are there.
        unsafe {
            let bytes = _mm_loadl_epi64(counts.as_ptr().cast());
            Self(_mm512_cvtepi32_pd(_mm256_cvtepu8_epi32(bytes)))
        }
    }

    #[inline(always)]
    fn lanes(self) -> Row {
        let mut lanes = [0.0; 8];
        // SAFETY: the processor has AVX-512 (see the type); eight doubles have room.
        unsafe { _mm512_storeu_pd(lanes.as_mut_ptr(), self.0) };
        lanes
    }
}
