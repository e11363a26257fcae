//! The exact power of the test of a correlation.

use kosmic_core::{Alternative, correlation_cdf};

use crate::distribution::t_quantile_above;
use crate::error::StatsError;
use crate::root;

/// The probability that r of n ≥ 3 rows with correlation ρ lies beyond the critical values of ρ₀ at level α.
pub(super) fn power(
    rho: f64,
    null: f64,
    n: usize,
    alternative: Alternative,
    alpha: f64,
) -> Result<f64, StatsError> {
    if rho.abs() == 1.0 {
        // Every sample has r = ρ, which is beyond any critical value of another ρ₀.
        return Ok(if alternative.oriented(rho) > 0.0 {
            1.0
        } else {
            0.0
        });
    }
    let tail = alternative.tail(alpha);
    let upper = |rho: f64, null: f64| above(critical(null, n, tail)?, rho, n);
    Ok(match alternative {
        Alternative::TwoSided => (upper(rho, null)? + upper(-rho, -null)?).min(1.0),
        Alternative::Greater => upper(rho, null)?,
        Alternative::Less => upper(-rho, -null)?,
    })
}

/// P(R > r).
fn above(r: f64, rho: f64, n: usize) -> Result<f64, StatsError> {
    Ok(correlation_cdf(-r, -rho, n)?.unwrap_or(0.0))
}

/// The r that `tail` of all samples with correlation ρ₀ exceed.
fn critical(null: f64, n: usize, tail: f64) -> Result<f64, StatsError> {
    let freedom = n as f64 - 2.0;
    if null == 0.0 {
        let t = t_quantile_above(tail, freedom);
        return Ok(t / freedom.sqrt().hypot(t));
    }
    // The search takes correlations and numbers of rows that have been checked, so that each step has a value.
    let excess = |z: f64| tail.ln() - above(z.tanh(), null, n).unwrap_or(0.0).ln();
    let (centre, reach) = (null.atanh(), 40.0 / freedom.sqrt());
    Ok(root::of_increasing(
        excess,
        (centre - reach).max(-18.0),
        (centre + reach).min(18.0),
    )
    .tanh())
}
