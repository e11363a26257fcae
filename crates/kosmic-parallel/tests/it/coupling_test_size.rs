//! How often tests of no coupling reject where there is none.

use kosmic_core::{Purpose, Stream};
use kosmic_parallel::{CouplingTest, NullScheme, TestStatistic, TestedCoupling};

use crate::coupling_test::{STATISTICS, tested};
use crate::samples::{autoregressive, normal_pairs};

const TRIALS: u64 = 3000;

/// Five standard errors of a share of `TRIALS` at 0.05: exceeded by chance with probability below 1e-6.
const ALLOWED: f64 = 0.02;

fn share_rejected(test: impl Fn(u64) -> TestedCoupling) -> f64 {
    let rejected = (0..TRIALS).filter(|trial| test(*trial).p_value <= 0.05);
    rejected.count() as f64 / TRIALS as f64
}

/// Exchangeable rows, so that each of the tests is exact: P(p <= 0.05) is 0.05 but for what 120 orders or 99 surrogates
/// cannot say.
#[test]
fn tests_of_independent_rows_have_their_size_whatever_the_law() {
    let heavy = |trial: u64| {
        let mut stream = Stream::new(trial, Purpose::Simulate, 5);
        let mut value = || 1.0 / (1.0 - stream.uniform()) - 2.0;
        let pairs = (0..5).map(|_| (value(), value()));
        pairs.unzip::<f64, f64, Vec<_>, Vec<_>>()
    };
    for statistic in STATISTICS {
        for (surrogates, stop_after) in [(120, None), (99, None), (99, Some(10))] {
            let test = CouplingTest::new()
                .null(NullScheme::Permutation)
                .statistic(statistic)
                .surrogates(surrogates)
                .stop_after(stop_after);
            let share = share_rejected(|trial| {
                let (x, y) = heavy(trial);
                tested(&x, &y, test.seed(trial))
            });
            assert!((share - 0.05).abs() < ALLOWED, "{test:?}: {share}");
        }
    }
}

/// Uncorrelated but dependent rows: y = ±x w. The raw correlation rejects far too often, the studentised one does not.
#[test]
fn the_studentised_test_keeps_its_size_where_rows_are_uncorrelated_but_not_independent() {
    let sample = |trial: u64| {
        let (x, sign) = normal_pairs(trial, 100, 0.0);
        let y: Vec<f64> = x
            .iter()
            .zip(&sign)
            .map(|(x, sign)| x.abs() * sign)
            .collect();
        (x, y)
    };
    let share = |statistic| {
        let test = CouplingTest::new()
            .null(NullScheme::Permutation)
            .statistic(statistic)
            .surrogates(99);
        share_rejected(|trial| {
            let (x, y) = sample(trial);
            tested(&x, &y, test.seed(trial))
        })
    };
    assert!(share(TestStatistic::Correlation) > 0.15);
    let studentised = share(TestStatistic::Studentised);
    assert!((studentised - 0.05).abs() < ALLOWED, "{studentised}");
}

/// Two autoregressions without coupling, φ = 0.9: permutations reject in far more than 5 %.
#[test]
fn tests_of_dependent_rows_keep_their_size_where_permutations_do_not() {
    let share = |null| {
        let test = CouplingTest::new().null(null).surrogates(99);
        share_rejected(|trial| {
            let x = autoregressive(2 * trial, 200, 0.9);
            let y = autoregressive(2 * trial + 1, 200, 0.9);
            tested(&x, &y, test.seed(trial))
        })
    };
    assert!(share(NullScheme::Permutation) > 0.4);
    for null in [NullScheme::CircularShift, NullScheme::Fourier] {
        let share = share(null);
        assert!((0.02..0.09).contains(&share), "{null:?}: {share}");
    }
}
