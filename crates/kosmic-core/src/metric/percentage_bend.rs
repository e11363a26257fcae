//! The percentage-bend correlation: Pearson's idea with bounded influence.

use crate::error::CoreError;
use crate::pair::{Pair, Side};
use crate::scale::{exponent, times_power_of_two};
use crate::source::PairSource;

/// One observation in so many may be bent on each variable: β = 1/5, Wilcox's recommendation.
const FIFTH: usize = 5;

/// The percentage-bend correlation of a checked pair with β = 0.2, in [-1, 1].
///
/// For each series: M its median, ω the ⌊(1-β)n⌋-th smallest of |x - M|; ψ = (x - M)/ω; with i₁ values of
/// ψ < -1, i₂ of ψ > 1 and S the sum of the x between, the location is φ = (ω(i₂ - i₁) + S)/(n - i₁ - i₂); then
/// A = (x - φ)/ω clipped to [-1, 1]. The correlation is ΣAB / sqrt(ΣA² ΣB²).
///
/// Some descriptions round (1-β)n to the nearest integer instead; this follows Wilcox's own program, as do the other
/// implementations in use.
///
/// About a fifth of the observations may be wild without carrying it away. It estimates a quantity of its own, equal
/// to Pearson's ρ only where that is 0; under bivariate normality the two are close.
///
/// Cost: O(n) expected time, O(n) memory.
///
/// # Errors
/// [`CoreError::ZeroScale`] where four fifths of a series equal its median; the failure of the pair's source.
///
/// # Example
/// ```
/// use kosmic_core::{Pair, percentage_bend_correlation};
///
/// let x = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0];
/// let y = [1.1, 1.9, 3.2, 3.8, 5.1, 6.2, 6.9, -900.0];
/// let pair = Pair::new(&x, &y)?;
/// assert!(pair.r() < -0.5);
/// assert!((percentage_bend_correlation(&pair)? - 0.490_075_694).abs() < 1e-9);
/// # Ok::<(), kosmic_core::CoreError>(())
/// ```
///
/// # Source
/// R. R. Wilcox, The percentage bend correlation coefficient, Psychometrika 59 (1994) 601-616.
pub fn percentage_bend_correlation<S: PairSource>(pair: &Pair<S>) -> Result<f64, CoreError> {
    let a = bent(pair.column(Side::X)?, Side::X)?;
    let b = bent(pair.column(Side::Y)?, Side::Y)?;
    let dot = |u: &[f64], v: &[f64]| u.iter().zip(v).map(|(u, v)| u * v).sum::<f64>();
    let norm = (dot(&a, &a) * dot(&b, &b)).sqrt();
    Ok((dot(&a, &b) / norm).clamp(-1.0, 1.0))
}

/// The values as bounded scores (x - φ)/ω, clipped to [-1, 1].
fn bent(mut values: Vec<f64>, side: Side) -> Result<Vec<f64>, CoreError> {
    to_ordinary_size(&mut values);
    let (lower, upper) = middle(&mut values.clone());
    let half_gap = 0.5 * (upper - lower);
    // From here on relative to the median, which is never rounded itself: an offset costs no digits.
    for value in &mut values {
        *value = (*value - lower) - half_gap;
    }
    let scale = bend_scale(&values);
    if scale == 0.0 {
        return Err(CoreError::ZeroScale {
            side,
            percent: 100.0 - 100.0 / FIFTH as f64,
        });
    }
    let location = bend_location(&values, scale);
    for value in &mut values {
        *value = ((*value - location) / scale).clamp(-1.0, 1.0);
    }
    Ok(values)
}

/// Brings values whose sums or differences could overflow or vanish to ordinary size; the scores have no unit.
fn to_ordinary_size(values: &mut [f64]) {
    let largest = values
        .iter()
        .fold(0.0, |largest: f64, value| largest.max(value.abs()));
    if largest > 0.0 && !(1e-250..1e250).contains(&largest) {
        let unit = exponent(largest);
        values
            .iter_mut()
            .for_each(|value| *value = times_power_of_two(*value, -unit));
    }
}

/// The two values in the middle of the order, whose mean is the median; the same for an odd number.
fn middle(values: &mut [f64]) -> (f64, f64) {
    let (n, half) = (values.len(), values.len() / 2);
    let (below, &mut upper, _) = values.select_nth_unstable_by(half, f64::total_cmp);
    if n % 2 == 1 {
        return (upper, upper);
    }
    let lower = below.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    (lower, upper)
}

/// ω: the ⌊(1-β)n⌋-th smallest distance from the median, which is 0 here.
fn bend_scale(values: &[f64]) -> f64 {
    let mut distances: Vec<f64> = values.iter().map(|value| value.abs()).collect();
    let rank = (values.len() - values.len().div_ceil(FIFTH)).max(1);
    *distances.select_nth_unstable_by(rank - 1, f64::total_cmp).1
}

/// φ: the mean of the unbent values, corrected for the excess of bent ones on either side.
fn bend_location(values: &[f64], scale: f64) -> f64 {
    let (mut below, mut above, mut sum) = (0_usize, 0_usize, 0.0);
    for &value in values {
        match value / scale {
            score if score < -1.0 => below += 1,
            score if score > 1.0 => above += 1,
            _ => sum += value,
        }
    }
    let excess = above as f64 - below as f64;
    (scale * excess + sum) / (values.len() - below - above) as f64
}
