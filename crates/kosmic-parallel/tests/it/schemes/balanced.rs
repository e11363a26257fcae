//! Balanced replicates: what they must be exactly, and what cannot be done with them.

use kosmic_core::{Moments, Pair, Side, Silent};
use kosmic_parallel::{
    Bootstrap, Correlation, Design, Method, ParallelError, ReplicateCount, Scheme, of_moments,
};

use super::{plan, weights};
use crate::samples::{GPA, LSAT};

#[test]
fn balanced_replicates_draw_each_row_as_often_as_there_are_replicates() {
    for (n, replicates) in [(10, 7), (500, 400), (3001, 500)] {
        let mut drawn = vec![0.0; n];
        for weights in weights(n, &Design::balanced(), replicates, 1) {
            assert_eq!(weights.iter().sum::<f64>(), n as f64);
            drawn
                .iter_mut()
                .zip(weights)
                .for_each(|(drawn, weight)| *drawn += weight);
        }
        assert!(drawn.iter().all(|&drawn| drawn == replicates as f64), "{n}");
    }
}

/// A row's counts in two replicates of a balanced bootstrap have covariance -(1 - 1/n) n / (n B - 1).
#[test]
fn balanced_counts_of_a_row_make_up_for_each_other_over_replicates() {
    let (n, replicates) = (300, 4);
    let sum: f64 = (0..2000)
        .map(|seed| {
            let weights = weights(n, &Design::balanced(), replicates, seed);
            let products = weights[0].iter().zip(&weights[1]);
            products.map(|(a, b)| (a - 1.0) * (b - 1.0)).sum::<f64>()
        })
        .sum();
    let (size, trials) = (n as f64, 2000.0 * n as f64);
    let expected = -(1.0 - 1.0 / size) * size / (size * replicates as f64 - 1.0);
    assert!(
        (sum / trials - expected).abs() < 5.0 / trials.sqrt(),
        "{}",
        sum / trials
    );
}

#[test]
fn the_mean_over_balanced_replicates_is_that_of_the_data() {
    let pair = Pair::new(&LSAT, &GPA).unwrap();
    let mean = of_moments(|moments: &Moments| moments.mean(Side::Y));
    let found = plan(999, 6)
        .run_designed(&pair, &mean, &Design::balanced(), &Silent)
        .unwrap();
    let average = found.values().iter().flatten().sum::<f64>() / 999.0;
    assert!((average - found.estimate()).abs() < 1e-12);
}

#[test]
fn balanced_replicates_are_neither_extended_nor_drawn_in_rounds() {
    let pair = Pair::new(&LSAT, &GPA).unwrap();
    let design = Design::balanced();
    let drawn = plan(100, 2)
        .run_designed(&pair, &Correlation, &design, &Silent)
        .unwrap();
    let extend = |replicates: usize| {
        let plan = plan(replicates, 2);
        plan.extend_designed(drawn.clone(), &pair, &Correlation, &design, &Silent)
    };
    assert_eq!(extend(100).unwrap(), drawn);
    let refused = |error| {
        matches!(
            error,
            ParallelError::NotExtendable {
                scheme: "balanced",
                ..
            }
        )
    };
    assert!(refused(extend(200).unwrap_err()));
    let adaptive = ReplicateCount::Adaptive {
        tolerance: 0.1,
        min: 500,
        max: 5000,
    };
    let options = Bootstrap::default()
        .replicates(adaptive)
        .method(Method::Percentile);
    let plan = options.scheme(Scheme::Balanced).plan().unwrap();
    assert!(refused(plan.run(&pair, &Correlation).unwrap_err()));
}
