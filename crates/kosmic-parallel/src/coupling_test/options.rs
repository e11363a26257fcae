//! The choices of a test of no coupling.

use kosmic_core::{Alternative, InstructionSet, Pair, PairSource, Progress, Series, Side, Silent};

use super::null_scheme::{NullScheme, Resolved};
use super::p_value::{Tally, TestedCoupling};
use super::standard::standard_units;
use super::statistic::TestStatistic;
use super::surrogates::Surrogates;
use crate::error::ParallelError;
use crate::memory::verify_bytes;
use crate::threads::Threads;
use crate::warning::Warning;

/// A p-value that cannot be smaller than this cannot be called significant at the usual level.
const COARSE: f64 = 0.05;

/// The choices of a test of H0: ρ = 0, with their defaults: the studentised statistic, two-sided, surrogates by [`NullScheme::Auto`], up
/// to 9999 of them, no stopping before, seed 0, one thread.
///
/// # Example
/// ```
/// use kosmic_core::{InstructionSet, Pair, Silent};
/// use kosmic_parallel::{CouplingTest, NullScheme, TestStatistic};
///
/// let pair = Pair::new(&[1.0, 2.0, 3.0, 4.0], &[1.0, 2.0, 4.0, 3.0])?;
/// let test = CouplingTest::new().null(NullScheme::Permutation).statistic(TestStatistic::Correlation);
/// // r = 0.8: of the 24 orders, four reach 0.8 and four more -0.8.
/// let tested = test.run(&pair, &Silent)?;
/// assert_eq!((tested.exceeding, tested.surrogates, tested.p_value), (8, 24, 8.0 / 24.0));
/// # Ok::<(), kosmic_parallel::ParallelError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct CouplingTest {
    null: NullScheme,
    pub(super) statistic: TestStatistic,
    pub(super) alternative: Alternative,
    pub(super) surrogates: usize,
    stop_after: Option<usize>,
    pub(super) seed: u64,
    threads: Threads,
    pub(super) instruction_set: InstructionSet,
}

impl Default for CouplingTest {
    fn default() -> Self {
        Self {
            null: NullScheme::default(),
            statistic: TestStatistic::default(),
            alternative: Alternative::default(),
            surrogates: 9999,
            stop_after: None,
            seed: 0,
            threads: Threads::default(),
            instruction_set: InstructionSet::best(),
        }
    }
}

impl CouplingTest {
    /// The defaults.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How surrogates are made.
    #[must_use]
    pub fn null(mut self, null: NullScheme) -> Self {
        self.null = null;
        self
    }

    /// What is compared between data and surrogates.
    #[must_use]
    pub fn statistic(mut self, statistic: TestStatistic) -> Self {
        self.statistic = statistic;
        self
    }

    /// What is held against no coupling.
    ///
    /// # Example
    /// ```
    /// use kosmic_core::Alternative;
    /// use kosmic_parallel::{CouplingTest, NullScheme, TestStatistic, test_coupling};
    ///
    /// let test = CouplingTest::new().null(NullScheme::Permutation).statistic(TestStatistic::Correlation);
    /// let p = |alternative| {
    ///     let tested = test_coupling(&[1.0, 2.0, 3.0, 4.0], &[1.0, 2.0, 4.0, 3.0], test.alternative(alternative))?;
    ///     Ok::<f64, kosmic_parallel::ParallelError>(tested.p_value)
    /// };
    /// // r = 0.8: of the 24 orders, four reach 0.8, and all but the first reach down to it.
    /// assert_eq!(p(Alternative::Greater)?, 4.0 / 24.0);
    /// assert_eq!(p(Alternative::Less)?, 23.0 / 24.0);
    /// # Ok::<(), kosmic_parallel::ParallelError>(())
    /// ```
    #[must_use]
    pub fn alternative(mut self, alternative: Alternative) -> Self {
        self.alternative = alternative;
        self
    }

    /// The number of surrogates m, at least 1. Where a scheme has no more than m in all, each of them is taken once.
    #[must_use]
    pub fn surrogates(mut self, surrogates: usize) -> Self {
        self.surrogates = surrogates;
        self
    }

