//! Replicates are extended, not drawn anew.

use kosmic_cache::Cache;
use kosmic_core::{Pair, Silent};
use kosmic_parallel::{Bootstrap, Method, Scheme};

use super::{Observer, plan, series};
use crate::support::folder;

/// Asks for intervals and tells how many replicates each has drawn; each has the bits of the uncached call.
fn drawn(cache: &Cache, asked: &[Bootstrap]) -> Vec<u64> {
    let (x, y) = series(60, false);
    let pair = Pair::new(&x, &y).unwrap();
    let one = |options: &Bootstrap| {
        let (plan, observer) = (plan(*options), Observer::patient());
        let found = cache.cached().k_interval(&plan, &pair, &observer).unwrap();
        assert_eq!(*found, plan.k_interval(&pair, &Silent).unwrap());
        observer.count()
    };
    asked.iter().map(one).collect()
}

#[test]
fn more_replicates_draw_what_is_missing() {
    let cache = Cache::builder().build().unwrap();
    let of = |count: usize| Bootstrap::default().replicates(count);
    let asked = [500, 2000, 1000, 2500, 500, 2].map(of);
    assert_eq!(drawn(&cache, &asked), [500, 1500, 0, 500, 0, 0]);
}

#[test]
fn another_level_or_method_draws_none() {
    let cache = Cache::builder().build().unwrap();
    let base = Bootstrap::default().replicates(500);
    let plain = base.method(Method::Percentile);
    let asked = [
        base,
        base.level(0.9),
        base.method(Method::Student),
        plain,
        base.method(Method::Bca),
        base.method(Method::Bca).replicates(300),
        base.method(Method::Abc),
        plain.level(0.5),
        base.method(Method::Bca).replicates(600),
    ];
    // Those with an error of each replicate, and those without.
    assert_eq!(drawn(&cache, &asked), [500, 0, 0, 500, 0, 0, 0, 0, 100]);
}

#[test]
fn replicates_that_hang_on_their_number_are_drawn_anew() {
    let cache = Cache::builder().build().unwrap();
    let of = |count: usize| {
        let options = Bootstrap::default().scheme(Scheme::Balanced);
        options.method(Method::Percentile).replicates(count)
    };
    let asked = [200, 300, 200, 300].map(of);
    assert_eq!(drawn(&cache, &asked), [200, 300, 0, 0]);
}

#[test]
fn another_process_goes_on_where_one_has_ended() {
    let folder = folder();
    let open = || Cache::builder().folder(folder.path()).build().unwrap();
    let of = |count: usize| Bootstrap::default().replicates(count);
    assert_eq!(drawn(&open(), &[of(700)]), [700]);
    assert_eq!(drawn(&open(), &[of(1000)]), [300]);
    assert_eq!(drawn(&open(), &[of(1000), of(900)]), [0, 0]);
}

#[test]
fn ten_threads_that_ask_at_once_draw_once() {
    let (x, y) = series(200, false);
    let cache = Cache::builder().build().unwrap();
    let barrier = std::sync::Barrier::new(10);
    let options = Bootstrap::default().replicates(20_000);
    std::thread::scope(|scope| {
        for _ in 0..10 {
            scope.spawn(|| {
                barrier.wait();
                cache.cached().bootstrap_k_ci(&x, &y, options).unwrap();
            });
        }
    });
    let done = cache.statistics();
    // The interval and its replicates.
    assert_eq!((done.misses, done.memory_hits), (2, 9));
}
