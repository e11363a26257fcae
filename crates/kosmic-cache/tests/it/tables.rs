//! Columns of files: read and cleaned once, and never those of another file or of another time.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

use kosmic_cache::{Cache, Treated, Trust};
use kosmic_core::{Fill, FillMethod};
use kosmic_data::{
    CsvOptions, Decimal, Delimiter, Detector, Handling, Header, LoadOptions, Table, Treatment,
    load_with,
};
use tempfile::TempDir;

use crate::support::folder;

const TEXT: &str = "time;flow;note\n0;1,5;a\n1;NA;b\n2;-99;c\n3;88;d\n4;1,25;e\n";

/// A file that has not changed for long enough to be relied upon.
fn settled(folder: &TempDir, name: &str, content: &str) -> PathBuf {
    let path = folder.path().join(name);
    fs::write(&path, content).unwrap();
    sleep(Duration::from_millis(3200));
    path
}

/// All that a table holds, told by bits.
fn told(table: &Table) -> String {
    let column = |column: &kosmic_data::Column| {
        let values = match column.series() {
            Ok(series) => {
                let bits = (0..series.len()).map(|row| series.get(row).unwrap().to_bits());
                format!("{:?}", bits.collect::<Vec<_>>())
            }
            Err(error) => error.to_string(),
        };
        let (name, kind, place) = (column.name(), column.kind(), column.position());
        let missing = column.missing().unwrap();
        let history = column.history();
        format!("{name} {kind} {place} {missing} {history:?} {values}")
    };
    let columns: Vec<String> = table.columns().iter().map(column).collect();
    format!("{:?} {} {columns:?}", table.path(), table.is_named())
}

