//! Treatments of columns against SciPy, scikit-learn, pandas and R, and what becomes of rows and of the record.

use kosmic_core::{Fill, FillMethod};
use kosmic_data::{
    AsOf, CsvOptions, DataError, Detector, Handling, Join, Table, Treatment, TreatmentProblem,
    read_csv,
};
use serde_json::Value;

fn golden() -> Value {
    serde_json::from_str(include_str!("../golden/treatments.json")).unwrap()
}

fn numbers(values: &Value) -> Vec<f64> {
    let cells = values.as_array().unwrap().iter();
    cells
        .map(|cell| cell.as_f64().unwrap_or(f64::NAN))
        .collect()
}

fn rows(values: &Value) -> Vec<usize> {
    let cells = values.as_array().unwrap().iter();
    cells.map(|cell| cell.as_u64().unwrap() as usize).collect()
}

/// A table of these columns, through text of full precision.
fn table(columns: &[(&str, &[f64])]) -> Table {
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    let mut text = names.join(",") + "\n";
    for row in 0..columns[0].1.len() {
        let cells = columns
            .iter()
            .map(|(_, values)| format!("{:?}", values[row]));
        text += &(cells.collect::<Vec<_>>().join(",") + "\n");
    }
    read_csv(text.as_bytes(), &CsvOptions::new()).unwrap()
}

fn values(table: &Table, name: &str) -> Vec<f64> {
    let series = table.column(name).unwrap().series().unwrap();
    (0..series.len())
        .map(|row| series.get(row).unwrap())
        .collect()
}

#[track_caller]
fn assert_near(got: &[f64], expected: &[f64], what: &str) {
    assert_eq!(got.len(), expected.len(), "{what}");
    let scale = expected.iter().filter(|x| !x.is_nan());
    let scale = scale.fold(1.0, |most: f64, x| most.max(x.abs()));
    for (row, (got, expected)) in got.iter().zip(expected).enumerate() {
        let is_near = (got - expected).abs() <= 1e-12 * scale;
        let is_near = is_near || (got.is_nan() && expected.is_nan());
        assert!(is_near, "{what}, row {row}: {got}, {expected}");
    }
}

fn detector(title: &str) -> Detector {
    let words: Vec<&str> = title.split(' ').collect();
    let number = |place: usize| words[place].parse::<f64>().unwrap();
    match words[0] {
        "z-score" => Detector::ZScore {
            threshold: number(1),
        },
        "modified-z" => Detector::ModifiedZ {
            threshold: number(1),
        },
        "iqr" => Detector::Iqr { factor: number(1) },
        _ => Detector::Hampel {
            half_window: number(1) as usize,
            threshold: number(2),
        },
    }
}

#[test]
fn outliers_are_those_of_scipy_pandas_and_r() {
    let golden = golden();
    let mut flagged = 0;
    for (name, rules) in golden["outliers"].as_object().unwrap() {
        let series = numbers(&golden["series"][name]);
        let table = table(&[("x", &series)]);
        for (title, case) in rules.as_object().unwrap() {
            let what = format!("{name}, {title}");
            let rule = detector(title);
            let found = table.column("x").unwrap().outliers(&rule).unwrap();
            assert_eq!(
                found.rows().collect::<Vec<_>>(),
                rows(&case["flagged"]),
                "{what}"
            );
            flagged += found.count();
            let fences = |side: usize| {
                (0..series.len())
                    .map(|row| found.fences(row)[side])
                    .collect::<Vec<_>>()
            };
            match case["fences"].as_array() {
                Some(fences) => {
                    assert_near(&found.fences(0), &numbers(&fences.clone().into()), &what);
                }
                None => {
                    assert_near(&fences(0), &numbers(&case["lower"]), &what);
                    assert_near(&fences(1), &numbers(&case["upper"]), &what);
                }
            }
            for (handling, key) in [(Handling::Clip, "clip"), (Handling::Winsorise, "winsorise")] {
                if case[key].is_null() {
                    continue;
                }
                let treated = table
                    .treat(&["x"], &Treatment::Outliers(rule, handling))
                    .unwrap();
                assert_near(&values(&treated, "x"), &numbers(&case[key]), &what);
                assert_eq!(
                    treated.column("x").unwrap().history()[0].changed,
                    found.count()
                );
            }
        }
    }
    assert!(flagged > 100, "{flagged}");
}

