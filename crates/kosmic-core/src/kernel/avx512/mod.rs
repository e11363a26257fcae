//! AVX-512: eight doubles in one register.

use std::arch::x86_64::*;

use crate::kernel::{Kernel, LANES, Vector};

#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi")]
pub(super) fn run<K: Kernel>(kernel: K) -> K::Output {
    kernel.run::<Eight>()
}

/// Eight doubles. Only what [`run`] calls makes and uses one: the processor has AVX-512 wherever one exists.
#[derive(Clone, Copy)]
pub(super) struct Eight(__m512d);

impl Vector for Eight {
    const HELD: usize = 32;

    #[inline(always)]
    fn splat(value: f64) -> Self {
        // SAFETY: the processor has AVX-512 (see the type).
        Self(unsafe { _mm512_set1_pd(value) })
    }

    #[inline(always)]
    fn load(values: &[f64; LANES]) -> Self {
        // SAFETY: the processor has AVX-512 (see the type); eight doubles are there.
        Self(unsafe { _mm512_loadu_pd(values.as_ptr()) })
    }

    #[inline(always)]
    fn load_single(values: &[f32; LANES]) -> Self {
        // SAFETY: the processor has AVX-512 (see the type); eight singles are there.
        Self(unsafe { _mm512_cvtps_pd(_mm256_loadu_ps(values.as_ptr())) })
    }

    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        // SAFETY: the processor has AVX-512 (see the type).
        Self(unsafe { _mm512_add_pd(self.0, other.0) })
    }

    #[inline(always)]
    fn minus(self, other: Self) -> Self {
        // SAFETY: the processor has AVX-512 (see the type).
        Self(unsafe { _mm512_sub_pd(self.0, other.0) })
    }

    #[inline(always)]
    fn times(self, other: Self) -> Self {
        // SAFETY: the processor has AVX-512 (see the type).
        Self(unsafe { _mm512_mul_pd(self.0, other.0) })
    }

    #[inline(always)]
    fn over(self, other: Self) -> Self {
        // SAFETY: the processor has AVX-512 (see the type).
        Self(unsafe { _mm512_div_pd(self.0, other.0) })
    }

    #[inline(always)]
    fn root(self) -> Self {
        // SAFETY: the processor has AVX-512 (see the type).
        Self(unsafe { _mm512_sqrt_pd(self.0) })
    }

    #[inline(always)]
    fn fused(self, factor: Self, addend: Self) -> Self {
        // SAFETY: the processor has AVX-512 (see the type).
        Self(unsafe { _mm512_fmadd_pd(self.0, factor.0, addend.0) })
    }

    #[inline(always)]
    fn fused_minus(self, factor: Self, subtrahend: Self) -> Self {
        // SAFETY: the processor has AVX-512 (see the type).
        Self(unsafe { _mm512_fmsub_pd(self.0, factor.0, subtrahend.0) })
    }

    #[inline(always)]
    fn transposed(rows: [Self; LANES]) -> [Self; LANES] {
        // SAFETY: the processor has AVX-512 (see the type).
        unsafe { turned(rows) }
    }

    #[inline(always)]
    fn lanes(self) -> [f64; LANES] {
        let mut lanes = [0.0; LANES];
        // SAFETY: the processor has AVX-512 (see the type); eight doubles have room.
        unsafe { _mm512_storeu_pd(lanes.as_mut_ptr(), self.0) };
        lanes
    }
}

/// Eight rows of eight, with rows and columns exchanged.
#[inline]
#[target_feature(enable = "avx512f")]
fn turned(rows: [Eight; LANES]) -> [Eight; LANES] {
    let [a, b, c, d, e, f, g, h] = rows;
    // Pairs of neighbouring rows: every second column of the two beside each other.
    let pairs = |a: Eight, b: Eight| [_mm512_unpacklo_pd(a.0, b.0), _mm512_unpackhi_pd(a.0, b.0)];
    let (ab, cd, ef, gh) = (pairs(a, b), pairs(c, d), pairs(e, f), pairs(g, h));
    // Columns `parity`, `parity` + 4 and `parity` + 2, `parity` + 6 of four rows, then of eight.
    let columns = |parity: usize| {
        let upper = [
            _mm512_shuffle_f64x2::<0x88>(ab[parity], cd[parity]),
            _mm512_shuffle_f64x2::<0xdd>(ab[parity], cd[parity]),
        ];
        let lower = [
            _mm512_shuffle_f64x2::<0x88>(ef[parity], gh[parity]),
            _mm512_shuffle_f64x2::<0xdd>(ef[parity], gh[parity]),
        ];
        [
            _mm512_shuffle_f64x2::<0x88>(upper[0], lower[0]),
            _mm512_shuffle_f64x2::<0x88>(upper[1], lower[1]),
            _mm512_shuffle_f64x2::<0xdd>(upper[0], lower[0]),
            _mm512_shuffle_f64x2::<0xdd>(upper[1], lower[1]),
        ]
    };
    let [a, c, e, g] = columns(0);
    let [b, d, f, h] = columns(1);
    [
        Eight(a),
        Eight(b),
        Eight(c),
        Eight(d),
        Eight(e),
        Eight(f),
        Eight(g),
        Eight(h),
    ]
}
