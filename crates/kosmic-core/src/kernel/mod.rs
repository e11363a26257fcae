//! The kernels of moments and of lagged products, written once for every width of vector: a folder for each instruction
//! set holds its vector of eight doubles and nothing else. They differ in speed only: each lane sees the same operations
//! in the same order everywhere, multiply-adds rounded once.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod cross_products;
mod deviations;
mod element;
mod fourier;
mod lagged_products;
mod scalar;
mod scores;
mod sums;
mod vector;
mod windows;

use crate::instruction_set::InstructionSet;

pub(crate) use cross_products::{Octet, OctetSums, PRODUCT_BLOCK, add_cross_products};
pub(crate) use deviations::write_deviations;
pub(crate) use element::{Element, Stored};
pub(crate) use fourier::{Points, Transform};
pub(crate) use lagged_products::{TILE, add_lagged_products};
pub(crate) use scores::{Scored, score};
pub(crate) use sums::sums_about;
pub use vector::{Kernel, LANES, Vector};
pub(crate) use windows::{Seeds, Space, Stretch, grow, slide};

/// Runs a computation by the vectors of an instruction set; by plain Rust where the processor lacks it.
#[inline]
pub(crate) fn run<K: Kernel>(set: InstructionSet, kernel: K) -> K::Output {
    match set {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: the processor has the set, by the guard.
        InstructionSet::Avx512 if set.is_available() => unsafe { avx512::run(kernel) },
        #[cfg(target_arch = "x86_64")]
        // SAFETY: the processor has the set, by the guard.
        InstructionSet::Avx2 if set.is_available() => unsafe { avx2::run(kernel) },
        _ => scalar::run(kernel),
    }
}
