//! Sums of lagged products of the centred series, for all lags in one sequential reading of the source.

use std::ops::{Range, RangeInclusive};

use crate::dot::dot;
use crate::error::CoreError;
use crate::moments::{Centring, read_column};
use crate::pair::{Pair, Side};
use crate::source::PairSource;

/// Rows of x taken at once; y is read with a margin of the longest lag on either side.
const CHUNK: usize = 16_384;

/// For each lag τ, Σ u_t v_{t+τ} over the t at which both exist; u and v the centred series.
pub(super) fn lagged_products<S: PairSource>(
    x: &Centred<'_, S>,
    y: &Centred<'_, S>,
    lags: &RangeInclusive<i64>,
) -> Result<Vec<f64>, CoreError> {
    let n = x.pair.len();
    let longest = lags.start().unsigned_abs().max(lags.end().unsigned_abs()) as usize;
    let size = CHUNK.max(2 * longest);
    let mut products = vec![0.0; lags.clone().count()];
    let (mut u, mut v) = (Vec::new(), Vec::new());
    for start in (0..n).step_by(size) {
        let rows = start..n.min(start + size);
        let around = start.saturating_sub(longest)..n.min(rows.end + longest);
        x.read(rows.clone(), &mut u)?;
        y.read(around.clone(), &mut v)?;
        for (product, lag) in products.iter_mut().zip(lags.clone()) {
            let rows = rows_with_partner(&rows, lag, n);
            let partner = shift(rows.start, lag) - around.start;
            let u = &u[rows.start - start..rows.end - start];
            *product += dot(u, &v[partner..partner + u.len()]);
        }
    }
    Ok(products)
}

/// The rows t for which t + lag lies within the n rows.
fn rows_with_partner(rows: &Range<usize>, lag: i64, n: usize) -> Range<usize> {
    let shift = lag.unsigned_abs() as usize;
    let (start, end) = if lag < 0 {
        (rows.start.max(shift), rows.end)
    } else {
        (rows.start, rows.end.min(n - shift))
    };
    start.min(end)..end
}

fn shift(row: usize, lag: i64) -> usize {
    (row as i64 + lag).max(0) as usize
}

/// One series of a pair as deviations from its mean, in units that neither overflow nor vanish.
pub(super) struct Centred<'p, S> {
    pair: &'p Pair<S>,
    side: Side,
    centring: Centring,
    /// What rounding has left in the mean: matters where the offset is many standard deviations.
    residual: f64,
}

impl<'p, S: PairSource> Centred<'p, S> {
    pub(super) fn of(pair: &'p Pair<S>, side: Side) -> Result<Self, CoreError> {
        let mut centred = Self {
            pair,
            side,
            centring: pair.moments().centring(side),
            residual: 0.0,
        };
        let (n, mut sum, mut values) = (pair.len(), 0.0, Vec::new());
        for start in (0..n).step_by(CHUNK) {
            centred.read(start..n.min(start + CHUNK), &mut values)?;
            sum += values.iter().sum::<f64>();
        }
        centred.residual = sum / n as f64;
        Ok(centred)
    }

    /// The sum of the squared deviations.
    pub(super) fn squares(&self) -> f64 {
        self.centring.squares
    }

    pub(super) fn read(&self, rows: Range<usize>, values: &mut Vec<f64>) -> Result<(), CoreError> {
        let Centring { mean, units, .. } = self.centring;
        let mut scratch = Vec::new();
        let column = read_column(self.pair.source(), self.side, rows, &mut scratch)?;
        let deviation = |value: &f64| value * units[0] * units[1] - mean - self.residual;
        values.clear();
        values.extend(column.iter().map(deviation));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_and_margins_leave_no_product_out() {
        let n = 2 * CHUNK + 123;
        let x: Vec<f64> = (0..n).map(|t| ((t * 37) % 101) as f64).collect();
        let y: Vec<f64> = (0..n).map(|t| ((t * 53) % 89) as f64).collect();
        let pair = Pair::new(&x, &y).unwrap();
        let (mut u, mut v) = (Vec::new(), Vec::new());
        let (x, y) = [Side::X, Side::Y]
            .map(|side| Centred::of(&pair, side).unwrap())
            .into();
        x.read(0..n, &mut u).unwrap();
        y.read(0..n, &mut v).unwrap();
        let products = lagged_products(&x, &y, &(-7..=9)).unwrap();
        for (product, lag) in products.iter().zip(-7_i64..) {
            let rows = rows_with_partner(&(0..n), lag, n);
            let direct: f64 = rows.map(|t| u[t] * v[shift(t, lag)]).sum();
            assert!(
                (product - direct).abs() < 1e-9 * direct.abs().max(1e6),
                "lag {lag}"
            );
        }
    }
}
