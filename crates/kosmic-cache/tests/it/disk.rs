//! The tier on disk: what is damaged is a miss, what is too much leaves, what others put there stays.

use std::fs;
use std::time::{Duration, SystemTime};

use kosmic_cache::Cache;

use crate::support::{answer, ask, bytes_of, entries, folder, on_disk};

#[test]
fn another_cache_finds_what_one_has_kept() {
    let folder = folder();
    assert!(ask(&on_disk(folder.path()), 1, 1000).1);
    let cache = on_disk(folder.path());
    let (value, computed) = ask(&cache, 1, 1000);
    assert!(!computed);
    assert_eq!(*value, answer(1, 1000));
    let done = cache.statistics();
    assert_eq!((done.disk_hits, done.misses), (1, 0));
}

#[test]
fn what_comes_from_disk_is_in_memory_from_then_on() {
    let folder = folder();
    ask(&on_disk(folder.path()), 1, 1000);
    let cache = Cache::builder().folder(folder.path()).build().unwrap();
    ask(&cache, 1, 1000);
    ask(&cache, 1, 1000);
    let done = cache.statistics();
    assert_eq!((done.disk_hits, done.memory_hits, done.misses), (1, 1, 0));
}

#[test]
fn damaged_cut_short_and_foreign_files_are_misses_and_are_replaced() {
    let folder = folder();
    ask(&on_disk(folder.path()), 1, 100);
    let file = entries(folder.path()).remove(0);
    let whole = fs::read(&file).unwrap();
    let mut flipped = whole.clone();
    flipped[whole.len() / 2] ^= 0x10;
    let mut newer = whole.clone();
    newer[8] = 200;
    let longer = [whole.clone(), vec![0; 10]].concat();
    let broken: [&[u8]; 7] = [
        &flipped,
        &newer,
        &longer,
        &whole[..whole.len() - 1],
        &whole[..30],
        b"",
        b"a file of somebody else, with a name of ours",
    ];
    for bytes in broken {
        fs::write(&file, bytes).unwrap();
        let cache = on_disk(folder.path());
        let (value, computed) = ask(&cache, 1, 100);
        assert!(computed);
        assert_eq!(*value, answer(1, 100));
        assert_eq!(cache.statistics().damaged, 1);
        let value = |bytes: &[u8]| bytes[bytes.len() - 16 - 100 * 8..bytes.len() - 16].to_vec();
        assert_eq!(value(&fs::read(&file).unwrap()), value(&whole));
        assert!(!ask(&cache, 1, 100).1);
    }
}

#[test]
fn the_answer_to_another_question_is_a_miss() {
    let folder = folder();
    let cache = on_disk(folder.path());
    ask(&cache, 1, 100);
    let of_one = entries(folder.path()).remove(0);
    ask(&cache, 2, 100);
    let of_two = entries(folder.path())
        .into_iter()
        .find(|file| *file != of_one)
        .unwrap();
    fs::copy(&of_one, &of_two).unwrap();
    let (value, computed) = ask(&cache, 2, 100);
    assert!(computed);
    assert_eq!(*value, answer(2, 100));
}

#[test]
fn the_folder_never_holds_more_than_its_bound_and_those_used_last() {
    let folder = folder();
    let bound = 200_000;
    let cache = Cache::builder()
        .memory_bytes(0)
        .folder(folder.path())
        .disk_bytes(bound);
    let cache = cache.build().unwrap();
    for number in 0..100 {
        ask(&cache, number, 1000);
        let files = entries(folder.path());
        assert!(bytes_of(&files) <= bound, "{} bytes", bytes_of(&files));
        // The first is used again and again.
        assert!(number < 5 || !ask(&cache, 0, 1000).1);
        std::thread::sleep(Duration::from_millis(2));
    }
    assert!(bytes_of(&entries(folder.path())) > bound / 2);
    assert!(!ask(&cache, 99, 1000).1);
    assert!(ask(&cache, 1, 1000).1);
}

