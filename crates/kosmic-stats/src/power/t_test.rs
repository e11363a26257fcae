//! Power of t tests.

use kosmic_core::Alternative;

use super::solve;
use crate::distribution::{noncentral_t_above, t_quantile_above};
use crate::error::{StatsError, verify_within_unit};
use crate::root;

/// What a t test compares.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TDesign {
    /// The mean of one sample of n values with a fixed number; d in units of their standard deviation.
    OneSample,
    /// The means of n pairs; d_z in units of the standard deviation of the differences.
    Paired,
    /// The means of two groups of n and `ratio` · n values; d in units of their common standard deviation.
    TwoSamples {
        /// Values in the second group for each in the first.
        ratio: f64,
    },
}

/// The power of a t test for normal values: exact, by the noncentral t distribution.
///
/// T has ν degrees of freedom and noncentrality d sqrt(n), or d sqrt(n₁ n₂ / (n₁ + n₂)) for two groups. n may be any real number,
/// so that solutions for it can be compared with other programs; round them up.
///
/// # Example
/// ```
/// use kosmic_stats::{TDesign, TTestPower};
///
/// let test = TTestPower::new(TDesign::TwoSamples { ratio: 1.0 });
/// let n = test.sample_size(0.5, 0.8)?;
/// assert!((n - 63.765_61).abs() < 1e-4);
/// assert!((test.power(0.5, 64.0)? - 0.801_459_6).abs() < 1e-6);
/// # Ok::<(), kosmic_stats::StatsError>(())
/// ```
///
/// # Source
/// J. Cohen, Statistical Power Analysis for the Behavioral Sciences, 2nd edition (1988), chapter 2.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TTestPower {
    design: TDesign,
    alternative: Alternative,
    alpha: f64,
}

impl TTestPower {
    /// A two-sided test at α = 0.05.
    #[must_use]
    pub fn new(design: TDesign) -> Self {
        Self {
            design,
            alternative: Alternative::TwoSided,
            alpha: 0.05,
        }
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

    /// The power for an effect d with n values (of the first group).
    ///
    /// # Errors
    /// [`StatsError::OutOfRange`] for an α outside (0, 1), an effect that is not finite, a ratio not above 0, and an n too small to
    /// leave degrees of freedom.
    pub fn power(&self, d: f64, n: f64) -> Result<f64, StatsError> {
        self.verify()?;
        verify_effect(d)?;
        self.verify_rows(n)?;
        Ok(self.of(d, n, self.alpha))
    }

    /// The n (of the first group) that gives a power.
    ///
    /// # Errors
    /// As [`TTestPower::power`]; [`StatsError::Unsolvable`] where d is 0 or not in the direction looked for, where power is not
    /// above α, and where not even a trillion values are enough. An effect so large that the least number is enough gives that.
    pub fn sample_size(&self, d: f64, power: f64) -> Result<f64, StatsError> {
        self.verify()?;
        verify_effect(d)?;
        solve::verify_target(power, self.alpha)?;
        verify_direction(self.alternative, d)?;
        solve::rows(|n| self.of(d, n, self.alpha), self.least_rows(), power)
    }

    /// The least effect that n values (of the first group) find with a power: the sensitivity of a study. Negative for
    /// [`Alternative::Less`].
    ///
    /// # Errors
    /// As [`TTestPower::power`]; [`StatsError::Unsolvable`] where power is not above α.
    pub fn effect(&self, n: f64, power: f64) -> Result<f64, StatsError> {
        self.verify()?;
        solve::verify_target(power, self.alpha)?;
        self.verify_rows(n)?;
        let power_of = |size: f64| self.of(self.alternative.signed(size), n, self.alpha);
        let mut high = 1.0;
        while power_of(high) < power {
            high *= 2.0;
        }
        let size = root::of_increasing(|size| power_of(size) - power, 0.0, high);
        Ok(self.alternative.signed(size))
    }

    /// The α at which n values (of the first group) find an effect d with a power.
    ///
    /// # Errors
    /// As [`TTestPower::power`].
    pub fn level(&self, d: f64, n: f64, power: f64) -> Result<f64, StatsError> {
        self.verify()?;
        verify_effect(d)?;
        self.verify_rows(n)?;
        verify_within_unit("the power", power)?;
        Ok(solve::alpha(|alpha| self.of(d, n, alpha), power))
    }

    fn of(&self, d: f64, n: f64, alpha: f64) -> f64 {
        let (rows, freedom) = match self.design {
            TDesign::OneSample | TDesign::Paired => (n, n - 1.0),
            TDesign::TwoSamples { ratio } => (n * ratio / (1.0 + ratio), n * (1.0 + ratio) - 2.0),
        };
        let centre = d * rows.sqrt();
        let critical = t_quantile_above(self.alternative.tail(alpha), freedom);
        let above = |centre: f64| noncentral_t_above(critical, freedom, centre);
        match self.alternative {
            Alternative::TwoSided => (above(centre) + above(-centre)).min(1.0),
            Alternative::Greater => above(centre),
            Alternative::Less => above(-centre),
        }
    }

    /// The least n that leaves one degree of freedom and a value in each group.
    fn least_rows(&self) -> f64 {
        match self.design {
            TDesign::OneSample | TDesign::Paired => 2.0,
            TDesign::TwoSamples { ratio } => (3.0 / (1.0 + ratio)).max(1.0).max(1.0 / ratio),
        }
    }

    fn verify(&self) -> Result<(), StatsError> {
        verify_within_unit("alpha", self.alpha)?;
        match self.design {
            TDesign::TwoSamples { ratio } if !(ratio.is_finite() && ratio > 0.0) => {
                Err(StatsError::OutOfRange {
                    name: "the ratio of the groups",
                    range: "above 0 and be finite",
                    value: ratio,
                })
            }
            _ => Ok(()),
        }
    }

    fn verify_rows(&self, n: f64) -> Result<(), StatsError> {
        if n >= self.least_rows() && n <= solve::MOST_ROWS {
            return Ok(());
        }
        Err(StatsError::OutOfRange {
            name: "n",
            range: "between the least that leaves a degree of freedom and a trillion",
            value: n,
        })
    }
}

fn verify_effect(d: f64) -> Result<(), StatsError> {
    if d.is_finite() {
        return Ok(());
    }
    Err(StatsError::OutOfRange {
        name: "the effect",
        range: "among the finite numbers",
        value: d,
    })
}

/// The effect lies in the direction that the test looks for.
pub(super) fn verify_direction(alternative: Alternative, effect: f64) -> Result<(), StatsError> {
    if alternative.oriented(effect) > 0.0 {
        return Ok(());
    }
    Err(StatsError::Unsolvable {
        wanted: "number of rows",
        asked: format!("power for an effect of {effect}"),
        reason: "it is not beyond the null hypothesis in the direction looked for",
    })
}
