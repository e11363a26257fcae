//! Tests of no coupling against SciPy, plain enumeration, threads and bad input. See
//! `tests/golden/README.md`.

use kosmic_core::{Alternative, CoreError, InstructionSet, Pair, Silent};
use kosmic_parallel::{
    CouplingTest, NullScheme, ParallelError, TestStatistic, TestedCoupling, Threads, Warning,
    test_coupling,
};
use serde_json::Value;

use crate::golden::numbers;
use crate::observers::Observer;
use crate::samples::{autoregressive, normal_pairs};

pub(crate) const STATISTICS: [TestStatistic; 2] =
    [TestStatistic::Correlation, TestStatistic::Studentised];
const ALTERNATIVES: [Alternative; 3] = [
    Alternative::TwoSided,
    Alternative::Greater,
    Alternative::Less,
];

/// Every way of making surrogates of series that are not tiny.
const SCHEMES: [NullScheme; 7] = [
    NullScheme::Permutation,
    NullScheme::CircularShift,
    NullScheme::BlockPermutation { length: Some(7) },
    NullScheme::Gaussian,
    NullScheme::Fourier,
    NullScheme::Aaft,
    NullScheme::Iaaft,
];

pub(crate) fn tested(x: &[f64], y: &[f64], test: CouplingTest) -> TestedCoupling {
    test_coupling(x, y, test).unwrap()
}

#[test]
fn full_enumerations_agree_with_scipy_and_plain_loops() {
    let golden: Value = serde_json::from_str(include_str!("../golden/coupling_test.json")).unwrap();
    for (name, case) in golden["cases"].as_object().unwrap() {
        let (x, y) = (numbers(&case["x"]), numbers(&case["y"]));
        let length = case["block_length"].as_u64().map(|length| length as usize);
        for (statistic, alternative) in STATISTICS
            .into_iter()
            .flat_map(|statistic| ALTERNATIVES.map(|alternative| (statistic, alternative)))
        {
            let expected = &case[format!("{} {}", statistic.name(), alternative.name())];
            for null in [
                NullScheme::Permutation,
                NullScheme::CircularShift,
                NullScheme::BlockPermutation { length },
            ] {
                let test = CouplingTest::new().null(null).statistic(statistic);
                let found = tested(&x, &y, test.alternative(alternative));
                let p = expected[null.name()].as_f64().unwrap();
                assert!(found.is_exhaustive && found.block_length == null.block_length());
                assert!(
                    (found.p_value - p).abs() < 1e-12,
                    "{name}, {null:?}, {statistic:?}, {alternative:?}: {} and {p}",
                    found.p_value
                );
                let value = expected["value"].as_f64().unwrap();
                assert!((found.value - value).abs() < 1e-12, "{}", found.value);
            }
        }
    }
}

/// Of perfectly coupled rows only the data and, two-sided, the reversed order reach |r|: p = 2/n!. By the shift p is 1/n.
#[test]
fn perfectly_coupled_rows_have_the_p_value_of_their_identity() {
    let rows: Vec<f64> = (0..7).map(f64::from).collect();
    let test = CouplingTest::new().statistic(TestStatistic::Correlation);
    let permuted = tested(&rows, &rows, test.null(NullScheme::Permutation));
    assert_eq!((permuted.exceeding, permuted.surrogates), (2, 5040));
    let shifted = tested(&rows, &rows, test.null(NullScheme::CircularShift));
    assert_eq!((shifted.p_value, shifted.surrogates), (1.0 / 7.0, 7));
    let smallest = 1.0 / 7.0;
    assert_eq!(shifted.warnings, [Warning::CoarsePValue { smallest }]);
}

/// The error of a share of 20 000 permutations is below 0.0036: five of it allowed, chance below 1e-6.
#[test]
fn random_permutations_approach_the_enumeration() {
    let (x, y) = normal_pairs(4, 8, 0.3);
    let test = CouplingTest::new().null(NullScheme::Permutation);
    let exact = tested(&x, &y, test.surrogates(40_320));
    let random = tested(&x, &y, test.surrogates(20_000));
    assert!(exact.is_exhaustive && !random.is_exhaustive);
    assert!((exact.p_value - random.p_value).abs() < 0.018);
    let counted = (random.exceeding as f64 + 1.0) / 20_001.0;
    assert_eq!(random.p_value, counted);
}

