//! q-values: false discovery rates that use the share of true nulls.

use super::adjust::{MissingP, benjamini_hochberg, ordered};
use crate::error::{StatsError, verify_within_unit};

/// How the share π₀ of true null hypotheses is estimated, from the p-values above some λ, which are nearly all of true nulls:
/// π₀(λ) = #{p ≥ λ} / (m (1 - λ)).
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum NullShare {
    /// At this λ; 0.5 is usual.
    AtLambda(f64),
    /// At the λ of 0.05, 0.10, …, 0.95 with the least mean square error about the tenth percentile of their estimates.
    LeastError,
}

/// q-values in the order of the input.
#[derive(Clone, Debug, PartialEq)]
pub struct QValues {
    /// The q-values; `None` where the p-value was missing.
    pub q: Vec<Option<f64>>,
    /// π₀, the estimated share of true nulls, in (0, 1].
    pub null_share: f64,
}

/// Storey's q-values: q of a test is the estimated false discovery rate of rejecting it and all with smaller p.
///
/// π₀ times the adjusted values of Benjamini and Hochberg. Assumes tests that are independent or weakly dependent, and
/// p-values that are uniform for true nulls; discrete p-values (of permutation tests with few permutations) make π₀ too
/// large or too small.
///
/// Cost: O(m log m).
///
/// # Errors
/// [`StatsError::OutOfRangeAt`] for a p-value outside [0, 1], and for NaN if refused; [`StatsError::OutOfRange`] for a λ
/// outside (0, 1); [`StatsError::Unsolvable`] where no p-value is as large as λ, so that π₀ would be 0.
///
/// # Example
/// ```
/// use kosmic_stats::{MissingP, NullShare, q_values};
///
/// let p = [0.001, 0.01, 0.2, 0.4, 0.6, 0.8];
/// let found = q_values(&p, NullShare::AtLambda(0.5), MissingP::Refuse)?;
/// assert!((found.null_share - 2.0 / 3.0).abs() < 1e-15);
/// assert!((found.q[1].unwrap() - 0.02).abs() < 1e-15);
/// # Ok::<(), kosmic_stats::StatsError>(())
/// ```
///
/// # Source
/// J. D. Storey, Journal of the Royal Statistical Society B 64 (2002) 479-498; J. D. Storey, J. E. Taylor, D. Siegmund,
/// Journal of the Royal Statistical Society B 66 (2004) 187-205.
pub fn q_values(p: &[f64], share: NullShare, missing: MissingP) -> Result<QValues, StatsError> {
    let order = ordered(p, missing)?;
    let mut sorted: Vec<f64> = order.iter().map(|&index| p[index]).collect();
    if missing == MissingP::CountAsOne {
        sorted.resize(p.len(), 1.0);
    }
    let null_share = match share {
        NullShare::AtLambda(lambda) => at_lambda(&sorted, verify_within_unit("lambda", lambda)?),
        NullShare::LeastError => least_error(&sorted),
    };
    if null_share == 0.0 {
        return Err(StatsError::Unsolvable {
            wanted: "share of true nulls",
            asked: format!("the {} p-values", sorted.len()),
            reason: "none is as large as lambda",
        });
    }
    let null_share = null_share.min(1.0);
    let mut q = vec![None; p.len()];
    for (&index, value) in order.iter().zip(benjamini_hochberg(&sorted, null_share)) {
        q[index] = Some(value);
    }
    Ok(QValues { q, null_share })
}

fn above(sorted: &[f64], lambda: f64) -> f64 {
    (sorted.len() - sorted.partition_point(|&p| p < lambda)) as f64
}

fn at_lambda(sorted: &[f64], lambda: f64) -> f64 {
    if sorted.is_empty() {
        return 1.0;
    }
    above(sorted, lambda) / (sorted.len() as f64 * (1.0 - lambda))
}

fn least_error(sorted: &[f64]) -> f64 {
    let tests = sorted.len() as f64;
    let lambdas: Vec<f64> = (1..20).map(|step| 0.05 * f64::from(step)).collect();
    let shares: Vec<f64> = lambdas
        .iter()
        .map(|&lambda| at_lambda(sorted, lambda))
        .collect();
    let mut ranked = shares.clone();
    ranked.sort_by(f64::total_cmp);
    // The tenth percentile of 19 values lies at rank 1.8 from 0 on.
    let floor = ranked[1] + 0.8 * (ranked[2] - ranked[1]);
    let error = |(&lambda, &share): (&f64, &f64)| {
        let (count, gap) = (above(sorted, lambda), share - floor);
        let scale = tests * (1.0 - lambda);
        count / (scale * scale) * (1.0 - count / tests) + gap * gap
    };
    let errors = lambdas.iter().zip(&shares).map(error);
    let best = errors.zip(&shares).min_by(|a, b| a.0.total_cmp(&b.0));
    best.map_or(1.0, |(_, &share)| share)
}
