//! Results written as JSON and read again.

use kosmic_core::{Pair, Silent};
use kosmic_parallel::{
    Bootstrap, Correlation, Design, KInterval, KLagBands, KMatrix, Method, ParallelError,
    ReplicateCount, Replicates, SavedReplicates, Sweep, bootstrap_k_ci, bootstrap_k_lag,
    bootstrap_k_matrix, parameter_sweep,
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
        "block_length",
        "choice",
        "replicates",
        "replicates_used",
        "undefined",
        "mc_error",
        "seed",
        "threads",
        "warnings",
    ];
    let options = Bootstrap::default();
    let of = |options| serde_json::to_value(bootstrap_k_ci(&LSAT, &GPA, options).unwrap()).unwrap();
    let percentile = of(options.method(Method::Percentile));
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

#[test]
fn saved_replicates_of_a_design_are_extended_by_that_design_and_refuse_others() {
    let pair = Pair::new(&LSAT, &GPA).unwrap();
    let design = Design::clustered((0..15).map(|row| row / 3)).unwrap();
    let plan = |replicates: usize| Bootstrap::default().replicates(replicates).plan().unwrap();
    let draw = |replicates: usize| {
        plan(replicates)
            .k_replicates_designed(&pair, &design, &Silent)
            .unwrap()
    };
    let saved = again(&SavedReplicates::new(draw(100), &pair).unwrap());
    let read = saved.into_replicates(&pair).unwrap();
    let extend = |design: &Design| {
        plan(200).extend_k_replicates_designed(read.clone(), &pair, design, &Silent)
    };
    assert_eq!(extend(&design).unwrap(), draw(200));
    for other in [
        Design::clustered((0..15).map(|row| row / 2)).unwrap(),
        Design::stratified((0..15).map(|row| row / 3)).unwrap(),
        Design::iid(),
    ] {
        assert!(matches!(
            extend(&other),
            Err(ParallelError::OtherRun { .. })
        ));
    }
}

fn saved() -> (Value, Replicates) {
    let pair = Pair::new(&LSAT, &GPA).unwrap();
    let plan = Bootstrap::default()
        .replicates(50)
        .seed(u64::MAX)
        .plan()
        .unwrap();
    let replicates = plan.run(&pair, &Correlation).unwrap();
    let saved = SavedReplicates::new(replicates.clone(), &pair).unwrap();
    (serde_json::to_value(saved).unwrap(), replicates)
}

#[test]
fn saved_replicates_name_their_format_first_and_come_back_to_the_bit() {
    let (value, replicates) = saved();
    let keys: Vec<&String> = value.as_object().unwrap().keys().collect();
    let names = [
        "format",
        "version",
        "numerical_definition",
        "data",
        "replicates",
    ];
    assert_eq!(keys, names);
    let read: SavedReplicates = serde_json::from_str(&value.to_string()).unwrap();
    assert_eq!(read.replicates(), &replicates);
    let pair = Pair::new(&LSAT, &GPA).unwrap();
    assert_eq!(read.into_replicates(&pair).unwrap(), replicates);
}

#[test]
fn foreign_newer_and_contradictory_replicates_are_refused_with_the_reason() {
    let refused = |path: &str, value: Value, reason: &str| {
        let (mut saved, _) = saved();
        *saved.pointer_mut(path).unwrap() = value;
        let read = serde_json::from_str::<SavedReplicates>(&saved.to_string());
        let error = read.unwrap_err().to_string();
        assert!(error.contains(reason), "{path}: no {reason:?} in {error}");
    };
    refused(
        "/format",
        json!("a recipe"),
        "\"a recipe\", not \"kosmic replicates\"",
    );
    refused("/format", json!(7), "expected a string");
    refused(
        "/version",
        json!(2),
        "version 2 of the format is newer than 1",
    );
    refused("/version", json!(0), "version 0");
    refused("/version", json!(-1), "-1");
    refused("/replicates/estimates", json!([]), "at least one estimate");
    refused("/replicates/estimates", json!([0.5, 0.1, 0.2]), "50 values");
    refused("/replicates/estimates", json!([null]), "null");
    refused("/replicates/studentised", json!(true), "2 values each");
    refused("/replicates/requested", json!(49), "more than the 49");
    refused("/replicates/values", json!({}), "sequence");
    refused("/replicates/scheme", json!("magic"), "magic");
    for foreign in ["", "[]", "{}", "7", "{\"n\": 3}", "kosmic", "\u{feff}{}"] {
        assert!(serde_json::from_str::<SavedReplicates>(foreign).is_err());
    }
}

#[test]
fn saved_replicates_cut_anywhere_are_refused() {
    let text = saved().0.to_string();
    for end in 0..text.len() {
        assert!(serde_json::from_str::<SavedReplicates>(&text[..end]).is_err());
    }
}

#[test]
fn saved_replicates_are_not_extended_with_other_data_or_another_definition() {
    let (mut value, _) = saved();
    let mut reversed = (LSAT, GPA);
    reversed.0.reverse();
    reversed.1.reverse();
    let read: SavedReplicates = serde_json::from_value(value.clone()).unwrap();
    let other = Pair::new(&reversed.0, &reversed.1).unwrap();
    assert!(matches!(
        read.into_replicates(&other),
        Err(ParallelError::OtherRun {
            what: "hash of the data",
            ..
        })
    ));
    value["numerical_definition"] = json!(0);
    let read: SavedReplicates = serde_json::from_value(value).unwrap();
    let pair = Pair::new(&LSAT, &GPA).unwrap();
    assert!(matches!(
        read.into_replicates(&pair),
        Err(ParallelError::OtherRun {
            what: "numerical definition",
            ..
        })
    ));
}

#[test]
fn an_adaptive_interval_survives_json_with_its_error_and_warning() {
    let options = Bootstrap::default().replicates(ReplicateCount::Adaptive {
        tolerance: 0.001,
        min: 2,
        max: 1000,
    });
    assert_eq!(again(&options), options);
    let interval = bootstrap_k_ci(&LSAT, &GPA, options).unwrap();
    assert!(interval.mc_error.is_some());
    assert_eq!(again(&interval), interval);
}
