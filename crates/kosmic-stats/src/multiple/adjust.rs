//! Adjusted p-values.

use super::hommel::hommel;
use crate::error::{StatsError, verify_within_unit};

/// How p-values are adjusted for being many. m is their number, p(1) ≤ … ≤ p(m) are they in order.
///
/// The first six keep the family-wise error rate (the probability of any false rejection), the last three the false
/// discovery rate (the expected share of false ones among the rejected).
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Adjustment {
    /// m p. Whatever the dependence.
    Bonferroni,
    /// 1 - (1 - p)^m. Independent tests, and normal ones whatever their correlation.
    Sidak,
    /// The largest (m - j + 1) p(j) over j ≤ i. Whatever the dependence; never weaker than Bonferroni's.
    Holm,
    /// The largest 1 - (1 - p(j))^(m - j + 1) over j ≤ i. As [`Adjustment::Sidak`].
    HolmSidak,
    /// The least (m - j + 1) p(j) over j ≥ i. Independent or positively dependent tests.
    Hochberg,
    /// Simes' test of all intersections. As Hochberg's, and never weaker.
    Hommel,
    /// The least m p(j) / j over j ≥ i. Independent or positively dependent tests.
    BenjaminiHochberg,
    /// As before, times 1 + 1/2 + … + 1/m. Whatever the dependence.
    BenjaminiYekutieli,
    /// As Benjamini-Hochberg, times (1 + α) (m - r) / m, r being how many Benjamini-Hochberg's procedure at α / (1 + α)
    /// rejects. Independent tests. The adjusted values belong to this α alone.
    TwoStage {
        /// The false discovery rate to keep.
        alpha: f64,
    },
}

/// What becomes of p-values that are NaN.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MissingP {
    /// An error that names the first.
    #[default]
    Refuse,
    /// They stay missing, and do not count among the tests: m is the number of the others.
    LeaveOut,
    /// They stay missing, and count among the tests as if they were 1: for tests that were done and gave nothing.
    CountAsOne,
}

/// Adjusted p-values in the order of the input.
#[derive(Clone, Debug, PartialEq)]
pub struct Adjusted {
    /// The adjusted p-values; `None` where the p-value was missing.
    pub p: Vec<Option<f64>>,
    /// m, the number of tests adjusted for.
    pub tests: usize,
}

impl Adjusted {
    /// Which hypotheses are rejected at level α: those with an adjusted p of at most α.
    #[must_use]
    pub fn rejected(&self, alpha: f64) -> Vec<bool> {
        let rejected = |p: &Option<f64>| p.is_some_and(|p| p <= alpha);
        self.p.iter().map(rejected).collect()
    }
}

/// p-values adjusted for their number: each the least level at which its hypothesis is rejected while the others are
/// tested too.
///
/// In the order of the input, in [0, 1]. The values of R's `p.adjust` where that has the method. No p-values give none.
///
/// Cost: O(m log m), Hommel's too.
///
/// # Errors
/// [`StatsError::OutOfRangeAt`] for a p-value outside [0, 1], and for NaN unless `missing` says otherwise;
/// [`StatsError::OutOfRange`] for an α of the two-stage procedure outside (0, 1).
///
/// # Example
/// ```
/// use kosmic_stats::{Adjustment, MissingP, adjust_p};
///
/// let adjusted = adjust_p(&[0.01, 0.04, 0.03], Adjustment::Holm, MissingP::Refuse)?;
/// assert_eq!(adjusted.p, [Some(0.03), Some(0.06), Some(0.06)]);
/// assert_eq!(adjusted.rejected(0.05), [true, false, false]);
/// # Ok::<(), kosmic_stats::StatsError>(())
/// ```
///
/// # Source
/// Z. Sidak, Journal of the American Statistical Association 62 (1967) 626-633; S. Holm, Scandinavian Journal of
/// Statistics 6 (1979) 65-70; Y. Hochberg, Biometrika 75 (1988) 800-802; G. Hommel, Biometrika 75 (1988) 383-386;
/// Y. Benjamini, Y. Hochberg, Journal of the Royal Statistical Society B 57 (1995) 289-300; Y. Benjamini, D. Yekutieli,
/// Annals of Statistics 29 (2001) 1165-1188; Y. Benjamini, A. M. Krieger, D. Yekutieli, Biometrika 93 (2006) 491-507.
pub fn adjust_p(p: &[f64], method: Adjustment, missing: MissingP) -> Result<Adjusted, StatsError> {
    if let Adjustment::TwoStage { alpha } = method {
        verify_within_unit("the false discovery rate", alpha)?;
    }
    let order = ordered(p, missing)?;
    let absent = match missing {
        MissingP::CountAsOne => p.len() - order.len(),
        _ => 0,
    };
    let mut sorted: Vec<f64> = order.iter().map(|&index| p[index]).collect();
    sorted.resize(order.len() + absent, 1.0);
    let adjusted = of_sorted(&sorted, method);
    let mut all = vec![None; p.len()];
    for (&index, value) in order.iter().zip(adjusted) {
        all[index] = Some(value);
    }
    Ok(Adjusted {
        p: all,
        tests: sorted.len(),
    })
}