#[test]
fn scales_and_trends_are_those_of_scipy_scikit_learn_and_pandas() {
    let golden = golden();
    for (name, cases) in golden["transforms"].as_object().unwrap() {
        let series = numbers(&golden["series"][name]);
        let positive = numbers(&cases["positive"]);
        let table = table(&[("x", &series), ("positive", &positive)]);
        let treatments = [
            ("z-score", Treatment::ZScore),
            (
                "min-max",
                Treatment::MinMax {
                    low: -1.0,
                    high: 2.0,
                },
            ),
            ("robust", Treatment::Robust),
            ("centre", Treatment::Centre),
            ("detrend", Treatment::Detrend),
            ("difference", Treatment::Difference),
        ];
        for (key, treatment) in treatments {
            let treated = table.treat(&["x"], &treatment).unwrap();
            assert_near(
                &values(&treated, "x"),
                &numbers(&cases[key]),
                &format!("{name}, {key}"),
            );
            assert_eq!(treated.column("x").unwrap().history()[0].name, key);
        }
        let returns = table.treat(&["positive"], &Treatment::LogReturns).unwrap();
        assert_near(
            &values(&returns, "positive"),
            &numbers(&cases["log-returns"]),
            name,
        );
    }
}

#[test]
fn joins_are_those_of_pandas() {
    let golden = golden();
    let joins = &golden["joins"];
    let read = |key: &str, value: &str| {
        let columns = [numbers(&joins[key]["t"]), numbers(&joins[key][value])];
        table(&[("t", &columns[0]), (value, &columns[1])])
    };
    let (left, right) = (read("left", "a"), read("right", "b"));
    for case in joins["as_of"].as_array().unwrap() {
        let rule = match case["direction"].as_str().unwrap() {
            "backward" => AsOf::Backward,
            "forward" => AsOf::Forward,
            _ => AsOf::Nearest,
        };
        let mut join = Join::as_of("t", rule);
        if let Some(most) = case["tolerance"].as_f64() {
            join = join.tolerance(most);
        }
        let joined = left.join(&right, &join).unwrap();
        assert_near(
            &values(&joined, "b"),
            &numbers(&case["b"]),
            &format!("{join:?}"),
        );
        assert_eq!(values(&joined, "a"), values(&left, "a"));
    }
    let exact = read("strict_left", "a")
        .join(&read("strict_right", "b"), &Join::exact("t"))
        .unwrap();
    for name in ["t", "a", "b"] {
        assert_near(&values(&exact, name), &numbers(&joins["exact"][name]), name);
    }
    // Repeated time stamps belong to no single row.
    let error = left.join(&right, &Join::exact("t")).unwrap_err();
    assert!(matches!(error, DataError::TimeStamps { .. }), "{error:?}");
}

#[test]
fn rows_that_are_dropped_from_one_column_are_dropped_from_all() {
    let n = f64::NAN;
    let table = table(&[
        ("x", &[1.0, n, 3.0, 4.0]),
        ("y", &[5.0, 6.0, n, 8.0]),
        ("t", &[0.0, 1.0, 2.0, 3.0]),
    ]);
    let whole = table.treat(&["x", "y"], &Treatment::Listwise).unwrap();
    assert_eq!(values(&whole, "t"), [0.0, 3.0]);
    let step = &whole.column("x").unwrap().history()[0];
    assert_eq!(
        (step.rows_before, step.rows_after, step.missing_before),
        (4, 2, 1)
    );
    assert!(whole.column("t").unwrap().history().is_empty());
    // Of each column what it takes itself, then the rows that all have.
    let shifted = table.treat(&["t"], &Treatment::Lag(-2)).unwrap();
    assert_eq!(
        (values(&shifted, "t"), values(&shifted, "y")[1]),
        (vec![0.0, 1.0], 8.0)
    );
    let steps = table.treat(&["t"], &Treatment::Difference).unwrap();
    assert_eq!(
        (values(&steps, "t"), values(&steps, "y")[0]),
        (vec![1.0; 3], 6.0)
    );
}

