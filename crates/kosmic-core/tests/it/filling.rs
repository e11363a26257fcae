//! Values that stand in for missing ones, against pandas and SciPy, and laws.

use kosmic_core::{Fill, FillMethod, FillWarning};
use serde_json::Value;

const METHODS: [FillMethod; 6] = [
    FillMethod::Linear,
    FillMethod::Spline,
    FillMethod::NaturalSpline,
    FillMethod::Nearest,
    FillMethod::Carry,
    FillMethod::Mean,
];

fn golden() -> Value {
    serde_json::from_str(include_str!("../golden/filling.json")).unwrap()
}

fn numbers(values: &Value) -> Vec<f64> {
    let cells = values.as_array().unwrap().iter();
    cells
        .map(|cell| cell.as_f64().unwrap_or(f64::NAN))
        .collect()
}

#[test]
fn gaps_are_filled_as_by_pandas_and_scipy() {
    let golden = golden();
    let cases = golden["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 108);
    for case in cases {
        let (name, method) = (
            case["series"].as_str().unwrap(),
            case["method"].as_str().unwrap(),
        );
        let method = METHODS
            .into_iter()
            .find(|known| known.to_string() == method)
            .unwrap();
        let mut fill = Fill::new(method);
        if let Some(most) = case["max_gap"].as_u64() {
            fill = fill.max_gap(most as usize);
        }
        let series = numbers(&golden["series"][name]);
        let scale = series
            .iter()
            .fold(1.0, |largest: f64, value| largest.max(value.abs()));
        let expected = numbers(&case["values"]);
        let filled = fill.apply(&series).unwrap();
        for (row, (&got, &expected)) in filled.values.iter().zip(&expected).enumerate() {
            assert_eq!(got.is_nan(), expected.is_nan(), "{name}, {fill}, row {row}");
            let is_near = got.is_nan() || (got - expected).abs() <= 1e-13 * scale;
            assert!(is_near, "{name}, {fill}, row {row}: {got}, {expected}");
        }
        let missing = |values: &[f64]| values.iter().filter(|value| value.is_nan()).count();
        assert_eq!(filled.report.missing, missing(&series), "{name}, {fill}");
        assert_eq!(filled.report.left(), missing(&expected), "{name}, {fill}");
    }
}

/// A series as a function of time.
type Law = fn(f64) -> f64;

/// What each method must give back whatever the gaps: a line, a cubic, a constant.
#[test]
fn what_a_method_describes_exactly_comes_back() {
    let is_gap = |t: usize| t % 7 > 3;
    let punched = |value: Law| -> Vec<f64> {
        (0..41)
            .map(|t| if is_gap(t) { f64::NAN } else { value(t as f64) })
            .collect()
    };
    let laws: [(FillMethod, Law); 5] = [
        (FillMethod::Linear, |t| 3.0 - 0.5 * t),
        (FillMethod::NaturalSpline, |t| 3.0 - 0.5 * t),
        (FillMethod::Spline, |t| ((t - 20.0) * 0.1).powi(3) - t),
        (FillMethod::Carry, |_| 2.5),
        (FillMethod::Mean, |_| 2.5),
    ];
    for (method, law) in laws {
        let filled = Fill::new(method).apply(&punched(law)).unwrap();
        for (t, value) in filled.values[..39].iter().enumerate() {
            assert!(
                (value - law(t as f64)).abs() < 1e-12,
                "{method}, {t}: {value}"
            );
        }
    }
}

#[test]
fn a_series_without_gaps_keeps_its_bits_and_warns_of_nothing() {
    let series = [0.1, -0.0, 1e300, 5e-324];
    for method in METHODS {
        let filled = Fill::new(method).apply(&series).unwrap();
        assert_eq!(filled.values.map_bits(), series.map_bits());
        assert_eq!((filled.report.filled, filled.report.warning()), (0, None));
    }
    let warning = |method| {
        Fill::new(method)
            .apply(&[1.0, f64::NAN, 2.0])
            .unwrap()
            .report
            .warning()
    };
    assert_eq!(warning(FillMethod::Mean), Some(FillWarning::Mean));
    assert_eq!(warning(FillMethod::Carry), Some(FillWarning::Carry));
    assert_eq!(warning(FillMethod::Linear), None);
}

trait Bits {
    fn map_bits(&self) -> Vec<u64>;
}

impl Bits for [f64] {
    fn map_bits(&self) -> Vec<u64> {
        self.iter().map(|value| value.to_bits()).collect()
    }
}
