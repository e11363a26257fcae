//! Windows, weights and matrices against pandas and NumPy.

use kosmic_core::{
    Alignment, CouplingMatrix, Forgetting, Missing, Rolling, StreamingK, expanding_k, k_matrix,
};
use serde_json::Value;

use crate::golden::gas_furnace;
use crate::tolerance::{self, assert_near};

fn many() -> Value {
    serde_json::from_str(include_str!("../golden/many.json")).unwrap()
}

/// Numbers of which null is missing or undefined.
fn optional(value: &Value) -> Vec<Option<f64>> {
    let list = value.as_array().unwrap().iter();
    list.map(Value::as_f64).collect()
}

fn with_nan(value: &Value) -> Vec<f64> {
    let list = optional(value).into_iter();
    list.map(|value| value.unwrap_or(f64::NAN)).collect()
}

#[track_caller]
fn assert_r(got: Option<f64>, expected: Option<f64>, what: &str) {
    match (got, expected) {
        (Some(got), Some(expected)) => assert_near(got, expected, tolerance::WINDOW, 1.0, what),
        (got, expected) => assert_eq!(got, expected, "{what}"),
    }
}

fn assert_rolling(case: &Value, x: &[f64], y: &[f64]) {
    let at = |key: &str| case[key].as_u64().unwrap() as usize;
    let alignment = if case["centred"].as_bool().unwrap() {
        Alignment::Centred
    } else {
        Alignment::Trailing
    };
    let rolling = Rolling::new(at("window"))
        .minimum(at("minimum"))
        .alignment(alignment)
        .missing(Missing::Pairwise);
    let got = rolling.k(x, y).unwrap();
    let mut expected = optional(&case["r"]);
    for window in 0..got.len() {
        let expected = expected[got.windows.row(window)].take();
        assert_r(
            got.r(window),
            expected,
            &format!("{case:.60}, window {window}"),
        );
    }
    // What is left belongs to rows that have no window.
    assert!(expected.iter().all(Option::is_none));
    let set_apart = rolling.step(3).k(x, y).unwrap();
    for window in 0..set_apart.len() {
        assert_r(set_apart.r(window), got.r(3 * window), "three apart");
    }
}

#[test]
fn rolling_correlations_agree_with_pandas() {
    let (many, (x, y)) = (many(), gas_furnace());
    for case in many["rolling"].as_array().unwrap() {
        assert_rolling(case, &x, &y);
    }
}

#[test]
fn rolling_correlations_with_missing_values_agree_with_pandas() {
    let holes = &many()["holes"];
    let (x, y) = (with_nan(&holes["x"]), with_nan(&holes["y"]));
    for case in holes["rolling"].as_array().unwrap() {
        assert_rolling(case, &x, &y);
    }
}

#[test]
fn expanding_correlations_agree_with_pandas() {
    let (many, (x, y)) = (many(), gas_furnace());
    let expected = optional(&many["expanding"]["r"]);
    let got = expanding_k(&x, &y, 3).unwrap();
    assert_eq!(got.len(), expected.len() - 2);
    for window in 0..got.len() {
        assert_r(
            got.r(window),
            expected[window + 2],
            &format!("window {window}"),
        );
    }
}

#[test]
fn exponentially_weighted_correlations_agree_with_pandas() {
    let (many, (x, y)) = (many(), gas_furnace());
    for case in many["exponential"].as_array().unwrap() {
        let half_life = case["half_life"].as_f64().unwrap();
        let mut stream = StreamingK::new(Forgetting::Exponential { half_life }).unwrap();
        let expected = optional(&case["r"]);
        let effective = optional(&case["effective"]);
        for t in 0..x.len() {
            stream.push(x[t], y[t]).unwrap();
            let what = format!("half-life {half_life}, pair {t}");
            let count = stream.effective_count();
            assert_near(count, effective[t].unwrap(), tolerance::R, 1.0, &what);
            if t >= 2 {
                assert_r(stream.r(), expected[t], &what);
            }
        }
    }
}

fn assert_matrix(got: &CouplingMatrix, case: &Value) {
    let (r, rows) = (optional(&case["r"]), optional(&case["rows"]));
    for place in 0..r.len() {
        let (i, j) = (place / got.series, place % got.series);
        let what = format!("{}: {i}, {j}", case["missing"]);
        assert_r(got.r(i, j), r[place], &what);
        assert_eq!(
            got.rows(i, j).map(|rows| rows as f64),
            rows[place],
            "{what}"
        );
    }
}

fn columns_of(golden: &Value) -> Vec<Vec<f64>> {
    let columns = golden["columns"].as_array().unwrap();
    columns.iter().map(with_nan).collect()
}

#[test]
fn the_matrix_agrees_with_numpy() {
    let golden = &many()["matrix"];
    let columns = columns_of(golden);
    let matrix = k_matrix(&columns, Missing::Refuse).unwrap();
    assert_matrix(&matrix, &golden["result"]);
}

#[test]
fn matrices_of_columns_with_gaps_agree_with_pandas() {
    let golden = &many()["gaps"];
    let columns = columns_of(golden);
    let [pairwise, listwise] =
        [Missing::Pairwise, Missing::Listwise].map(|missing| k_matrix(&columns, missing).unwrap());
    assert_matrix(&pairwise, &golden["results"][0]);
    assert_matrix(&listwise, &golden["results"][1]);
}
