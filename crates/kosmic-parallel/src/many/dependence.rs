//! Whether rows look independent: the autocorrelation of what each of them adds to r.

use kosmic_core::{autocorrelation, normal_quantile};
use statrs::distribution::{ContinuousCDF, Normal};

use crate::block_length::{Dependence, Dependent};
use crate::influence::{influence, run_of_lags};
use crate::warning::Warning;

/// The influence of each row on r, for series in standard units: x y - r (x² + y²) / 2.
pub(crate) fn influences(x: &[f64], y: &[f64], r: f64) -> Vec<f64> {
    let rows = x.iter().zip(y);
    rows.map(|(x, y)| influence(*x, *y, r)).collect()
}

/// A series as deviations from its mean in standard deviations.
pub(super) fn standardised(values: &[f64], mean: f64, sd: f64) -> Vec<f64> {
    values.iter().map(|value| (value - mean) / sd).collect()
}

/// The largest |acf_k|, k ≤ K_n = max(5, ⌈log10 n⌉), of `count` influence series of `rows` rows, if it exceeds the cut
/// of Politis and White (2004) for a single series, 2 sqrt(log10 n / n), raised so that independent rows exceed it for
/// any of many series as rarely as for one (Bonferroni).
pub(crate) fn dependence(
    influences: impl Iterator<Item = Vec<f64>>,
    rows: usize,
    count: usize,
) -> Option<Warning> {
    let logarithm = libm::log10(rows as f64);
    let longest = run_of_lags(rows).min(rows - 1);
    let tail = Normal::standard().sf(2.0 * logarithm.sqrt()) / count.max(1) as f64;
    let cut = -normal_quantile(tail) / (rows as f64).sqrt();
    let mut largest: Option<Dependence> = None;
    for influences in influences {
        // Influences that never vary, or overflow, say nothing.
        let Ok(acf) = autocorrelation(&influences, longest) else {
            continue;
        };
        for (lag, autocorrelation) in acf.into_iter().enumerate().skip(1) {
            if autocorrelation.abs() > largest.map_or(cut, |found| found.autocorrelation.abs()) {
                largest = Some(Dependence {
                    of: Dependent::Influences,
                    lag,
                    autocorrelation,
                });
            }
        }
    }
    largest.map(Warning::DependentRows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kosmic_core::{Purpose, Stream};

    fn series(seed: u64, phi: f64) -> Vec<f64> {
        let mut stream = Stream::new(seed, Purpose::Simulate, 0);
        let mut last = 0.0;
        let step = |_| {
            last = phi * last + stream.uniform() - 0.5;
            last
        };
        (0..400).map(step).collect()
    }

    #[test]
    fn autoregressive_rows_are_seen_as_dependent() {
        let Some(Warning::DependentRows(found)) = dependence([series(1, 0.7)].into_iter(), 400, 1)
        else {
            panic!("not seen")
        };
        assert_eq!((found.of, found.lag), (Dependent::Influences, 1));
        assert!((found.autocorrelation - 0.7).abs() < 0.15);
    }

    /// The cut lies at 3.2 standard errors: with 5 steps each, 200 series exceed that of one series about 1.4 times, and
    /// the raised cut all together with probability below 0.01.
    #[test]
    fn many_independent_series_are_not_taken_for_dependent() {
        let many = || (0..200).map(|seed| series(seed, 0.0));
        assert_eq!(dependence(many(), 400, 200), None);
    }

    #[test]
    fn influences_sum_to_zero_in_standard_units() {
        let (x, y) = ([1.0, -1.0, 1.0, -1.0], [1.0, -1.0, -1.0, -1.0]);
        let mean = -0.5;
        let sd = 0.75_f64.sqrt();
        let y = standardised(&y, mean, sd);
        let r = x.iter().zip(&y).map(|(x, y)| x * y).sum::<f64>() / 4.0;
        assert!(influences(&x, &y, r).iter().sum::<f64>().abs() < 1e-15);
    }
}
