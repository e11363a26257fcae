//! The choices of a test of lag peaks.

use kosmic_core::{
    CoreError, InstructionSet, Pair, PairSource, Progress, Series, Side, Silent, verify_level,
};

use super::maxima::Lagged;
use super::peak_surrogates::PeakSurrogates;
use super::tested_peak::TestedLagPeak;
use crate::coupling_test::{NullScheme, Resolved, Surrogates, standard_units};
use crate::error::ParallelError;
use crate::memory::verify_bytes;
use crate::threads::Threads;

/// The choices of a test of the peak of a lag profile, with their defaults: level 0.05, surrogates by what the rows call for, up to
/// 999 of them, seed 0, one thread.
///
/// # Example
/// ```
/// use kosmic_core::{Pair, Silent};
/// use kosmic_parallel::{LagTest, NullScheme, ParallelError};
///
/// let x: Vec<f64> = (0..400_u32).map(|t| f64::from(t * t * 31 % 401)).collect();
/// let y: Vec<f64> = (2..402_u32).map(|t| f64::from(t * t * 57 % 409)).collect();
/// let pair = Pair::new(&x, &y)?;
/// let shifts = |max_lag| LagTest::new(max_lag).null(NullScheme::CircularShift).run(&pair, &Silent);
/// // Each shift takes eleven lags; those about 0 are the data's.
/// assert_eq!(shifts(5)?.surrogates, 400 / 11 - 1);
/// // Fifteen lags leave eleven shifts: p could not be below 1/12.
/// assert!(matches!(shifts(15), Err(ParallelError::TooFewShifts { shifts: 11, needed: 19, .. })));
/// # Ok::<(), ParallelError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct LagTest {
    pub(super) max_lag: usize,
    pub(super) alpha: f64,
    null: NullScheme,
    pub(super) surrogates: usize,
    pub(super) seed: u64,
    pub(super) threads: Threads,
    pub(super) instruction_set: InstructionSet,
}

impl LagTest {
    /// Lags from -L to L, with the defaults.
    #[must_use]
    pub fn new(max_lag: usize) -> Self {
        Self {
            max_lag,
            alpha: 0.05,
            null: NullScheme::default(),
            surrogates: 999,
            seed: 0,
            threads: Threads::default(),
            instruction_set: InstructionSet::best(),
        }
    }

    /// The level that p is to be compared with: fewer surrogates than could reach it are refused.
    #[must_use]
    pub fn alpha(mut self, alpha: f64) -> Self {
        self.alpha = alpha;
        self
    }

    /// How surrogates of the second series are made. By [`NullScheme::Auto`] permutations of independent rows; of others shifts where
    /// there are enough of them for the level, else [`NullScheme::Iaaft`].
    #[must_use]
    pub fn null(mut self, null: NullScheme) -> Self {
        self.null = null;
        self
    }

    /// The number of surrogates; of shifts no more than have no lag in common.
    #[must_use]
    pub fn surrogates(mut self, surrogates: usize) -> Self {
        self.surrogates = surrogates;
        self
    }

    /// The seed of the random numbers.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// The number of threads; the result does not depend on it.
    #[must_use]
    pub fn threads(mut self, threads: impl Into<Threads>) -> Self {
        self.threads = threads.into();
        self
    }

    /// How many threads that is.
    #[must_use]
    pub fn thread_count(&self) -> usize {
        self.threads.count()
    }

    /// The vector instructions to use: by default the best that the processor has. The result does not depend on it.
    #[must_use]
    pub fn instruction_set(mut self, set: InstructionSet) -> Self {
        self.instruction_set = set;
        self
    }

    /// Checks what can be checked without data.
    ///
    /// # Errors
    /// A level outside (0, 1); [`ParallelError::TooFewSurrogates`] where p could not be as small as the level;
    /// [`ParallelError::Threads`], [`ParallelError::InstructionSet`].
    pub fn verified(self) -> Result<Self, ParallelError> {
        verify_level(self.alpha)?;
        let (needed, got) = (self.needed(), self.surrogates);
        if got < needed {
            let of = "for a p-value as small as the level";
            return Err(ParallelError::TooFewSurrogates { needed, got, of });
        }
        if !self.instruction_set.is_available() {
            return Err(ParallelError::InstructionSet(self.instruction_set));
        }
        self.threads.checked()?;
        Ok(self)
    }

