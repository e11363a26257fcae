//! Whether intervals keep their promise on simulated data.

use kosmic_core::Pair;
use kosmic_parallel::{Bootstrap, Correlation, KInterval, Method};

use crate::samples::normal_pairs;

const TRIALS: u64 = 3000;

/// The coverage of 95 % percentile intervals that a larger simulation found for n from 20 to 100, lowest to highest,
/// widened by four standard errors of a share of 3000 trials: by chance passed with probability below 1e-4 on either
/// side.
fn plausible() -> std::ops::Range<f64> {
    let error = |share: f64| (share * (1.0 - share) / TRIALS as f64).sqrt();
    0.92 - 4.0 * error(0.92)..0.96 + 4.0 * error(0.96)
}

/// Percentile and legacy percentile interval of one simulated sample of 60 bivariate normal pairs.
fn intervals(trial: u64, rho: f64) -> [KInterval; 2] {
    let (x, y) = normal_pairs(trial, 60, rho);
    let plan = Bootstrap::default()
        .replicates(599)
        .seed(trial)
        .plan()
        .unwrap();
    let replicates = plan.run(&Pair::new(&x, &y).unwrap(), &Correlation).unwrap();
    [Method::Percentile, Method::LegacyPercentile]
        .map(|method| KInterval::of_replicates(&replicates, method, 0.95).unwrap())
}

#[test]
fn percentile_intervals_cover_a_correlation_of_one_half() {
    let covers = |trial: &u64| {
        let [interval, _] = intervals(*trial, 0.5);
        interval.r_lower.unwrap() <= 0.5 && interval.r_upper.unwrap() >= 0.5
    };
    let coverage = (0..TRIALS).filter(covers).count() as f64 / TRIALS as f64;
    assert!(plausible().contains(&coverage), "{coverage}");
}

#[test]
fn folded_intervals_of_independent_series_contain_zero_and_legacy_ones_never_do() {
    let mut containing = 0;
    for trial in 0..TRIALS {
        let [folded, legacy] = intervals(1_000_000 + trial, 0.0);
        containing += u64::from(folded.lower == 0.0);
        assert!(legacy.lower > 0.0, "trial {trial}");
    }
    let share = containing as f64 / TRIALS as f64;
    assert!(plausible().contains(&share), "{share}");
}
