//! Several p-values of one hypothesis as one.

use std::f64::consts::SQRT_2;

use kosmic_core::normal_quantile;
use libm::erfc;

use crate::distribution::chi_square_above;
use crate::error::StatsError;

/// The p-value of several tests together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CombinedP {
    /// Fisher's chi-square, or Stouffer's z.
    pub statistic: f64,
    /// The p-value of that no hypothesis is false.
    pub p: f64,
}

/// Fisher's combination: -2 Σ ln p is chi-square with 2m degrees of freedom if all nulls are true.
///
/// Assumes independent tests. One tiny p-value suffices for a tiny result.
///
/// # Errors
/// [`StatsError::TooFew`] for no p-values; [`StatsError::OutOfRangeAt`] for one outside (0, 1].
///
/// # Example
/// ```
/// // Of two p-values, p₁ p₂ (1 - ln(p₁ p₂)).
/// let combined = kosmic_stats::combine_fisher(&[0.05, 0.05])?;
/// assert!((combined.p - 0.0025 * (1.0 - 0.0025_f64.ln())).abs() < 1e-15);
/// # Ok::<(), kosmic_stats::StatsError>(())
/// ```
///
/// # Source
/// R. A. Fisher, Statistical Methods for Research Workers, 4th edition (1932), section 21.1.
pub fn combine_fisher(p: &[f64]) -> Result<CombinedP, StatsError> {
    verify(p, "in (0, 1]", |p| p > 0.0 && p <= 1.0)?;
    let statistic = -2.0 * p.iter().map(|p| p.ln()).sum::<f64>();
    Ok(CombinedP {
        statistic,
        p: chi_square_above(statistic, 2.0 * p.len() as f64),
    })
}

/// Stouffer's combination of one-sided p-values: Σ w z / sqrt(Σ w²), z the upper normal quantile of p, is standard normal
/// if all nulls are true.
///
/// Without `weights` all are 1; the root of each study's size is a usual weight. Assumes independent tests in one
/// direction: two-sided p-values lose their signs and so their meaning here.
///
/// # Errors
/// [`StatsError::TooFew`] for no p-values; [`StatsError::OutOfRangeAt`] for one outside (0, 1) and for a weight that is not
/// finite and above 0; [`StatsError::LengthMismatch`].
///
/// # Example
/// ```
/// let combined = kosmic_stats::combine_stouffer(&[0.05, 0.05], None)?;
/// assert!((combined.statistic - 1.6448536269514722 * 2_f64.sqrt()).abs() < 1e-14);
/// # Ok::<(), kosmic_stats::StatsError>(())
/// ```
///
/// # Source
/// S. A. Stouffer et al., The American Soldier 1 (1949), page 45; T. Liptak, Publications of the Mathematical Institute of
/// the Hungarian Academy of Sciences 3 (1958) 171-197 (weights).
pub fn combine_stouffer(p: &[f64], weights: Option<&[f64]>) -> Result<CombinedP, StatsError> {
    verify(p, "strictly between 0 and 1", |p| p > 0.0 && p < 1.0)?;
    let equal = vec![1.0; p.len()];
    let weights = weights.unwrap_or(&equal);
    if weights.len() != p.len() {
        return Err(StatsError::LengthMismatch {
            first: "p-values",
            second: "weights",
            got_first: p.len(),
            got_second: weights.len(),
        });
    }
    if let Some(index) = weights.iter().position(|&w| !(w.is_finite() && w > 0.0)) {
        return Err(StatsError::OutOfRangeAt {
            name: "a weight",
            range: "above 0 and finite",
            index,
            value: weights[index],
        });
    }
    // As shares of the largest, so that squares stay within the range of doubles.
    let largest = weights.iter().copied().fold(0.0, f64::max);
    let shares = || weights.iter().map(|weight| weight / largest);
    let sum: f64 = shares()
        .zip(p)
        .map(|(share, &p)| -share * normal_quantile(p))
        .sum();
    let statistic = sum / shares().map(|share| share * share).sum::<f64>().sqrt();
    Ok(CombinedP {
        statistic,
        p: 0.5 * erfc(statistic / SQRT_2),
    })
}

fn verify(p: &[f64], range: &'static str, fits: fn(f64) -> bool) -> Result<(), StatsError> {
    if p.is_empty() {
        return Err(StatsError::TooFew {
            name: "p-values",
            needed: 1,
            got: 0,
        });
    }
    match p.iter().position(|&p| !fits(p)) {
        None => Ok(()),
        Some(index) => Err(StatsError::OutOfRangeAt {
            name: "a p-value",
            range,
            index,
            value: p[index],
        }),
    }
}
