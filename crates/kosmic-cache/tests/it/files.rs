//! Files by their content: remembered, distrusted, changed.

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use kosmic_cache::{Cache, CacheError, Fingerprint, Trust};

use crate::support::{folder, on_disk};

/// Files just written may change within the same tick of the clock: these are written long ago as far as their time tells, which on
/// Unix is not believed, since the time of the inode is that of now.
fn written_long_ago(path: &Path, bytes: &[u8]) {
    fs::write(path, bytes).unwrap();
    let time = SystemTime::now() - Duration::from_secs(100);
    fs::File::options()
        .write(true)
        .open(path)
        .unwrap()
        .set_modified(time)
        .unwrap();
}

#[test]
fn a_file_has_the_fingerprint_of_its_bytes() {
    let folder = folder();
    let path = folder.path().join("data.csv");
    let bytes: Vec<u8> = (0..3_000_000_u32).flat_map(u32::to_le_bytes).collect();
    fs::write(&path, &bytes).unwrap();
    let cache = Cache::builder().build().unwrap();
    for trust in [Trust::Metadata, Trust::Content] {
        assert_eq!(
            cache.fingerprint_file(&path, trust).unwrap(),
            Fingerprint::of_bytes(&bytes)
        );
    }
}

#[test]
fn a_file_that_keeps_its_size_and_time_but_not_its_content_is_found_out() {
    let folder = folder();
    let path = folder.path().join("data.csv");
    let cache = Cache::builder().build().unwrap();
    written_long_ago(&path, b"1,2,3");
    let modified = fs::metadata(&path).unwrap().modified().unwrap();
    let before = cache.fingerprint_file(&path, Trust::Metadata).unwrap();
    fs::write(&path, b"1,2,4").unwrap();
    fs::File::options()
        .write(true)
        .open(&path)
        .unwrap()
        .set_modified(modified)
        .unwrap();
    let after = cache.fingerprint_file(&path, Trust::Metadata).unwrap();
    assert_ne!(before, after);
    assert_eq!(after, Fingerprint::of_bytes(b"1,2,4"));
}

#[test]
fn a_file_that_has_settled_is_read_once() {
    let folder = folder();
    let path = folder.path().join("data.csv");
    fs::write(&path, vec![7; 100_000]).unwrap();
    let cache_folder = folder.path().join("cache");
    let kept = |cache: &Cache| cache.folder_statistics().unwrap().unwrap().entries;
    let cache = on_disk(&cache_folder);
    let fresh = cache.fingerprint_file(&path, Trust::Metadata).unwrap();
    assert_eq!(kept(&cache), 0, "it may change without its time telling");
    std::thread::sleep(Duration::from_millis(3200));
    assert_eq!(
        cache.fingerprint_file(&path, Trust::Metadata).unwrap(),
        fresh
    );
    assert_eq!(kept(&cache), 1);
    let other = on_disk(&cache_folder);
    assert_eq!(
        other.fingerprint_file(&path, Trust::Metadata).unwrap(),
        fresh
    );
    assert_eq!(other.statistics().disk_hits, 1);
    assert_eq!(
        other.fingerprint_file(&path, Trust::Content).unwrap(),
        fresh
    );
    assert_eq!(other.statistics().disk_hits, 1);
}

#[test]
fn a_missing_file_and_a_folder_are_typed_errors() {
    let folder = folder();
    let cache = Cache::builder().build().unwrap();
    for path in [folder.path().join("none.csv"), folder.path().to_owned()] {
        let error = cache.fingerprint_file(&path, Trust::Metadata).unwrap_err();
        assert!(matches!(error, CacheError::File { .. }), "{error}");
        assert!(
            error
                .to_string()
                .contains(&*path.file_name().unwrap().to_string_lossy())
        );
    }
}
