//! The Bayesian bootstrap.

use kosmic_core::{Moments, Pair, Side, Silent};
use kosmic_parallel::{Design, of_moments};

use super::plan;
use crate::samples::{GPA, LSAT};

/// Rubin 1981: the posterior of the mean has mean x̄ and variance Σ (x - x̄)² / (n (n a + 1)). At five standard errors of
/// 20 000 draws.
#[test]
fn dirichlet_weights_give_the_posterior_mean_and_variance_of_the_mean() {
    let pair = Pair::new(&LSAT, &GPA).unwrap();
    let mean = of_moments(|moments: &Moments| moments.mean(Side::X));
    let n = LSAT.len() as f64;
    let centre = LSAT.iter().sum::<f64>() / n;
    let squares: f64 = LSAT.iter().map(|x| (x - centre).powi(2)).sum();
    for concentration in [0.3, 1.0, 4.0] {
        let design = Design::dirichlet(concentration).unwrap();
        let draws = 20_000;
        let found = plan(draws, 3)
            .run_designed(&pair, &mean, &design, &Silent)
            .unwrap();
        let variance = squares / (n * (n * concentration + 1.0));
        let values = found.values().iter().flatten();
        let average = values.sum::<f64>() / draws as f64;
        assert!(
            (average - centre).abs() < 5.0 * (variance / draws as f64).sqrt(),
            "{average}"
        );
        let share = found.standard_error().unwrap().powi(2) / variance;
        // Kurtosis of so even a mean is near 3.
        assert!(
            (share - 1.0).abs() < 5.0 * (2.5 / draws as f64).sqrt(),
            "{concentration}: {share}"
        );
    }
}
