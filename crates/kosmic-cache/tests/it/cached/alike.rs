//! Questions that look alike: each gets its own answer.

use std::sync::LazyLock;

use kosmic_cache::Cache;
use kosmic_core::{Pair, Silent};
use kosmic_parallel::{
    Bootstrap, Design, Method, ReplicateCount, Scheme, Sides, bootstrap_k_ci, bootstrap_k_lag,
};
use proptest::prelude::*;

use super::{plan, series};

#[test]
fn every_choice_makes_another_question() {
    let (x, y) = series(80, true);
    let base = Bootstrap::default().replicates(99);
    let adaptive = |tolerance, min, max| ReplicateCount::Adaptive {
        tolerance,
        min,
        max,
    };
    let blocks = base.scheme(Scheme::Circular).block_length(5);
    let all = [
        base,
        base.level(0.9),
        base.level(0.95_f64.next_up()),
        base.replicates(100),
        base.replicates(adaptive(0.1, 99, 99)),
        base.replicates(adaptive(0.1, 98, 99)),
        base.replicates(adaptive(0.2, 99, 99)),
        base.seed(1),
        base.seed(99),
        base.method(Method::Percentile),
        base.method(Method::Basic),
        base.method(Method::Bca),
        base.method(Method::Student),
        base.sides(Sides::Lower),
        base.sides(Sides::Upper),
        base.scheme(Scheme::Auto),
        base.scheme(Scheme::Poisson),
        base.scheme(Scheme::Moving),
        blocks,
        blocks.block_length(6),
        blocks.scheme(Scheme::Moving),
        blocks.scheme(Scheme::Stationary),
    ];
    let cache = Cache::builder().build().unwrap();
    // Twice, so that what one has kept could answer another.
    for _ in 0..2 {
        for options in all {
            let found = cache.cached().bootstrap_k_ci(&x, &y, options).unwrap();
            let uncached = bootstrap_k_ci(&x, &y, options).unwrap();
            assert_eq!(*found, uncached, "{options:?}");
        }
    }
    let hits = cache.statistics().memory_hits;
    assert!(hits >= all.len() as u64, "{hits}");
}

#[test]
fn the_same_choice_written_otherwise_is_the_same_question() {
    let (x, y) = series(80, false);
    let base = Bootstrap::default().replicates(99);
    let cache = Cache::builder().build().unwrap();
    for options in [
        base,
        base.method(Method::StudentSymmetric),
        base.threads(2),
        base.instruction_set(kosmic_core::InstructionSet::Scalar),
        // Of no meaning where rows are drawn.
        base.block_length(7),
    ] {
        cache.cached().bootstrap_k_ci(&x, &y, options).unwrap();
    }
    // The interval and its replicates.
    assert_eq!(cache.statistics().misses, 2);
}

#[test]
fn data_that_look_alike_are_other_data() {
    let (x, y) = series(40, false);
    let mut nudged = y.clone();
    nudged[39] = nudged[39].next_up();
    let mut swapped = x.clone();
    swapped.swap(0, 1);
    let longer: Vec<f64> = x.iter().copied().chain([0.0]).collect();
    let longer_y: Vec<f64> = y.iter().copied().chain([-0.0]).collect();
    let pairs = [
        (&x, &y),
        (&y, &x),
        (&x, &nudged),
        (&swapped, &y),
        (&longer, &longer_y),
    ];
    let cache = Cache::builder().build().unwrap();
    let options = Bootstrap::default().replicates(49);
    for _ in 0..2 {
        for (x, y) in pairs {
            let found = cache.cached().bootstrap_k_ci(x, y, options).unwrap();
            assert_eq!(*found, bootstrap_k_ci(x, y, options).unwrap());
            let found = cache.cached().bootstrap_k_lag(x, y, 2, options).unwrap();
            assert_eq!(*found, bootstrap_k_lag(x, y, 2, options).unwrap());
        }
    }
    // Interval, replicates and lags of each.
    assert_eq!(cache.statistics().misses, 3 * pairs.len() as u64);
}

