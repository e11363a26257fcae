//! Hard input: each row has a named error or a right answer.

use std::ops::Range;

use kosmic_core::{
    CoreError, Moments, Pair, PairSource, Side, SourceError, autocorrelation, correlation_p_value,
    fisher_limits, fisher_p_value, k_index, k_index_variants, k_lag, mid_ranks,
};

use crate::series::{coupled, normal};
use crate::tolerance::{self, assert_near};

const X: [f64; 5] = [1.0, 2.0, 4.0, 3.0, 7.0];

#[track_caller]
fn assert_constant(x: &[f64], expected: f64) {
    let y = normal(1, x.len());
    match k_index(x, &y) {
        Err(CoreError::Constant {
            side: Side::X,
            value,
        }) => assert_eq!(value, expected),
        other => panic!("{other:?}"),
    }
    let error = k_index(&y, x).unwrap_err();
    assert!(matches!(error, CoreError::Constant { side: Side::Y, .. }));
    assert!(error.to_string().starts_with("y is constant"), "{error}");
}

#[test]
fn unequal_lengths_are_both_named() {
    let error = k_index(&X, &X[..3]).unwrap_err();
    assert!(matches!(error, CoreError::LengthMismatch { x: 5, y: 3 }));
    let text = error.to_string();
    assert!(
        text.contains("x has 5") && text.contains("y has 3"),
        "{text}"
    );
}

#[test]
fn short_series_are_refused_with_what_is_needed() {
    for n in 0..3 {
        let error = k_index(&X[..n], &X[..n]).unwrap_err();
        assert!(matches!(error, CoreError::TooShort { needed: 3, got } if got == n));
        assert!(error.to_string().contains(&format!("got {n}")));
    }
}

#[test]
fn what_is_not_finite_is_located_and_counted() {
    for (bad, length) in [
        (f64::NAN, 50),
        (f64::INFINITY, 9000),
        (f64::NEG_INFINITY, 70_000),
    ] {
        let (x, mut y) = coupled(4, length);
        y[length / 2] = bad;
        y[length - 1] = f64::NAN;
        match k_index(&x, &y).unwrap_err() {
            CoreError::NonFinite {
                side: Side::Y,
                index,
                value,
                count: 2,
            } => {
                assert_eq!(index, length / 2);
                assert_eq!(value.to_bits(), bad.to_bits());
            }
            other => panic!("{other}"),
        }
        let text = k_index(&y, &x).unwrap_err().to_string();
        assert!(
            text.starts_with("x holds 2") && text.contains("index"),
            "{text}"
        );
    }
}

#[test]
fn a_constant_series_is_named_whatever_its_value() {
    for value in [0.3, 1e300, -1e300, 5e-324, 0.0, f64::MAX, 1e155, 1.0 / 3.0] {
        assert_constant(&[value; 254], value);
        assert_constant(&vec![value; 10_000], value);
    }
}

#[test]
fn zeros_of_both_signs_are_constant() {
    let x: Vec<f64> = (0..99)
        .map(|t| if t % 2 == 0 { 0.0 } else { -0.0 })
        .collect();
    assert_constant(&x, 0.0);
}

#[test]
fn a_lag_too_long_says_how_far_one_may_go() {
    let error = k_lag(&X, &X, 3).unwrap_err();
    assert!(matches!(
        error,
        CoreError::LagTooLong {
            max_lag: 3,
            n: 5,
            longest: 2
        }
    ));
    assert!(error.to_string().contains("at most 2"));
    assert!(matches!(
        k_lag(&X, &X, usize::MAX),
        Err(CoreError::LagTooLong { .. })
    ));
    assert!(matches!(
        autocorrelation(&X, 5),
        Err(CoreError::LagTooLong { longest: 4, .. })
    ));
    assert_eq!(autocorrelation(&X, 4).unwrap().len(), 5);
}

#[test]
fn an_undefined_lag_is_none_and_not_an_error() {
    let x = [1.0, 0.0, 0.0, 0.0, 0.0];
    let profile = k_lag(&x, &X, 1).unwrap();
    assert_eq!(profile.r_at(-1), None);
    assert!(profile.r_at(0).is_some() && profile.r_at(1).is_some());
}

