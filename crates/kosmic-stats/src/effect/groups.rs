//! Two independent groups: differences of means in units of a standard deviation.

use kosmic_core::verify_level;
use libm::lgamma;

use super::ordinal::Dominance;
use super::{EffectSize, noncentral};
use crate::error::StatsError;
use crate::sample::{Summary, summaries};

/// Two independent groups of values.
///
/// # Example
/// ```
/// use kosmic_stats::TwoGroups;
///
/// let groups = TwoGroups::new(&[3.0, 4.0, 5.0, 6.0], &[1.0, 2.0, 3.0, 4.0])?;
/// let d = groups.cohen_d(0.95)?;
/// assert!((d.estimate - 2.0 / (5.0_f64 / 3.0).sqrt()).abs() < 1e-14);
/// assert!(d.limits.lower < 0.0 && d.limits.upper > 3.0);
/// assert_eq!(groups.cliff_delta(0.95)?.estimate, 0.75);
/// # Ok::<(), kosmic_stats::StatsError>(())
/// ```
#[derive(Clone, Debug)]
pub struct TwoGroups<'a> {
    values: [&'a [f64]; 2],
    summaries: [Summary; 2],
}

impl<'a> TwoGroups<'a> {
    /// Two groups of at least two values each; an effect is positive where the first has the larger ones.
    ///
    /// # Errors
    /// [`StatsError::TooFew`]; [`StatsError::OutOfRangeAt`] for values that are not finite.
    pub fn new(first: &'a [f64], second: &'a [f64]) -> Result<Self, StatsError> {
        let summaries = summaries([
            ("the values of the first group", first),
            ("the values of the second group", second),
        ])?;
        Ok(Self {
            values: [first, second],
            summaries,
        })
    }

    /// Cohen's d = (m₁ - m₂) / s, s² the pooled variance (SS₁ + SS₂) / (n₁ + n₂ - 2).
    ///
    /// The limits are those of the noncentral t distribution: exact for normal values of one variance. Biased away from 0 by
    /// some 3 / (4 (n₁ + n₂) - 9): see [`TwoGroups::hedges_g`].
    ///
    /// # Errors
    /// [`StatsError::NoVariation`] where neither group varies; [`StatsError::Core`] for a level outside (0, 1).
    ///
    /// # Source
    /// J. Cohen, Statistical Power Analysis for the Behavioral Sciences, 2nd edition (1988), chapter 2; J. H. Steiger,
    /// R. T. Fouladi, in: What If There Were No Significance Tests? (1997) 221-257 (limits).
    pub fn cohen_d(&self, level: f64) -> Result<EffectSize, StatsError> {
        let [a, b] = self.summaries;
        let pooled = (a.squares + b.squares) / self.freedom();
        self.standardised(pooled, 1.0 / a.n + 1.0 / b.n, self.freedom(), level)
    }

    /// Hedges' g = J d, with J = Γ(ν/2) / (sqrt(ν/2) Γ((ν-1)/2)) and ν = n₁ + n₂ - 2: without bias for normal values.
    ///
    /// The limits are J times those of d.
    ///
    /// # Errors
    /// As [`TwoGroups::cohen_d`].
    ///
    /// # Source
    /// L. V. Hedges, Distribution theory for Glass's estimator of effect size, Journal of Educational Statistics 6 (1981)
    /// 107-128.
    pub fn hedges_g(&self, level: f64) -> Result<EffectSize, StatsError> {
        let correction = unbiasing(self.freedom());
        Ok(self.cohen_d(level)?.scaled(correction))
    }

    /// Glass's Δ = (m₁ - m₂) / s₂: in units of the second group, the controls, for a treatment that changes the scatter.
    ///
    /// The limits are those of a noncentral t with n₂ - 1 degrees of freedom, whose scale allows for unequal variances;
    /// approximate.
    ///
    /// # Errors
    /// [`StatsError::NoVariation`] where the second group does not vary; [`StatsError::Core`] for a level outside (0, 1).
    ///
    /// # Source
    /// G. V. Glass, Primary, secondary, and meta-analysis of research, Educational Researcher 5 (1976) 3-8; J. Algina,
    /// H. J. Keselman, R. D. Penfield, Journal of Modern Applied Statistical Methods 5 (2006) 2-13 (limits).
    pub fn glass_delta(&self, level: f64) -> Result<EffectSize, StatsError> {
        let [a, b] = self.summaries;
        let control = b.variance();
        let spread = 1.0 / b.n + a.variance() / (control * a.n);
        self.standardised(control, spread, b.n - 1.0, level)
    }

