//! Whether rows depend on each other, by the autocorrelations of the series and of what rows add to r.

use std::fmt;

use kosmic_core::{Pair, PairSource};

use super::LEAST_ROWS;
use super::autocorrelations::{ALL, Reader};
use super::rule::Rule;
use crate::error::ParallelError;

/// That rows depend on each other, and how it shows. Its `Display` is a clause for people.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Dependence {
    /// What is autocorrelated.
    pub of: Dependent,
    /// The lag at which its autocorrelation is largest in size among those looked at; of two series, that of the less dependent one.
    pub lag: usize,
    /// That autocorrelation.
    pub autocorrelation: f64,
}

/// What shows that rows depend on each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Dependent {
    /// What each row adds to r is autocorrelated.
    Influences,
    /// Both series are.
    BothSeries,
}

impl fmt::Display for Dependence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            of,
            lag,
            autocorrelation,
        } = self;
        match of {
            Dependent::Influences => write!(
                f,
                "influences of rows on r have autocorrelation {autocorrelation:.2} at lag {lag}"
            ),
            Dependent::BothSeries => write!(
                f,
                "both series have an autocorrelation, the weaker one {autocorrelation:.2} at lag {lag}"
            ),
        }
    }
}

/// Whether one of the first K_n autocorrelations of the influences on r, or one of each series, exceeds the band of the rule.
/// `None` also where there are too few rows to tell.
///
/// Why the series too: the influences of uncoupled series have the products of their autocorrelations, 0.25 where both have 0.5, too
/// small to stand out in 100 rows when intervals from independent rows already cover in 88 % instead of 95. One series alone does
/// not count: where the other is white, r varies as that of independent rows does.
pub(crate) fn dependence<S: PairSource>(
    pair: &Pair<S>,
) -> Result<Option<Dependence>, ParallelError> {
    if pair.len() < LEAST_ROWS {
        return Ok(None);
    }
    let rule = Rule::of_rows(pair.len());
    let all = Reader::new(pair, &ALL)?.first_correlations(rule.run())?;
    let [x, y, influences] = [0, 1, 2].map(|kind| largest(all[kind].as_deref()?, rule.band()));
    let of_influences = influences.map(|found| (Dependent::Influences, found));
    let of_series = || {
        let (x, y) = (x?, y?);
        let weaker = if x.1.abs() < y.1.abs() { x } else { y };
        Some((Dependent::BothSeries, weaker))
    };
    let found = of_influences.or_else(of_series);
    Ok(found.map(|(of, (lag, autocorrelation))| Dependence {
        of,
        lag,
        autocorrelation,
    }))
}

/// The autocorrelation that is largest in size, with its lag, if it exceeds the band.
fn largest(acf: &[f64], band: f64) -> Option<(usize, f64)> {
    let lags = acf.iter().copied().enumerate().skip(1);
    let largest = lags.max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()));
    largest.filter(|(_, rho)| rho.abs() > band)
}
