//! Columns that stay in files give what columns in memory give, and say what happens to their files.

use std::fs::{File, OpenOptions};
use std::io::{Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use kosmic_core::{
    CoreError, KVariants, LagProfile, Pair, PairSource, Scratch, Series, Side, SourceError,
};
use kosmic_data::{Column, ColumnPair, DataError, LoadOptions, Table, load, load_with, save};

use crate::file;

fn bits(column: &Column) -> Result<Vec<u64>, String> {
    let readable = column.readable().map_err(|error| error.to_string())?;
    let (mut all, mut scratch) = (Vec::new(), Vec::new());
    // Ranges that fit no block.
    for start in (0..readable.len()).step_by(7) {
        let rows = start..readable.len().min(start + 7);
        let values = readable.read(rows, &mut scratch);
        let values = values.map_err(|error| error.to_string())?;
        all.extend(values.iter().map(|value| value.to_bits()));
    }
    Ok(all)
}

fn held_bits(column: &Column) -> Result<Vec<u64>, String> {
    let series = column.series().map_err(|error| error.to_string())?;
    let value = |row| series.get(row).unwrap().to_bits();
    Ok((0..series.len()).map(value).collect())
}

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let list = |name| std::fs::read_dir(folder.join(name)).unwrap();
    let all = list("files").chain(list("golden"));
    all.map(|entry| entry.unwrap().path()).collect()
}

#[test]
fn every_file_has_the_same_columns_without_memory_for_them() {
    let (mut tables, mut stored) = (0, 0);
    for path in files() {
        for rows in [0..u64::MAX, 2..5] {
            let options = LoadOptions::new().rows(rows);
            let (Ok(held), left) = (
                load_with(&path, &options),
                load_with(&path, &options.clone().memory_budget(0)),
            ) else {
                continue;
            };
            let left = left.unwrap();
            tables += 1;
            for (held, left) in held.columns().iter().zip(left.columns()) {
                let name = format!("{}, {}", path.display(), held.name());
                assert_eq!(left.kind(), held.kind(), "{name}");
                assert_eq!(left.len(), held.len(), "{name}");
                match held_bits(held) {
                    Ok(bits_held) => {
                        assert_eq!(bits(left).unwrap(), bits_held, "{name}");
                        assert_eq!(left.missing().unwrap(), held.missing().unwrap(), "{name}");
                    }
                    // A column without numbers fails alike, be it when it is opened or when it is read.
                    Err(error) => assert_eq!(bits(left).unwrap_err(), error),
                }
                stored += usize::from(left.is_stored());
            }
        }
    }
    assert!(tables > 100 && stored > 250, "{tables} {stored}");
}

/// Two series of rows as large as a few reads.
fn walk(rows: usize) -> [Vec<f64>; 2] {
    let wave = |t: usize, a: f64| (t as f64 * a).sin() * 3.0 + (t * t % 101) as f64;
    [0.01, 0.017].map(|a| (0..rows).map(|t| wave(t, a)).collect())
}

fn written(folder: &Path, [x, y]: &[Vec<f64>; 2]) -> PathBuf {
    let path = folder.join("walk.npy");
    let header = format!(
        "{{'descr': '<f8', 'fortran_order': False, 'shape': ({}, 2), }}",
        x.len()
    );
    let header = format!("{header:<117}\n");
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((header.len() as u16).to_le_bytes());
    bytes.extend(header.as_bytes());
    for (x, y) in x.iter().zip(y) {
        bytes.extend(x.to_le_bytes());
        bytes.extend(y.to_le_bytes());
    }
    std::fs::write(&path, bytes).unwrap();
    path
}

fn pair(table: &Table) -> ColumnPair<'_> {
    let readable = |name| table.column(name).unwrap().readable().unwrap();
    ColumnPair::new(readable("0"), readable("1")).unwrap()
}

fn unheld(path: &Path) -> Table {
    let table = load_with(path, &LoadOptions::new().memory_budget(0)).unwrap();
    assert!(table.columns().iter().all(Column::is_stored));
    table
}

#[test]
fn k_and_its_lags_have_the_same_bits_from_files_of_every_format() {
    let folder = tempfile::tempdir().unwrap();
    let series = walk(150_000);
    let path = written(folder.path(), &series);
    let held = Pair::new(&series[0], &series[1]).unwrap();
    let profile = LagProfile::of_pair(&held, 100).unwrap();
    for name in ["walk.npy", "walk.csv", "walk.npz", "walk.parquet"] {
        let other = folder.path().join(name);
        if other != path {
            save(&other, &load(&path).unwrap()).unwrap();
        }
        let table = unheld(&other);
        let left = Pair::from_source(pair(&table)).unwrap();
        assert_eq!(left.r().to_bits(), held.r().to_bits(), "{name}");
        assert_eq!(LagProfile::of_pair(&left, 100).unwrap(), profile, "{name}");
    }
}

