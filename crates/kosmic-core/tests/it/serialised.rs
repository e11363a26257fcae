//! Results survive a round trip through JSON.

use kosmic_core::{
    Comparison, ComparisonTest, Controls, CouplingMatrix, DistanceCorrelation, EffectiveSample,
    EffectiveSampleMethod, Equivalence, Histogram, HistogramInformation, KVariants, Kendall, Ksg,
    KsgInformation, KsgTest, LagProfile, Missing, Moments, Pair, PartCorrelation, Rolling,
    RollingK, RollingNorms, Side, Spearman, distance_correlation, effective_sample,
    histogram_information, k_index_variants, k_lag, k_matrix, kendall, ksg_information,
    ksg_permutation_test, part_correlation, spearman,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::series::coupled;

#[test]
fn results_round_trip_through_json() {
    let (x, y) = coupled(1, 50);
    let profile = k_lag(&x, &y, 5).unwrap();
    let text = serde_json::to_string(&profile).unwrap();
    assert_eq!(serde_json::from_str::<LagProfile>(&text).unwrap(), profile);
    let moments = Moments::of_slices(&x, &y).unwrap();
    let text = serde_json::to_string(&moments).unwrap();
    assert_eq!(serde_json::from_str::<Moments>(&text).unwrap(), moments);
    let variants = k_index_variants(&x, &y).unwrap();
    let text = serde_json::to_string(&variants).unwrap();
    assert_eq!(serde_json::from_str::<KVariants>(&text).unwrap(), variants);
}

#[test]
fn a_tampered_profile_answers_without_panic() {
    let (x, y) = coupled(1, 50);
    let mut profile = k_lag(&x, &y, 5).unwrap();
    profile.max_lag = usize::MAX;
    for lag in [i64::MIN, -1, 0, 1, i64::MAX] {
        let _ = (profile.r_at(lag), profile.overlap(lag));
    }
    assert_eq!(profile.lags().count(), profile.r.len());
}

#[test]
fn measures_round_trip_through_json() {
    fn check<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(measure: &T) {
        let text = serde_json::to_string(measure).unwrap();
        assert_eq!(&serde_json::from_str::<T>(&text).unwrap(), measure);
    }
    let (x, y) = coupled(1, 50);
    check::<Spearman>(&spearman(&x, &y).unwrap());
    check::<Kendall>(&kendall(&x, &y).unwrap());
    check::<DistanceCorrelation>(&distance_correlation(&x, &y).unwrap());
    check::<HistogramInformation>(&histogram_information(&x, &y, Histogram::new()).unwrap());
    check::<KsgInformation>(&ksg_information(&x, &y, Ksg::new().jitter(5)).unwrap());
    check::<KsgTest>(&ksg_permutation_test(&x, &y, Ksg::new(), 9, 5).unwrap());
    let controls = Controls::new([&crate::series::normal(9, 50)]).unwrap();
    check::<PartCorrelation>(&part_correlation(&x, &y, &controls, Side::X).unwrap());
    let sample = effective_sample(
        &Pair::new(&x, &y).unwrap(),
        EffectiveSampleMethod::default(),
    );
    check::<EffectiveSample>(&sample.unwrap());
    let comparison = Comparison::independent((0.5, 30), (0.2, 40)).unwrap();
    check::<ComparisonTest>(&comparison.z_test());
    check::<Equivalence>(&comparison.k_equivalence(0.5).unwrap());
}

#[test]
fn undefined_windows_and_entries_are_null_in_files() {
    let (mut x, y) = coupled(1, 50);
    x[10..30].fill(1.0);
    let rolling = Rolling::new(5);
    let k = rolling.k(&x, &y).unwrap();
    let text = serde_json::to_string(&k).unwrap();
    assert!(text.contains("null") && !text.contains("NaN"));
    assert_eq!(serde_json::from_str::<RollingK>(&text).unwrap(), k);
    let norms = rolling.norms(&x).unwrap();
    let text = serde_json::to_string(&norms).unwrap();
    assert_eq!(serde_json::from_str::<RollingNorms>(&text).unwrap(), norms);
    let matrix = k_matrix([&x, &y, &vec![2.0; 50]], Missing::Refuse).unwrap();
    let text = serde_json::to_string(&matrix).unwrap();
    let mut read: CouplingMatrix = serde_json::from_str(&text).unwrap();
    assert_eq!(read, matrix);
    read.series = usize::MAX;
    assert_eq!(read.r(9, 10), None);
}
