//! Values without what moves slowly.

use super::known::known;
use super::scale::scaled;
use super::treatment::Outcome;
use super::{Step, TreatmentProblem};
use kosmic_core::{Moments, Side};

pub(super) fn centre(values: &[f64], mut step: Step) -> Result<Outcome, TreatmentProblem> {
    let known = known(values, 1)?;
    let mean = Moments::of_slices(&known, &known)?.mean(Side::X);
    step.estimate([("mean", mean)]);
    Ok(scaled(values, |x| x - mean, step))
}

/// The line of least squares through the known values, taken off.
pub(super) fn detrend(values: &[f64], mut step: Step) -> Result<Outcome, TreatmentProblem> {
    let known = known(values, 2)?;
    let rows = (0..values.len()).filter(|&row| !values[row].is_nan());
    let rows: Vec<f64> = rows.map(|row| row as f64).collect();
    let moments = Moments::of_slices(&rows, &known)?;
    let (middle, mean) = (moments.mean(Side::X), moments.mean(Side::Y));
    let (mut products, mut squares) = (0.0, 0.0);
    for (row, value) in rows.iter().zip(&known) {
        products += (row - middle) * (value - mean);
        squares += (row - middle) * (row - middle);
    }
    let slope = products / squares;
    step.estimate([("slope", slope), ("level", mean - slope * middle)]);
    let residual = |(row, value): (usize, &f64)| (value - mean) - slope * (row as f64 - middle);
    let treated = values.iter().enumerate().map(residual);
    Ok(Outcome::new(treated.collect(), step))
}

pub(super) fn difference(values: &[f64], step: Step) -> Result<Outcome, TreatmentProblem> {
    stepwise(values, step, |before, now| now - before)
}

pub(super) fn log_returns(values: &[f64], step: Step) -> Result<Outcome, TreatmentProblem> {
    if let Some(row) = values.iter().position(|value| *value <= 0.0) {
        let value = values[row];
        return Err(TreatmentProblem::NotPositive { row, value });
    }
    stepwise(values, step, |before, now| {
        let ratio = now / before;
        if ratio.is_normal() {
            libm::log(ratio)
        } else {
            libm::log(now) - libm::log(before)
        }
    })
}

/// What is found from each value and the one before it; of the first row there is nothing.
fn stepwise(
    values: &[f64],
    step: Step,
    of_two: impl Fn(f64, f64) -> f64,
) -> Result<Outcome, TreatmentProblem> {
    // Two known values with a gap between them may have no difference: that is for the rows to say.
    known(values, 2)?;
    let steps = values.windows(2).map(|two| of_two(two[0], two[1]));
    let treated = std::iter::once(f64::NAN).chain(steps).collect();
    Ok(Outcome::new(treated, step).dropping(|row| row == 0))
}