#[test]
fn any_threads_and_any_instructions_give_the_same_result() {
    let (x, y) = normal_pairs(9, 203, 0.1);
    for null in SCHEMES {
        for stop_after in [None, Some(20)] {
            let test = CouplingTest::new().null(null).surrogates(150).seed(3);
            let test = test.stop_after(stop_after);
            let one = tested(&x, &y, test.instruction_set(InstructionSet::Scalar));
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
}

#[test]
fn the_p_values_of_a_seed_never_change() {
    let (x, y) = normal_pairs(10, 203, 0.0);
    let exceeding = SCHEMES.map(|null| {
        let test = CouplingTest::new().null(null).surrogates(200).seed(3);
        tested(&x, &y, test).exceeding
    });
    assert_eq!(exceeding, PINNED);
}

const PINNED: [usize; 7] = [108, 125, 112, 120, 125, 114, 105];

/// The test ends with the tenth surrogate at least as extreme, and p = h/l: as if all had been made and counted in order.
#[test]
fn a_sequential_test_ends_with_the_surrogate_that_decides() {
    let (x, y) = normal_pairs(10, 60, 0.0);
    let test = CouplingTest::new().null(NullScheme::Permutation).seed(8);
    let found = tested(&x, &y, test.stop_after(10));
    assert_eq!(found.exceeding, 10);
    assert_eq!(found.p_value, 10.0 / found.surrogates as f64);
    let counted = |surrogates: usize| tested(&x, &y, test.surrogates(surrogates)).exceeding;
    assert_eq!(counted(found.surrogates), 10);
    assert_eq!(counted(found.surrogates - 1), 9);
    let coupled = tested(&x, &x, test.stop_after(10).surrogates(99));
    assert_eq!((coupled.p_value, coupled.surrogates), (0.01, 99));
}

#[test]
fn a_stopped_test_counts_what_is_finished_and_one_without_any_fails() {
    let (x, y) = normal_pairs(11, 500, 0.0);
    let pair = Pair::new(&x, &y).unwrap();
    let test = CouplingTest::new().null(NullScheme::Permutation);
    let observer = Observer::with_patience(200);
    let stopped = test.run(&pair, &observer).unwrap();
    assert!((200..=400).contains(&stopped.surrogates));
    let requested = 9999;
    assert_eq!(stopped.warnings, [Warning::StoppedEarly { requested }]);
    let never = test.run(&pair, &Observer::with_patience(0));
    assert!(matches!(never, Err(ParallelError::Stopped { .. })));
    let whole = Observer::patient();
    test.surrogates(700).run(&pair, &whole).unwrap();
    assert_eq!(whole.counts(), [1, 700, 700, 1]);
}

#[test]
fn impossible_tests_are_refused_by_name() {
    let (x, y) = normal_pairs(12, 40, 0.0);
    let refused = |test: CouplingTest| test_coupling(&x, &y, test).unwrap_err();
    for test in [
        CouplingTest::new().surrogates(0),
        CouplingTest::new().stop_after(0),
    ] {
        assert!(matches!(
            refused(test),
            ParallelError::TooFewSurrogates { .. }
        ));
    }
    for length in [0, 21] {
        let null = NullScheme::BlockPermutation {
            length: Some(length),
        };
        let ParallelError::PermutedBlockLength {
            length: named,
            rows: 40,
            most: 20,
        } = refused(CouplingTest::new().null(null))
        else {
            panic!("another error")
        };
        assert_eq!(named, length);
    }
    let threads = CouplingTest::new().threads(Threads::Exactly(0));
    assert!(matches!(refused(threads), ParallelError::Threads { .. }));
    let huge = CouplingTest::new()
        .null(NullScheme::Permutation)
        .surrogates(usize::MAX);
    assert!(matches!(refused(huge), ParallelError::OutOfMemory { .. }));
    let constant = test_coupling(&[1.0; 5], &[1.0, 2.0, 3.0, 4.0, 5.0], CouplingTest::new());
    assert!(matches!(
        constant,
        Err(ParallelError::Core(CoreError::Constant { .. }))
    ));
}

#[test]
fn units_and_offsets_play_no_part() {
    let (x, y) = normal_pairs(13, 50, 0.2);
    let moved: Vec<f64> = y.iter().map(|y| 1e-200 * (y + 100.0)).collect();
    for null in SCHEMES {
        let test = CouplingTest::new().null(null).surrogates(99);
        let [a, b] = [&y, &moved].map(|y| tested(&x, y, test));
        assert_eq!(a.exceeding, b.exceeding, "{null:?}");
    }
}

#[test]
fn permuting_autocorrelated_rows_carries_a_warning_and_auto_does_not_do_it() {
    let x = autoregressive(1, 300, 0.9);
    let y = autoregressive(2, 300, 0.9);
    let found = |null| tested(&x, &y, CouplingTest::new().null(null).surrogates(99));
    assert!(matches!(
        found(NullScheme::Permutation).warnings[..],
        [Warning::DependentRows { .. }]
    ));
    assert_eq!(found(NullScheme::Auto).scheme, NullScheme::CircularShift);
    assert_eq!(found(NullScheme::Auto).warnings, []);
}

#[test]
fn a_test_of_a_pair_from_any_source_is_the_same() {
    let (x, y) = normal_pairs(14, 300, 0.1);
    let held = CouplingTest::new()
        .run(&Pair::new(&x, &y).unwrap(), &Silent)
        .unwrap();
    let copied = Pair::from_source(crate::samples::Copied(&x, &y)).unwrap();
    let read = CouplingTest::new().run(&copied, &Silent).unwrap();
    assert_eq!(held, read);
}