    /// Tests a checked pair, watched by an observer that may stop it: p then rests on the surrogates finished without a gap.
    ///
    /// Cost: O(n L m) time and what the surrogates take, O(n + m) memory for each thread.
    ///
    /// # Errors
    /// As [`LagTest::verified`]; [`CoreError::LagTooLong`]; [`ParallelError::TooFewShifts`];
    /// [`ParallelError::PermutedBlockLength`]; [`ParallelError::OutOfMemory`]; [`ParallelError::Stopped`] before any surrogate;
    /// the failure of the pair's source.
    pub fn run<S: PairSource>(
        &self,
        pair: &Pair<S>,
        progress: &dyn Progress,
    ) -> Result<TestedLagPeak, ParallelError> {
        let _span = tracing::debug_span!("test_lag_peak", n = pair.len(), self.max_lag).entered();
        let options = self.verified()?;
        options.verify_lag(pair.len())?;
        options.verify_memory(pair.len())?;
        let (x, y) = (
            standard_units(pair, Side::X)?,
            standard_units(pair, Side::Y)?,
        );
        let null = options.resolved(pair)?;
        let lagged = Lagged::new(&x, &y, options.max_lag, options.instruction_set);
        let mut compared = PeakSurrogates::new(&options, [&x, &y], null.scheme);
        compared.fill(&lagged, &options, progress)?;
        let mut tested = compared.report(&options, pair.len(), &lagged.of_data());
        tested.scheme = null.scheme;
        tested.block_length = null.scheme.block_length();
        tested.warnings.extend(null.warning);
        Ok(tested)
    }

    /// m for which 1 / (m + 1) is at most the level.
    fn needed(&self) -> usize {
        ((1.0 / self.alpha - 1e-9).ceil() as usize)
            .saturating_sub(1)
            .max(1)
    }

    /// Shifts of which none has a lag in common with another, or with the data.
    pub(super) fn shifts(&self, rows: usize) -> usize {
        (rows / (2 * self.max_lag + 1)).saturating_sub(1)
    }

    fn resolved<S: PairSource>(&self, pair: &Pair<S>) -> Result<Resolved, ParallelError> {
        let mut null = Resolved::of(self.null, pair)?;
        let (shifts, needed) = (self.shifts(pair.len()), self.needed());
        if null.scheme == NullScheme::CircularShift && shifts < needed {
            if self.null == NullScheme::CircularShift {
                return Err(ParallelError::TooFewShifts {
                    shifts,
                    needed,
                    alpha: self.alpha,
                    rows: pair.len(),
                    max_lag: self.max_lag,
                });
            }
            null.scheme = NullScheme::Iaaft;
        }
        Ok(null)
    }

    fn verify_lag(&self, n: usize) -> Result<(), ParallelError> {
        let (max_lag, longest) = (
            self.max_lag,
            n.saturating_sub(kosmic_core::LEAST_OBSERVATIONS),
        );
        if max_lag > longest {
            return Err(CoreError::LagTooLong {
                max_lag,
                n,
                longest,
            }
            .into());
        }
        Ok(())
    }

    fn verify_memory(&self, rows: usize) -> Result<(), ParallelError> {
        let series = 8 * size_of::<f64>() as u128 * rows as u128;
        let threads = self.threads.count() as u128 * Surrogates::bytes_a_thread(self.null, rows);
        let maxima = self.surrogates as u128 * size_of::<f64>() as u128;
        verify_bytes(self.surrogates, maxima + series + threads)
    }
}

/// Tests whether two series are coupled at any lag from -L to L: the family-wise p-value of the peak.
///
/// S_τ = Σ u_t v_{t+τ} / sqrt(Σ u_t² v_{t+τ}²), u and v the deviations from the means, is r at that lag by its own error: of many lags, |r|
/// would favour the extreme ones, whose few pairs make it large by chance. M = max |S_τ| of the data is compared with that of
/// surrogates of y (see [`LagTest::null`]): p = (b + 1)/(m + 1) with b of m at least as large. Shifts are at least 2L + 1 rows from the data
/// and from each other, since two windows of lags that overlap have the same large statistics: if all shifts were compared, the window with
/// the largest of n statistics would be found significant with its 2L neighbours left out, in about one case of n/(2L + 1).
///
/// Assumes what [`NullScheme::assumption`] says of the scheme; all but those for independent rows keep what either series owes to its own
/// past.
/// Cost: see [`LagTest::run`].
///
/// # Errors
/// As [`Pair::new`] and [`LagTest::run`].
///
/// # Example
/// ```
/// use kosmic_parallel::{LagTest, test_lag_peak};
///
/// let noise = |t: usize| ((t * t * 7919 + t * 104_729) % 1009) as f64 / 1009.0;
/// let x: Vec<f64> = (3..83).map(noise).collect();
/// let y: Vec<f64> = (0..80).map(|t| noise(t) + 0.5 * noise(t + 500)).collect(); // three steps later
/// let tested = test_lag_peak(&x, &y, LagTest::new(5))?;
/// assert_eq!((tested.lag, tested.p_value), (3, 0.001));
/// assert!(tested.adjusted_at(0).unwrap() > 0.05);
/// # Ok::<(), kosmic_parallel::ParallelError>(())
/// ```
///
/// # Source
/// P. H. Westfall, S. S. Young, Resampling-Based Multiple Testing (1993), chapter 2; C. J. DiCiccio, J. P. Romano, Robust
/// permutation tests for correlation and regression coefficients, JASA 112 (2017) 1211-1220.
pub fn test_lag_peak<'a>(
    x: impl Into<Series<'a>>,
    y: impl Into<Series<'a>>,
    test: LagTest,
) -> Result<TestedLagPeak, ParallelError> {
    test.verified()?.run(&Pair::new(x, y)?, &Silent)
}