#[test]
fn a_profile_answers_at_any_lag() {
    let profile = k_lag(&X, &X, 2).unwrap();
    for lag in [i64::MIN, i64::MIN + 1, -3, 3, i64::MAX] {
        assert_eq!(profile.r_at(lag), None);
    }
    assert_eq!((profile.overlap(i64::MIN), profile.overlap(-2)), (0, 3));
}

#[test]
fn a_zero_bend_scale_leaves_the_robust_k_out() {
    let x = [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 2.0];
    let y = normal(2, 10);
    assert_eq!(k_index_variants(&x, &y).unwrap().robust, None);
    let error = kosmic_core::percentage_bend_correlation(&Pair::new(&y, &x).unwrap()).unwrap_err();
    assert!(matches!(
        error,
        CoreError::ZeroScale {
            side: Side::Y,
            percent: 80.0
        }
    ));
}

#[test]
fn numbers_out_of_range_are_refused() {
    for level in [0.0, 1.0, -0.1, 95.0, f64::NAN, f64::INFINITY] {
        let error = fisher_limits(0.5, 10, level).unwrap_err();
        assert!(error.to_string().contains(&level.to_string()), "{error}");
    }
    for r in [1.1, -1.1, f64::NAN, f64::INFINITY] {
        assert!(matches!(
            correlation_p_value(r, 10),
            Err(CoreError::OutOfRange { .. })
        ));
        assert!(matches!(
            fisher_p_value(r, 10),
            Err(CoreError::OutOfRange { .. })
        ));
        assert!(matches!(
            fisher_limits(r, 10, 0.9),
            Err(CoreError::OutOfRange { .. })
        ));
    }
}

#[test]
fn inference_is_defined_or_none_at_the_edges() {
    for n in [0, 1, 2, 3, 4, 5, 1_000_000, usize::MAX] {
        for r in [
            -1.0,
            -0.999_999_999_999,
            -1e-300,
            0.0,
            5e-324,
            0.5,
            1.0 - f64::EPSILON,
            1.0,
        ] {
            let p = correlation_p_value(r, n).unwrap();
            assert_eq!(p.is_none(), n < 3);
            assert!(
                p.is_none_or(|p| (0.0..=1.0).contains(&p)),
                "r = {r}, n = {n}: {p:?}"
            );
            let p = fisher_p_value(r, n).unwrap();
            assert!(
                p.is_none_or(|p| (0.0..=1.0).contains(&p)),
                "r = {r}, n = {n}: {p:?}"
            );
            for level in [5e-324, 1e-9, 0.5, 1.0 - f64::EPSILON / 2.0] {
                let limits = fisher_limits(r, n, level).unwrap();
                assert_eq!(limits.is_none(), n < 4 || r.abs() == 1.0);
                assert!(
                    limits.is_none_or(|l| l.lower <= l.upper && l.lower >= -1.0 && l.upper <= 1.0)
                );
            }
        }
    }
}

#[test]
fn a_linear_function_has_a_k_of_exactly_two() {
    for (seed, a, b) in [
        (1, 0.1, 0.3),
        (2, -1e-7, 1.7),
        (3, 12_345.678_9, -1e5),
        (4, -3.3e-200, 0.0),
    ] {
        let x = normal(seed, 1000);
        let y: Vec<f64> = x.iter().map(|x| a * x + b).collect();
        let pair = Pair::new(&x, &y).unwrap();
        assert_eq!(pair.k(), 2.0, "{a} x + {b}");
        assert_eq!(pair.r(), f64::signum(a));
        assert_eq!(fisher_limits(pair.r(), 1000, 0.95).unwrap(), None);
        assert_eq!(correlation_p_value(pair.r(), 1000).unwrap(), Some(0.0));
    }
}

/// Claims ten rows and gives what it was told to.
#[derive(Debug)]
struct Broken(Result<Vec<f64>, &'static str>);

impl PairSource for Broken {
    fn len(&self) -> usize {
        10
    }

    fn column<'a>(
        &'a self,
        _: Side,
        _: Range<usize>,
        _: &'a mut Vec<f64>,
    ) -> Result<&'a [f64], SourceError> {
        match &self.0 {
            Ok(values) => Ok(values),
            Err(cause) => Err(SourceError::new(*cause)),
        }
    }
}

