//! Hard input of partial correlations, comparisons and inference by formula.

use kosmic_core::{
    Comparison, ControlProblem, Controls, CoreError, EffectiveSample, EffectiveSampleMethod,
    Limits, Pair, PartialCorrelation, Regularisation, Side, correlation_cdf, cross_correlation,
    effective_sample, equivalence, exact_limits, expected_k_by_chance, k_equivalence,
    part_correlation, partial_correlation, unbiased_correlation,
};

use crate::series::normal;

#[test]
fn too_few_degrees_of_freedom_are_an_error_and_not_a_k_of_two() {
    let series: Vec<Vec<f64>> = (0..6).map(|seed| normal(seed, 6)).collect();
    let (x, y, z) = (&series[0], &series[1], &series[2..]);
    let least = partial_correlation(x, y, &Controls::new(&z[..3]).unwrap()).unwrap();
    assert_eq!(least.degrees_of_freedom(), 1);
    assert!(least.k() < 2.0 && least.p_value().is_some());
    assert_eq!(least.limits(0.95).unwrap(), None);
    let error = Controls::new(z).unwrap_err();
    assert!(matches!(
        error,
        CoreError::TooManyControls {
            controls: 4,
            n: 6,
            most: 3
        }
    ));
    assert!(error.to_string().contains("at most 3"), "{error}");
}

#[test]
fn a_control_that_cannot_serve_is_named_with_its_fault() {
    let (a, b) = (normal(1, 10), normal(2, 10));
    let problem = |controls: &[Vec<f64>]| match Controls::new(controls).unwrap_err() {
        CoreError::Control { control, problem } => (control, problem),
        other => panic!("{other}"),
    };
    let sum: Vec<f64> = a.iter().zip(&b).map(|(a, b)| 3.0 * a - b + 1e3).collect();
    let mut broken = b.clone();
    broken[4] = f64::INFINITY;
    let of = |second: &[f64]| problem(&[a.clone(), second.to_vec()]);
    assert_eq!(of(&[2.0; 10]), (1, ControlProblem::Constant { value: 2.0 }));
    assert_eq!(of(&a), (1, ControlProblem::Collinear));
    assert_eq!(
        problem(&[a.clone(), b.clone(), sum]),
        (2, ControlProblem::Collinear)
    );
    let (needed, got) = (10, 9);
    assert_eq!(of(&b[1..]), (1, ControlProblem::Length { needed, got }));
    assert_eq!(
        of(&broken),
        (
            1,
            ControlProblem::NonFinite {
                index: 4,
                value: f64::INFINITY,
                count: 1
            }
        )
    );
    let error = Controls::new([&a[..2]]).unwrap_err();
    assert!(matches!(error, CoreError::TooShort { needed: 3, got: 2 }));
}

#[test]
fn a_series_that_the_controls_explain_has_no_partial_correlation() {
    let (x, y, z) = (normal(1, 30), normal(2, 30), normal(3, 30));
    let controls = Controls::new([&y, &z]).unwrap();
    let within: Vec<f64> = y.iter().zip(&z).map(|(y, z)| 1e5 + y - 4.0 * z).collect();
    for (a, b, expected) in [(&x, &within, Side::Y), (&within, &x, Side::X)] {
        for error in [
            partial_correlation(a, b, &controls).unwrap_err(),
            part_correlation(a, b, &controls, Side::X).unwrap_err(),
        ] {
            assert!(matches!(error, CoreError::Explained { side } if side == expected));
        }
    }
    let shorter = partial_correlation(&x[1..], &within[1..], &controls).unwrap_err();
    assert!(matches!(
        shorter,
        CoreError::Control {
            control: 0,
            problem: ControlProblem::Length { .. }
        }
    ));
    let none = Controls::new(Vec::<&[f64]>::new()).unwrap();
    let plain = partial_correlation(&x, &y, &none).unwrap();
    assert_eq!((plain.controls, plain.degrees_of_freedom()), (0, 28));
}

#[test]
fn partial_correlations_take_magnitudes_at_both_ends() {
    let (x, y, z) = (normal(1, 30), normal(2, 30), normal(3, 30));
    let of = |scale: f64| {
        let [x, y, z] = [&x, &y, &z].map(|v| v.iter().map(|v| v * scale).collect::<Vec<f64>>());
        partial_correlation(&x, &y, &Controls::new([&z]).unwrap()).unwrap()
    };
    let expected = of(1.0).r;
    for scale in [1e-300, 1e-160, 1e160, 1e305] {
        assert!((of(scale).r - expected).abs() < 1e-13, "{scale}");
    }
}

