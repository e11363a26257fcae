//! Tests and limits of the difference of two correlations, and of two K.

use super::equivalence::{Equivalence, by_inversion, verify_margins};
use super::folded::folded;
use super::two_correlations::{Comparison, mean};
use crate::analytic::{
    Limits, limits_at_quantile, p_value_of_t, two_sided_normal_p, two_sided_quantile, verify_level,
};
use crate::error::CoreError;

/// A test of no difference.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ComparisonTest {
    /// The statistic, positive where the first correlation is the larger.
    pub statistic: f64,
    /// Degrees of freedom of Student's t; `None` where the statistic is standard normal.
    pub degrees_of_freedom: Option<usize>,
    /// The two-sided p.
    pub p_value: f64,
}

impl Comparison {
    /// The two correlations.
    #[must_use]
    pub fn correlations(&self) -> [f64; 2] {
        self.r
    }

    /// r₁ - r₂, in (-2, 2).
    #[must_use]
    pub fn difference(&self) -> f64 {
        self.r[0] - self.r[1]
    }

    /// K₁ - K₂ = 2(|r₁| - |r₂|), in (-2, 2).
    #[must_use]
    pub fn k_difference(&self) -> f64 {
        2.0 * (self.r[0].abs() - self.r[1].abs())
    }

    /// The test of ρ₁ = ρ₂ on Fisher's scale: Z = (atanh r₁ - atanh r₂) / sqrt(e₁² + e₂² - 2 c e₁ e₂).
    ///
    /// e is 1 / sqrt(n - 3). Different rows: c = 0, Fisher's test. The same rows: c is the correlation of the two
    /// estimates with both correlations at their mean (Dunn and Clark's Z with Steiger's pooling).
    #[must_use]
    pub fn z_test(&self) -> ComparisonTest {
        let [first, second] = self.errors;
        let variance =
            first * first + second * second - 2.0 * self.pooled_dependence * first * second;
        let gap = atanh_difference(self.r[0], self.r[1]);
        let statistic = if gap == 0.0 {
            0.0
        } else {
            gap / variance.sqrt()
        };
        ComparisonTest {
            statistic,
            degrees_of_freedom: None,
            p_value: two_sided_normal_p(statistic),
        }
    }

    /// Williams's T₂ of ρ_xy = ρ_xz, Student's t with n - 3 degrees of freedom; `None` for correlations that share no
    /// series.
    ///
    /// T₂ = (r_xy - r_xz) sqrt((n - 1)(1 + r_yz) / (2 (n - 1)/(n - 3) |R| + m² (1 - r_yz)³)), |R| the determinant of the
    /// three correlations, m the mean of the two compared. Holds its level from small samples better than Z.
    ///
    /// # Example
    /// ```
    /// let test = kosmic_core::Comparison::overlapping(0.3, 0.4, 0.5, 100)?.williams_test().unwrap();
    /// assert!((test.statistic + 1.0767).abs() < 5e-5 && (test.p_value - 0.2843).abs() < 5e-5);
    /// # Ok::<(), kosmic_core::CoreError>(())
    /// ```
    #[must_use]
    pub fn williams_test(&self) -> Option<ComparisonTest> {
        let (between, n) = self.overlap?;
        let [first, second] = self.r;
        let (rows, freedom) = (n as f64, n - 3);
        let product = 2.0 * first * second * between;
        let determinant = 1.0 + product - first * first - second * second - between * between;
        let mean = mean(first, second);
        let noise = 2.0 * (rows - 1.0) / freedom as f64 * determinant
            + mean * mean * (1.0 - between).powi(3);
        let statistic = (first - second) * ((rows - 1.0) * (1.0 + between) / noise).sqrt();
        Some(ComparisonTest {
            statistic,
            degrees_of_freedom: Some(freedom),
            p_value: p_value_of_t(statistic, freedom as f64),
        })
    }

    /// Zou's confidence limits of ρ₁ - ρ₂, from the Fisher limits [l, u] of each:
    /// d - sqrt((r₁-l₁)² + (u₂-r₂)² - 2c(r₁-l₁)(u₂-r₂)) and d + sqrt((u₁-r₁)² + (r₂-l₂)² - 2c(u₁-r₁)(r₂-l₂)), d = r₁ - r₂.
    ///
    /// c is the correlation of the two estimates, 0 for different rows. Always within [-2, 2].
    ///
    /// # Errors
    /// [`CoreError::OutOfRange`] for a level outside (0, 1).
    pub fn limits(&self, level: f64) -> Result<Limits, CoreError> {
        verify_level(level)?;
        Ok(self.signed_limits([1.0, 1.0], two_sided_quantile(level)))
    }

