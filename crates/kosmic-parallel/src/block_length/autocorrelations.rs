//! Autocorrelations of the series of a pair and of its influences on r, as far as the rule asks for them, read in chunks.

use std::ops::Range;

use kosmic_core::{Centring, Pair, PairSource, Side, dot};

use super::BlockLength;
use super::rule::Rule;
use crate::error::ParallelError;
use crate::influence::influence;

/// Rows read at once; part of the definition of the result.
const CHUNK: usize = 16_384;

/// A series whose autocorrelations are wanted.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    /// One of the pair.
    Series(Side),
    /// What each row adds to r: u v - r (u² + v²)/2, u and v the series in standard units.
    Influence,
}

/// All that a pair has.
pub(super) const ALL: [Kind; 3] = [
    Kind::Series(Side::X),
    Kind::Series(Side::Y),
    Kind::Influence,
];

/// Reads several series of a pair as deviations from their means.
pub(super) struct Reader<'p, S> {
    pair: &'p Pair<S>,
    kinds: &'p [Kind],
    centrings: [Centring; 2],
    /// 1 over the root of the mean square of x and of y.
    scales: [f64; 2],
    /// What is left of the mean of each series.
    residuals: Vec<f64>,
}

impl<'p, S: PairSource> Reader<'p, S> {
    pub(super) fn new(pair: &'p Pair<S>, kinds: &'p [Kind]) -> Result<Self, ParallelError> {
        let rows = pair.len() as f64;
        let centrings = [Side::X, Side::Y].map(|side| pair.moments().centring(side));
        let mut reader = Self {
            pair,
            kinds,
            centrings,
            scales: centrings.map(|centring| (rows / centring.squares).sqrt()),
            residuals: vec![0.0; kinds.len()],
        };
        let mut sums = vec![0.0; kinds.len()];
        reader.for_each_chunk(|_, values| {
            for (sum, values) in sums.iter_mut().zip(values) {
                *sum += values.iter().sum::<f64>();
            }
        })?;
        reader.residuals = sums.iter().map(|sum| sum / rows).collect();
        Ok(reader)
    }

    /// The length by the rule for each series; `None` for influences that never vary.
    pub(super) fn lengths(
        &mut self,
        rule: &Rule,
    ) -> Result<Vec<Option<BlockLength>>, ParallelError> {
        let mut products = vec![Vec::new(); self.kinds.len()];
        self.extend(&mut products, 0..rule.lags_wanted(&[1.0]) + 1)?;
        loop {
            let known = products[0].len();
            let acf: Vec<_> = products
                .iter()
                .map(|products| self.correlations(products))
                .collect();
            let wanted =
                |acf: &Option<Vec<f64>>| acf.as_deref().map_or(0, |acf| rule.lags_wanted(acf));
            let most = acf.iter().map(wanted).max().unwrap_or(0);
            if most < known {
                let length = |acf: Option<Vec<f64>>| acf.map(|acf| rule.length(&acf));
                return Ok(acf.into_iter().map(length).collect());
            }
            self.extend(&mut products, known..most + 1)?;
        }
    }

    /// ρ(k) of each series up to a lag; `None` for one that never varies.
    pub(super) fn first_correlations(
        &self,
        longest: usize,
    ) -> Result<Vec<Option<Vec<f64>>>, ParallelError> {
        let mut products = vec![Vec::new(); self.kinds.len()];
        self.extend(&mut products, 0..longest + 1)?;
        let acf = |products: &Vec<f64>| self.correlations(products);
        Ok(products.iter().map(acf).collect())
    }

    /// ρ(k) from the lagged products, unless all values are equal but for rounding.
    fn correlations(&self, products: &[f64]) -> Option<Vec<f64>> {
        // Standard units: influences of this size are what rounding leaves of zeros.
        let rounding = self.pair.len() as f64 * f64::EPSILON.powi(2) * 1e4;
        (products[0] > rounding).then(|| products.iter().map(|sum| sum / products[0]).collect())
    }