#[test]
fn correlations_that_no_data_can_have_are_refused() {
    let singular = Comparison::overlapping(0.9, 0.9, -0.9, 50).unwrap_err();
    assert!(matches!(singular, CoreError::SingularCorrelations { pivot } if pivot < 0.0));
    let copy = Comparison::overlapping(0.5, 0.5, 1.0, 50).unwrap_err();
    assert!(matches!(copy, CoreError::SingularCorrelations { .. }));
    let between = [[0.9, -0.9], [0.9, 0.9]];
    let crossed = Comparison::non_overlapping(0.8, 0.8, between, 50).unwrap_err();
    assert!(matches!(crossed, CoreError::SingularCorrelations { .. }));
    let x = normal(1, 20);
    let double: Vec<f64> = normal(2, 20);
    let copied = Comparison::of_overlapping_series(&x, &double, &double).unwrap_err();
    assert!(matches!(copied, CoreError::SingularCorrelations { .. }));
}

#[test]
fn comparisons_refuse_perfect_and_impossible_correlations_and_too_few_rows() {
    let of = |a, n| Comparison::independent((0.5, 20), (a, n)).unwrap_err();
    for value in [1.0, -1.0] {
        let error = of(value, 20);
        assert!(
            matches!(error, CoreError::PerfectCorrelation { name: "the second correlation", value: got } if got == value)
        );
    }
    for value in [1.5, f64::NAN, f64::NEG_INFINITY] {
        assert!(matches!(of(value, 20), CoreError::OutOfRange { .. }));
        let between = Comparison::overlapping(0.5, 0.4, value, 20).unwrap_err();
        assert!(matches!(between, CoreError::OutOfRange { .. }));
    }
    for n in 0..4 {
        let error = of(0.5, n);
        assert!(matches!(error, CoreError::TooShort { needed: 4, got } if got == n));
    }
    let largest = Comparison::independent((0.5, usize::MAX), (0.4, 4)).unwrap();
    assert!(largest.limits(0.95).unwrap().upper < 2.0);
}

#[test]
fn an_unfit_series_of_a_comparison_is_named() {
    let (x, y) = (normal(1, 20), normal(2, 20));
    let error = Comparison::of_overlapping_series(&x, &y, &[1.0; 20]).unwrap_err();
    let said = error.to_string();
    assert!(
        matches!(
            error,
            CoreError::Compared {
                first: "x",
                second: "z",
                ..
            }
        ),
        "{said}"
    );
    assert!(
        said.contains("y is constant") && said.contains("y is z"),
        "{said}"
    );
    let error = Comparison::of_series([&x, &y], [&y[1..], &x[1..]]).unwrap_err();
    assert!(
        matches!(
            error,
            CoreError::Compared {
                first: "x",
                second: "u",
                ..
            }
        ),
        "{error}"
    );
}

#[test]
fn margins_and_levels_out_of_range_are_named() {
    let comparison = Comparison::independent((0.5, 20), (0.4, 30)).unwrap();
    for level in [0.0, 1.0, f64::NAN, 95.0] {
        assert!(comparison.limits(level).is_err() && comparison.k_limits(level).is_err());
        assert!(exact_limits(0.5, 20, level).is_err());
    }
    for margin in [0.0, -0.1, 2.1, f64::NAN] {
        assert!(comparison.k_equivalence(margin).is_err(), "{margin}");
        assert!(k_equivalence(0.5, 20, margin).is_err(), "{margin}");
    }
    let margins = |lower, upper| Limits { lower, upper };
    for bad in [
        margins(0.2, 0.1),
        margins(f64::NAN, 0.1),
        margins(-0.1, 3.0),
    ] {
        assert!(comparison.equivalence(bad).is_err(), "{bad:?}");
        assert!(equivalence(0.1, 20, bad).is_err(), "{bad:?}");
    }
    let good = margins(-0.2, 0.2);
    assert_eq!(equivalence(0.1, 3, good).unwrap(), None);
    assert_eq!(equivalence(1.0, 30, good).unwrap(), None);
}

