//! What an observer stops is no answer.

use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use kosmic_cache::Cache;
use kosmic_core::{Missing, Pair, Progress, Silent};
use kosmic_parallel::{Bootstrap, Warning};

use super::{Observer, plan, series};

#[test]
fn a_part_is_given_to_who_stopped_it_and_to_nobody_else() {
    let (x, y) = series(60, false);
    let pair = Pair::new(&x, &y).unwrap();
    let cache = Cache::builder().build().unwrap();
    let plan = plan(Bootstrap::default().replicates(20_000));
    let hasty = Observer::stopping_after(1000);
    let part = cache.cached().k_interval(&plan, &pair, &hasty).unwrap();
    assert!(part.replicates_used < 20_000);
    let stop = Warning::StoppedEarly { requested: 20_000 };
    assert!(part.warnings.contains(&stop));
    // What was finished is there, the rest is drawn.
    let observer = Observer::patient();
    let whole = cache.cached().k_interval(&plan, &pair, &observer).unwrap();
    assert_eq!(*whole, plan.k_interval(&pair, &Silent).unwrap());
    assert_eq!(observer.count() as usize, 20_000 - part.replicates_used);
}

#[test]
fn an_extension_that_is_stopped_keeps_what_is_finished() {
    let (x, y) = series(60, false);
    let pair = Pair::new(&x, &y).unwrap();
    let cache = Cache::builder().build().unwrap();
    let of = |count: usize| plan(Bootstrap::default().replicates(count));
    let ask = |count: usize, observer: &Observer| {
        let found = cache.cached().k_replicates(&of(count), &pair, observer);
        found.unwrap()
    };
    ask(500, &Observer::patient());
    let part = ask(20_000, &Observer::stopping_after(1000));
    assert_eq!(part.stopped_early(), Some(20_000));
    let observer = Observer::patient();
    let whole = ask(20_000, &observer);
    assert_eq!(*whole, of(20_000).k_replicates(&pair, &Silent).unwrap());
    assert_eq!(observer.count() as usize, 20_000 - part.count());
}

#[test]
fn work_that_is_whole_or_nothing_is_asked_for_again() {
    let columns: Vec<Vec<f64>> = (0..30)
        .map(|rows| series(100 + rows, false).0[rows..].to_vec())
        .collect();
    let cache = Cache::builder().build().unwrap();
    let ask = |progress: &dyn Progress| {
        cache
            .cached()
            .k_matrix(&columns, Missing::Refuse, 1, progress)
    };
    assert!(ask(&Observer::stopping_after(0)).is_err());
    assert_eq!(
        *ask(&Silent).unwrap(),
        kosmic_core::k_matrix(&columns, Missing::Refuse).unwrap()
    );
}

/// Lets another ask the same question meanwhile, and then stops.
struct Spoiler<'b> {
    barrier: &'b Barrier,
    met: AtomicBool,
}

impl Progress for Spoiler<'_> {
    fn is_cancelled(&self) -> bool {
        if !self.met.swap(true, Relaxed) {
            self.barrier.wait();
            std::thread::sleep(std::time::Duration::from_millis(200));
        }
        true
    }
}

#[test]
fn who_waited_for_work_that_another_stopped_gets_it_whole() {
    let (x, y) = series(60, false);
    let pair = Pair::new(&x, &y).unwrap();
    let cache = Cache::builder().build().unwrap();
    let plan = plan(Bootstrap::default().replicates(5000));
    let barrier = Barrier::new(2);
    let spoiler = Spoiler {
        barrier: &barrier,
        met: AtomicBool::new(false),
    };
    std::thread::scope(|scope| {
        scope.spawn(|| {
            // Nothing, or too little for an interval, or a part with a warning.
            let stopped = cache.cached().k_interval(&plan, &pair, &spoiler);
            assert!(stopped.is_err() || !stopped.unwrap().warnings.is_empty());
        });
        barrier.wait();
        let whole = cache.cached().k_interval(&plan, &pair, &Silent).unwrap();
        assert_eq!(*whole, plan.k_interval(&pair, &Silent).unwrap());
    });
}
