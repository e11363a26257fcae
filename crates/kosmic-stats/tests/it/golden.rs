//! What other programs give: R and its packages, mpmath, statsmodels, pingouin (see tests/golden/README.md).

use serde_json::Value;

/// The values of one of the generators.
pub(super) fn read(r: bool) -> Value {
    let text = if r {
        include_str!("../golden/stats_r.json")
    } else {
        include_str!("../golden/stats_py.json")
    };
    serde_json::from_str(text).expect("a generator's output")
}

pub(super) fn number(value: &Value) -> f64 {
    value
        .as_f64()
        .unwrap_or_else(|| panic!("{value} is no number"))
}

/// A list of numbers; R writes a list of one as that one.
pub(super) fn numbers(value: &Value) -> Vec<f64> {
    match value.as_array() {
        Some(values) => values.iter().map(number).collect(),
        None => vec![number(value)],
    }
}

pub(super) fn cases(value: &Value) -> &[Value] {
    value.as_array().expect("a list of cases")
}

#[track_caller]
pub(super) fn assert_near(actual: f64, expected: f64, tolerance: f64) {
    let error = (actual - expected).abs() / expected.abs().max(1e-300);
    assert!(
        actual == expected || error <= tolerance,
        "{actual} is not {expected}: off by {error:e} of it"
    );
}
