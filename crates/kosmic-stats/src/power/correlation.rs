//! Power of the test of a correlation.

use kosmic_core::{Alternative, normal_quantile};
use libm::erfc;

use super::t_test::verify_direction;
use super::{exact, solve};
use crate::distribution::t_quantile_above;
use crate::error::{StatsError, verify_within_unit};
use crate::root;

/// How the power of a test of ρ is found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum CorrelationMethod {
    /// By the exact distribution of r of bivariate normal rows. n is a whole number from 3 on.
    #[default]
    Exact,
    /// By Fisher's z with the bias r / (2 (n - 1)) and, for ρ₀ = 0, the critical value of the t test: within 0.2 / n of the exact
    /// power from ten rows on, for levels from 0.001 to 0.3. n may be any real number above 3.
    Fisher,
}

/// A number of rows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SampleSize {
    /// The least whole number that gives the power.
    pub whole: usize,
    /// The real number that gives it exactly, where the method knows real numbers.
    pub real: Option<f64>,
}

/// The power of the test of a correlation ρ (or of K = 2|ρ|, by ρ = K/2) against ρ₀, usually 0.
///
/// Assumes independent rows of a bivariate normal distribution; for autocorrelated rows give the number of independent rows they
/// are worth (`kosmic_core::effective_sample`).
///
/// Cost: by Fisher's z a microsecond; exact, some tens of microseconds, and for n some hundred times that.
///
/// # Example
/// ```
/// use kosmic_stats::{CorrelationMethod, CorrelationPower};
///
/// let test = CorrelationPower::new();
/// assert_eq!(test.sample_size(0.3, 0.8)?.whole, 84);
/// assert!(test.power(0.3, 84.0)? >= 0.8 && test.power(0.3, 83.0)? < 0.8);
///
/// let fisher = test.method(CorrelationMethod::Fisher);
/// assert!((fisher.sample_size(0.3, 0.8)?.real.unwrap() - 84.073_64).abs() < 1e-4);
/// # Ok::<(), kosmic_stats::StatsError>(())
/// ```
///
/// # Source
/// F. Faul et al., Statistical power analyses using G*Power 3.1, Behavior Research Methods 41 (2009) 1149-1160 (exact);
/// J. Cohen, Statistical Power Analysis for the Behavioral Sciences, 2nd edition (1988), section 12.5 (Fisher's z).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CorrelationPower {
    method: CorrelationMethod,
    alternative: Alternative,
    alpha: f64,
    null: f64,
}

impl Default for CorrelationPower {
    fn default() -> Self {
        Self::new()
    }
}

impl CorrelationPower {
    /// The exact power of a two-sided test of ρ = 0 at α = 0.05.
    #[must_use]
    pub fn new() -> Self {
        Self {
            method: CorrelationMethod::Exact,
            alternative: Alternative::TwoSided,
            alpha: 0.05,
            null: 0.0,
        }
    }

    /// The method.
    #[must_use]
    pub fn method(self, method: CorrelationMethod) -> Self {
        Self { method, ..self }
    }

    /// The alternative.
    #[must_use]
    pub fn alternative(self, alternative: Alternative) -> Self {
        Self {
            alternative,
            ..self
        }
    }

    /// The level α of the test.
    #[must_use]
    pub fn alpha(self, alpha: f64) -> Self {
        Self { alpha, ..self }
    }

    /// The correlation ρ₀ of the null hypothesis.
    #[must_use]
    pub fn null(self, null: f64) -> Self {
        Self { null, ..self }
    }

    /// The power for a correlation ρ with n rows.
    ///
    /// # Errors
    /// [`StatsError::OutOfRange`] for an α outside (0, 1), a ρ outside [-1, 1], a ρ₀ not strictly between, an n that is too small or,
    /// for the exact method, no whole number.
    pub fn power(&self, rho: f64, n: f64) -> Result<f64, StatsError> {
        self.verify()?;
        verify_correlation(rho)?;
        self.verify_rows(n)?;
        self.of(rho, n, self.alpha)
    }

    /// The number of rows that finds a correlation ρ with a power.
    ///
    /// # Errors
    /// As [`CorrelationPower::power`]; [`StatsError::Unsolvable`] where ρ is not beyond ρ₀ in the direction looked for, where power is not
    /// above α, and where not even a trillion rows are enough.
    pub fn sample_size(&self, rho: f64, power: f64) -> Result<SampleSize, StatsError> {
        self.verify()?;
        verify_correlation(rho)?;
        solve::verify_target(power, self.alpha)?;
        verify_direction(self.alternative, rho - self.null)?;
        if self.method == CorrelationMethod::Exact {
            let power_of = |n: usize| self.of(rho, n as f64, self.alpha);
            let whole = solve::whole_rows(power_of, EXACT_LEAST, power)?;
            return Ok(SampleSize { whole, real: None });
        }
        let real = solve::rows(|n| self.fisher(rho, n, self.alpha), FISHER_LEAST, power)?;
        Ok(SampleSize {
            whole: real.ceil() as usize,
            real: Some(real),
        })
    }