    /// Adds Σ v_t v_{t-k} for the lags k to the products of each series.
    fn extend(&self, products: &mut [Vec<f64>], lags: Range<usize>) -> Result<(), ParallelError> {
        for products in products.iter_mut() {
            products.resize(lags.end, 0.0);
        }
        let longest = lags.end - 1;
        let mut windows = vec![Vec::new(); products.len()];
        self.for_each_chunk(|start, values| {
            let past = longest.min(start);
            for ((products, window), values) in products.iter_mut().zip(&mut windows).zip(values) {
                keep_last(window, past);
                window.extend_from_slice(values);
                for lag in lags.clone() {
                    let first = past.max(lag);
                    let now = &window[first.min(window.len())..];
                    products[lag] += dot(now, &window[first - lag..]);
                }
            }
        })
    }

    /// Reads all rows once, and shows each chunk's first row and its values of each series.
    fn for_each_chunk(
        &self,
        mut show: impl FnMut(usize, &[Vec<f64>]),
    ) -> Result<(), ParallelError> {
        let rows = self.pair.len();
        let mut scratch = [Vec::new(), Vec::new()];
        let mut values = vec![Vec::new(); self.kinds.len()];
        for start in (0..rows).step_by(CHUNK) {
            let [x, y] = &mut scratch;
            let chunk = start..rows.min(start + CHUNK);
            let x = self.pair.read(Side::X, chunk.clone(), x)?;
            let y = self.pair.read(Side::Y, chunk, y)?;
            for ((values, kind), residual) in values.iter_mut().zip(self.kinds).zip(&self.residuals)
            {
                values.clear();
                match kind {
                    Kind::Series(Side::X) => {
                        values.extend(x.iter().map(|x| self.standard(*x, 0) - residual));
                    }
                    Kind::Series(Side::Y) => {
                        values.extend(y.iter().map(|y| self.standard(*y, 1) - residual));
                    }
                    Kind::Influence => {
                        let rows = x.iter().zip(y);
                        values.extend(rows.map(|(x, y)| self.influence(*x, *y) - residual));
                    }
                }
            }
            show(start, &values);
        }
        Ok(())
    }

    fn standard(&self, value: f64, axis: usize) -> f64 {
        let Centring { mean, units, .. } = self.centrings[axis];
        (value * units[0] * units[1] - mean) * self.scales[axis]
    }

    fn influence(&self, x: f64, y: f64) -> f64 {
        influence(self.standard(x, 0), self.standard(y, 1), self.pair.r())
    }
}

/// Leaves the last `count` values.
fn keep_last(values: &mut Vec<f64>, count: usize) {
    let surplus = values.len().saturating_sub(count);
    values.drain(..surplus);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_and_their_past_leave_no_product_out() {
        let n = 2 * CHUNK + 123;
        let x: Vec<f64> = (0..n).map(|t| ((t * 37) % 101) as f64).collect();
        let y: Vec<f64> = (0..n).map(|t| ((t * 53) % 89) as f64).collect();
        let pair = Pair::new(&x, &y).unwrap();
        let reader = Reader::new(&pair, &ALL).unwrap();
        let mut whole = vec![Vec::new(); 3];
        reader
            .for_each_chunk(|_, values| {
                for (whole, values) in whole.iter_mut().zip(values) {
                    whole.extend_from_slice(values);
                }
            })
            .unwrap();
        let mut products = vec![Vec::new(); 3];
        reader.extend(&mut products, 0..4).unwrap();
        reader.extend(&mut products, 4..12).unwrap();
        for (products, whole) in products.iter().zip(&whole) {
            for (lag, product) in products.iter().enumerate() {
                let direct: f64 = whole[lag..].iter().zip(whole).map(|(a, b)| a * b).sum();
                assert!((product - direct).abs() < 1e-9 * n as f64, "lag {lag}");
            }
        }
    }
}
