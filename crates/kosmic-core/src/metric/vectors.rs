//! K of vector-valued series: the coupling of their norms.

use ndarray::{Array1, ArrayRef1, ArrayRef2};

use super::k_index;
use crate::error::CoreError;
use crate::pair::Side;
use crate::scale::{exponent, times_power_of_two};

/// The Euclidean norm of each row of a T x D array: √(Σ_d v_td²), T values.
///
/// Rows whose squares would overflow or vanish are scaled first; a row with NaN or an infinity gives NaN or infinity,
/// which the metrics then report with its index.
///
/// Cost: O(T·D) time, O(T) memory.
///
/// # Example
/// ```
/// use ndarray::array;
///
/// let norms = kosmic_core::row_norms(&array![[3.0, 4.0], [3e200, 4e200]]);
/// assert_eq!(norms[0], 5.0);
/// assert!((norms[1] / 5e200 - 1.0).abs() < 1e-15);
/// ```
#[must_use]
pub fn row_norms<T: Copy + Into<f64>>(vectors: &ArrayRef2<T>) -> Array1<f64> {
    vectors.rows().into_iter().map(|row| norm(&row)).collect()
}

/// The K-Index of two vector-valued series: K of the Euclidean norms of their rows.
///
/// `observations` is T x D, `actions` T x E: row t of each was measured at the same time. Directions are lost: two
/// series that turn without changing their length have constant norms and no K.
///
/// Cost: O(T·(D + E)) time, O(T) memory.
///
/// # Errors
/// [`CoreError::NoComponents`] for rows of length 0, and as [`k_index`].
///
/// # Example
/// ```
/// use ndarray::array;
///
/// let observations = array![[3.0, 4.0], [6.0, 8.0], [0.0, 1.0], [5.0, 12.0]];
/// let actions = array![[1.0], [-2.0], [0.2], [2.6]];
/// let k = kosmic_core::k_index_of_vectors(&observations, &actions)?;
/// assert!((k - 2.0).abs() < 1e-15);
/// # Ok::<(), kosmic_core::CoreError>(())
/// ```
pub fn k_index_of_vectors<T: Copy + Into<f64>, U: Copy + Into<f64>>(
    observations: &ArrayRef2<T>,
    actions: &ArrayRef2<U>,
) -> Result<f64, CoreError> {
    for (side, components) in [(Side::X, observations.ncols()), (Side::Y, actions.ncols())] {
        if components == 0 {
            return Err(CoreError::NoComponents { side });
        }
    }
    k_index(&row_norms(observations), &row_norms(actions))
}

fn norm<T: Copy + Into<f64>>(row: &ArrayRef1<T>) -> f64 {
    let plain = row.iter().map(|&v| v.into().powi(2)).sum::<f64>();
    if (1e-280..1e300).contains(&plain) {
        return plain.sqrt();
    }
    let largest = row
        .iter()
        .fold(0.0, |largest: f64, &v| largest.max(v.into().abs()));
    if plain.is_nan() || largest == 0.0 || largest.is_infinite() {
        return plain;
    }
    let unit = exponent(largest);
    let squares = row
        .iter()
        .map(|&v| times_power_of_two(v.into(), -unit).powi(2));
    times_power_of_two(squares.sum::<f64>().sqrt(), unit)
}