#[test]
fn the_record_of_all_steps_travels_with_the_column() {
    let wave: Vec<f64> = (0..60).map(|t| f64::from(t * t * 7919 % 101)).collect();
    let mut gaps = wave.clone();
    (gaps[7], gaps[8], gaps[20]) = (-999.0, -999.0, 5000.0);
    let table = table(&[("flow", &gaps), ("t", &wave)]);
    let treatments = [
        Treatment::Sentinels(vec![-999.0]),
        Treatment::Outliers(Detector::iqr(), Handling::Empty),
        Treatment::Fill(Fill::new(FillMethod::Linear).max_gap(2)),
        Treatment::Difference,
        Treatment::Whiten,
        Treatment::ZScore,
    ];
    let clean = treatments.iter().fold(table, |table, treatment| {
        table.treat(&["flow"], treatment).unwrap()
    });
    let history = clean.column("flow").unwrap().history();
    let lines: Vec<String> = history.iter().map(ToString::to_string).collect();
    assert_eq!(
        lines[..4],
        [
            "sentinels (values = -999): 2 values changed, 0 missing became 2",
            "outliers (by = iqr, threshold = 1.5, then = empty): 1 value changed, 2 missing became 3, 1 outlier(s)",
            "fill (method = linear, max_gap = 2): 3 values changed, 3 missing became 0",
            "difference: 58 values changed, 60 rows became 59",
        ]
    );
    let order = history[4].estimates[0].1;
    assert!(order >= 1.0);
    assert_eq!(clean.n_rows(), 59 - order as usize);
    // The record of a column is not that of its neighbour; windows keep it.
    assert!(clean.column("t").unwrap().history().is_empty());
    let window = clean.windows(10, 10).next().unwrap().unwrap();
    assert_eq!(window.column("flow").unwrap().history(), history);
}

#[test]
fn what_cannot_be_treated_says_why() {
    let n = f64::NAN;
    let table = table(&[
        ("x", &[1.0, n, 1.0, 1.0, 1.0, 2.0]),
        ("i", &[1.0, f64::INFINITY, 2.0, 3.0, 4.0, 5.0]),
    ]);
    let problem = |name: &str, treatment: Treatment| match table.treat(&[name], &treatment) {
        Err(DataError::Treatment { column, source, .. }) => {
            assert_eq!(column, name);
            *source
        }
        other => panic!("{treatment:?}: {other:?}"),
    };
    macro_rules! fails {
        ($name:expr, $treatment:expr, $($pattern:tt)+) => {
            let problem = problem($name, $treatment);
            assert!(matches!(problem, $($pattern)+), "{problem:?}");
        };
    }
    use TreatmentProblem as P;
    fails!("x", Treatment::Refuse, P::Missing { row: 1, count: 1 });
    fails!("x", Treatment::Whiten, P::Missing { .. });
    fails!("i", Treatment::ZScore, P::Infinite { row: 1, .. });
    fails!(
        "i",
        Treatment::Fill(Fill::new(FillMethod::Mean)),
        P::Core(_)
    );
    fails!("x", Treatment::Robust, P::NoSpread { .. });
    fails!(
        "x",
        Treatment::Lag(6),
        P::TooFew {
            needed: 7,
            found: 6
        }
    );
    fails!("x", Treatment::Lag(i64::MIN), P::TooFew { .. });
    fails!(
        "x",
        Treatment::Mask(vec![true]),
        P::MaskLength {
            expected: 6,
            found: 1
        }
    );
    let low_and_high = Treatment::MinMax {
        low: 1.0,
        high: 1.0,
    };
    fails!("x", low_and_high, P::Parameter { name: "high", .. });
    let rule = |rule| Treatment::Outliers(rule, Handling::Flag);
    fails!("x", rule(Detector::modified_z()), P::NoSpread { .. });
    fails!("x", rule(Detector::hampel(0)), P::Parameter { .. });
    fails!(
        "x",
        rule(Detector::ZScore { threshold: n }),
        P::Parameter { .. }
    );
    // A window wider than any series is the series.
    assert!(
        table
            .treat(&["x"], &rule(Detector::hampel(usize::MAX)))
            .is_ok()
    );
    assert!(table.treat(&["x,i"], &Treatment::Difference).is_err());
    assert!(matches!(
        table.treat(&["z"], &Treatment::Refuse),
        Err(DataError::UnknownColumn { .. })
    ));
}
