//! Pairs of values, before and after: differences in units of a standard deviation.

use super::EffectSize;
use super::groups::{of_noncentral_t, unbiasing};
use crate::error::StatsError;
use crate::sample::{Summary, of_pairs};

/// Values in pairs, as of one subject under two conditions.
///
/// # Example
/// ```
/// use kosmic_stats::PairedSamples;
///
/// let pairs = PairedSamples::new(&[5.0, 6.0, 9.0], &[4.0, 4.0, 6.0])?;
/// assert!((pairs.d_z(0.95)?.estimate - 2.0).abs() < 1e-14);
/// # Ok::<(), kosmic_stats::StatsError>(())
/// ```
#[derive(Clone, Debug)]
pub struct PairedSamples {
    first: Summary,
    second: Summary,
    differences: Summary,
}

impl PairedSamples {
    /// At least two pairs; an effect is positive where first values are larger.
    ///
    /// # Errors
    /// [`StatsError::LengthMismatch`]; [`StatsError::TooFew`]; [`StatsError::OutOfRangeAt`] for values that are not finite.
    pub fn new(first: &[f64], second: &[f64]) -> Result<Self, StatsError> {
        let [first, second, differences] = of_pairs(first, second)?;
        Ok(Self {
            first,
            second,
            differences,
        })
    }

    /// d_z = mean of the differences / their standard deviation: t / sqrt(n). It grows with the correlation of the pairs.
    ///
    /// The limits are those of the noncentral t distribution: exact for normal differences.
    ///
    /// # Errors
    /// [`StatsError::NoVariation`] where all differences are equal; [`StatsError::Core`] for a level outside (0, 1).
    ///
    /// # Source
    /// J. Cohen, Statistical Power Analysis for the Behavioral Sciences, 2nd edition (1988), section 2.3.5.
    pub fn d_z(&self, level: f64) -> Result<EffectSize, StatsError> {
        let estimate = self.differences.mean / positive(self.differences.variance())?.sqrt();
        of_noncentral_t(
            estimate,
            1.0 / self.differences.n.sqrt(),
            self.freedom(),
            level,
        )
    }

    /// d_av = mean of the differences / sqrt((s₁² + s₂²) / 2): in the units of the values, comparable with independent groups.
    ///
    /// The limits are those of t times d_av / t, which is approximate.
    ///
    /// # Errors
    /// As [`PairedSamples::d_z`].
    ///
    /// # Source
    /// G. Cumming, Understanding the New Statistics (2012), chapter 11; J. Algina, H. J. Keselman, Educational and
    /// Psychological Measurement 63 (2003) 537-553 (limits).
    pub fn d_av(&self, level: f64) -> Result<EffectSize, StatsError> {
        let average = 0.5 * (self.first.variance() + self.second.variance());
        let ratio = positive(self.differences.variance())? / positive(average)?;
        let estimate = self.differences.mean / average.sqrt();
        let scale = (ratio / self.differences.n).sqrt();
        of_noncentral_t(estimate, scale, self.freedom(), level)
    }

    /// d_z without bias, times Hedges' J of n - 1 degrees of freedom; from three pairs on.
    ///
    /// # Errors
    /// As [`PairedSamples::d_z`]; [`StatsError::TooFew`].
    pub fn g_z(&self, level: f64) -> Result<EffectSize, StatsError> {
        if self.freedom() < 2.0 {
            return Err(StatsError::TooFew {
                name: "pairs",
                needed: 3,
                got: self.differences.n as usize,
            });
        }
        Ok(self.d_z(level)?.scaled(unbiasing(self.freedom())))
    }

    fn freedom(&self) -> f64 {
        self.differences.n - 1.0
    }
}

fn positive(variance: f64) -> Result<f64, StatsError> {
    if variance > 0.0 {
        return Ok(variance);
    }
    Err(StatsError::NoVariation {
        name: "the standard deviation",
    })
}
