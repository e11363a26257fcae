//! Whether rows depend on each other, by the autocorrelations of what they add to r.

use kosmic_core::{Pair, PairSource};

use super::LEAST_ROWS;
use super::autocorrelations::{Kind, Reader};
use super::rule::Rule;
use crate::error::ParallelError;

/// The lag at which the autocorrelation of the influences on r is largest in size among the first K_n, and that
/// autocorrelation, if it exceeds the band of the rule. `None` also where there are too few rows to tell.
pub(crate) fn dependence_of_influences<S: PairSource>(
    pair: &Pair<S>,
) -> Result<Option<(usize, f64)>, ParallelError> {
    if pair.len() < LEAST_ROWS {
        return Ok(None);
    }
    let rule = Rule::of_rows(pair.len());
    let reader = Reader::new(pair, &[Kind::Influence])?;
    let Some(acf) = reader.first_correlations(rule.run())? else {
        return Ok(None);
    };
    let lags = acf.into_iter().enumerate().skip(1);
    let largest = lags.max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()));
    Ok(largest.filter(|(_, rho)| rho.abs() > rule.band()))
}
