//! The variance of r over that of independent rows, (1 - r²)²/n.

use super::regularisation::Regularisation;
use crate::error::CoreError;
use crate::lag::autocorrelation::of_side;
use crate::lag::cross_correlation;
use crate::pair::{Pair, Side};
use crate::source::PairSource;

pub(super) fn bartlett<S: PairSource>(pair: &Pair<S>) -> Result<f64, CoreError> {
    let product = of_side(pair, Side::X, 1)?[1] * of_side(pair, Side::Y, 1)?[1];
    Ok((1.0 + product) / (1.0 - product))
}

pub(super) fn bayley_hammersley<S: PairSource>(
    pair: &Pair<S>,
    regularisation: Regularisation,
) -> Result<f64, CoreError> {
    let own = regularisation.autocorrelations(pair)?;
    let n = pair.len() as f64;
    let products = (1..).zip(own.x.iter().zip(&own.y));
    let sum: f64 = products
        .map(|(lag, (x, y))| (1.0 - f64::from(lag) / n) * x * y)
        .sum();
    Ok(1.0 + 2.0 * sum)
}

/// n²V = (n-1)(1-r²)² + Σ (n-1-k) [r²(a² + b² + c² + d²) - 2r(a + b)(c + d) + 2(ab + cd)], a and b the autocorrelations at
/// lag k, c and d the cross-correlations at k and -k.
///
/// The counts n-1 and n-1-k are those of the authors' program; from n and n-k they differ by one in n.
pub(super) fn cross_dependence<S: PairSource>(
    pair: &Pair<S>,
    regularisation: Regularisation,
) -> Result<f64, CoreError> {
    let (n, r) = (pair.len(), pair.r());
    let unexplained = (1.0 - r) * (1.0 + r);
    if unexplained == 0.0 {
        return Err(CoreError::PerfectCorrelation {
            name: "the correlation of the pair",
            value: r,
        });
    }
    let own = regularisation.autocorrelations(pair)?;
    let lags = own.x.len().max(own.y.len());
    let mut cross = cross_correlation(pair, lags)?;
    let ahead = regularisation.weighed(&cross[lags..]);
    cross.reverse();
    let behind = regularisation.weighed(&cross[lags..]);
    let at = |values: &[f64], index: usize| values.get(index).copied().unwrap_or(0.0);
    let mut total = (n - 1) as f64 * unexplained * unexplained;
    for index in 0..lags {
        let (a, b) = (at(&own.x, index), at(&own.y, index));
        let (c, d) = (ahead[index], behind[index]);
        let squares = r * r * (a * a + b * b + c * c + d * d);
        let crossed = 2.0 * r * (a + b) * (c + d);
        let products = 2.0 * (a * b + c * d);
        total += (n - 2 - index) as f64 * (squares - crossed + products);
    }
    Ok(total / (n as f64 * unexplained * unexplained))
}