/// The indices of the p-values that are there, from the least p-value to the largest.
pub(super) fn ordered(p: &[f64], missing: MissingP) -> Result<Vec<usize>, StatsError> {
    let refused = |&(_, value): &(usize, &f64)| {
        let missing_is_fine = value.is_nan() && missing != MissingP::Refuse;
        !missing_is_fine && !(0.0..=1.0).contains(value)
    };
    if let Some((index, &value)) = p.iter().enumerate().find(refused) {
        return Err(StatsError::OutOfRangeAt {
            name: "a p-value",
            range: "in [0, 1]",
            index,
            value,
        });
    }
    let mut order: Vec<usize> = (0..p.len()).filter(|&index| !p[index].is_nan()).collect();
    order.sort_by(|&a, &b| p[a].total_cmp(&p[b]));
    Ok(order)
}

fn of_sorted(p: &[f64], method: Adjustment) -> Vec<f64> {
    let tests = p.len() as f64;
    let left = |i: usize| (p.len() - i) as f64;
    match method {
        Adjustment::Bonferroni => p.iter().map(|p| (tests * p).min(1.0)).collect(),
        Adjustment::Sidak => p.iter().map(|&p| any_of(p, tests)).collect(),
        Adjustment::Holm => step_down(p, |i, p| left(i) * p),
        Adjustment::HolmSidak => step_down(p, |i, p| any_of(p, left(i))),
        Adjustment::Hochberg => step_up(p, |i, p| left(i) * p),
        Adjustment::Hommel => hommel(p),
        Adjustment::BenjaminiHochberg => benjamini_hochberg(p, 1.0),
        Adjustment::BenjaminiYekutieli => {
            let harmonic: f64 = (1..=p.len()).map(|i| 1.0 / i as f64).sum();
            benjamini_hochberg(p, harmonic)
        }
        Adjustment::TwoStage { alpha } => two_stage(p, alpha),
    }
}

/// 1 - (1 - p)^count, with all digits for small p.
fn any_of(p: f64, count: f64) -> f64 {
    -(count * (-p).ln_1p()).exp_m1()
}

fn step_down(p: &[f64], scaled: impl Fn(usize, f64) -> f64) -> Vec<f64> {
    let largest = |most: &mut f64, (i, &p): (usize, &f64)| {
        *most = most.max(scaled(i, p)).min(1.0);
        Some(*most)
    };
    p.iter().enumerate().scan(0.0, largest).collect()
}

fn step_up(p: &[f64], scaled: impl Fn(usize, f64) -> f64) -> Vec<f64> {
    let least = |least: &mut f64, (i, &p): (usize, &f64)| {
        *least = least.min(scaled(i, p));
        Some(*least)
    };
    let mut values: Vec<f64> = p.iter().enumerate().rev().scan(1.0, least).collect();
    values.reverse();
    values
}

/// The least `factor` m p(j) / j over j ≥ i, at most 1.
pub(super) fn benjamini_hochberg(p: &[f64], factor: f64) -> Vec<f64> {
    let tests = p.len() as f64;
    step_up(p, |i, p| factor * tests * p / (i + 1) as f64)
}

fn two_stage(p: &[f64], alpha: f64) -> Vec<f64> {
    let tests = p.len() as f64;
    let first_level = alpha / (1.0 + alpha);
    let first = benjamini_hochberg(p, 1.0);
    let rejected = first.iter().filter(|&&p| p <= first_level).count();
    // Where all are rejected, all stay so: the first stage's own values say that.
    let nulls = match p.len() - rejected {
        0 => tests,
        nulls => nulls as f64,
    };
    benjamini_hochberg(p, (1.0 + alpha) * nulls / tests)
}