    /// Cliff's δ = P(first > second) - P(first < second) of a value of each group; the rank-biserial correlation.
    ///
    /// In [-1, 1]; assumes nothing but order. The limits follow from the unbiased variance and are not symmetric, so that they
    /// stay within [-1, 1]; where the groups do not overlap at all, (n - z²) / (n + z²) with the smaller n is the inner one.
    ///
    /// Cost: O(n log n).
    ///
    /// # Errors
    /// [`StatsError::Core`] for a level outside (0, 1).
    ///
    /// # Source
    /// N. Cliff, Dominance statistics, Psychological Bulletin 114 (1993) 494-509, and Ordinal Methods for Behavioral Data
    /// Analysis (1996), chapter 5; D. Feng, N. Cliff, Journal of Modern Applied Statistical Methods 3 (2004) 322-332.
    pub fn cliff_delta(&self, level: f64) -> Result<EffectSize, StatsError> {
        verify_level(level)?;
        Ok(Dominance::of(self.values[0], self.values[1]).delta(level))
    }

    /// The common-language effect: the probability that a value of the first group is above one of the second, ties counting
    /// half. A = (δ + 1) / 2, with the limits of Cliff's δ.
    ///
    /// # Errors
    /// As [`TwoGroups::cliff_delta`].
    ///
    /// # Source
    /// K. O. McGraw, S. P. Wong, Psychological Bulletin 111 (1992) 361-365; A. Vargha, H. D. Delaney, Journal of Educational
    /// and Behavioral Statistics 25 (2000) 101-132 (A).
    pub fn common_language(&self, level: f64) -> Result<EffectSize, StatsError> {
        let mut effect = self.cliff_delta(level)?;
        for value in [
            &mut effect.estimate,
            &mut effect.limits.lower,
            &mut effect.limits.upper,
        ] {
            *value = 0.5 * (*value + 1.0);
        }
        Ok(effect)
    }

    fn freedom(&self) -> f64 {
        self.summaries[0].n + self.summaries[1].n - 2.0
    }

    /// The difference of means in units of the root of `variance`; times the root of 1 / `spread` it is a noncentral t.
    fn standardised(
        &self,
        variance: f64,
        spread: f64,
        freedom: f64,
        level: f64,
    ) -> Result<EffectSize, StatsError> {
        if variance == 0.0 {
            return Err(StatsError::NoVariation {
                name: "the standard deviation",
            });
        }
        let estimate = (self.summaries[0].mean - self.summaries[1].mean) / variance.sqrt();
        of_noncentral_t(estimate, spread.sqrt(), freedom, level)
    }
}

/// An effect that is `scale` times a noncentral t, with limits that are so too.
pub(super) fn of_noncentral_t(
    estimate: f64,
    scale: f64,
    freedom: f64,
    level: f64,
) -> Result<EffectSize, StatsError> {
    let limits = noncentral::of_t(estimate / scale, freedom, level)?;
    let centre = EffectSize {
        estimate: estimate / scale,
        limits,
    };
    Ok(EffectSize {
        estimate,
        ..centre.scaled(scale)
    })
}

/// Hedges' exact factor J of ν > 1 degrees of freedom.
pub(super) fn unbiasing(freedom: f64) -> f64 {
    let half = 0.5 * freedom;
    // Beyond, the difference of logarithms loses digits, and two terms of the asymptotic series have them all.
    if freedom > 1e5 {
        return 1.0 - 3.0 / (4.0 * freedom) - 7.0 / (32.0 * freedom * freedom);
    }
    (lgamma(half) - lgamma(half - 0.5)).exp() / half.sqrt()
}
