//! Matrices and lag profiles against NumPy. See `tests/golden/README.md`.

use kosmic_parallel::{Bootstrap, SimultaneousBands, Threads, bootstrap_k_lag, bootstrap_k_matrix};
use serde_json::Value;

use crate::golden::{numbers, series};

/// Monte Carlo errors allowed. Ours and those of a run of the peer are alike, and the peer's standard deviation comes
/// from 20 runs: a comparison fails by chance with probability 1e-4 (Student's t, 19 degrees of freedom), any of the 108
/// of this file, which are strongly dependent, with less than 0.011 had their seed not been fixed.
const ALLOWED: f64 = 5.0;

const REPLICATES: usize = 20_000;

fn many() -> Value {
    serde_json::from_str(include_str!("../golden/many.json")).unwrap()
}

fn columns(golden: &Value) -> Vec<Vec<f64>> {
    let columns = golden["columns"].as_object().unwrap();
    columns.values().map(numbers).collect()
}

fn options(level: f64) -> Bootstrap {
    let options = Bootstrap::default().replicates(REPLICATES).seed(1);
    options.threads(Threads::All).level(level)
}

fn assert_agrees(bands: &SimultaneousBands, case: &Value, level: &str) {
    let couplings: Vec<_> = bands.couplings.iter().flatten().collect();
    for (coupling, r) in couplings.iter().zip(numbers(&case["r"])) {
        assert!((coupling.r - r).abs() < 1e-14, "{}, {r}", coupling.r);
    }
    let limits = |simultaneous: bool, upper: bool| {
        couplings.iter().map(move |coupling| {
            let limits = if simultaneous {
                coupling.simultaneous
            } else {
                coupling.pointwise
            };
            let limits = limits.unwrap().r;
            if upper { limits.upper } else { limits.lower }
        })
    };
    let ours: Vec<f64> = std::iter::once(bands.critical.unwrap())
        .chain(limits(false, false))
        .chain(limits(false, true))
        .chain(limits(true, false))
        .chain(limits(true, true))
        .collect();
    let theirs = numbers(&case[level]["mean"]);
    let deviations = numbers(&case[level]["sd_of_a_run"]);
    assert_eq!(ours.len(), theirs.len());
    for (place, ours) in ours.into_iter().enumerate() {
        let error = (ours - theirs[place]) / (deviations[place] * (1.0 + 1.0 / 20.0_f64).sqrt());
        assert!(
            error.abs() < ALLOWED,
            "{place}: {ours} is {error} errors off {}",
            theirs[place]
        );
    }
}

#[test]
fn matrices_and_their_bands_agree_with_numpy() {
    let golden = many();
    for level in ["0.9", "0.95"] {
        let matrix = bootstrap_k_matrix(&columns(&golden), options(level.parse().unwrap()));
        assert_agrees(&matrix.unwrap().bands, &golden["matrix"], level);
    }
}

#[test]
fn lag_profiles_and_their_bands_agree_with_numpy() {
    let golden = many();
    let (x, y) = series(&serde_json::json!({"file": "examples/data/gas_furnace.csv"}));
    for level in ["0.9", "0.95"] {
        let profile = bootstrap_k_lag(&x, &y, 3, options(level.parse().unwrap())).unwrap();
        assert_agrees(&profile.bands, &golden["lag"], level);
    }
    let long = bootstrap_k_lag(&x, &y, 12, options(0.9).replicates(99)).unwrap();
    for (coupling, r) in long
        .bands
        .couplings
        .iter()
        .zip(numbers(&golden["gas_furnace_profile"]))
    {
        assert!((coupling.unwrap().r - r).abs() < 1e-12);
    }
    assert_eq!(long.peak.unwrap().lag, 5);
}