    /// The correlation nearest to ρ₀ that n rows find with a power: the sensitivity of a study. On the negative side for
    /// [`Alternative::Less`], on the positive one else.
    ///
    /// # Errors
    /// As [`CorrelationPower::power`]; [`StatsError::Unsolvable`] where power is not above α, or no correlation has it with so few rows.
    pub fn effect(&self, n: f64, power: f64) -> Result<f64, StatsError> {
        self.verify()?;
        solve::verify_target(power, self.alpha)?;
        self.verify_rows(n)?;
        // On Fisher's scale, where the largest doubles below 1 end at some 18.
        let end = self.alternative.signed(18.0);
        let start = self.null.atanh();
        let at = |share: f64| (start + share * (end - start)).tanh();
        let excess = |share: f64| {
            self.of(at(share), n, self.alpha)
                .map_or(-1.0, |p| p - power)
        };
        if excess(1.0) < 0.0 {
            return Err(StatsError::Unsolvable {
                wanted: "correlation",
                asked: format!("a power of {power}"),
                reason: "there are too few rows",
            });
        }
        Ok(at(root::of_increasing(excess, 0.0, 1.0)))
    }

    /// The α at which n rows find a correlation ρ with a power.
    ///
    /// # Errors
    /// As [`CorrelationPower::power`].
    pub fn level(&self, rho: f64, n: f64, power: f64) -> Result<f64, StatsError> {
        self.verify()?;
        verify_correlation(rho)?;
        self.verify_rows(n)?;
        verify_within_unit("the power", power)?;
        let power_of = |alpha: f64| self.of(rho, n, alpha).unwrap_or(0.0);
        Ok(solve::alpha(power_of, power))
    }

    fn of(&self, rho: f64, n: f64, alpha: f64) -> Result<f64, StatsError> {
        match self.method {
            CorrelationMethod::Exact => {
                exact::power(rho, self.null, n as usize, self.alternative, alpha)
            }
            CorrelationMethod::Fisher => Ok(self.fisher(rho, n, alpha)),
        }
    }

    fn fisher(&self, rho: f64, n: f64, alpha: f64) -> f64 {
        let tail = self.alternative.tail(alpha);
        let scale = (n - 3.0).sqrt();
        let mean = |rho: f64| rho.atanh() + 0.5 * rho / (n - 1.0);
        let critical = if self.null == 0.0 {
            // atanh(t / sqrt(t² + ν)) = asinh(t / sqrt(ν)).
            let reach = (t_quantile_above(tail, n - 2.0) / (n - 2.0).sqrt()).asinh();
            [reach, reach]
        } else {
            let (centre, reach) = (mean(self.null), -normal_quantile(tail) / scale);
            [centre + reach, reach - centre]
        };
        let above = |z: f64| 0.5 * erfc(z * scale / std::f64::consts::SQRT_2);
        let upper = || above(critical[0] - mean(rho));
        let lower = || above(critical[1] + mean(rho));
        match self.alternative {
            Alternative::TwoSided => (upper() + lower()).min(1.0),
            Alternative::Greater => upper(),
            Alternative::Less => lower(),
        }
    }

    fn verify(&self) -> Result<(), StatsError> {
        verify_within_unit("alpha", self.alpha)?;
        if self.null > -1.0 && self.null < 1.0 {
            return Ok(());
        }
        Err(StatsError::OutOfRange {
            name: "the correlation of the null hypothesis",
            range: "strictly between -1 and 1",
            value: self.null,
        })
    }

    fn verify_rows(&self, n: f64) -> Result<(), StatsError> {
        let (fits, range) = match self.method {
            CorrelationMethod::Exact => (
                n >= EXACT_LEAST as f64 && n.fract() == 0.0,
                "among the whole numbers from 3 to a trillion",
            ),
            CorrelationMethod::Fisher => (n > 3.0, "above 3 and up to a trillion"),
        };
        if fits && n <= solve::MOST_ROWS {
            return Ok(());
        }
        Err(StatsError::OutOfRange {
            name: "n",
            range,
            value: n,
        })
    }
}

const EXACT_LEAST: usize = 3;
const FISHER_LEAST: f64 = 4.0;

fn verify_correlation(rho: f64) -> Result<(), StatsError> {
    if (-1.0..=1.0).contains(&rho) {
        return Ok(());
    }
    Err(StatsError::OutOfRange {
        name: "the correlation",
        range: "in [-1, 1]",
        value: rho,
    })
}
