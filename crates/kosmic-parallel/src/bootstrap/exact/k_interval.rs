//! The exact bootstrap interval of K.

use super::ExactBootstrap;
use crate::bootstrap::k_interval::{KInterval, SidedLimits};
use crate::bootstrap::monte_carlo::MonteCarloError;
use crate::error::ParallelError;
use crate::interval::{Method, Sides};
use crate::scheme::Scheme;

impl ExactBootstrap {
    /// The method to take where none is asked for. At 20 rows, the fewest recorded in `docs/CALIBRATION.md`, 95 % percentile
    /// intervals cover in no less than 0.89 whatever the law; of the other methods that do without errors of
    /// replicates none is as steady.
    pub const DEFAULT_METHOD: Method = Method::Percentile;

    /// The interval of K by any method but the bootstrap-t, two-sided or one-sided: limits of the signed r, folded.
    ///
    /// Its replicates are the distinct resamples, all of them; `undefined` counts those without r, which have no part in the
    /// limits and of which no warning tells: there are at least as many as rows. The Monte Carlo error is 0.
    ///
    /// # Errors
    /// As [`KInterval::sided`].
    ///
    /// # Example
    /// ```
    /// use kosmic_core::Pair;
    /// use kosmic_parallel::{ExactBootstrap, Sides};
    ///
    /// let pair = Pair::new(&[1.0, 2.0, 3.0, 4.0, 6.0], &[2.0, 1.0, 4.0, 3.0, 7.0])?;
    /// let exact = ExactBootstrap::of_pair(&pair, ExactBootstrap::FEW_COMPOSITIONS)?;
    /// let interval = exact.k_interval(ExactBootstrap::DEFAULT_METHOD, 0.9, Sides::Two)?;
    /// assert_eq!((interval.replicates_used, interval.undefined), (126, 5));
    /// assert!(interval.lower < pair.k() && pair.k() < interval.upper);
    /// # Ok::<(), kosmic_parallel::ParallelError>(())
    /// ```
    pub fn k_interval(
        &self,
        method: Method,
        level: f64,
        sides: Sides,
    ) -> Result<KInterval, ParallelError> {
        let found = self.interval(method, sides.two_sided_level(level)?)?;
        let limits = SidedLimits::of(found.limits, method, sides);
        let all = self.compositions as usize;
        Ok(KInterval {
            n: self.rows,
            estimate: 2.0 * self.r.abs(),
            lower: limits.of_k.lower,
            upper: limits.of_k.upper,
            r: self.r,
            r_lower: limits.of_r.map(|limits| limits.lower),
            r_upper: limits.of_r.map(|limits| limits.upper),
            level,
            sides,
            method,
            scheme: Scheme::Iid,
            block_length: None,
            choice: None,
            replicates: all,
            replicates_used: all,
            undefined: all - self.points.count(),
            mc_error: Some(MonteCarloError::NONE),
            seed: 0,
            threads: 1,
            warnings: limits.warning.into_iter().collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use kosmic_core::Pair;

    use super::*;

    const X: [f64; 7] = [0.3, -1.1, 2.0, 0.7, -0.4, 1.5, 0.2];
    const Y: [f64; 7] = [0.1, -0.9, 1.2, 1.4, 0.2, -0.3, 0.6];

    fn exact() -> ExactBootstrap {
        let pair = Pair::new(&X, &Y).unwrap();
        ExactBootstrap::of_pair(&pair, ExactBootstrap::FEW_COMPOSITIONS).unwrap()
    }

    #[test]
    fn limits_are_those_of_r_folded() {
        let exact = exact();
        for method in [Method::Percentile, Method::Bca, Method::Abc] {
            let of_r = exact.interval(method, 0.8).unwrap().limits;
            let two = exact.k_interval(method, 0.8, Sides::Two).unwrap();
            let upper = exact.k_interval(method, 0.9, Sides::Upper).unwrap();
            let (clipped, _) = of_r.clipped_to_correlation();
            let folded = clipped.folded();
            assert_eq!((two.lower, two.upper), (folded.lower, folded.upper));
            assert_eq!(
                (two.r_lower, two.r_upper),
                (Some(clipped.lower), Some(clipped.upper))
            );
            assert_eq!((upper.lower, upper.level), (0.0, 0.9));
            assert!((upper.upper - folded.upper).abs() < 1e-12);
        }
        let legacy = exact.k_interval(Method::LegacyPercentile, 0.8, Sides::Two);
        assert_eq!(legacy.unwrap().r_lower, None);
    }

    #[test]
    fn errors_of_replicates_are_not_there_to_studentise_by() {
        let refused = exact().k_interval(Method::StudentSymmetric, 0.8, Sides::Two);
        assert!(matches!(
            refused,
            Err(ParallelError::MissingIngredient { .. })
        ));
    }
}
