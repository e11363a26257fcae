//! Autoregressions and differences against R, closed forms and bad input.

use kosmic_core::{Autoregression, CoreError, autocorrelation, difference, prewhiten};
use serde_json::Value;

use crate::golden::gas_furnace;

fn golden() -> Value {
    serde_json::from_str(include_str!("../golden/whitening.json")).unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    let list = value.as_array().unwrap().iter();
    list.map(|number| number.as_f64().unwrap()).collect()
}

fn assert_all_near(got: &[f64], expected: &Value, what: &str) {
    let expected = numbers(expected);
    assert_eq!(got.len(), expected.len(), "{what}");
    for (got, expected) in got.iter().zip(expected) {
        assert!((got - expected).abs() < 1e-10, "{what}: {got}, {expected}");
    }
}

#[test]
fn orders_coefficients_and_residuals_are_those_of_r() {
    let golden = golden();
    let (gas_rate, co2_percent) = gas_furnace();
    let series = [
        ("lh", numbers(&golden["lh"])),
        ("gas_rate", gas_rate),
        ("co2_percent", co2_percent),
    ];
    for (name, series) in series {
        let case = &golden["cases"][name];
        let best = Autoregression::best(&series, None).unwrap();
        assert_eq!(best.order() as u64, case["order"].as_u64().unwrap());
        assert_all_near(&best.coefficients, &case["coefficients"], name);
        let residuals = best.residuals(&series).unwrap();
        assert_eq!(residuals.len(), series.len() - best.order());
        assert_all_near(&residuals[..3], &case["residuals"], name);
        let second = Autoregression::burg(&series, 2).unwrap();
        assert_all_near(&second.coefficients, &case["second"], name);
    }
}

/// Of a pure wave the second order explains all: x_t = 2 cos(ω) x_{t-1} - x_{t-2}.
#[test]
fn a_wave_is_an_autoregression_of_order_two() {
    let wave: Vec<f64> = (0..400).map(|t| (f64::from(t) * 0.5).sin()).collect();
    let model = Autoregression::burg(&wave, 2).unwrap();
    assert!((model.coefficients[0] - 2.0 * 0.5_f64.cos()).abs() < 1e-2);
    assert!((model.coefficients[1] + 1.0).abs() < 1e-2);
    assert!(model.unexplained < 1e-3);
}

#[test]
fn residuals_of_the_gas_furnace_are_white_and_stand_at_the_same_times() {
    let (x, y) = gas_furnace();
    let white = prewhiten(&x, &y).unwrap();
    assert_eq!(white.lost, white.x_model.order().max(white.y_model.order()));
    assert_eq!(
        (white.x.len(), white.y.len()),
        (296 - white.lost, 296 - white.lost)
    );
    for (series, residuals) in [(&x, &white.x), (&y, &white.y)] {
        assert!(autocorrelation(series, 1).unwrap()[1] > 0.9);
        assert!(autocorrelation(residuals, 1).unwrap()[1].abs() < 0.1);
    }
    let all = white.y_model.residuals(&y).unwrap();
    assert_eq!(white.y[..], all[white.lost - white.y_model.order()..]);
}

#[test]
fn units_play_no_part_however_large_or_small() {
    let (x, _) = gas_furnace();
    let model = Autoregression::burg(&x, 3).unwrap();
    for unit in [1e-200, 1e250] {
        let scaled: Vec<f64> = x.iter().map(|x| x * unit).collect();
        let other = Autoregression::burg(&scaled, 3).unwrap();
        for (a, b) in model.coefficients.iter().zip(&other.coefficients) {
            assert!((a - b).abs() < 1e-12);
        }
        assert!((model.aic - other.aic).abs() < 1e-9);
    }
}

#[test]
fn differences_undo_sums() {
    let steps = [3.0, -1.0, 4.0, -1.0, 5.0];
    let sum = |total: &mut f64, step: &f64| {
        *total += step;
        Some(*total)
    };
    let sums: Vec<f64> = steps.iter().scan(7.0, sum).collect();
    assert_eq!(difference(&sums).unwrap(), steps[1..]);
}

#[test]
fn what_cannot_be_whitened_is_refused_by_name() {
    let short = Autoregression::burg(&[1.0, 2.0, 4.0], 2);
    assert!(matches!(
        short,
        Err(CoreError::TooShort { needed: 4, got: 3 })
    ));
    let endless = Autoregression::burg(&[1.0, 2.0, 4.0], usize::MAX);
    assert!(matches!(endless, Err(CoreError::TooShort { .. })));
    let constant = Autoregression::best(&[2.0; 20], None);
    assert!(matches!(constant, Err(CoreError::Constant { .. })));
    let unfit = Autoregression::best(&[1.0, f64::NAN, 3.0, 2.0], None);
    assert!(matches!(unfit, Err(CoreError::NonFinite { .. })));
    assert!(matches!(
        difference(&[1.0, 2.0]),
        Err(CoreError::TooShort { .. })
    ));
    assert!(matches!(
        prewhiten(&[1.0, 2.0, 3.0], &[1.0, 2.0]),
        Err(CoreError::LengthMismatch { .. })
    ));
}
