//! The bits of the calls of the same name, computed, from memory and from disk.

use kosmic_cache::Cache;
use kosmic_core::{Missing, Pair, Silent, k_index, k_lag, k_matrix};
use kosmic_parallel::{
    Bootstrap, Columns, CouplingTest, Design, LagTest, Method, ReplicateCount, Scheme,
    bootstrap_k_ci, bootstrap_k_lag, bootstrap_k_matrix, k_lag_matrix,
};
use serde::Serialize;

use super::{bits, elsewhere, plan, series};
use crate::support::folder;

/// Asks three caches on one folder: computed, from memory, from disk. Each must have the bits of the uncached call, and but the first
/// none may compute.
fn same<V: Serialize>(uncached: &V, ask: impl Fn(&Cache) -> Vec<u8>) {
    let folder = folder();
    let open = || Cache::builder().folder(folder.path()).build().unwrap();
    let cache = open();
    assert_eq!(ask(&cache), bits(uncached));
    let computed = cache.statistics().misses;
    assert!(computed > 0);
    assert_eq!(ask(&cache), bits(uncached));
    assert_eq!(cache.statistics().misses, computed);
    let other = open();
    assert_eq!(ask(&other), bits(uncached));
    let done = other.statistics();
    assert_eq!(done.misses, 0);
    assert!(done.disk_hits > 0);
}

#[test]
fn estimates_and_profiles() {
    let (x, y) = series(300, true);
    same(&k_index(&x, &y).unwrap(), |cache| {
        bits(&cache.cached().k_index(&x, &y).unwrap())
    });
    same(&k_lag(&x, &y, 20).unwrap(), |cache| {
        bits(&*cache.cached().k_lag(&x, &y, 20).unwrap())
    });
    let pair = Pair::new(&x, &y).unwrap();
    same(&k_lag(&x, &y, 7).unwrap(), |cache| {
        bits(&*cache.cached().lag_profile(&pair, 7).unwrap())
    });
}

#[test]
fn intervals_by_every_method() {
    let (x, y) = series(60, false);
    for method in Method::ALL {
        let options = Bootstrap::default().replicates(199).method(method).seed(3);
        same(&bootstrap_k_ci(&x, &y, options).unwrap(), |cache| {
            bits(&*cache.cached().bootstrap_k_ci(&x, &y, options).unwrap())
        });
    }
}

#[test]
fn intervals_by_every_scheme_without_labels() {
    let (x, y) = series(120, true);
    for scheme in [
        Scheme::Iid,
        Scheme::Balanced,
        Scheme::Poisson,
        Scheme::Dirichlet,
        Scheme::Moving,
        Scheme::Circular,
        Scheme::Stationary,
        Scheme::Auto,
    ] {
        let options = Bootstrap::default().replicates(99).scheme(scheme);
        same(&bootstrap_k_ci(&x, &y, options).unwrap(), |cache| {
            bits(&*cache.cached().bootstrap_k_ci(&x, &y, options).unwrap())
        });
    }
}

#[test]
fn an_adaptive_number_is_decided_as_if_nothing_were_known() {
    let (x, y) = series(50, false);
    let count = |tolerance| ReplicateCount::Adaptive {
        tolerance,
        min: 500,
        max: 20_000,
    };
    let options = |count: ReplicateCount| {
        Bootstrap::default()
            .method(Method::Percentile)
            .replicates(count)
    };
    let cache = Cache::builder().build().unwrap();
    // More and fewer than either needs are known before.
    for count in [
        100.into(),
        count(0.04),
        6000.into(),
        count(0.03),
        count(0.05),
    ] {
        let found = cache.cached().bootstrap_k_ci(&x, &y, options(count));
        assert_eq!(
            *found.unwrap(),
            bootstrap_k_ci(&x, &y, options(count)).unwrap()
        );
    }
}

#[test]
fn replicates_by_labels() {
    let (x, y) = series(60, false);
    let pair = Pair::new(&x, &y).unwrap();
    let plan = plan(Bootstrap::default().replicates(99));
    let labels = || (0..60).map(|row| row / 10);
    for design in [
        Design::stratified(labels()).unwrap(),
        Design::clustered(labels()).unwrap(),
        Design::poisson().from_row(17),
        Design::dirichlet(0.5).unwrap(),
    ] {
        let uncached = plan.k_replicates_designed(&pair, &design, &Silent).unwrap();
        same(&uncached, |cache| {
            let cached = cache.cached();
            bits(
                &*cached
                    .k_replicates_designed(&plan, &pair, &design, &Silent)
                    .unwrap(),
            )
        });
    }
}

