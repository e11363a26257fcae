//! The family-wise test of a lag peak: against a plain loop, threads, its size and bad input.

use kosmic_core::{CoreError, InstructionSet, Pair};
use kosmic_parallel::{
    LagTest, NullScheme, ParallelError, TestedLagPeak, Threads, Warning, test_lag_peak,
};

use crate::observers::Observer;
use crate::samples::{autoregressive, normal_pairs};

fn tested(x: &[f64], y: &[f64], test: LagTest) -> TestedLagPeak {
    test_lag_peak(x, y, test).unwrap()
}

fn centred(values: &[f64]) -> Vec<f64> {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    values.iter().map(|value| value - mean).collect()
}

/// S at each lag, by its definition.
fn statistics(x: &[f64], y: &[f64], longest: i64) -> Vec<f64> {
    let (u, v) = (centred(x), centred(y));
    let at = |lag: i64| {
        let (u, v) = if lag < 0 {
            (&u[-lag as usize..], &v[..])
        } else {
            (&u[..], &v[lag as usize..])
        };
        let products = || u.iter().zip(v).map(|(u, v)| u * v);
        products().sum::<f64>() / products().map(|p| p * p).sum::<f64>().sqrt()
    };
    (-longest..=longest).map(at).collect()
}

#[test]
fn the_p_value_is_that_of_a_plain_loop_over_shifts_far_apart() {
    let x = autoregressive(1, 210, 0.6);
    let y = autoregressive(2, 210, 0.6);
    let found = tested(&x, &y, LagTest::new(4).null(NullScheme::CircularShift));
    let data = statistics(&x, &y, 4);
    let largest = |values: &[f64]| values.iter().fold(0.0, |most: f64, s| most.max(s.abs()));
    // 210 / 9 windows of lags, the first of which is that of the data.
    let maxima: Vec<f64> = (1..23)
        .map(|number| {
            let shift = 210 * number / 23;
            let turned: Vec<f64> = (0..210).map(|t| y[(t + shift) % 210]).collect();
            largest(&statistics(&x, &turned, 4))
        })
        .collect();
    let p = |value: f64| {
        let exceeding = maxima.iter().filter(|largest| **largest >= value.abs());
        (exceeding.count() as f64 + 1.0) / 23.0
    };
    assert_eq!((found.shifts, found.surrogates), (22, 22));
    assert_eq!(found.p_value, p(largest(&data)));
    assert!(
        found
            .adjusted
            .iter()
            .zip(&data)
            .all(|(adjusted, s)| *adjusted == p(*s))
    );
    assert!((found.value.abs() - largest(&data)).abs() < 1e-12);
    assert_eq!(found.adjusted_at(found.lag), Some(found.p_value));
    assert_eq!(found.adjusted_at(5), None);
}

#[test]
fn any_threads_and_any_instructions_give_the_same_result() {
    let (x, y) = normal_pairs(3, 500, 0.1);
    for null in [
        NullScheme::Permutation,
        NullScheme::CircularShift,
        NullScheme::BlockPermutation { length: Some(9) },
        NullScheme::Iaaft,
    ] {
        let test = LagTest::new(7).null(null).surrogates(99).seed(5);
        let one = tested(&x, &y, test.instruction_set(InstructionSet::Scalar));
        let shifted = null == NullScheme::CircularShift;
        assert_eq!(
            (one.surrogates, one.scheme),
            (if shifted { 32 } else { 99 }, null)
        );
        for threads in [2, 3, 8] {
            for set in InstructionSet::available() {
                let test = test.threads(Threads::Exactly(threads)).instruction_set(set);
                let mut other = tested(&x, &y, test);
                other.threads = 1;
                assert_eq!(other, one, "{null:?}, {threads} threads, {set}");
            }
        }
    }
}

#[test]
fn a_delayed_copy_peaks_at_its_delay_whatever_the_units() {
    let x = autoregressive(5, 200, 0.5);
    let noise = autoregressive(6, 200, 0.5);
    let delayed: Vec<f64> = (0..200)
        .map(|t| 1e150 * (if t < 4 { 0.0 } else { x[t - 4] } + 0.3 * noise[t]))
        .collect();
    let found = tested(&x, &delayed, LagTest::new(10));
    assert_eq!((found.lag, found.p_value), (4, 0.001));
    assert!(found.is_significant() && found.value > 0.0);
    assert_eq!((found.scheme, found.shifts), (NullScheme::Iaaft, 8));
    let other_way = tested(&delayed, &x, LagTest::new(10));
    assert_eq!(other_way.lag, -4);
}