/// Does something to the file when it has been read so often.
struct Meanwhile<'t, F> {
    source: ColumnPair<'t>,
    reads: AtomicUsize,
    act: F,
}

impl<F: Fn() + Sync> PairSource for Meanwhile<'_, F> {
    fn len(&self) -> usize {
        self.source.len()
    }

    fn column<'a>(
        &'a self,
        side: Side,
        rows: Range<usize>,
        scratch: &'a mut Vec<f64>,
    ) -> Result<&'a [f64], SourceError> {
        self.source.column(side, rows, scratch)
    }

    fn rows<'a>(
        &'a self,
        rows: Range<usize>,
        scratch: &'a mut Scratch,
    ) -> Result<(&'a [f64], &'a [f64]), SourceError> {
        if self.reads.fetch_add(1, Relaxed) == 1 {
            (self.act)();
        }
        self.source.rows(rows, scratch)
    }
}

/// What becomes of K where something happens to the file during the run.
fn k_while(act: impl Fn(&Path) + Sync) -> Result<f64, CoreError> {
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path(), &walk(200_000));
    let table = unheld(&path);
    let source = Meanwhile {
        source: pair(&table),
        reads: AtomicUsize::new(0),
        act: || act(&path),
    };
    Pair::from_source(source).map(|pair| pair.k())
}

#[test]
fn a_file_that_is_cut_or_overwritten_during_a_run_is_an_error() {
    let open = |path: &Path| OpenOptions::new().write(true).open(path).unwrap();
    let cut = k_while(|path| open(path).set_len(1_000_000).unwrap());
    let message = cut.unwrap_err().to_string();
    assert!(message.contains("changed while it was read"), "{message}");
    let emptied = k_while(|path| drop(File::create(path).unwrap()));
    assert!(matches!(emptied, Err(CoreError::Source(_))), "{emptied:?}");
    let overwritten = k_while(|path| {
        let mut file = open(path);
        file.seek(SeekFrom::Start(3_000_000)).unwrap();
        file.write_all(&[0; 8]).unwrap();
        file.set_modified(std::time::SystemTime::UNIX_EPOCH)
            .unwrap();
    });
    let message = overwritten.unwrap_err().to_string();
    assert!(message.contains("overwritten"), "{message}");
}

#[cfg(unix)]
#[test]
fn a_file_that_loses_its_name_or_grows_stays_what_it_was() {
    let [x, y] = walk(200_000);
    let k = Pair::new(&x, &y).unwrap().k();
    let unnamed = k_while(|path| std::fs::remove_file(path).unwrap());
    assert_eq!(unnamed.unwrap(), k);
    let appended = k_while(|path| {
        let mut file = OpenOptions::new().append(true).open(path).unwrap();
        file.write_all(b"more").unwrap();
    });
    assert_eq!(appended.unwrap(), k);
}

#[test]
fn what_needs_whole_columns_says_how_much_and_gets_it_where_the_budget_allows() {
    let folder = tempfile::tempdir().unwrap();
    let path = written(folder.path(), &walk(1000));
    let table = |budget| load_with(&path, &LoadOptions::new().memory_budget(budget)).unwrap();
    let small = table(12_000);
    let left = Pair::from_source(pair(&small)).unwrap();
    let error = KVariants::of_pair(&left).unwrap_err();
    assert!(
        matches!(
            error,
            CoreError::NeedsMemory {
                n: 1000,
                needed: 128_000,
                budget: 12_000
            }
        ),
        "{error:?}"
    );
    // One column has room, two have not.
    assert!(matches!(
        small.column("0").unwrap().series(),
        Ok(Series::F64(_))
    ));
    let error = small.column("1").unwrap().series().unwrap_err();
    assert!(
        matches!(
            error,
            DataError::NeedsMemory {
                needed: 16_000,
                budget: 12_000,
                ..
            }
        ),
        "{error:?}"
    );
}

#[test]
fn singles_stay_singles_and_one_column_costs_the_memory_of_one() {
    let table = load_with(
        file("f4_little_c.npy"),
        &LoadOptions::new().memory_budget(0),
    )
    .unwrap();
    let rows = table.n_rows() as u64;
    let error = table.columns()[0].series().unwrap_err();
    assert!(
        matches!(error, DataError::NeedsMemory { needed, .. } if needed == 4 * rows),
        "{error:?}"
    );
    let options = LoadOptions::new().memory_budget(4 * rows);
    let table = load_with(file("f4_little_c.npy"), &options).unwrap();
    assert!(matches!(table.columns()[0].series(), Ok(Series::F32(_))));
}
