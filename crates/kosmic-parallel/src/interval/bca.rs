//! BC and BCa: percentile limits at probabilities corrected for bias and, in BCa, for acceleration.

use kosmic_core::normal_quantile;

use super::distribution::Distribution;
use crate::error::ParallelError;

/// The bias correction z0 = Φ⁻¹(P(θ* < θ) + P(θ* = θ)/2).
///
/// # Errors
/// [`ParallelError::OneSidedReplicates`] where θ lies beyond all replicates, so that z0 is infinite.
pub(crate) fn bias_correction(
    distribution: &impl Distribution,
    estimate: f64,
) -> Result<f64, ParallelError> {
    let below = distribution.mid_probability(estimate);
    if below <= 0.0 || below >= 1.0 {
        return Err(ParallelError::OneSidedReplicates {
            side: if below <= 0.0 { "above" } else { "below" },
        });
    }
    Ok(normal_quantile(below))
}

/// The probabilities whose quantiles are the limits at 1 - α: Φ(z0 + (z0 + z)/(1 - a (z0 + z))) for z = Φ⁻¹(α/2) and
/// -Φ⁻¹(α/2). Acceleration a = 0 gives BC.
///
/// Where a (z0 + z) reaches 1 the formula has its pole; the probability there and beyond is 0 or 1, its limit from
/// within.
///
/// # Source
/// B. Efron, Better bootstrap confidence intervals, Journal of the American Statistical Association 82 (1987) 171-185.
pub(crate) fn adjusted_probabilities(z0: f64, acceleration: f64, level: f64) -> [f64; 2] {
    let reach = -normal_quantile(0.5 - 0.5 * level);
    [-reach, reach].map(|z| {
        let shifted = z0 + z;
        let slowing = 1.0 - acceleration * shifted;
        if slowing > 0.0 {
            normal_probability(z0 + shifted / slowing)
        } else {
            f64::from(shifted > 0.0)
        }
    })
}

/// Φ(z), the standard normal distribution function.
fn normal_probability(z: f64) -> f64 {
    0.5 * libm::erfc(-z / std::f64::consts::SQRT_2)
}

#[cfg(test)]
mod tests {
    use super::super::ReplicateValues;
    use super::*;

    #[test]
    fn without_bias_and_acceleration_the_probabilities_are_those_of_percentile() {
        let [lower, upper] = adjusted_probabilities(0.0, 0.0, 0.9);
        assert!((lower - 0.05).abs() < 1e-14 && (upper - 0.95).abs() < 1e-14);
    }

    #[test]
    fn the_probabilities_are_those_of_the_formula() {
        // Φ(-0.1 + (-0.1 ∓ 1.6449)/(1 + 0.08 (-0.1 ∓ 1.6449))) by mpmath.
        let [lower, upper] = adjusted_probabilities(-0.1, -0.08, 0.9);
        assert!((lower - 0.016_671_496_515_069_62).abs() < 1e-14, "{lower}");
        assert!((upper - 0.898_832_734_936_716_2).abs() < 1e-14, "{upper}");
    }

    #[test]
    fn beyond_the_pole_the_probability_stays_at_its_end() {
        let [lower, upper] = adjusted_probabilities(0.0, 0.7, 0.9);
        assert!(lower > 0.0 && upper == 1.0);
        let [lower, upper] = adjusted_probabilities(0.0, -0.7, 0.9);
        assert!(lower == 0.0 && upper < 1.0);
    }

    #[test]
    fn ties_count_half_and_rounding_makes_ties() {
        let replicates = |values: &[f64]| ReplicateValues::new(values.to_vec());
        let tied = replicates(&[0.1, 0.2, 0.3, 0.3 + 1e-16, 0.3 - 1e-14, 0.9]);
        let z0 = bias_correction(&tied, 0.3).unwrap();
        assert!((z0 - normal_quantile(3.5 / 6.0)).abs() < 1e-15);
        assert_eq!(bias_correction(&replicates(&[0.5; 4]), 0.5).unwrap(), 0.0);
    }

    #[test]
    fn an_estimate_beyond_all_replicates_is_refused_by_side() {
        let replicates = ReplicateValues::new(vec![0.1, 0.2, 0.3]);
        for (estimate, expected) in [(0.0, "above"), (0.4, "below")] {
            let error = bias_correction(&replicates, estimate).unwrap_err();
            assert!(
                matches!(error, ParallelError::OneSidedReplicates { side } if side == expected)
            );
        }
    }
}
