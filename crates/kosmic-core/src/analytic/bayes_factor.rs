//! How much more probable data are with a correlation than without one.

use std::f64::consts::LN_2;

use super::distribution::{integral, ln_cosh};
use super::fisher::verify_correlation;
use super::hypergeometric::half_half;
use crate::error::CoreError;

/// Bayes factors of a correlation against none, as natural logarithms: those of long series are too large for numbers.
///
/// # Example
/// ```
/// use kosmic_core::correlation_bayes_factor;
///
/// let factor = correlation_bayes_factor(0.6, 20, 1.0)?.unwrap();
/// assert!((factor.two_sided() - 10.6336).abs() < 1e-4);
/// assert!(factor.greater() > 2.0 * factor.two_sided() * 0.99 && factor.less() < 0.1);
/// # Ok::<(), kosmic_core::CoreError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct BayesFactor {
    /// ln of the factor for ρ ≠ 0 over ρ = 0.
    pub ln_two_sided: f64,
    /// ln of that for ρ > 0 over ρ = 0.
    pub ln_greater: f64,
    /// ln of that for ρ < 0 over ρ = 0.
    pub ln_less: f64,
}

impl BayesFactor {
    /// The factor for ρ ≠ 0, infinite where it is too large for a number.
    #[must_use]
    pub fn two_sided(&self) -> f64 {
        self.ln_two_sided.exp()
    }

    /// The factor for ρ > 0.
    #[must_use]
    pub fn greater(&self) -> f64 {
        self.ln_greater.exp()
    }

    /// The factor for ρ < 0.
    #[must_use]
    pub fn less(&self) -> f64 {
        self.ln_less.exp()
    }

    /// P(ρ > 0 | r) where ρ ≠ 0.
    #[must_use]
    pub fn probability_above_zero(&self) -> f64 {
        1.0 / (1.0 + (self.ln_less - self.ln_greater).exp())
    }
}

/// Bayes factors of ρ ≠ 0, ρ > 0 and ρ < 0 against ρ = 0, given r of n independent rows of a bivariate normal distribution.
///
/// The factor is ∫ p(r | ρ) π(ρ) dρ / p(r | 0) with the exact density of r and the stretched beta prior
/// π(ρ) = (1 - ρ²)^(1/κ - 1) / (2^(2/κ - 1) B(1/κ, 1/κ)), of which the one-sided factors take either half, doubled. κ = 1 is
/// uniform; larger κ puts more on strong correlations. The factor for ρ ≠ 0 has the closed form of Ly and others; here all
/// are integrated panel by panel on the scale of atanh ρ, small ones as accurate as large ones: about 1e-13. `None` where
/// n is below 3 or |r| = 1.
///
/// Assumes independent rows and normality: autocorrelated series have fewer rows than they seem to. Cost: some hundred
/// evaluations of the density, tens of microseconds.
///
/// # Errors
/// [`CoreError::OutOfRange`] for an r outside [-1, 1] and a κ that is not positive and finite.
///
/// # Example
/// ```
/// use kosmic_core::correlation_bayes_factor;
///
/// // Five rows can hardly tell.
/// let few = correlation_bayes_factor(0.3, 5, 1.0)?.unwrap();
/// assert!((0.3..1.0).contains(&few.two_sided()));
/// # Ok::<(), kosmic_core::CoreError>(())
/// ```
///
/// # Source
/// A. Ly, J. Verhagen, E.-J. Wagenmakers, Harold Jeffreys's default Bayes factor hypothesis tests, Journal of Mathematical
/// Psychology 72 (2016) 19-32; H. Jeffreys, Theory of Probability (1961), section 5.8; H. Hotelling, New light on the
/// correlation coefficient and its transforms, Journal of the Royal Statistical Society B 15 (1953) 193-232.
pub fn correlation_bayes_factor(
    r: f64,
    n: usize,
    kappa: f64,
) -> Result<Option<BayesFactor>, CoreError> {
    verify_correlation(r)?;
    if !(kappa > 0.0 && kappa.is_finite()) {
        return Err(CoreError::OutOfRange {
            name: "the width κ of the prior",
            range: "above 0 and be finite",
            value: kappa,
        });
    }
    if n < 3 || r.abs() == 1.0 {
        return Ok(None);
    }
    let evidence = Evidence {
        // atanh of the standard library is odd only within rounding.
        z: r.abs().atanh().copysign(r),
        shape: n as f64 - 1.5,
        prior: 2.0 / kappa,
    };
    let mirrored = Evidence {
        z: -evidence.z,
        ..evidence
    };
    let (ln_greater, ln_less) = (evidence.ln_above_zero(), mirrored.ln_above_zero());
    let larger = ln_greater.max(ln_less);
    let apart = (ln_greater - ln_less).abs();
    Ok(Some(BayesFactor {
        ln_two_sided: larger + (-apart).exp().ln_1p() - LN_2,
        ln_greater,
        ln_less,
    }))
}

