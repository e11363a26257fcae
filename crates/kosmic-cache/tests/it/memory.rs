//! The tier in memory: one computation, bounded bytes, who leaves first, time.

use std::convert::Infallible;
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use kosmic_cache::{Cache, Key};

use crate::support::{answer, ask, key};

#[test]
fn ten_threads_that_ask_at_once_compute_once() {
    let cache = Cache::builder().build().unwrap();
    let (computed, barrier) = (AtomicUsize::new(0), Barrier::new(10));
    thread::scope(|scope| {
        for _ in 0..10 {
            scope.spawn(|| {
                barrier.wait();
                let value = cache.get_or_compute(&key(7), || {
                    computed.fetch_add(1, Ordering::Relaxed);
                    thread::sleep(Duration::from_millis(100));
                    Ok::<_, Infallible>(answer(7, 100))
                });
                assert_eq!(*value.unwrap(), answer(7, 100));
            });
        }
    });
    assert_eq!(computed.load(Ordering::Relaxed), 1);
    let done = cache.statistics();
    assert_eq!((done.misses, done.memory_hits), (1, 9));
}

#[test]
fn they_do_so_even_where_nothing_is_kept() {
    let cache = Cache::builder().memory_bytes(0).build().unwrap();
    let (computed, barrier) = (AtomicUsize::new(0), Barrier::new(4));
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                barrier.wait();
                let value = cache.get_or_compute(&key(1), || {
                    computed.fetch_add(1, Ordering::Relaxed);
                    thread::sleep(Duration::from_millis(200));
                    Ok::<_, Infallible>(1_u64)
                });
                assert_eq!(*value.unwrap(), 1);
            });
        }
    });
    assert_eq!(computed.load(Ordering::Relaxed), 1);
    assert!(ask(&cache, 2, 10).1 && ask(&cache, 2, 10).1);
}

#[test]
fn errors_are_told_to_all_and_not_kept() {
    let cache = Cache::builder().build().unwrap();
    let failed = cache.get_or_compute::<Vec<f64>, _>(&key(1), || Err("no data"));
    assert_eq!(*failed.unwrap_err(), "no data");
    assert!(ask(&cache, 1, 5).1);
    assert!(!ask(&cache, 1, 5).1);
    assert_eq!(cache.statistics().failures, 1);
}

#[test]
fn a_computation_that_panics_leaves_the_question_open() {
    let cache = Cache::builder().build().unwrap();
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        cache.get_or_compute::<f64, Infallible>(&key(1), || panic!("by the closure of a user"))
    }));
    assert!(panicked.is_err());
    assert!(ask(&cache, 1, 5).1);
}

#[test]
fn the_bytes_in_memory_never_exceed_the_bound() {
    let bound = 1 << 20;
    let cache = Cache::builder().memory_bytes(bound).build().unwrap();
    for number in 0..500 {
        assert_eq!(
            *ask(&cache, number, 100 + number).0,
            answer(number, 100 + number)
        );
        let done = cache.statistics();
        assert!(
            done.memory_bytes <= bound,
            "{} bytes after {number}",
            done.memory_bytes
        );
    }
    let done = cache.statistics();
    assert!(
        done.memory_bytes > bound / 2,
        "{} bytes are used of the room",
        done.memory_bytes
    );
    assert_eq!(done.memory_bound, bound);
}

#[test]
fn an_entry_larger_than_the_bound_is_given_and_not_kept() {
    let cache = Cache::builder().memory_bytes(10_000).build().unwrap();
    assert!(ask(&cache, 1, 100).1);
    assert_eq!(ask(&cache, 2, 10_000).0.len(), 10_000);
    assert_eq!(cache.statistics().memory_bytes.max(10_000), 10_000);
    assert!(ask(&cache, 2, 10_000).1);
}

#[test]
fn what_was_not_asked_for_longest_leaves_first() {
    // room for about ten entries
    let cache = Cache::builder().memory_bytes(90_000).build().unwrap();
    for number in 0..8 {
        ask(&cache, number, 1000);
    }
    for _ in 0..3 {
        assert!(!ask(&cache, 0, 1000).1);
        assert!(!ask(&cache, 1, 1000).1);
    }
    for number in 8..14 {
        ask(&cache, number, 1000);
    }
    assert!(!ask(&cache, 0, 1000).1 && !ask(&cache, 1, 1000).1);
    assert!(cache.get::<Vec<f64>>(&key(2)).is_none());
    assert!(cache.get::<Vec<f64>>(&key(13)).is_some());
}

#[test]
fn shrinking_keeps_what_was_asked_for_last_and_holds_the_new_bound() {
    let cache = Cache::builder().memory_bytes(1 << 20).build().unwrap();
    for number in 0..20 {
        ask(&cache, number, 1000);
    }
    ask(&cache, 3, 1000);
    cache.shrink_to(40_000);
    let done = cache.statistics();
    assert!(
        done.memory_bytes <= 40_000 && done.memory_entries >= 3,
        "{done:?}"
    );
    assert!(cache.get::<Vec<f64>>(&key(3)).is_some());
    assert!(cache.get::<Vec<f64>>(&key(19)).is_some());
    assert!(cache.get::<Vec<f64>>(&key(0)).is_none());
    for number in 100..120 {
        ask(&cache, number, 1000);
        assert!(cache.statistics().memory_bytes <= 40_000);
    }
    cache.shrink_to(1 << 20);
    assert_eq!(
        cache.statistics().memory_bound,
        40_000,
        "a bound is lowered only"
    );
}

#[test]
fn entries_die_of_age_and_of_idleness() {
    let time = Duration::from_millis(150);
    let aging = Cache::builder().time_to_live(time).build().unwrap();
    let idling = Cache::builder().time_to_idle(time).build().unwrap();
    for cache in [&aging, &idling] {
        assert!(ask(cache, 1, 10).1);
        assert!(!ask(cache, 1, 10).1);
        thread::sleep(2 * time);
        assert!(ask(cache, 1, 10).1);
    }
}

#[test]
fn times_beyond_any_measure_are_no_times() {
    let cache = Cache::builder()
        .time_to_live(Duration::MAX)
        .time_to_idle(Duration::MAX);
    let cache = cache.build().unwrap();
    assert!(ask(&cache, 1, 10).1);
    assert!(!ask(&cache, 1, 10).1);
}

#[test]
fn what_is_put_in_is_what_comes_out() {
    let cache = Cache::builder().build().unwrap();
    let key = Key::new("names", 1);
    cache.insert(&key, vec!["x".to_owned()], Duration::from_secs(1));
    assert_eq!(*cache.get::<Vec<String>>(&key).unwrap(), ["x"]);
    cache.insert(&key, vec!["y".to_owned()], Duration::from_secs(1));
    assert_eq!(*cache.get::<Vec<String>>(&key).unwrap(), ["y"]);
    assert!(cache.statistics().time_saved > Duration::from_millis(1900));
}