#[test]
fn an_entry_larger_than_the_folder_may_be_is_given_and_counted() {
    let folder = folder();
    let cache = Cache::builder()
        .memory_bytes(0)
        .folder(folder.path())
        .disk_bytes(1000);
    let cache = cache.build().unwrap();
    assert_eq!(ask(&cache, 1, 1000).0.len(), 1000);
    assert_eq!(cache.statistics().not_stored, 1);
    assert_eq!(entries(folder.path()).len(), 0);
}

#[test]
fn a_folder_that_refuses_to_be_written_costs_no_answer() {
    let folder = folder();
    let cache = on_disk(folder.path());
    // A file where the folder of the entry should be fails for every user, root too.
    for byte in 0..=255_u8 {
        fs::write(folder.path().join(format!("{byte:02x}")), b"").unwrap();
    }
    assert_eq!(*ask(&cache, 1, 100).0, answer(1, 100));
    assert!(ask(&cache, 1, 100).1);
    assert_eq!(cache.statistics().not_stored, 2);
}

#[test]
fn time_to_live_holds_on_disk_too() {
    let folder = folder();
    let cache = || {
        let builder = Cache::builder().memory_bytes(0).folder(folder.path());
        builder
            .time_to_live(Duration::from_millis(200))
            .build()
            .unwrap()
    };
    assert!(ask(&cache(), 1, 10).1);
    assert!(!ask(&cache(), 1, 10).1);
    std::thread::sleep(Duration::from_millis(300));
    assert!(ask(&cache(), 1, 10).1);
}

#[test]
fn checking_removes_what_is_damaged_or_unfinished_and_nothing_else() {
    let folder = folder();
    let cache = on_disk(folder.path());
    for number in 0..10 {
        ask(&cache, number, 100);
    }
    let files = entries(folder.path());
    fs::write(&files[3], b"damaged").unwrap();
    fs::write(files[0].with_file_name(".unfinished-abc"), b"half").unwrap();
    let foreign = [
        files[0].with_file_name("notes.txt"),
        folder.path().join("mine.entry"),
    ];
    for file in &foreign {
        fs::write(file, b"not ours").unwrap();
    }
    let found = cache.verify().unwrap();
    assert_eq!((found.whole, found.damaged, found.unfinished), (9, 1, 1));
    assert_eq!(found.bytes, bytes_of(&entries(folder.path())));
    cache.clear().unwrap();
    assert!(
        foreign.iter().all(|file| file.exists()),
        "files of others stay"
    );
    assert_eq!(entries(folder.path()).len(), 0);
}

#[test]
fn the_folder_tells_what_all_caches_have_done() {
    let folder = folder();
    for _ in 0..3 {
        let cache = on_disk(folder.path());
        ask(&cache, 1, 100);
        ask(&cache, 2, 100);
    }
    let cache = on_disk(folder.path());
    ask(&cache, 1, 100);
    let told = cache.folder_statistics().unwrap().unwrap();
    assert_eq!((told.entries, told.hits, told.misses), (2, 5, 2));
    assert_eq!(told.bytes, bytes_of(&entries(folder.path())));
    assert_eq!(cache.folder_statistics().unwrap().unwrap(), told);
}

#[test]
fn a_damaged_ledger_is_written_anew() {
    let folder = folder();
    ask(&on_disk(folder.path()), 1, 1000);
    for ledger in [&b""[..], b"\x01", &[0xff; 500]] {
        fs::write(folder.path().join("ledger"), ledger).unwrap();
        let cache = Cache::builder()
            .memory_bytes(0)
            .folder(folder.path())
            .disk_bytes(10_000);
        let cache = cache.build().unwrap();
        ask(&cache, 2, 1000);
        assert!(bytes_of(&entries(folder.path())) <= 10_000);
    }
}

#[test]
fn a_reading_renews_the_time_an_entry_leaves_by() {
    let folder = folder();
    ask(&on_disk(folder.path()), 1, 10);
    let file = entries(folder.path()).remove(0);
    let long_ago = SystemTime::now() - Duration::from_secs(1000);
    fs::File::options()
        .write(true)
        .open(&file)
        .unwrap()
        .set_modified(long_ago)
        .unwrap();
    assert!(!ask(&on_disk(folder.path()), 1, 10).1);
    assert!(fs::metadata(&file).unwrap().modified().unwrap() > long_ago + Duration::from_secs(900));
}
