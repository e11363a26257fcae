//! What a lag profile is asked for.

use super::products::LagMethod;
use super::verify_max_lag;
use crate::error::CoreError;
use crate::instruction_set::InstructionSet;
use crate::pair::LEAST_OBSERVATIONS;

/// Choices for a [`LagProfile`](crate::LagProfile).
///
/// # Example
/// ```
/// use kosmic_core::{CoreError, LagMethod, LagOptions, LagProfile, Pair};
///
/// let x: Vec<f64> = (0..100).map(|t| f64::from(t * t % 17)).collect();
/// let y: Vec<f64> = (0..100).map(|t| f64::from(t * t % 19)).collect();
/// let pair = Pair::new(&x, &y)?;
/// let options = LagOptions::new(20).least_overlap(50);
/// let direct = LagProfile::with_options(&pair, options.method(LagMethod::Direct))?;
/// let fft = LagProfile::with_options(&pair, options.method(LagMethod::Fft))?;
/// for (a, b) in direct.r.iter().zip(&fft.r) {
///     assert!((a.unwrap() - b.unwrap()).abs() < 1e-14);
/// }
/// let error = LagProfile::with_options(&pair, options.least_overlap(90)).unwrap_err();
/// assert!(matches!(error, CoreError::LagTooLong { longest: 10, .. }));
/// # Ok::<(), CoreError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LagOptions {
    pub(super) max_lag: usize,
    least_overlap: usize,
    pub(super) method: LagMethod,
    pub(super) set: InstructionSet,
}

impl LagOptions {
    /// Lags from -`max_lag` to `max_lag`, an overlap of at least 3 pairs, the faster method.
    #[must_use]
    pub fn new(max_lag: usize) -> Self {
        Self {
            max_lag,
            least_overlap: LEAST_OBSERVATIONS,
            method: LagMethod::Auto,
            set: InstructionSet::best(),
        }
    }

    /// The least number of pairs that must overlap at the longest lag; at least 3. The fewer, the more r varies by chance, and
    /// the longest lags then hold the peak.
    #[must_use]
    pub fn least_overlap(mut self, pairs: usize) -> Self {
        self.least_overlap = pairs;
        self
    }

    /// How the products are summed. The methods agree to about 1e-14; each gives the same bits on all instruction sets.
    #[must_use]
    pub fn method(mut self, method: LagMethod) -> Self {
        self.method = method;
        self
    }

    /// The instruction set of the kernels, by default the best there is. All give the same bits; to choose one is for
    /// measuring and checking.
    #[must_use]
    pub fn instruction_set(mut self, set: InstructionSet) -> Self {
        self.set = set;
        self
    }

    /// These choices, if they are fit for `n` pairs.
    pub(super) fn verified(self, n: usize) -> Result<Self, CoreError> {
        self.set.verified()?;
        let overlap = self.least_overlap.max(LEAST_OBSERVATIONS);
        if n < overlap {
            let (needed, got) = (overlap, n);
            return Err(CoreError::TooShort { needed, got });
        }
        verify_max_lag(self.max_lag, n, overlap)?;
        Ok(self)
    }
}