#[test]
fn formulas_of_r_answer_at_the_ends_of_their_ranges() {
    assert_eq!(correlation_cdf(0.5, 0.2, 2).unwrap(), None);
    assert_eq!(correlation_cdf(-1.0, 0.2, 5).unwrap(), Some(0.0));
    assert_eq!(correlation_cdf(1.0, 0.2, 5).unwrap(), Some(1.0));
    assert!(correlation_cdf(0.5, 1.0, 5).is_err() && correlation_cdf(f64::NAN, 0.0, 5).is_err());
    assert_eq!(exact_limits(1.0, 9, 0.95).unwrap(), None);
    assert_eq!(exact_limits(0.5, 2, 0.95).unwrap(), None);
    for (r, n, level) in [
        (1.0 - f64::EPSILON, 3, 0.95),
        (1e-300, 3, 1.0 - f64::EPSILON),
        (0.3, 1 << 40, 0.95),
    ] {
        let limits = exact_limits(r, n, level).unwrap().unwrap();
        assert!(
            limits.lower <= r + 1e-12 && limits.upper >= r - 1e-12,
            "{limits:?}"
        );
    }
    // At the lowest level both limits are the ρ of which r is the median, a little nearer to 0 than r.
    let median = exact_limits(-0.9, 100, f64::MIN_POSITIVE).unwrap().unwrap();
    assert!(median.upper - median.lower < 1e-12 && (median.lower + 0.9).abs() < 2e-3);
    assert!(matches!(
        unbiased_correlation(0.5, 2),
        Err(CoreError::TooShort { needed: 3, got: 2 })
    ));
    assert!(expected_k_by_chance(2).is_err() && unbiased_correlation(1.1, 9).is_err());
    assert!(expected_k_by_chance(usize::MAX).unwrap() > 0.0);
    assert_eq!(unbiased_correlation(-1.0, 9).unwrap(), -1.0);
}

#[test]
fn an_effective_sample_of_too_few_rows_has_no_inference() {
    let method = EffectiveSampleMethod::Bartlett;
    let of = |inflation| EffectiveSample {
        r: 0.5,
        n: 30,
        inflation,
        method,
    };
    assert_eq!(
        (of(15.0).p_value(), of(8.0).limits(0.95).unwrap()),
        (None, None)
    );
    assert!(of(9.0).p_value().is_some() && of(7.0).limits(0.95).unwrap().is_some());
    // Formulas may give less than independent rows have: that is not taken on trust.
    assert_eq!(of(0.2).effective(), 30.0);
    assert_eq!(of(-3.0).effective(), 30.0);
    let perfect = EffectiveSample { r: 1.0, ..of(2.0) };
    assert_eq!(perfect.limits(0.95).unwrap(), None);
    assert!(of(1.0).limits(1.0).is_err());
    let unknown = PartialCorrelation {
        r: f64::NAN,
        n: 30,
        controls: 1,
    };
    assert_eq!(unknown.p_value(), None);
    assert!(unknown.limits(0.95).is_err());
}

#[test]
fn effective_samples_refuse_lags_beyond_the_data_and_perfect_coupling() {
    use EffectiveSampleMethod::{BayleyHammersley, CrossDependence};
    let (x, y) = (normal(1, 30), normal(2, 30));
    let pair = Pair::new(&x, &y).unwrap();
    for lags in [
        Regularisation::Truncate(0),
        Regularisation::Truncate(29),
        Regularisation::Tukey(0),
        Regularisation::Tukey(usize::MAX),
    ] {
        for method in [BayleyHammersley(lags), CrossDependence(lags)] {
            let error = effective_sample(&pair, method).unwrap_err();
            assert!(matches!(error, CoreError::OutOfRange { .. }), "{error}");
        }
    }
    assert!(effective_sample(&pair, CrossDependence(Regularisation::Truncate(28))).is_ok());
    let perfect = Pair::new(&x, &x).unwrap();
    let error = effective_sample(&perfect, CrossDependence(Regularisation::Adaptive)).unwrap_err();
    assert!(
        matches!(error, CoreError::PerfectCorrelation { .. }),
        "{error}"
    );
    assert!(effective_sample(&perfect, EffectiveSampleMethod::default()).is_ok());
    let error = cross_correlation(&pair, 30).unwrap_err();
    assert!(matches!(
        error,
        CoreError::LagTooLong {
            max_lag: 30,
            n: 30,
            ..
        }
    ));
    let three = Pair::new(&[1.0, 2.0, 4.0], &[1.0, 3.0, 2.0]).unwrap();
    for method in [
        EffectiveSampleMethod::Bartlett,
        EffectiveSampleMethod::default(),
        CrossDependence(Regularisation::Adaptive),
    ] {
        assert!(
            effective_sample(&three, method)
                .unwrap()
                .inflation
                .is_finite()
        );
    }
}