/// The integrand over ζ = atanh ρ.
#[derive(Clone, Copy)]
struct Evidence {
    z: f64,
    /// n - 3/2.
    shape: f64,
    /// 2/κ: the prior of ζ is proportional to cosh ζ to the power of its negative.
    prior: f64,
}

impl Evidence {
    /// ln of prior and likelihood at ζ over the likelihood at 0, but for the prior's constant.
    fn ln_at(&self, zeta: f64) -> f64 {
        let of = |zeta: f64| {
            let apart = ln_cosh(self.z - zeta);
            let w = 0.5 * (apart - ln_cosh(self.z) - ln_cosh(zeta)).exp();
            half_half(self.shape + 1.0, w).ln() - self.shape * apart - 0.5 * ln_cosh(zeta)
        };
        of(zeta) - of(0.0) - self.prior * ln_cosh(zeta)
    }

    /// The slope of [`Evidence::ln_at`], but for the hypergeometric function, which is nearly flat.
    fn slope(&self, zeta: f64) -> f64 {
        self.shape * (self.z - zeta).tanh() - (self.prior + 0.5) * zeta.tanh()
    }

    /// ln of the factor for ρ > 0.
    fn ln_above_zero(&self) -> f64 {
        let peak = self.peak();
        let height = self.ln_at(peak);
        let sum = self.outwards(peak, f64::INFINITY, height) + self.outwards(peak, 0.0, height);
        // ∫ cosh^-p from 0 on is half of 2^(p-1) B(p/2, p/2).
        height + sum.ln() - self.ln_half_prior()
    }

    /// Where about the integrand is largest at or above 0.
    fn peak(&self) -> f64 {
        let (mut low, mut high) = (0.0, self.z.max(0.0));
        for _ in 0..60 {
            let middle = 0.5 * (low + high);
            if self.slope(middle) > 0.0 {
                low = middle;
            } else {
                high = middle;
            }
        }
        low
    }

    /// The integral from `from` to `end`, of the integrand over its height there.
    fn outwards(&self, from: f64, end: f64, height: f64) -> f64 {
        let density = |zeta: f64| (self.ln_at(zeta) - height).exp();
        let (mut edge, mut sum) = (from, 0.0);
        while edge != end {
            let steepest = (self.shape + self.prior).sqrt().max(self.slope(edge).abs());
            let width = 1.5 / steepest;
            let next = if end > edge {
                end.min(edge + width)
            } else {
                end.max(edge - width)
            };
            let panel = integral(density, edge.min(next), edge.max(next));
            sum += panel;
            edge = next;
            if panel <= 1e-17 * sum {
                break;
            }
        }
        sum
    }

    /// ln ∫ cosh^-p ζ dζ over ζ > 0, p = 2/κ: half the prior's constant.
    fn ln_half_prior(&self) -> f64 {
        let half = 0.5 * self.prior;
        let ln_beta = 2.0 * libm::lgamma(half) - libm::lgamma(self.prior);
        (self.prior - 2.0) * LN_2 + ln_beta
    }
}
