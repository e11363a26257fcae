//! Values that are there, and their order.

use kosmic_core::{Moments, Side, quantile};

use super::TreatmentProblem;

/// The values that are not missing, at least `needed`; infinite ones are refused.
pub(super) fn known(values: &[f64], needed: usize) -> Result<Vec<f64>, TreatmentProblem> {
    let mut infinite = (0..).zip(values).filter(|(_, value)| value.is_infinite());
    if let Some((row, &value)) = infinite.next() {
        let count = 1 + infinite.count();
        return Err(TreatmentProblem::Infinite { row, value, count });
    }
    let known: Vec<f64> = values.iter().copied().filter(|x| !x.is_nan()).collect();
    if known.len() < needed {
        let found = known.len();
        return Err(TreatmentProblem::TooFew { needed, found });
    }
    Ok(known)
}

/// Refuses missing values, with their number and the first place.
pub(super) fn complete(values: &[f64]) -> Result<(), TreatmentProblem> {
    let mut missing = (0..).zip(values).filter(|(_, value)| value.is_nan());
    match missing.next() {
        None => Ok(()),
        Some((row, _)) => Err(TreatmentProblem::Missing {
            row,
            count: 1 + missing.count(),
        }),
    }
}

/// Mean and standard deviation (by n - 1) of at least two values.
pub(super) fn mean_and_sd(known: &[f64]) -> Result<(f64, f64), TreatmentProblem> {
    let moments = Moments::of_slices(known, known)?;
    let sd = moments.sd(Side::X).filter(|sd| *sd > 0.0);
    let measure = "standard deviation";
    let sd = sd.ok_or(TreatmentProblem::NoSpread { measure })?;
    Ok((moments.mean(Side::X), sd))
}

/// Values in ascending order, with their quantiles.
pub(super) struct Ascending(Vec<f64>);

impl Ascending {
    /// Of at least one value.
    pub(super) fn new(mut values: Vec<f64>) -> Self {
        values.sort_unstable_by(f64::total_cmp);
        Self(values)
    }

    pub(super) fn quantile(&self, p: f64) -> f64 {
        quantile(&self.0, p).expect("there is a value")
    }

    pub(super) fn ends(&self) -> (f64, f64) {
        (self.quantile(0.0), self.quantile(1.0))
    }
}

/// The median of the distances from the median, and that median.
pub(super) fn median_and_mad(known: Vec<f64>) -> (f64, f64) {
    let ascending = Ascending::new(known);
    let median = ascending.quantile(0.5);
    let distances = ascending.0.iter().map(|x| (x - median).abs()).collect();
    (median, Ascending::new(distances).quantile(0.5))
}