    /// Ends as soon as h surrogates are at least as extreme as the data, h at least 1: with 10 or 20 a test of uncoupled series
    /// ends after a few dozen surrogates, and p is as valid (Besag, Clifford 1991). `None` compares all. Plays no part where all
    /// surrogates of a scheme are gone through.
    #[must_use]
    pub fn stop_after(mut self, exceeding: impl Into<Option<usize>>) -> Self {
        self.stop_after = exceeding.into();
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
    /// [`ParallelError::TooFewSurrogates`], [`ParallelError::Threads`], [`ParallelError::InstructionSet`].
    pub fn verified(self) -> Result<Self, ParallelError> {
        if self.surrogates == 0 || self.stop_after == Some(0) {
            return Err(ParallelError::TooFewSurrogates {
                needed: 1,
                got: 0,
                of: if self.surrogates == 0 {
                    "to be compared"
                } else {
                    "to stop after"
                },
            });
        }
        if !self.instruction_set.is_available() {
            return Err(ParallelError::InstructionSet(self.instruction_set));
        }
        self.threads.checked()?;
        Ok(self)
    }

    /// Tests a checked pair, watched by an observer that may stop it: p then rests on the surrogates finished without a gap.
    ///
    /// Cost: O(n m) time, about 1.5 ns for each row and surrogate of a permutation, O(n log n) for each Fourier surrogate, and up to a hundred
    /// times that for an iterated one; O(n) memory for each thread.
    ///
    /// # Errors
    /// As [`CouplingTest::verified`]; [`ParallelError::PermutedBlockLength`]; below 9 rows there is no automatic block length;
    /// [`ParallelError::OutOfMemory`]; [`ParallelError::Stopped`] before any surrogate; the failure of the pair's source.
    pub fn run<S: PairSource>(
        &self,
        pair: &Pair<S>,
        progress: &dyn Progress,
    ) -> Result<TestedCoupling, ParallelError> {
        let _span = tracing::debug_span!("test_coupling", n = pair.len()).entered();
        let options = self.verified()?;
        options.verify_memory(pair.len())?;
        let (x, y) = (
            standard_units(pair, Side::X)?,
            standard_units(pair, Side::Y)?,
        );
        let null = Resolved::of(options.null, pair)?;
        let surrogates = Surrogates::new([&x, &y], null.scheme, options);
        let tally = Tally::of(
            &surrogates,
            options.surrogates,
            options.stop_after,
            options.threads,
            progress,
        )?;
        Ok(options.report(pair, &surrogates, &null, &tally))
    }

    fn verify_memory(&self, rows: usize) -> Result<(), ParallelError> {
        let series = 4 * size_of::<f64>() as u128 * rows as u128;
        let threads = self.threads.count() as u128 * Surrogates::bytes_a_thread(self.null, rows);
        verify_bytes(self.surrogates, self.surrogates as u128 + series + threads)
    }

    fn report<S: PairSource>(
        &self,
        pair: &Pair<S>,
        surrogates: &Surrogates,
        null: &Resolved,
        tally: &Tally,
    ) -> TestedCoupling {
        let requested = self.surrogates;
        let smallest = surrogates.all().map(|all| 1.0 / all as f64);
        let smallest = smallest.unwrap_or(1.0 / (requested as f64 + 1.0));
        let warnings = [
            null.warning,
            (smallest > COARSE).then_some(Warning::CoarsePValue { smallest }),
            tally
                .was_stopped()
                .then_some(Warning::StoppedEarly { requested }),
        ];
        TestedCoupling {
            n: pair.len(),
            r: pair.r(),
            k: pair.k(),
            statistic: self.statistic,
            value: match self.statistic {
                TestStatistic::Studentised => surrogates.of_data(),
                TestStatistic::Correlation => pair.r(),
            },
            alternative: self.alternative,
            scheme: null.scheme,
            block_length: null.scheme.block_length(),
            p_value: tally.p_value(),
            exceeding: tally.exceeding,
            surrogates: tally.surrogates,
            is_exhaustive: tally.is_exhaustive(),
            seed: self.seed,
            threads: self.threads.count(),
            warnings: warnings.into_iter().flatten().collect(),
        }
    }
}

/// Tests whether two series are coupled, H0: ρ = 0: the p-value of r by surrogates.
///
/// The statistic of the data, by default S = sqrt(n) r / τ (see [`TestStatistic`]), is compared with that of surrogates in which
/// the second series has nothing to do with the first (see [`NullScheme`]). p = (b + 1)/(m + 1) with b of m surrogates at least as
/// extreme; b/M where all M surrogates are gone through, the data being one of them; h/l where the test was to stop with the h-th
/// exceedance, which came with surrogate l. Each of them is valid: P(p ≤ α) ≤ α, whatever m. Statistics equal but for rounding
/// count as at least as extreme.
///
/// Assumes what [`NullScheme::assumption`] says; a test by permutations of rows that depend on each other carries a warning.
/// A small p says that there is a linear coupling, not how strong: for that see
/// [`bootstrap_k_ci`](crate::bootstrap_k_ci).
///
/// Cost: see [`CouplingTest::run`].
///
/// # Errors
/// As [`Pair::new`] and [`CouplingTest::run`].
///
/// # Example
/// ```
/// use kosmic_parallel::{CouplingTest, test_coupling};
///
/// // Admission test and grade point average at 15 law schools (Efron 1979).
/// let lsat = [
///     576.0, 635.0, 558.0, 578.0, 666.0, 580.0, 555.0, 661.0, 651.0, 605.0, 653.0, 575.0, 545.0, 572.0, 594.0,
/// ];
/// let gpa = [
///     3.39, 3.30, 2.81, 3.03, 3.44, 3.07, 3.00, 3.43, 3.36, 3.13, 3.12, 2.74, 2.76, 2.88, 2.96,
/// ];
/// let tested = test_coupling(&lsat, &gpa, CouplingTest::default())?;
/// assert!((tested.r - 0.776).abs() < 5e-4 && tested.p_value < 0.05);
/// # Ok::<(), kosmic_parallel::ParallelError>(())
/// ```
///
/// # Source
/// C. J. DiCiccio, J. P. Romano, Robust permutation tests for correlation and regression coefficients, JASA 112 (2017)
/// 1211-1220; B. Phipson, G. K. Smyth, Permutation p-values should never be zero, Stat. Appl. Genet. Mol. Biol. 9 (2010) 39;
/// J. Besag, P. Clifford, Sequential Monte Carlo p-values, Biometrika 78 (1991) 301-304.
pub fn test_coupling<'a>(
    x: impl Into<Series<'a>>,
    y: impl Into<Series<'a>>,
    options: CouplingTest,
) -> Result<TestedCoupling, ParallelError> {
    options.verified()?.run(&Pair::new(x, y)?, &Silent)
}
