//! Forgetting by question, tag, data, age, version and all, in memory and on disk.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use kosmic_cache::{Cache, Fingerprint, Key};

use crate::support::{entries, folder, on_disk};

fn keys() -> [Key; 4] {
    let data = |number: f64| Fingerprint::of_series(&[number]);
    [
        Key::new("k", 1).data(data(1.0)).tag("first").tag("both"),
        Key::new("k", 2).data(data(1.0)).tag("second").tag("both"),
        Key::new("lag", 1).data(data(2.0)).data(data(1.0)),
        Key::new("lag", 2).data(data(2.0)),
    ]
}

fn filled(cache: &Cache) {
    for (number, key) in keys().iter().enumerate() {
        cache.insert(key, number as u64, Duration::ZERO);
    }
}

/// Which of the four are known.
fn known(cache: &Cache) -> [bool; 4] {
    keys().map(|key| cache.get::<u64>(&key).is_some())
}

fn both_tiers(check: impl Fn(&Cache)) {
    let folder = folder();
    for cache in [
        Cache::builder().build().unwrap(),
        on_disk(folder.path()),
        Cache::builder().folder(folder.path()).build().unwrap(),
    ] {
        filled(&cache);
        assert_eq!(known(&cache), [true; 4]);
        check(&cache);
    }
}

#[test]
fn one_answer_is_forgotten() {
    both_tiers(|cache| {
        assert!(cache.remove::<u64>(&keys()[1]).unwrap());
        assert_eq!(known(cache), [true, false, true, true]);
        assert!(!cache.remove::<u64>(&keys()[1]).unwrap());
        assert!(!cache.remove::<i64>(&keys()[0]).unwrap());
    });
}

#[test]
fn what_carries_a_tag_is_forgotten() {
    both_tiers(|cache| {
        assert_eq!(cache.remove_tag("nothing").unwrap(), 0);
        assert_eq!(cache.remove_tag("first").unwrap(), 1);
        assert_eq!(known(cache), [false, true, true, true]);
        assert_eq!(cache.remove_tag("both").unwrap(), 1);
        assert_eq!(known(cache), [false, false, true, true]);
    });
}

#[test]
fn what_was_found_from_some_data_is_forgotten() {
    both_tiers(|cache| {
        assert_eq!(
            cache.remove_data(Fingerprint::of_series(&[1.0])).unwrap(),
            3
        );
        assert_eq!(known(cache), [false, false, false, true]);
    });
}

#[test]
fn other_versions_of_an_operation_are_forgotten() {
    both_tiers(|cache| {
        assert_eq!(cache.remove_other_versions("k", 2).unwrap(), 1);
        assert_eq!(known(cache), [false, true, true, true]);
    });
}

#[test]
fn what_is_old_is_forgotten() {
    both_tiers(|cache| {
        assert_eq!(cache.remove_older_than(Duration::from_secs(60)).unwrap(), 0);
        assert_eq!(cache.remove_older_than(Duration::MAX).unwrap(), 0);
        thread::sleep(Duration::from_millis(60));
        cache.insert(&keys()[2], 2_u64, Duration::ZERO);
        assert_eq!(
            cache.remove_older_than(Duration::from_millis(50)).unwrap(),
            3
        );
        assert_eq!(known(cache), [false, false, true, false]);
    });
}

#[test]
fn everything_is_forgotten() {
    both_tiers(|cache| {
        assert_eq!(cache.clear().unwrap(), 4);
        assert_eq!(known(cache), [false; 4]);
    });
}

#[test]
fn an_answer_whose_computation_began_before_is_not_kept() {
    let folder = folder();
    let cache = Arc::new(Cache::builder().folder(folder.path()).build().unwrap());
    let (begun, has_begun) = mpsc::channel();
    let (go_on, may_go_on) = mpsc::channel::<()>();
    let worker = thread::spawn({
        let cache = Arc::clone(&cache);
        move || {
            let answer = cache.get_or_compute(&keys()[0], || {
                begun.send(()).unwrap();
                may_go_on.recv().unwrap();
                Ok::<u64, Infallible>(0)
            });
            assert_eq!(*answer.unwrap(), 0);
        }
    });
    has_begun.recv().unwrap();
    cache.remove_tag("first").unwrap();
    go_on.send(()).unwrap();
    worker.join().unwrap();
    assert_eq!(known(&cache), [false; 4]);
    assert_eq!(entries(folder.path()).len(), 0);
}
