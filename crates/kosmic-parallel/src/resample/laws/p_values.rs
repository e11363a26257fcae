//! How likely drawn numbers are by the binomial law.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use statrs::distribution::{Binomial, ChiSquared, ContinuousCDF, Discrete, Normal};

/// How often each number was drawn.
pub(in crate::resample) type Histogram = BTreeMap<u64, u64>;

/// The p-value of Pearson's statistic, times `shrink`, over runs of values that expect at least 20.
pub(super) fn p_of_cells(
    drawn: &Histogram,
    values: RangeInclusive<u64>,
    expected: impl Fn(u64) -> f64,
    shrink: f64,
) -> f64 {
    let (mut cells, mut cell) = (Vec::new(), (0.0, 0.0));
    for value in values {
        cell.0 += expected(value);
        cell.1 += drawn.get(&value).copied().unwrap_or(0) as f64;
        if cell.0 >= 20.0 {
            cells.push(std::mem::take(&mut cell));
        }
    }
    if let Some(last) = cells.last_mut() {
        *last = (last.0 + cell.0, last.1 + cell.1);
    }
    if cells.len() < 2 {
        return 1.0;
    }
    let terms = cells
        .iter()
        .map(|(expected, found)| (found - expected).powi(2) / expected);
    let freedom = (cells.len() - 1) as f64;
    ChiSquared::new(freedom)
        .unwrap()
        .sf(shrink * terms.sum::<f64>())
}

/// The p-value of numbers as Binomial(n, part / whole), by their frequencies.
pub(in crate::resample) fn p_of_frequencies(
    drawn: &Histogram,
    n: u64,
    part: u64,
    whole: u64,
) -> f64 {
    let law = Binomial::new(part as f64 / whole as f64, n).unwrap();
    let count = drawn.values().sum::<u64>() as f64;
    p_of_cells(
        drawn,
        near_mean(n, part, whole, drawn),
        |k| count * law.pmf(k),
        1.0,
    )
}

/// All values that are likely at all; none that was drawn lies outside.
fn near_mean(n: u64, part: u64, whole: u64, drawn: &Histogram) -> RangeInclusive<u64> {
    let mean = (n as f64 * part as f64 / whole as f64) as u64;
    let reach = 12 + 12 * (mean as f64).sqrt() as u64;
    let values = mean.saturating_sub(reach)..=n.min(mean + reach);
    assert!(drawn.keys().all(|k| values.contains(k)), "far from {mean}");
    values
}

/// The p-value of their mean.
pub(in crate::resample) fn p_of_mean(drawn: &Histogram, n: u64, part: u64, whole: u64) -> f64 {
    let p = part as f64 / whole as f64;
    let (mean, variance) = (n as f64 * p, n as f64 * p * (1.0 - p));
    let count = drawn.values().sum::<u64>() as f64;
    let excess: f64 = drawn
        .iter()
        .map(|(value, times)| (*value as f64 - mean) * *times as f64)
        .sum();
    two_sided(excess / (count * variance).sqrt())
}

pub(super) fn two_sided(z: f64) -> f64 {
    2.0 * Normal::new(0.0, 1.0).unwrap().sf(z.abs())
}
