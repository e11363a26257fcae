//! Data for the tests: streams with a literal key, and a source with ways of its own.

use std::ops::Range;

use kosmic_core::{PairSource, Purpose, Scratch, Side, SourceError, Stream};

/// n normal values by Box and Muller from a keyed stream.
pub(crate) fn normal(seed: u64, n: usize) -> Vec<f64> {
    let mut stream = Stream::new(seed, Purpose::Simulate, 0);
    (0..n)
        .map(|_| {
            let (u, angle) = (1.0 - stream.uniform(), stream.uniform());
            (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * angle).cos()
        })
        .collect()
}

/// Two series with correlation about 0.6.
pub(crate) fn coupled(seed: u64, n: usize) -> (Vec<f64>, Vec<f64>) {
    let (x, e) = (normal(seed, n), normal(seed + 1, n));
    let y = x.iter().zip(&e).map(|(x, e)| 0.6 * x + 0.8 * e).collect();
    (x, y)
}

/// A normal pair with correlation rho.
pub(crate) fn normal_pair(seed: u64, n: usize, rho: f64) -> (Vec<f64>, Vec<f64>) {
    let (x, e) = (normal(2 * seed, n), normal(2 * seed + 1, n));
    let own = (1.0 - rho * rho).sqrt();
    let y = x.iter().zip(&e).map(|(x, e)| rho * x + own * e).collect();
    (x, y)
}

/// Keeps its pairs interleaved and fills the scratch back to front.
pub(crate) struct Interleaved(pub(crate) Vec<[f64; 2]>);

impl PairSource for Interleaved {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn column<'a>(
        &'a self,
        side: Side,
        rows: Range<usize>,
        scratch: &'a mut Vec<f64>,
    ) -> Result<&'a [f64], SourceError> {
        let column = usize::from(side == Side::Y);
        scratch.clear();
        scratch.extend(self.0[rows].iter().rev().map(|pair| pair[column]));
        scratch.reverse();
        Ok(scratch)
    }

    fn rows<'a>(
        &'a self,
        rows: Range<usize>,
        scratch: &'a mut Scratch,
    ) -> Result<(&'a [f64], &'a [f64]), SourceError> {
        (scratch.x, scratch.y) = self.0[rows].iter().map(|&[x, y]| (x, y)).unzip();
        Ok((&scratch.x, &scratch.y))
    }
}
