//! Mean and scatter of a sample, whatever its magnitude.

use crate::error::{StatsError, verify_finite};

/// Size, mean and sum of squared deviations, in units that all samples of a comparison share.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Summary {
    pub(crate) n: f64,
    pub(crate) mean: f64,
    pub(crate) squares: f64,
}

impl Summary {
    pub(crate) fn variance(&self) -> f64 {
        self.squares / (self.n - 1.0)
    }

    pub(crate) fn of_values(values: &[f64]) -> Self {
        Self::of(values.iter().copied())
    }

    pub(crate) fn of(values: impl ExactSizeIterator<Item = f64> + Clone) -> Self {
        let n = values.len() as f64;
        let first = values.clone().next().unwrap_or(0.0);
        // About the first value, so that a constant sample has exactly no scatter.
        let shift = values.clone().map(|value| value - first).sum::<f64>() / n;
        let deviation = |value: f64| value - first - shift;
        let squares = values
            .map(|value| deviation(value) * deviation(value))
            .sum();
        Self {
            n,
            mean: first + shift,
            squares,
        }
    }
}

/// The summaries of samples of at least two finite values, in units of a power of two next to the largest magnitude: effect
/// sizes have no unit, and squares of scaled values neither overflow nor vanish.
pub(crate) fn summaries<const N: usize>(
    samples: [(&'static str, &[f64]); N],
) -> Result<[Summary; N], StatsError> {
    for (name, values) in samples {
        verify_sample(name, values)?;
    }
    let unit = unit(samples.iter().map(|&(_, values)| values));
    Ok(samples.map(|(_, values)| Summary::of(values.iter().map(|value| value * unit))))
}

/// The same of any number of samples.
pub(crate) fn summaries_of(samples: &[&[f64]]) -> Result<Vec<Summary>, StatsError> {
    for values in samples {
        verify_sample("the values of a group", values)?;
    }
    let unit = unit(samples.iter().copied());
    let of = |values: &&[f64]| Summary::of(values.iter().map(|value| value * unit));
    Ok(samples.iter().map(of).collect())
}

/// The summary of the differences of pairs beside those of their parts.
pub(crate) fn of_pairs(a: &[f64], b: &[f64]) -> Result<[Summary; 3], StatsError> {
    if a.len() != b.len() {
        return Err(StatsError::LengthMismatch {
            first: "the first values of pairs",
            second: "the second",
            got_first: a.len(),
            got_second: b.len(),
        });
    }
    let [first, second] = summaries([
        ("the first values of pairs", a),
        ("the second values of pairs", b),
    ])?;
    let unit = unit([a, b].into_iter());
    let differences: Vec<f64> = a.iter().zip(b).map(|(a, b)| a * unit - b * unit).collect();
    Ok([first, second, Summary::of_values(&differences)])
}

pub(crate) fn verify_sample(name: &'static str, values: &[f64]) -> Result<(), StatsError> {
    if values.len() < 2 {
        return Err(StatsError::TooFew {
            name,
            needed: 2,
            got: values.len(),
        });
    }
    verify_finite(name, values)
}

/// A power of two that brings the largest magnitude to about a quarter.
pub(crate) fn unit<'a>(samples: impl Iterator<Item = &'a [f64]>) -> f64 {
    let largest = samples
        .flatten()
        .fold(0.0_f64, |most, value| most.max(value.abs()));
    if largest == 0.0 {
        return 1.0;
    }
    // Within the exponents that a factor can have: doubles reach from 2^-1074 to 2^1024.
    let (_, exponent) = libm::frexp(largest);
    libm::ldexp(1.0, (-2 - exponent).min(1022))
}
