//! How two correlations from the same rows depend on each other.

use crate::analytic::verify_correlation;
use crate::error::CoreError;

/// A pivot of the correlation matrix below this is rounding: one series is a function of the others.
const SINGULAR: f64 = 1e-12;

/// The large-sample correlation of r_xy and r_uv, `first` and `second`, from the same rows of normal series; `between` is
/// [[r_xu, r_xv], [r_yu, r_yv]]. Pearson and Filon's covariance over its two variances.
pub(super) fn of_estimates(first: f64, second: f64, between: [[f64; 2]; 2]) -> f64 {
    let [[xu, xv], [yu, yv]] = between;
    let covariance = (xu - first * yu) * (yv - yu * second)
        + (xv - xu * second) * (yu - first * xu)
        + (xu - xv * second) * (yv - first * xv)
        + (xv - first * yv) * (yu - yv * second);
    let unexplained = |r: f64| (1.0 - r) * (1.0 + r);
    (0.5 * covariance / (unexplained(first) * unexplained(second))).clamp(-1.0, 1.0)
}

/// Checks that correlations can belong to series of which none is a linear function of the others.
pub(super) fn verify_regular<const M: usize>(matrix: [[f64; M]; M]) -> Result<(), CoreError> {
    for r in matrix.as_flattened() {
        verify_correlation(*r)?;
    }
    let pivot = smallest_pivot(matrix);
    if pivot < SINGULAR {
        return Err(CoreError::SingularCorrelations { pivot });
    }
    Ok(())
}

/// The smallest pivot of Gaussian elimination, or the first that is not positive.
fn smallest_pivot<const M: usize>(mut matrix: [[f64; M]; M]) -> f64 {
    let mut smallest = f64::INFINITY;
    for step in 0..M {
        let row = matrix[step];
        smallest = smallest.min(row[step]);
        if smallest <= 0.0 {
            break;
        }
        for below in &mut matrix[step + 1..] {
            let share = below[step] / row[step];
            for (value, above) in below.iter_mut().zip(row) {
                *value -= share * above;
            }
        }
    }
    smallest
}
