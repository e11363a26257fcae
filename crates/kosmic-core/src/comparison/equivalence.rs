//! Two one-sided tests (TOST): is a coupling, or a difference of two, within margins that do not matter?

use crate::analytic::{Limits, upper_normal_p, verify_correlation};
use crate::error::CoreError;

/// Quantiles beyond this have a tail that a double holds no more.
const FARTHEST_QUANTILE: f64 = 40.0;

/// The outcome of two one-sided tests.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Equivalence {
    /// The margins.
    pub margins: Limits,
    /// The one-sided p of the hypothesis that the quantity is at or below the lower margin.
    pub p_lower: f64,
    /// The one-sided p of the hypothesis that it is at or above the upper margin.
    pub p_upper: f64,
}

impl Equivalence {
    /// The p of the hypothesis that the quantity is not within the margins: the larger of the two. Where it is at most α,
    /// the confidence interval of level 1 - 2α lies within the margins.
    #[must_use]
    pub fn p_value(&self) -> f64 {
        self.p_lower.max(self.p_upper)
    }
}

/// The two one-sided tests of a correlation outside `margins`, on Fisher's scale.
///
/// p_lower = P(Z ≥ (atanh r - atanh lower) sqrt(n - 3)) and p_upper = P(Z ≤ (atanh r - atanh upper) sqrt(n - 3)), Z
/// standard normal. `None` where n is below 4, or |r| = 1. Assumes independent rows of a bivariate normal distribution.
/// For a partial correlation take n less the number of controls.
///
/// # Errors
/// [`CoreError::OutOfRange`] for an r outside [-1, 1] and for margins not in order within [-1, 1].
///
/// # Example
/// ```
/// use kosmic_core::{Limits, equivalence, fisher_limits};
///
/// let margins = Limits { lower: -0.2, upper: 0.2 };
/// let test = equivalence(0.05, 200, margins)?.unwrap();
/// assert!(test.p_upper < 0.05 && test.p_value() == test.p_upper);
/// let limits = fisher_limits(0.05, 200, 1.0 - 2.0 * test.p_value())?.unwrap();
/// assert!((limits.upper - 0.2).abs() < 1e-12);
/// # Ok::<(), kosmic_core::CoreError>(())
/// ```
///
/// # Source
/// D. J. Schuirmann, A comparison of the two one-sided tests procedure and the power approach for assessing the
/// equivalence of average bioavailability, Journal of Pharmacokinetics and Biopharmaceutics 15 (1987) 657-680; A. Counsell,
/// R. A. Cribbie, Equivalence tests for comparing correlation and regression coefficients, British Journal of
/// Mathematical and Statistical Psychology 68 (2015) 292-309.
pub fn equivalence(r: f64, n: usize, margins: Limits) -> Result<Option<Equivalence>, CoreError> {
    verify_correlation(r)?;
    verify_margins(margins, 1.0)?;
    if n < 4 || r.abs() == 1.0 {
        return Ok(None);
    }
    let z = |value: f64| value.atanh() * ((n - 3) as f64).sqrt();
    Ok(Some(Equivalence {
        margins,
        p_lower: upper_normal_p(z(r) - z(margins.lower)),
        p_upper: upper_normal_p(z(margins.upper) - z(r)),
    }))
}

/// The two one-sided tests of K ≥ `margin`: is a coupling too weak to matter?
///
/// The same as [`equivalence`] of the signed correlation with margins -margin/2 and margin/2, which are those of the result.
///
/// # Errors
/// [`CoreError::OutOfRange`] for an r outside [-1, 1] and a margin outside (0, 2].
///
/// # Example
/// ```
/// let test = kosmic_core::k_equivalence(-0.05, 200, 0.4)?.unwrap();
/// assert!(test.p_lower < 0.05 && test.p_value() == test.p_lower);
/// # Ok::<(), kosmic_core::CoreError>(())
/// ```
pub fn k_equivalence(r: f64, n: usize, margin: f64) -> Result<Option<Equivalence>, CoreError> {
    let margins = Limits {
        lower: -0.5 * margin,
        upper: 0.5 * margin,
    };
    equivalence(r, n, margins)
}

/// The tests that belong to an interval: `limits` gives it at any number of standard errors.
pub(super) fn by_inversion(
    estimate: f64,
    margins: Limits,
    limits: impl Fn(f64) -> Limits,
) -> Equivalence {
    let below = |quantile| limits(quantile).lower;
    let above = |quantile| limits(quantile).upper;
    // The p of the hypothesis beyond a margin is above 1/2 where the estimate lies beyond it too.
    let p_lower = if estimate > margins.lower {
        upper_normal_p(reaching(|q| below(q) - margins.lower))
    } else {
        upper_normal_p(-reaching(|q| margins.lower - above(q)))
    };
    let p_upper = if estimate < margins.upper {
        upper_normal_p(reaching(|q| margins.upper - above(q)))
    } else {
        upper_normal_p(-reaching(|q| below(q) - margins.upper))
    };
    Equivalence {
        margins,
        p_lower,
        p_upper,
    }
}

/// The quantile at which `gap`, positive at first, is used up; by bisection.
fn reaching(gap: impl Fn(f64) -> f64) -> f64 {
    let (mut inside, mut outside) = (0.0, FARTHEST_QUANTILE);
    loop {
        let middle = 0.5 * (inside + outside);
        if middle == inside || middle == outside {
            return middle;
        }
        if gap(middle) > 0.0 {
            inside = middle;
        } else {
            outside = middle;
        }
    }
}

pub(super) fn verify_margins(margins: Limits, widest: f64) -> Result<(), CoreError> {
    let range = if widest == 1.0 {
        "in [-1, 1], the lower one below the upper one"
    } else {
        "in [-2, 2], the lower one below the upper one"
    };
    let within = |value: f64| (-widest..=widest).contains(&value);
    if within(margins.lower) && within(margins.upper) && margins.lower < margins.upper {
        return Ok(());
    }
    let (name, value) = if within(margins.lower) {
        ("the upper margin of equivalence", margins.upper)
    } else {
        ("the lower margin of equivalence", margins.lower)
    };
    Err(CoreError::OutOfRange { name, range, value })
}