fn uncached(path: &Path, options: &LoadOptions, steps: &[Treated<'_, &str>]) -> String {
    let table = steps.iter().fold(
        load_with(path, options).unwrap(),
        |table, (names, treatment)| table.treat(names, treatment).unwrap(),
    );
    told(&table)
}

/// The table through the cache, and whether it was computed.
fn asked(
    cache: &Cache,
    path: &Path,
    options: &LoadOptions,
    steps: &[Treated<'_, &str>],
) -> (String, bool) {
    let hits = |cache: &Cache| cache.statistics().memory_hits + cache.statistics().disk_hits;
    let (before, cached) = (hits(cache), cache.cached());
    let table = cached.load_treated(path, options, steps, Trust::Content);
    (told(&table.unwrap()), hits(cache) == before)
}

fn options() -> LoadOptions {
    let csv = CsvOptions::new().delimiter(Delimiter::Byte(b';'));
    LoadOptions::new().csv(csv.decimal(Decimal::Comma))
}

#[test]
fn columns_are_those_of_the_file_from_memory_and_from_disk() {
    let folder = folder();
    let path = settled(&folder, "data.csv", TEXT);
    let kept = folder.path().join("kept");
    let open = || Cache::builder().folder(&kept).build().unwrap();
    let steps = [
        Treatment::Sentinels(vec![-99.0]),
        Treatment::Outliers(Detector::iqr(), Handling::Empty),
        Treatment::Fill(Fill::new(FillMethod::Linear)),
        Treatment::ZScore,
        Treatment::Difference,
    ];
    let steps: Vec<Treated<'_, &str>> = steps.iter().map(|step| (&["flow"][..], step)).collect();
    let cache = open();
    for end in 0..=steps.len() {
        let expected = uncached(&path, &options(), &steps[..end]);
        let ask = |cache: &Cache| asked(cache, &path, &options(), &steps[..end]);
        assert_eq!(ask(&cache), (expected.clone(), true));
        assert_eq!(ask(&cache), (expected.clone(), false));
        assert_eq!(ask(&open()), (expected, false));
    }
}

#[test]
fn every_choice_makes_another_question() {
    let folder = folder();
    let path = settled(&folder, "data.csv", TEXT);
    let all = [
        options(),
        options().rows(1..4),
        options().columns(["flow"]),
        options().columns(["flow", "time"]),
        options().csv(CsvOptions::new().delimiter(Delimiter::Byte(b';'))),
        options().csv(CsvOptions::new().header(Header::Absent)),
        LoadOptions::new(),
    ];
    let sentinels = [
        Treatment::Sentinels(vec![-99.0]),
        Treatment::Sentinels(vec![88.0]),
    ];
    let cache = Cache::builder().build().unwrap();
    for _ in 0..2 {
        for options in &all {
            let found = asked(&cache, &path, options, &[]).0;
            assert_eq!(found, uncached(&path, options, &[]), "{options:?}");
        }
        for (treatment, names) in sentinels.iter().zip([["flow"], ["time"]]) {
            for names in [&names[..], &[]] {
                let steps = [(names, treatment)];
                let found = asked(&cache, &path, &options(), &steps).0;
                assert_eq!(found, uncached(&path, &options(), &steps));
            }
        }
    }
}

#[test]
fn how_a_file_is_read_makes_no_other_question() {
    let folder = folder();
    let path = settled(&folder, "data.csv", TEXT);
    let cache = Cache::builder().build().unwrap();
    let csv = CsvOptions::new().delimiter(Delimiter::Byte(b';'));
    let threads = |count| {
        let csv = csv.clone().decimal(Decimal::Comma).threads(count);
        LoadOptions::new().csv(csv)
    };
    assert!(asked(&cache, &path, &threads(1), &[]).1);
    assert!(!asked(&cache, &path, &threads(2).batch_rows(2), &[]).1);
}

#[test]
fn a_copy_has_its_own_place_and_a_name_may_change_the_meaning() {
    let folder = folder();
    fs::write(folder.path().join("data.npy"), TEXT).unwrap();
    fs::write(folder.path().join("copy.csv"), TEXT).unwrap();
    let path = settled(&folder, "data.csv", TEXT);
    let cache = Cache::builder().build().unwrap();
    let copy = folder.path().join("copy.csv");
    assert!(asked(&cache, &path, &options(), &[]).1);
    assert_eq!(
        asked(&cache, &copy, &options(), &[]),
        (uncached(&copy, &options(), &[]), false)
    );
    let damaged = folder.path().join("data.npy");
    let found = cache
        .cached()
        .load_with(&damaged, &options(), Trust::Metadata);
    let expected = load_with(&damaged, &options()).unwrap_err();
    assert_eq!(found.unwrap_err().to_string(), expected.to_string());
}

#[test]
fn nothing_is_stale_after_the_file_changes() {
    let folder = folder();
    let path = settled(&folder, "data.csv", TEXT);
    let cache = Cache::builder().build().unwrap();
    let ask = || {
        let table = cache.cached().load_with(&path, &options(), Trust::Metadata);
        told(&table.unwrap())
    };
    let before = ask();
    assert_eq!(ask(), before);
    // Of the same length, within the tick of many clocks.
    fs::write(&path, TEXT.replace("1,25", "1,75")).unwrap();
    assert_ne!(ask(), before);
    assert_eq!(ask(), uncached(&path, &options(), &[]));
    fs::write(&path, TEXT).unwrap();
    assert_eq!(ask(), before);
}

#[test]
fn a_file_that_was_just_written_is_read_and_not_kept() {
    let folder = folder();
    let path = folder.path().join("data.csv");
    fs::write(&path, TEXT).unwrap();
    let cache = Cache::builder().build().unwrap();
    for _ in 0..2 {
        assert_eq!(
            asked(&cache, &path, &options(), &[]),
            (uncached(&path, &options(), &[]), true)
        );
    }
    assert_eq!(cache.statistics().memory_entries, 0);
}

#[test]
fn columns_larger_than_the_budget_stay_in_their_file() {
    let folder = folder();
    let path = settled(&folder, "data.csv", TEXT);
    let cache = Cache::builder().build().unwrap();
    let small = options().columns(["flow"]).memory_budget(39);
    let large = options().columns(["flow"]);
    let stored = |options: &LoadOptions| {
        let table = cache.cached().load_with(&path, options, Trust::Metadata);
        table.unwrap().column("flow").unwrap().is_stored()
    };
    assert!(stored(&small));
    assert!(!stored(&large));
    assert!(stored(&small), "though it is in the cache by now");
    assert!(!stored(&large.clone().memory_budget(40)));
}

#[test]
fn a_missing_file_is_told_as_without_a_cache() {
    let folder = folder();
    let path = folder.path().join("none.csv");
    let cache = Cache::builder().build().unwrap();
    let found = cache.cached().load_with(&path, &options(), Trust::Metadata);
    assert_eq!(
        found.unwrap_err().to_string(),
        load_with(&path, &options()).unwrap_err().to_string()
    );
}
