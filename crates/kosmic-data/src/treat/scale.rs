//! Values on a common scale.

use super::known::{Ascending, known, mean_and_sd};
use super::treatment::Outcome;
use super::{Step, TreatmentProblem};

pub(super) fn z_score(values: &[f64], mut step: Step) -> Result<Outcome, TreatmentProblem> {
    let (mean, sd) = mean_and_sd(&known(values, 2)?)?;
    step.estimate([("mean", mean), ("sd", sd)]);
    Ok(scaled(values, |x| (x - mean) / sd, step))
}

pub(super) fn min_max(
    values: &[f64],
    [low, high]: [f64; 2],
    mut step: Step,
) -> Result<Outcome, TreatmentProblem> {
    if !(high - low).is_finite() || low >= high {
        return Err(TreatmentProblem::Parameter {
            name: "high",
            expected: "above low, both finite",
            found: high,
        });
    }
    let (least, most) = Ascending::new(known(values, 1)?).ends();
    if least == most {
        return Err(TreatmentProblem::NoSpread { measure: "range" });
    }
    step.estimate([("least", least), ("most", most)]);
    // Halves of the largest numbers have a difference.
    let unit = if (most - least).is_finite() { 1.0 } else { 0.5 };
    let span = most * unit - least * unit;
    let share = |x: f64| (x * unit - least * unit) / span;
    Ok(scaled(values, |x| low + share(x) * (high - low), step))
}

pub(super) fn robust(values: &[f64], mut step: Step) -> Result<Outcome, TreatmentProblem> {
    let ascending = Ascending::new(known(values, 1)?);
    let [lower, median, upper] = [0.25, 0.5, 0.75].map(|p| ascending.quantile(p));
    let spread = upper - lower;
    if spread <= 0.0 {
        let measure = "interquartile range";
        return Err(TreatmentProblem::NoSpread { measure });
    }
    step.estimate([("median", median), ("interquartile_range", spread)]);
    Ok(scaled(values, |x| (x - median) / spread, step))
}

pub(super) fn scaled(values: &[f64], map: impl Fn(f64) -> f64, step: Step) -> Outcome {
    Outcome::new(values.iter().map(|x| map(*x)).collect(), step)
}
