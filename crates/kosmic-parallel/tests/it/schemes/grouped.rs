//! Strata and clusters: what their counts must be exactly, and labels that are none.

use kosmic_core::{CoreError, Moments, Pair, Side, Silent};
use kosmic_parallel::{Bootstrap, Correlation, Design, Method, ParallelError, Warning, of_moments};

use super::{cluster, plan, stratum, weights};
use crate::samples::{GPA, LSAT, normal_pairs};

#[test]
fn from_each_stratum_as_many_rows_are_drawn_as_it_has() {
    for n in [60, 1000, 40_000] {
        let mut sizes = [0.0; 3];
        (0..n).for_each(|row| sizes[stratum(row)] += 1.0);
        let design = Design::stratified((0..n).map(stratum)).unwrap();
        for weights in weights(n, &design, 20, 5) {
            let mut drawn = [0.0; 3];
            weights
                .iter()
                .enumerate()
                .for_each(|(row, weight)| drawn[stratum(row)] += weight);
            assert_eq!(drawn, sizes);
        }
    }
}

#[test]
fn rows_of_a_cluster_share_their_count_and_counts_sum_to_the_clusters() {
    let n = 20_000;
    let design = Design::clustered((0..n).map(cluster)).unwrap();
    for weights in weights(n, &design, 20, 5) {
        let mut counts = [None; 101];
        for (row, weight) in weights.into_iter().enumerate() {
            assert_eq!(*counts[cluster(row)].get_or_insert(weight), weight);
        }
        let clusters = counts.iter().flatten().count() as f64;
        assert_eq!(counts.iter().flatten().sum::<f64>(), clusters);
    }
}

#[test]
fn clusters_of_one_row_are_independent_rows() {
    let n = 20_000;
    let alone = Design::clustered(0..n).unwrap();
    assert_eq!(weights(n, &alone, 5, 2), weights(n, &Design::iid(), 5, 2));
}

/// The bootstrap variance of a mean in closed form, against 40 000 replicates at five standard errors.
#[test]
fn strata_and_clusters_give_the_variance_of_the_mean_of_their_design() {
    let (x, y) = normal_pairs(12, 120, 0.3);
    let x: Vec<f64> = x
        .iter()
        .enumerate()
        .map(|(row, x)| x + (row % 6) as f64)
        .collect();
    let pair = Pair::new(&x, &y).unwrap();
    let mean_of = |group: usize| x.iter().skip(group).step_by(6).sum::<f64>() / 20.0;
    let means: Vec<f64> = (0..6).map(mean_of).collect();
    let all = means.iter().sum::<f64>() / 6.0;
    let between = means.iter().map(|mean| (mean - all).powi(2)).sum::<f64>() / 36.0;
    let squares = x
        .iter()
        .enumerate()
        .map(|(row, x)| (x - means[row % 6]).powi(2));
    let within = squares.sum::<f64>() / 120.0 / 120.0;
    let mean = of_moments(|moments: &Moments| moments.mean(Side::X));
    let labels = || (0..120).map(|row| row % 6);
    for (design, variance) in [
        (Design::stratified(labels()).unwrap(), within),
        (Design::clustered(labels()).unwrap(), between),
    ] {
        let found = plan(40_000, 1)
            .run_designed(&pair, &mean, &design, &Silent)
            .unwrap();
        let share = found.standard_error().unwrap().powi(2) / variance;
        let error = 5.0 * (2.0 / 40_000_f64).sqrt();
        assert!(
            (share - 1.0).abs() < error,
            "{}: {share}",
            design.scheme().name()
        );
    }
}

#[test]
fn labels_that_are_not_one_for_each_row_are_refused() {
    let pair = Pair::new(&LSAT, &GPA).unwrap();
    let labels = [1, 1, 2, 2];
    for design in [
        Design::stratified(labels).unwrap(),
        Design::clustered(labels).unwrap(),
    ] {
        let error = plan(99, 0)
            .run_designed(&pair, &Correlation, &design, &Silent)
            .unwrap_err();
        assert!(matches!(
            error,
            ParallelError::LabelCount {
                labels: 4,
                rows: 15
            }
        ));
    }
}

#[test]
fn designs_under_which_nothing_varies_are_refused() {
    for labels in [&[][..], &["a"], &["a", "a"]] {
        let error = Design::clustered(labels).unwrap_err();
        assert!(matches!(error, ParallelError::TooFewClusters { needed: 2, got } if got < 2));
    }
    for labels in [&[][..], &["a"], &["a", "b", "c"]] {
        let error = Design::stratified(labels).unwrap_err();
        assert!(matches!(error, ParallelError::StrataOfOne { strata } if strata == labels.len()));
    }
    for concentration in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let error = Design::dirichlet(concentration).unwrap_err();
        assert!(matches!(
            error,
            ParallelError::Core(CoreError::OutOfRange { .. })
        ));
    }
}

#[test]
fn single_strata_and_few_clusters_are_warned_of() {
    let labels = [0, 0, 0, 1, 2, 2, 3, 3, 3, 3, 3, 4, 5, 5, 5];
    let strata = Design::stratified(labels).unwrap();
    assert_eq!(strata.warnings(), [Warning::StrataOfOne { count: 2 }]);
    let clusters = Design::clustered(labels).unwrap();
    assert_eq!(clusters.warnings(), [Warning::FewClusters { count: 6 }]);
    let pair = Pair::new(&LSAT, &GPA).unwrap();
    let options = Bootstrap::default()
        .replicates(999)
        .method(Method::Percentile);
    let plan = options.plan().unwrap();
    let interval = plan.k_interval_designed(&pair, &clusters, &Silent).unwrap();
    assert!(
        interval
            .warnings
            .contains(&Warning::FewClusters { count: 6 })
    );
    assert_eq!(Design::clustered(0..20).unwrap().warnings(), []);
}
