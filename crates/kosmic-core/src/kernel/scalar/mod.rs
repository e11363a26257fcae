//! Plain Rust: what every instruction set must reproduce.

use std::array;

#[cfg(target_arch = "x86_64")]
use crate::instruction_set::InstructionSet;
use crate::kernel::{Kernel, LANES, Vector};

/// Runs a kernel by plain code, fused in hardware where there is such an instruction.
#[inline]
pub(super) fn run<K: Kernel>(kernel: K) -> K::Output {
    #[cfg(target_arch = "x86_64")]
    if InstructionSet::fuses() {
        // SAFETY: the processor has FMA.
        return unsafe { fused(kernel) };
    }
    kernel.run::<Plain>()
}

/// The same code where `mul_add` is one instruction and not a call.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "fma")]
fn fused<K: Kernel>(kernel: K) -> K::Output {
    kernel.run::<Plain>()
}

/// Eight doubles in an array.
#[derive(Clone, Copy)]
pub(super) struct Plain([f64; LANES]);

impl Plain {
    #[inline(always)]
    fn zipped(self, other: Self, f: impl Fn(f64, f64) -> f64) -> Self {
        Self(array::from_fn(|lane| f(self.0[lane], other.0[lane])))
    }
}

impl Vector for Plain {
    const HELD: usize = 4;

    #[inline(always)]
    fn splat(value: f64) -> Self {
        Self([value; LANES])
    }

    #[inline(always)]
    fn load(values: &[f64; LANES]) -> Self {
        Self(*values)
    }

    #[inline(always)]
    fn load_single(values: &[f32; LANES]) -> Self {
        Self(values.map(f64::from))
    }

    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        self.zipped(other, |a, b| a + b)
    }

    #[inline(always)]
    fn minus(self, other: Self) -> Self {
        self.zipped(other, |a, b| a - b)
    }

    #[inline(always)]
    fn times(self, other: Self) -> Self {
        self.zipped(other, |a, b| a * b)
    }

    #[inline(always)]
    fn over(self, other: Self) -> Self {
        self.zipped(other, |a, b| a / b)
    }

    #[inline(always)]
    fn root(self) -> Self {
        Self(self.0.map(f64::sqrt))
    }

    #[inline(always)]
    fn fused(self, factor: Self, addend: Self) -> Self {
        Self(array::from_fn(|lane| {
            self.0[lane].mul_add(factor.0[lane], addend.0[lane])
        }))
    }

    #[inline(always)]
    fn fused_minus(self, factor: Self, subtrahend: Self) -> Self {
        Self(array::from_fn(|lane| {
            self.0[lane].mul_add(factor.0[lane], -subtrahend.0[lane])
        }))
    }

    #[inline(always)]
    fn transposed(rows: [Self; LANES]) -> [Self; LANES] {
        array::from_fn(|column| Self(array::from_fn(|row| rows[row].0[column])))
    }

    #[inline(always)]
    fn lanes(self) -> [f64; LANES] {
        self.0
    }
}
