//! Several groups: the share of the scatter that lies between them.

use kosmic_core::Limits;

use super::{EffectSize, noncentral};
use crate::distribution::f_above;
use crate::error::StatsError;
use crate::sample::summaries_of;

/// The one-way analysis of variance of several groups.
///
/// # Example
/// ```
/// use kosmic_stats::OneWay;
///
/// let analysis = OneWay::new(&[&[1.0, 2.0, 3.0], &[2.0, 3.0, 4.0], &[6.0, 7.0, 8.0]])?;
/// assert!((analysis.f() - 21.0).abs() < 1e-12);
/// assert!((analysis.eta_squared(0.95)?.estimate - 42.0 / 48.0).abs() < 1e-14);
/// # Ok::<(), kosmic_stats::StatsError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct OneWay {
    between: f64,
    within: f64,
    freedom: [f64; 2],
}

impl OneWay {
    /// Two groups or more, of at least two values each.
    ///
    /// # Errors
    /// [`StatsError::TooFew`] groups or values; [`StatsError::OutOfRangeAt`] for values that are not finite;
    /// [`StatsError::NoVariation`] where no group varies.
    pub fn new(groups: &[&[f64]]) -> Result<Self, StatsError> {
        if groups.len() < 2 {
            return Err(StatsError::TooFew {
                name: "groups",
                needed: 2,
                got: groups.len(),
            });
        }
        let groups = summaries_of(groups)?;
        let n: f64 = groups.iter().map(|group| group.n).sum();
        let mean = groups.iter().map(|group| group.n * group.mean).sum::<f64>() / n;
        let within: f64 = groups.iter().map(|group| group.squares).sum();
        if within == 0.0 {
            return Err(StatsError::NoVariation {
                name: "the variance within groups",
            });
        }
        let apart = groups
            .iter()
            .map(|group| group.n * (group.mean - mean).powi(2));
        Ok(Self {
            between: apart.sum(),
            within,
            freedom: [groups.len() as f64 - 1.0, n - groups.len() as f64],
        })
    }

    /// F = (SS between / (k - 1)) / (SS within / (n - k)).
    #[must_use]
    pub fn f(&self) -> f64 {
        self.between / self.freedom[0] / (self.within / self.freedom[1])
    }

    /// The p-value of equal means, of normal values with one variance.
    #[must_use]
    pub fn p_value(&self) -> f64 {
        f_above(self.f(), self.freedom)
    }

    /// η² = SS between / SS total, in [0, 1].
    ///
    /// The limits are those of λ / (λ + n), λ the noncentrality of F: exact for normal values with one variance. η² of a sample is
    /// biased upwards, so that it may lie near or beyond the upper limit; the lower is 0 where F is small.
    ///
    /// # Errors
    /// [`StatsError::Core`] for a level outside (0, 1).
    ///
    /// # Source
    /// J. H. Steiger, Beyond the F test, Psychological Methods 9 (2004) 164-182.
    pub fn eta_squared(&self, level: f64) -> Result<EffectSize, StatsError> {
        let n = self.n();
        Ok(EffectSize {
            estimate: self.between / (self.between + self.within),
            limits: self.limits(level, |centre| centre / (centre + n))?,
        })
    }

    /// Cohen's f = sqrt(η² / (1 - η²)), with limits sqrt(λ / n).
    ///
    /// # Errors
    /// [`StatsError::Core`] for a level outside (0, 1).
    ///
    /// # Source
    /// J. Cohen, Statistical Power Analysis for the Behavioral Sciences, 2nd edition (1988), chapter 8.
    pub fn cohen_f(&self, level: f64) -> Result<EffectSize, StatsError> {
        let n = self.n();
        Ok(EffectSize {
            estimate: (self.between / self.within).sqrt(),
            limits: self.limits(level, |centre| (centre / n).sqrt())?,
        })
    }

    fn n(&self) -> f64 {
        self.freedom[0] + self.freedom[1] + 1.0
    }

    fn limits(&self, level: f64, of: impl Fn(f64) -> f64) -> Result<Limits, StatsError> {
        let centre = noncentral::of_f(self.f(), self.freedom, level)?;
        Ok(Limits {
            lower: of(centre.lower),
            upper: of(centre.upper),
        })
    }
}
