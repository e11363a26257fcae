//! The schemes: what their weights must be exactly, what their laws say, and what intervals make of them.

mod balanced;
mod bits;
mod block_intervals;
mod block_laws;
mod block_sources;
mod blocks;
mod coverage;
mod designs;
mod dirichlet;
mod grouped;
mod intervals;
mod poisson;
mod weights;

use kosmic_core::{Pair, Silent};
use kosmic_parallel::{Bootstrap, Design, Plan, Resample, Statistic, View};

use crate::samples::normal_pairs;

/// The weights themselves.
struct RowWeights(usize);

impl Statistic for RowWeights {
    const VIEW: View = View::Weights;

    fn width(&self) -> usize {
        self.0
    }

    fn evaluate(&self, resample: Resample<'_>, values: &mut [Option<f64>]) {
        if let Resample::Weights { weights, .. } = resample {
            let weights = weights.iter().copied().map(Some);
            values
                .iter_mut()
                .zip(weights)
                .for_each(|(value, weight)| *value = weight);
        }
    }
}

fn plan(replicates: usize, seed: u64) -> Plan {
    let options = Bootstrap::default().replicates(replicates).seed(seed);
    options.plan().unwrap()
}

/// The weights of `n` rows, replicate by replicate; those of a replicate without rows are 0.
fn weights(n: usize, design: &Design, replicates: usize, seed: u64) -> Vec<Vec<f64>> {
    let (x, y) = normal_pairs(1, n, 0.5);
    let pair = Pair::new(&x, &y).unwrap();
    let found = plan(replicates, seed)
        .run_designed(&pair, &RowWeights(n), design, &Silent)
        .unwrap();
    let rows = found.values().chunks(n);
    rows.map(|row| row.iter().map(|weight| weight.unwrap_or(0.0)).collect())
        .collect()
}

/// Strata of 3, 300 and many rows, interleaved; clusters of 1 to 40 rows.
fn stratum(row: usize) -> usize {
    match row % 50 {
        0 if row < 150 => 0,
        1..=4 => 1,
        _ => 2,
    }
}

fn cluster(row: usize) -> usize {
    (row * row / 7) % 101
}

fn designs(n: usize) -> [Design; 7] {
    [
        Design::iid(),
        Design::stratified((0..n).map(stratum)).unwrap(),
        Design::clustered((0..n).map(cluster)).unwrap(),
        Design::balanced(),
        Design::poisson(),
        Design::dirichlet(1.0).unwrap(),
        Design::dirichlet(3.5).unwrap(),
    ]
}

/// r with weights, in two passes.
fn weighted_r(x: &[f64], y: &[f64], weights: &[f64]) -> f64 {
    let total: f64 = weights.iter().sum();
    let mean = |values: &[f64]| values.iter().zip(weights).map(|(v, w)| v * w).sum::<f64>() / total;
    let (mx, my) = (mean(x), mean(y));
    let sum = |term: &dyn Fn(f64, f64) -> f64| -> f64 {
        let rows = x.iter().zip(y).zip(weights);
        rows.map(|((x, y), w)| w * term(x - mx, y - my)).sum()
    };
    sum(&|a, b| a * b) / (sum(&|a, _| a * a) * sum(&|_, b| b * b)).sqrt()
}
