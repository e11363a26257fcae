//! The bootstrap-t of r on Fisher's scale, where its studentised error hardly depends on ρ.

use kosmic_core::Limits;

use super::jackknife::difference_of_z;
use super::sorted::quantile_of;

/// One replicate of r with the standard error of its atanh; `None` where that is 0 or undefined.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct StudentisedReplicate {
    /// r*.
    pub(crate) r: f64,
    /// s*.
    pub(crate) error: Option<f64>,
}

/// The studentised errors t* = (atanh r* - atanh r) / s* of at least two replicates.
///
/// The limits of z = atanh r at 1 - α with an outside error s are [z - q(1-α/2) s, z - q(α/2) s], q the quantile of the
/// t*; symmetric ones z ∓ q_{|t*|}(1-α) s. Both are turned back by tanh. A t* without an error, or of |r*| = 1, counts
/// as infinite with the sign of r* - r.
///
/// # Source
/// B. Efron, The Jackknife, the Bootstrap and Other Resampling Plans (1982), section 10.10; P. Hall, On symmetric
/// bootstrap confidence intervals, Journal of the Royal Statistical Society B 50 (1988) 35-45.
pub(crate) struct StudentisedErrors {
    r: f64,
    errors: Vec<f64>,
}

impl StudentisedErrors {
    /// `r` lies strictly between -1 and 1.
    pub(crate) fn new(r: f64, replicates: impl Iterator<Item = StudentisedReplicate>) -> Self {
        let errors = replicates.map(|replicate| studentised(r, replicate));
        Self {
            r,
            errors: errors.collect(),
        }
    }

    /// Limits of r that leave α/2 on either side, and whether a quantile was infinite: its limit is ±1.
    pub(crate) fn equal_tailed(&self, error_of_z: f64, level: f64) -> (Limits, bool) {
        let tail = 0.5 - 0.5 * level;
        let at = |p| quantile_of(self.errors.iter().copied(), p);
        self.limits(at(tail) * error_of_z, at(1.0 - tail) * error_of_z)
    }

    /// Limits of r at equal distance from z, and whether that was infinite.
    pub(crate) fn symmetric(&self, error_of_z: f64, level: f64) -> (Limits, bool) {
        let size = quantile_of(self.errors.iter().map(|t| t.abs()), level);
        self.limits(-size * error_of_z, size * error_of_z)
    }

    /// z less the upper error to z less the lower, on the scale of r.
    fn limits(&self, lower: f64, upper: f64) -> (Limits, bool) {
        let z = libm::atanh(self.r);
        let limits = Limits {
            lower: libm::tanh(z - upper),
            upper: libm::tanh(z - lower),
        };
        (limits, lower.is_infinite() || upper.is_infinite())
    }
}

/// (atanh r* - atanh r) / s*.
pub(crate) fn studentised(r: f64, replicate: StudentisedReplicate) -> f64 {
    let difference = replicate.r - r;
    match replicate.error {
        Some(error) if replicate.r.abs() < 1.0 && error > 0.0 => {
            difference_of_z(replicate.r, r) / error
        }
        _ if difference < 0.0 => f64::NEG_INFINITY,
        _ => f64::INFINITY,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors(replicates: &[(f64, Option<f64>)]) -> StudentisedErrors {
        let replicates = replicates
            .iter()
            .map(|&(r, error)| StudentisedReplicate { r, error });
        StudentisedErrors::new(0.5, replicates)
    }

    #[test]
    fn limits_are_quantiles_of_t_turned_around() {
        let z = |r: f64| r.atanh() - 0.5_f64.atanh();
        let t = errors(&[
            (0.7, Some(0.2)),
            (0.1, Some(0.1)),
            (0.4, Some(0.3)),
            (0.5, Some(0.2)),
            (0.6, Some(0.1)),
        ]);
        // Ascending t: of 0.1, 0.4, 0.5, 0.6, 0.7; type-7 positions 1 and 3 at level 0.5.
        let (limits, infinite) = t.equal_tailed(0.25, 0.5);
        assert!(!infinite);
        let expected = |t: f64| (0.5_f64.atanh() - 0.25 * t).tanh();
        assert!((limits.lower - expected(z(0.6) / 0.1)).abs() < 1e-14);
        assert!((limits.upper - expected(z(0.4) / 0.3)).abs() < 1e-14);
        // Sizes: 0, 0.38, 1.44, 1.59, 4.49.
        let (limits, infinite) = t.symmetric(0.25, 0.75);
        assert!(!infinite);
        assert!((limits.lower - expected(z(0.7) / 0.2)).abs() < 1e-14);
        assert!((limits.upper - expected(-z(0.7) / 0.2)).abs() < 1e-14);
    }

    #[test]
    fn infinite_quantiles_give_limits_of_one() {
        let t = errors(&[
            (1.0, None),
            (0.2, None),
            (0.55, Some(0.2)),
            (0.45, Some(0.2)),
        ]);
        let ends = Limits {
            lower: -1.0,
            upper: 1.0,
        };
        assert_eq!(t.equal_tailed(0.25, 0.95), (ends, true));
        assert_eq!(t.symmetric(0.25, 0.6), (ends, true));
        let (narrow, infinite) = t.equal_tailed(0.25, 0.2);
        assert!(narrow.lower > 0.4 && narrow.upper < 0.6 && !infinite);
    }

    #[test]
    fn a_replicate_equal_to_the_estimate_has_no_error_to_studentise() {
        let t = errors(&[(0.5, Some(0.2)), (0.5, Some(0.2))]);
        let (limits, _) = t.equal_tailed(0.25, 0.9);
        assert!((limits.lower - 0.5).abs() < 1e-15 && (limits.upper - 0.5).abs() < 1e-15);
    }
}
