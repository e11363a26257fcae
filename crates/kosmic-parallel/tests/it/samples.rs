//! Series that several tests use.

use std::ops::Range;

use kosmic_core::{Pair, PairSource, Purpose, Side, SourceError, Stream};
use kosmic_parallel::{Method, Replicates};

/// Admission test scores at 15 law schools (Efron 1979).
pub(crate) const LSAT: [f64; 15] = [
    576.0, 635.0, 558.0, 578.0, 666.0, 580.0, 555.0, 661.0, 651.0, 605.0, 653.0, 575.0, 545.0,
    572.0, 594.0,
];

/// Grade point averages at the same schools.
pub(crate) const GPA: [f64; 15] = [
    3.39, 3.30, 2.81, 3.03, 3.44, 3.07, 3.00, 3.43, 3.36, 3.13, 3.12, 2.74, 2.76, 2.88, 2.96,
];

/// `n` pairs of a bivariate normal distribution with correlation `rho`, by Box and Muller.
pub(crate) fn normal_pairs(seed: u64, n: usize, rho: f64) -> (Vec<f64>, Vec<f64>) {
    let mut stream = Stream::new(seed, Purpose::Simulate, 0);
    let pair = |_| {
        let radius = (-2.0 * (1.0 - stream.uniform()).ln()).sqrt();
        let (sin, cos) = (stream.uniform() * std::f64::consts::TAU).sin_cos();
        let (x, e) = (radius * cos, radius * sin);
        (x, rho * x + (1.0 - rho * rho).sqrt() * e)
    };
    (0..n).map(pair).unzip()
}

/// An autoregression of order one, driven by normal values.
pub(crate) fn autoregressive(seed: u64, rows: usize, phi: f64) -> Vec<f64> {
    let (noise, _) = normal_pairs(seed, rows + 100, 0.0);
    let mut last = 0.0;
    let step = |noise: &f64| {
        last = phi * last + noise;
        last
    };
    noise.iter().map(step).skip(100).collect()
}

/// Replicates of r with all that any method needs.
pub(crate) fn accompanied<S: PairSource>(replicates: Replicates, pair: &Pair<S>) -> Replicates {
    let add = |replicates: Replicates, method: Method| {
        replicates.accompanied(pair, method.needs()).unwrap()
    };
    Method::ALL.into_iter().fold(replicates, add)
}

/// Rows that are copied when they are read.
pub(crate) struct Copied<'a>(pub(crate) &'a [f64], pub(crate) &'a [f64]);

impl PairSource for Copied<'_> {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn column<'a>(
        &'a self,
        side: Side,
        rows: Range<usize>,
        scratch: &'a mut Vec<f64>,
    ) -> Result<&'a [f64], SourceError> {
        let column = match side {
            Side::X => self.0,
            Side::Y => self.1,
        };
        scratch.clear();
        scratch.extend_from_slice(&column[rows]);
        Ok(scratch)
    }
}
