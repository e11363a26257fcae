//! What hits cost, with ample room for slow machines: the figures stand in the benchmarks.

use std::time::{Duration, Instant};

use crate::support::{ask, folder, on_disk};

/// The fastest of many, which load does not slow.
fn fastest(repeats: usize, mut work: impl FnMut()) -> Duration {
    let time = |_| {
        let start = Instant::now();
        work();
        start.elapsed()
    };
    (0..repeats).map(time).min().unwrap()
}

#[test]
fn a_hit_in_memory_takes_microseconds_whatever_the_size() {
    let cache = kosmic_cache::Cache::builder()
        .memory_bytes(64 << 20)
        .build()
        .unwrap();
    ask(&cache, 1, 1_000_000);
    let hit = fastest(2000, || assert!(!ask(&cache, 1, 1_000_000).1));
    assert!(hit < Duration::from_micros(10), "{hit:?}");
}

#[test]
fn a_hit_on_disk_takes_less_than_a_millisecond() {
    let folder = folder();
    let cache = on_disk(folder.path());
    ask(&cache, 1, 1000);
    let hit = fastest(200, || assert!(!ask(&cache, 1, 1000).1));
    assert!(hit < Duration::from_millis(1), "{hit:?}");
}