#[test]
fn a_failing_source_keeps_its_cause() {
    let error = Pair::from_source(Broken(Err("the disk is gone"))).unwrap_err();
    assert!(matches!(error, CoreError::Source(_)));
    assert!(error.to_string().contains("the disk is gone"));
}

#[test]
fn a_source_that_gives_too_few_or_too_many_rows_is_an_error() {
    for got in [0, 9, 11] {
        let error = Pair::from_source(Broken(Ok(normal(1, got)))).unwrap_err();
        let text = error.to_string();
        assert!(
            text.contains("10 rows") && text.contains(&got.to_string()),
            "{text}"
        );
    }
}

#[test]
fn extreme_magnitudes_change_neither_k_nor_the_lags() {
    let (x, y) = coupled(5, 200);
    let plain = k_lag(&x, &y, 9).unwrap();
    for (a, b) in [
        (1e-300, 1e-300),
        (1e300, 1e300),
        (1e-300, 1e300),
        (1e140, 1e140),
        (1e-134, 1e-134),
    ] {
        let scaled = |v: &[f64], by: f64| v.iter().map(|v| v * by).collect::<Vec<f64>>();
        let (x, y) = (scaled(&x, a), scaled(&y, b));
        let profile = k_lag(&x, &y, 9).unwrap();
        for lag in plain.lags() {
            let (got, expected) = (profile.r_at(lag).unwrap(), plain.r_at(lag).unwrap());
            assert_near(
                got,
                expected,
                tolerance::LAGGED,
                1.0,
                &format!("{a:e}, {b:e}, lag {lag}"),
            );
        }
        let k = k_index(&x, &y).unwrap();
        assert_near(
            k,
            2.0 * plain.r_at(0).unwrap().abs(),
            tolerance::R,
            1.0,
            "K",
        );
    }
}

#[test]
fn subnormal_numbers_are_numbers() {
    let x: Vec<f64> = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0]
        .iter()
        .map(|v| v * 5e-324)
        .collect();
    let y = [2.0, 7.0, 1.0, 8.0, 2.0, 8.0];
    let expected = k_index(&[3.0, 1.0, 4.0, 1.0, 5.0, 9.0], &y).unwrap();
    assert_near(k_index(&x, &y).unwrap(), expected, tolerance::R, 0.0, "K");
}

#[test]
fn far_apart_stretches_of_nearly_constant_values_have_a_k() {
    let ulp = 1e155 * f64::EPSILON;
    // Within a leaf, and a leaf each.
    for half in [4096, 8192] {
        let x: Vec<f64> = (0..2 * half)
            .map(|t| {
                if t < half {
                    1e155 + f64::from(t % 3) * ulp
                } else {
                    -1e155
                }
            })
            .collect();
        let y: Vec<f64> = (0..2 * half).map(|t| f64::from(t / half)).collect();
        assert_near(k_index(&x, &y).unwrap(), 2.0, tolerance::R, 0.0, "K");
    }
}

#[test]
fn mixed_magnitudes_are_led_by_the_largest() {
    let x = [1e300, 1e-300, 0.0, 1.0, -1e10];
    let y = [1.0, 0.0, 0.0, 0.0, 0.0];
    assert_eq!(k_index(&x, &y).unwrap(), 2.0);
}

#[test]
fn counts_saturate_when_moments_are_doubled_for_ever() {
    let mut moments = Moments::of_slices(&X, &X).unwrap();
    for _ in 0..70 {
        let copy = moments;
        moments.merge(&copy);
    }
    assert_eq!(moments.count(), u64::MAX);
    assert_eq!(moments.correlation(), Some(1.0));
}

#[test]
fn nan_of_either_sign_ranks_last() {
    assert_eq!(mid_ranks(&[-f64::NAN, 1.0, f64::INFINITY]), [3.0, 1.0, 2.0]);
    assert_eq!(
        mid_ranks(&[f64::NAN, -1.0, -f64::INFINITY]),
        [3.0, 2.0, 1.0]
    );
}
