//! Maps over many items: order, threads, nesting, failures, panics, stopping.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use kosmic_core::Silent;
use kosmic_parallel::{
    ParallelError, Threads, parallel_map, parallel_map_partial, try_parallel_map,
};

use crate::observers::Observer;

const THREADS: [usize; 4] = [1, 2, 3, 16];

fn numbers(count: u64) -> Vec<u64> {
    (0..count).collect()
}

#[test]
fn results_stand_in_the_order_of_the_items_for_any_number_of_threads() {
    for count in [0, 1, 2, 17, 1000, 5003] {
        let items = numbers(count);
        let expected: Vec<u64> = items.iter().map(|item| item * item).collect();
        for threads in THREADS {
            let squares = parallel_map(&items, threads, &Silent, |item| item * item).unwrap();
            assert_eq!(squares, expected, "{count} items, {threads} threads");
        }
        let squares = parallel_map(&items, Threads::All, &Silent, |item| item * item).unwrap();
        assert_eq!(squares, expected);
    }
}

#[test]
fn the_observer_hears_of_every_item() {
    for threads in THREADS {
        let observer = Observer::patient();
        parallel_map(&numbers(1003), threads, &observer, |item| item + 1).unwrap();
        assert_eq!(observer.counts(), [1, 1003, 1003, 1]);
    }
}

#[test]
fn the_first_error_in_the_order_of_the_items_is_returned_for_any_number_of_threads() {
    let fails_from = |first: u64| {
        move |item: &u64| {
            if *item >= first && item % 7 == 3 {
                return Err(Failure::At(*item));
            }
            Ok(*item)
        }
    };
    for threads in THREADS {
        for _ in 0..20 {
            let failed = try_parallel_map(&numbers(500), threads, &Silent, fails_from(100));
            assert_eq!(failed, Err(Failure::At(101)));
        }
        let all = try_parallel_map(&numbers(500), threads, &Silent, fails_from(500));
        assert_eq!(all, Ok(numbers(500)));
    }
}

#[derive(Debug, PartialEq)]
enum Failure {
    At(u64),
    Parallel(String),
}

impl From<ParallelError> for Failure {
    fn from(error: ParallelError) -> Self {
        Self::Parallel(error.to_string())
    }
}

#[test]
fn errors_stop_the_items_after_them() {
    let begun = AtomicUsize::new(0);
    let failed: Result<Vec<()>, Failure> = try_parallel_map(&numbers(1000), 1, &Silent, |item| {
        begun.fetch_add(1, Relaxed);
        Err(Failure::At(*item))
    });
    assert_eq!(failed, Err(Failure::At(0)));
    assert_eq!(begun.into_inner(), 1);
}

#[test]
fn a_panic_is_an_error_and_the_next_map_works() {
    let panics = |item: &u64| {
        assert!(*item < 30, "item {item} is too large");
        *item
    };
    for threads in THREADS {
        let observer = Observer::patient();
        let panicked = parallel_map(&numbers(100), threads, &observer, panics);
        let Err(ParallelError::Panicked { item, message }) = panicked else {
            panic!("{panicked:?}");
        };
        assert_eq!((item, message.as_str()), (30, "item 30 is too large"));
        assert_eq!(observer.counts()[3], 1);
        let works = parallel_map(&numbers(30), threads, &Silent, panics);
        assert_eq!(works.unwrap(), numbers(30));
    }
}

#[test]
fn a_panic_without_a_message_is_an_error_too() {
    let panicked = parallel_map(&[1], 1, &Silent, |_| std::panic::panic_any(7));
    let sentence = panicked.unwrap_err().to_string();
    assert_eq!(sentence, "the work on item 0 panicked: without a message");
}

#[test]
fn a_stopped_map_is_an_error_that_says_how_much_was_done() {
    for threads in THREADS {
        let observer = Observer::with_patience(100);
        let stopped = parallel_map(&numbers(2000), threads, &observer, |item| *item);
        let Err(ParallelError::MapStopped { finished, items }) = stopped else {
            panic!("{stopped:?}");
        };
        assert_eq!(items, 2000);
        assert_eq!(observer.counts(), [1, 2000, finished as u64, 1]);
        assert!((100..100 + 16 * threads).contains(&finished), "{finished}");
    }
}

#[test]
fn a_partial_map_keeps_what_was_done_before_it_was_stopped() {
    for threads in THREADS {
        let observer = Observer::with_patience(100);
        let partial =
            parallel_map_partial(&numbers(2000), threads, &observer, |item| *item).unwrap();
        assert_eq!(partial.len(), 2000);
        let done = partial.iter().flatten().count() as u64;
        assert_eq!(observer.counts()[2], done);
        for (result, item) in partial.iter().zip(0..) {
            assert!(result.is_none_or(|result| result == item));
        }
        let all = parallel_map_partial(&numbers(9), threads, &Silent, |item| *item).unwrap();
        assert_eq!(all, numbers(9).into_iter().map(Some).collect::<Vec<_>>());
    }
}

#[test]
fn no_thread_or_far_too_many_are_refused_before_anything_is_done() {
    for threads in [0, 1_000_000] {
        let refused = parallel_map(&[1], threads, &Silent, |_| unreachable!("nothing is begun"));
        let refused: Result<Vec<()>, _> = refused;
        assert!(
            matches!(refused, Err(ParallelError::Threads { requested, .. }) if requested == threads)
        );
    }
}

#[test]
fn maps_in_maps_and_in_tasks_of_rayon_end() {
    use rayon::prelude::*;

    let row = |start: &u64| -> u64 {
        let items: Vec<u64> = (*start..*start + 50).collect();
        parallel_map(&items, 4, &Silent, |item| item * 2)
            .unwrap()
            .iter()
            .sum()
    };
    let expected: Vec<u64> = numbers(40)
        .iter()
        .map(|start| 50 * 49 + 100 * start)
        .collect();
    assert_eq!(
        parallel_map(&numbers(40), 3, &Silent, row).unwrap(),
        expected
    );
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .unwrap();
    let nested: Vec<u64> = pool.install(|| numbers(40).par_iter().map(row).collect());
    assert_eq!(nested, expected);
}