#[test]
fn many_couplings() {
    let columns: Vec<Vec<f64>> = [(80, true), (80, false)]
        .into_iter()
        .flat_map(|(rows, slow)| <[Vec<f64>; 2]>::from(series(rows, slow)))
        .collect();
    let (x, y) = (&columns[0], &columns[1]);
    let options = Bootstrap::default().replicates(99).threads(2);
    same(&bootstrap_k_lag(x, y, 4, options).unwrap(), |cache| {
        bits(&*cache.cached().bootstrap_k_lag(x, y, 4, options).unwrap())
    });
    same(&bootstrap_k_matrix(&columns, options).unwrap(), |cache| {
        bits(
            &*cache
                .cached()
                .bootstrap_k_matrix(&columns, options)
                .unwrap(),
        )
    });
    same(&k_matrix(&columns, Missing::Refuse).unwrap(), |cache| {
        let cached = cache.cached();
        bits(
            &*cached
                .k_matrix(&columns, Missing::Refuse, 2, &Silent)
                .unwrap(),
        )
    });
    let checked = Columns::new(&columns).unwrap();
    same(&k_lag_matrix(&checked, 5, 1, &Silent).unwrap(), |cache| {
        bits(
            &*cache
                .cached()
                .k_lag_matrix(&columns, 5, 2, &Silent)
                .unwrap(),
        )
    });
}

#[test]
fn tests_and_peak_sets() {
    let (x, y) = series(150, true);
    let pair = Pair::new(&x, &y).unwrap();
    let test = CouplingTest::default().surrogates(99).seed(5);
    same(&test.run(&pair, &Silent).unwrap(), |cache| {
        bits(&*cache.cached().test_coupling(test, &pair, &Silent).unwrap())
    });
    let test = LagTest::new(2).surrogates(99);
    same(&test.run(&pair, &Silent).unwrap(), |cache| {
        bits(&*cache.cached().test_lag_peak(test, &pair, &Silent).unwrap())
    });
    let plan = plan(Bootstrap::default().replicates(99).scheme(Scheme::Auto));
    let replicates = plan.lag_replicates(&pair, 3, &Silent).unwrap();
    same(&replicates.peak_set(0.95).unwrap(), |cache| {
        let found = cache.cached().lag_bootstrap(&plan, &pair, 3, &Silent);
        bits(&found.unwrap().peak_set)
    });
}

#[test]
fn missing_values_with_their_policy() {
    let (mut x, mut y) = series(40, false);
    (x[3], y[9]) = (f64::NAN, f64::NAN);
    let z = series(40, true).0;
    let columns = [x, y, z];
    let cache = Cache::builder().build().unwrap();
    for missing in [Missing::Listwise, Missing::Pairwise] {
        let found = cache.cached().k_matrix(&columns, missing, 1, &Silent);
        assert_eq!(*found.unwrap(), k_matrix(&columns, missing).unwrap());
    }
    let refused = cache
        .cached()
        .k_matrix(&columns, Missing::Refuse, 1, &Silent);
    assert!(refused.unwrap_err().to_string().contains("NaN"));
}

#[test]
fn data_elsewhere_than_in_memory() {
    let (x, y) = series(100, true);
    let (near, far) = (Pair::new(&x, &y).unwrap(), elsewhere(&x, &y));
    let plan = plan(Bootstrap::default().replicates(99));
    let cache = Cache::builder().build().unwrap();
    let (of_near, of_far) = (
        cache.cached().k_interval(&plan, &near, &Silent).unwrap(),
        cache.cached().k_interval(&plan, &far, &Silent).unwrap(),
    );
    assert_eq!(*of_near, plan.k_interval(&near, &Silent).unwrap());
    assert_eq!(*of_far, plan.k_interval(&far, &Silent).unwrap());
    // Whether rows depend on each other is looked at in memory only: two answers.
    assert_ne!(of_near.warnings, of_far.warnings);
}

#[test]
fn the_number_of_threads_is_that_of_who_asks() {
    let (x, y) = series(100, false);
    let cache = Cache::builder().build().unwrap();
    for threads in [1, 2, 1] {
        let options = Bootstrap::default().replicates(99).threads(threads);
        let found = cache.cached().bootstrap_k_ci(&x, &y, options).unwrap();
        assert_eq!(*found, bootstrap_k_ci(&x, &y, options).unwrap());
    }
    let done = cache.statistics();
    assert_eq!((done.misses, done.memory_hits), (2, 2));
}
