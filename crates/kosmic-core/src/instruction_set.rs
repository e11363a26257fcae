//! Which vector instructions the kernels use: the one dispatcher of the workspace.

use std::fmt;

use crate::error::CoreError;
use crate::kernel::{self, Kernel};

/// A set of vector instructions that kernels are written for. Results are the same bits on all of them.
///
/// # Example
/// ```
/// use kosmic_core::InstructionSet;
///
/// assert!(InstructionSet::Scalar.is_available());
/// assert!(InstructionSet::best().is_available());
/// assert_eq!(InstructionSet::available().next(), Some(InstructionSet::Scalar));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "lowercase"))]
#[non_exhaustive]
pub enum InstructionSet {
    /// Plain Rust. With a fused multiply-add in hardware where there is one, otherwise by the exact and slow software
    /// path.
    Scalar,
    /// AVX2 with FMA, on x86-64.
    Avx2,
    /// AVX-512 with F, BW, DQ, VL, VBMI and VNNI, on x86-64: Ice Lake, Zen 4 and later.
    Avx512,
}

impl InstructionSet {
    const ALL: [Self; 3] = [Self::Scalar, Self::Avx2, Self::Avx512];

    /// The sets that this processor has, the slowest first.
    pub fn available() -> impl DoubleEndedIterator<Item = Self> {
        Self::ALL.into_iter().filter(|set| set.is_available())
    }

    /// The fastest set that this processor has.
    #[must_use]
    pub fn best() -> Self {
        Self::available().next_back().unwrap_or(Self::Scalar)
    }

    /// Whether this processor has the set.
    #[must_use]
    pub fn is_available(self) -> bool {
        match self {
            Self::Scalar => true,
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => is_x86_feature_detected!("avx2") && Self::fuses(),
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => {
                is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx512bw")
                    && is_x86_feature_detected!("avx512dq")
                    && is_x86_feature_detected!("avx512vl")
                    && is_x86_feature_detected!("avx512vbmi")
                    && is_x86_feature_detected!("avx512vnni")
            }
            #[cfg(not(target_arch = "x86_64"))]
            _ => false,
        }
    }

    /// The set, if this processor has it.
    pub(crate) fn verified(self) -> Result<Self, CoreError> {
        if self.is_available() {
            return Ok(self);
        }
        Err(CoreError::InstructionSet(self))
    }

    /// Whether this processor multiplies and adds with one rounding, so that [`f64::mul_add`] need not be done in software.
    #[must_use]
    pub fn fuses() -> bool {
        #[cfg(target_arch = "x86_64")]
        return is_x86_feature_detected!("fma");
        #[cfg(not(target_arch = "x86_64"))]
        return cfg!(any(target_arch = "aarch64", target_feature = "fma"));
    }

    /// Runs a computation by the vectors of this set; by plain Rust where the processor lacks it. The bits are the same.
    ///
    /// # Example
    /// ```
    /// use kosmic_core::{InstructionSet, Kernel, LANES, Vector};
    ///
    /// struct SumOfSquares<'a>(&'a [[f64; LANES]]);
    ///
    /// impl Kernel for SumOfSquares<'_> {
    ///     type Output = f64;
    ///     #[inline(always)]
    ///     fn run<V: Vector>(self) -> f64 {
    ///         let mut sum = V::splat(0.0);
    ///         for row in self.0 {
    ///             let row = V::load(row);
    ///             sum = row.fused(row, sum);
    ///         }
    ///         sum.folded()
    ///     }
    /// }
    ///
    /// let rows = [[1.0; LANES], [2.0; LANES]];
    /// for set in InstructionSet::available() {
    ///     assert_eq!(set.run(SumOfSquares(&rows)), 40.0);
    /// }
    /// ```
    #[inline]
    pub fn run<K: Kernel>(self, kernel: K) -> K::Output {
        kernel::run(self, kernel)
    }

    /// The name as users write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Scalar => "scalar",
            Self::Avx2 => "avx2",
            Self::Avx512 => "avx512",
        }
    }
}

impl Default for InstructionSet {
    fn default() -> Self {
        Self::best()
    }
}

impl fmt::Display for InstructionSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