#[test]
fn operations_on_the_same_data_do_not_answer_for_each_other() {
    let (x, y) = series(60, false);
    let pair = Pair::new(&x, &y).unwrap();
    let cache = Cache::builder().build().unwrap();
    let cached = cache.cached();
    let three = [&x, &y, &x];
    let missing = kosmic_core::Missing::Refuse;
    cached.k_index(&x, &y).unwrap();
    for lags in [1, 2, 11] {
        cached.k_lag(&x, &y, lags).unwrap();
        cached.k_lag_matrix([&x, &y], lags, 1, &Silent).unwrap();
        assert_eq!(
            *cached.k_lag(&x, &y, lags).unwrap(),
            kosmic_core::k_lag(&x, &y, lags).unwrap()
        );
    }
    cached.k_matrix([&x, &y], missing, 1, &Silent).unwrap();
    let matrix = cached.k_matrix(three, missing, 1, &Silent).unwrap();
    assert_eq!(*matrix, kosmic_core::k_matrix(three, missing).unwrap());
    assert_eq!(cached.k_index(&x, &y).unwrap(), pair.k());
    assert_eq!(cache.statistics().misses, 1 + 3 + 3 + 2);
}

#[test]
fn labels_make_other_replicates() {
    let (x, y) = series(40, false);
    let pair = Pair::new(&x, &y).unwrap();
    let plan = plan(Bootstrap::default().replicates(29));
    let one = |row: usize| row / 10;
    let designs = [
        Design::stratified((0..40).map(one)).unwrap(),
        Design::clustered((0..40).map(one)).unwrap(),
        Design::stratified((0..40).map(|row| one(row).min(2))).unwrap(),
        Design::stratified((0..40).map(|row| row % 4)).unwrap(),
        Design::iid(),
        Design::balanced(),
        Design::poisson(),
        Design::poisson().from_row(1),
        Design::dirichlet(1.0).unwrap(),
        Design::dirichlet(2.0).unwrap(),
        Design::moving(1).unwrap(),
        Design::moving(2).unwrap(),
        Design::circular(2).unwrap(),
    ];
    let cache = Cache::builder().build().unwrap();
    for _ in 0..2 {
        for design in &designs {
            let found = cache
                .cached()
                .k_replicates_designed(&plan, &pair, design, &Silent);
            let uncached = plan.k_replicates_designed(&pair, design, &Silent).unwrap();
            assert_eq!(*found.unwrap(), uncached, "{design:?}");
        }
    }
    assert_eq!(cache.statistics().misses, designs.len() as u64);
}

/// One for all cases: what any of them has kept could answer any other.
static SHARED: LazyLock<Cache> = LazyLock::new(|| Cache::builder().build().unwrap());

fn options() -> impl Strategy<Value = Bootstrap> {
    let methods = prop::sample::select(Method::ALL.to_vec());
    let schemes = prop::sample::select(vec![
        Scheme::Iid,
        Scheme::Poisson,
        Scheme::Balanced,
        Scheme::Circular,
    ]);
    let level = prop::sample::select(vec![0.8, 0.95]);
    (methods, schemes, level, 0..2_u64, 20..60_usize).prop_map(
        |(method, scheme, level, seed, count)| {
            let options = Bootstrap::default().method(method).scheme(scheme);
            options.level(level).seed(seed).replicates(count)
        },
    )
}

proptest! {
    #[test]
    fn whatever_was_asked_before(options in options(), rows in 20..23_usize) {
        let (x, y) = series(rows, true);
        let found = SHARED.cached().bootstrap_k_ci(&x, &y, options);
        match bootstrap_k_ci(&x, &y, options) {
            Ok(uncached) => prop_assert_eq!(&*found.unwrap(), &uncached),
            Err(error) => prop_assert_eq!(found.unwrap_err().to_string(), error.to_string()),
        }
    }
}