#[test]
fn a_stopped_test_counts_what_is_finished() {
    let (x, y) = normal_pairs(7, 2000, 0.0);
    let pair = Pair::new(&x, &y).unwrap();
    let test = LagTest::new(3).null(NullScheme::Permutation);
    let stopped = test.run(&pair, &Observer::with_patience(100));
    let stopped = stopped.unwrap();
    assert!((100..=300).contains(&stopped.surrogates));
    let requested = 999;
    assert_eq!(stopped.warnings, [Warning::StoppedEarly { requested }]);
    let never = test.run(&pair, &Observer::with_patience(0));
    assert!(matches!(never, Err(ParallelError::Stopped { .. })));
}

#[test]
fn impossible_tests_are_refused_by_name() {
    let (x, y) = normal_pairs(8, 60, 0.0);
    let refused = |test: LagTest| test_lag_peak(&x, &y, test).unwrap_err();
    let shifts = |max_lag| LagTest::new(max_lag).null(NullScheme::CircularShift);
    assert!(matches!(
        refused(shifts(1).alpha(0.01)),
        ParallelError::TooFewShifts {
            shifts: 19,
            needed: 99,
            rows: 60,
            max_lag: 1,
            ..
        }
    ));
    assert!(test_lag_peak(&x, &y, shifts(1)).is_ok());
    assert!(matches!(
        refused(shifts(2)),
        ParallelError::TooFewShifts {
            shifts: 11,
            needed: 19,
            ..
        }
    ));
    assert!(matches!(
        refused(LagTest::new(5).surrogates(18)),
        ParallelError::TooFewSurrogates {
            needed: 19,
            got: 18,
            ..
        }
    ));
    assert!(matches!(
        refused(LagTest::new(58)),
        ParallelError::Core(CoreError::LagTooLong { longest: 57, .. })
    ));
    assert!(matches!(
        refused(LagTest::new(usize::MAX)),
        ParallelError::Core(CoreError::LagTooLong { .. })
    ));
    assert!(matches!(
        refused(LagTest::new(5).alpha(0.0)),
        ParallelError::Core(CoreError::OutOfRange { .. })
    ));
    assert!(matches!(
        refused(LagTest::new(5).threads(Threads::Exactly(0))),
        ParallelError::Threads { .. }
    ));
}

const TRIALS: u64 = 3000;

/// White noise, where the largest of 21 lags exceeds the level of a single one in two thirds of the cases, and autoregressions, where
/// it nearly always does.
fn share_significant(phi: f64, rows: usize, test: LagTest) -> f64 {
    let rejected = (0..TRIALS).filter(|trial| {
        let x = autoregressive(2 * trial, rows, phi);
        let y = autoregressive(2 * trial + 1, rows, phi);
        tested(&x, &y, test.seed(*trial)).is_significant()
    });
    rejected.count() as f64 / TRIALS as f64
}

/// 5 %; five standard errors allowed, which chance exceeds with probability below 1e-6.
#[test]
fn the_best_of_many_lags_is_significant_in_one_of_twenty_cases_without_coupling() {
    let test = LagTest::new(10).surrogates(99);
    for (phi, rows, null, low, high) in [
        (0.0, 100, NullScheme::Permutation, 0.03, 0.07),
        (0.0, 441, NullScheme::CircularShift, 0.03, 0.07),
        (0.5, 441, NullScheme::CircularShift, 0.03, 0.07),
        (0.9, 441, NullScheme::CircularShift, 0.03, 0.08),
        (0.5, 200, NullScheme::Fourier, 0.03, 0.07),
        (0.9, 200, NullScheme::Fourier, 0.02, 0.08),
    ] {
        let share = share_significant(phi, rows, test.null(null));
        assert!(
            (low..high).contains(&share),
            "{phi}, {rows} rows, {null:?}: {share}"
        );
    }
}