    /// Confidence limits of K₁ - K₂, within [-2, 2], whatever the signs of the correlations: .5 and -.5 have the same K.
    ///
    /// Zou's limits of ±ρ₁ - ±ρ₂ for the four pairs of signs, folded: |ρ₁| - |ρ₂| is the largest over the sign of ρ₁ of
    /// the smallest over the sign of ρ₂, and each limit is found the same way. Where both signs are plain from the data
    /// these are Zou's limits of the absolute values. Simulated coverage of 95 % from n = 10 on: .93 to 1, the least
    /// where one coupling is 0 and the other strong, the most where both are 0.
    ///
    /// # Errors
    /// [`CoreError::OutOfRange`] for a level outside (0, 1).
    ///
    /// # Example
    /// ```
    /// let comparison = kosmic_core::Comparison::independent((0.5, 80), (-0.5, 80))?;
    /// assert!(comparison.limits(0.95)?.lower > 0.7);
    /// let k = comparison.k_limits(0.95)?;
    /// assert!(k.lower == -k.upper && k.upper < 0.5);
    /// # Ok::<(), kosmic_core::CoreError>(())
    /// ```
    pub fn k_limits(&self, level: f64) -> Result<Limits, CoreError> {
        verify_level(level)?;
        Ok(self.folded_limits(two_sided_quantile(level)))
    }

    /// The two one-sided tests of ρ₁ - ρ₂ outside `margins`: each p is the α at which the limit of level 1 - 2α touches
    /// its margin.
    ///
    /// # Errors
    /// [`CoreError::OutOfRange`] where the margins are not in order within [-2, 2].
    ///
    /// # Example
    /// ```
    /// use kosmic_core::{Comparison, Limits};
    ///
    /// let comparison = Comparison::independent((0.42, 900), (0.40, 900))?;
    /// let same = comparison.equivalence(Limits { lower: -0.15, upper: 0.15 })?;
    /// assert!(same.p_value() < 0.001);
    /// let limits = comparison.limits(1.0 - 2.0 * same.p_upper)?;
    /// assert!((limits.upper - 0.15).abs() < 1e-12);
    /// # Ok::<(), kosmic_core::CoreError>(())
    /// ```
    ///
    /// # Source
    /// D. J. Schuirmann, A comparison of the two one-sided tests procedure and the power approach for assessing the
    /// equivalence of average bioavailability, Journal of Pharmacokinetics and Biopharmaceutics 15 (1987) 657-680.
    pub fn equivalence(&self, margins: Limits) -> Result<Equivalence, CoreError> {
        verify_margins(margins, 2.0)?;
        let limits = |quantile| self.signed_limits([1.0, 1.0], quantile);
        Ok(by_inversion(self.difference(), margins, limits))
    }

    /// The two one-sided tests of |K₁ - K₂| ≥ `margin`, by the limits of [`Comparison::k_limits`].
    ///
    /// # Errors
    /// [`CoreError::OutOfRange`] for a margin outside (0, 2].
    ///
    /// # Example
    /// ```
    /// let same_k = kosmic_core::Comparison::independent((0.4, 900), (-0.4, 900))?.k_equivalence(0.3)?;
    /// assert!(same_k.p_value() < 0.001);
    /// # Ok::<(), kosmic_core::CoreError>(())
    /// ```
    pub fn k_equivalence(&self, margin: f64) -> Result<Equivalence, CoreError> {
        let margins = Limits {
            lower: -margin,
            upper: margin,
        };
        verify_margins(margins, 2.0)?;
        let limits = |quantile| self.folded_limits(quantile);
        Ok(by_inversion(self.k_difference(), margins, limits))
    }

    fn folded_limits(&self, quantile: f64) -> Limits {
        folded(|first, second| self.signed_limits([first, second], quantile))
    }

    /// Zou's limits of s₁ρ₁ - s₂ρ₂.
    fn signed_limits(&self, signs: [f64; 2], quantile: f64) -> Limits {
        let [first, second] = [0, 1].map(|side| {
            let r = signs[side] * self.r[side];
            let limits = limits_at_quantile(r, self.errors[side], quantile);
            (r, r - limits.lower, limits.upper - r)
        });
        let dependence = signs[0] * signs[1] * self.dependence;
        let reach = |a: f64, b: f64| (a * a + b * b - 2.0 * dependence * a * b).max(0.0).sqrt();
        let difference = first.0 - second.0;
        Limits {
            lower: difference - reach(first.1, second.2),
            upper: difference + reach(first.2, second.1),
        }
    }
}

/// atanh a - atanh b, without the difference of nearly equal numbers.
fn atanh_difference(a: f64, b: f64) -> f64 {
    ((a - b) / (1.0 - a * b)).atanh()
}
