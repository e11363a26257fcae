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
        let ([a, b], [c, d]) = (self.0, other.0);
        // SAFETY: the processor has AVX2 (see the type).
        Self(unsafe { [_mm256_mul_pd(a, c), _mm256_mul_pd(b, d)] })
    }

    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        let ([a, b], [c, d]) = (self.0, other.0);
        // SAFETY: the processor has AVX2 (see the type).
        Self(unsafe { [_mm256_add_pd(a, c), _mm256_add_pd(b, d)] })
    }

    #[inline(always)]
    fn fused(self, factor: Self, addend: Self) -> Self {
        let ([a, b], [c, d], [e, f]) = (self.0, factor.0, addend.0);
        // SAFETY: the processor has FMA (see the type).
        Self(unsafe { [_mm256_fmadd_pd(a, c, e), _mm256_fmadd_pd(b, d, f)] })
    }

    #[inline(always)]
    fn load(values: &Row) -> Self {
        let at = values.as_ptr();
        // SAFETY: the processor has AVX2 (see the type); four doubles begin at 0 and at 4.
        Self(unsafe { [_mm256_loadu_pd(at), _mm256_loadu_pd(at.add(4))] })
    }

    #[inline(always)]
    fn splat(value: f64) -> Self {
        // SAFETY: the processor has AVX2 (see the type).
        Self([unsafe { _mm256_set1_pd(value) }; 2])
    }

    #[inline(always)]
    fn load_counts(counts: &CountRow) -> Self {
        // SAFETY: the processor has AVX2 (see the type); eight bytes are there.
        unsafe {
            let all = _mm256_cvtepu8_epi32(_mm_loadl_epi64(counts.as_ptr().cast()));
            let (lower, upper) = (
                _mm256_castsi256_si128(all),
                _mm256_extracti128_si256::<1>(all),
            );
            Self([_mm256_cvtepi32_pd(lower), _mm256_cvtepi32_pd(upper)])
        }
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
