//! Results written as JSON and read again.

use kosmic_core::{Pair, Silent};
use kosmic_parallel::{
    Bootstrap, Correlation, KInterval, KLagBands, KMatrix, Method, Replicates, Sweep,
    bootstrap_k_ci, bootstrap_k_lag, bootstrap_k_matrix, parameter_sweep,
};
use serde_json::{Value, json};

use crate::samples::{GPA, LSAT};

fn again<T: serde::Serialize + serde::de::DeserializeOwned>(value: &T) -> T {
    serde_json::from_str(&serde_json::to_string(value).unwrap()).unwrap()
}

#[test]
fn an_interval_survives_json_to_the_bit() {
    for method in Method::ALL {
        let options = Bootstrap::default()
            .method(method)
            .replicates(99)
            .seed(u64::MAX);
        let interval = bootstrap_k_ci(&LSAT, &GPA, options).unwrap();
        // Warnings must survive as well; ABC draws nothing, and has none.
        assert_eq!(
            interval.warnings.is_empty(),
            method == Method::Abc,
            "{method:?}"
        );
        assert_eq!(again::<KInterval>(&interval), interval);
    }
}

#[test]
fn replicates_survive_json_and_give_the_same_interval() {
    let plan = Bootstrap::default().plan().unwrap();
    let pair = Pair::new(&LSAT[..3], &GPA[..3]).unwrap();
    let replicates = plan.run(&pair, &Correlation).unwrap();
    assert!(replicates.undefined() > 0);
    let read: Replicates = again(&replicates);
    assert_eq!(read, replicates);
    assert_eq!(
        read.interval(Method::Percentile, 0.9).unwrap(),
        replicates.interval(Method::Percentile, 0.9).unwrap()
    );
}

#[test]
fn the_names_in_json_are_those_documented() {
    let names = [
        "n",
        "estimate",
        "lower",
        "upper",
        "r",
        "r_lower",
        "r_upper",
        "level",
        "sides",
        "method",
        "scheme",
        "replicates",
        "undefined",
        "seed",
        "threads",
        "warnings",
    ];
    let options = Bootstrap::default();
    let of = |options| serde_json::to_value(bootstrap_k_ci(&LSAT, &GPA, options).unwrap()).unwrap();
    let percentile = of(options);
    let keys: Vec<&String> = percentile.as_object().unwrap().keys().collect();
    assert_eq!(keys, names);
    assert_eq!(percentile["method"], json!("percentile"));
    assert_eq!(percentile["scheme"], json!("iid"));
    assert_eq!(percentile["replicates"], json!(1999));
    assert_eq!(percentile["warnings"], json!([]));
    let legacy = of(options.method(Method::LegacyPercentile));
    assert_eq!(legacy["method"], json!("legacy-percentile"));
    assert_eq!(legacy["r_lower"], Value::Null);
}

#[test]
fn bands_and_sweeps_survive_json_to_the_bit() {
    let options = Bootstrap::default().replicates(99);
    let matrix = bootstrap_k_matrix([&LSAT, &GPA], options).unwrap();
    assert_eq!(again::<KMatrix>(&matrix), matrix);
    let profile = bootstrap_k_lag(&LSAT, &GPA, 3, options).unwrap();
    assert_eq!(again::<KLagBands>(&profile), profile);
    let pair = Pair::new(&LSAT, &GPA).unwrap();
    let plan = options.plan().unwrap();
    let sweep = parameter_sweep(&[1, 2], &pair, &plan, &Silent, |_| Correlation).unwrap();
    assert_eq!(again::<Sweep>(&sweep), sweep);
}
