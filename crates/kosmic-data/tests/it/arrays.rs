//! NPZ, HDF5 and Parquet files by NumPy, h5py and pyarrow (`tests/golden/generate.py`), whole, in parts and damaged.

use std::path::PathBuf;

use kosmic_data::{Batches, ColumnKind, DataError, LoadOptions, Table, load, load_with};
use serde_json::Value;

fn golden(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    folder.join("tests/golden").join(name)
}

fn expected() -> Value {
    serde_json::from_slice(&std::fs::read(golden("expected.json")).unwrap()).unwrap()
}

/// One pattern for all that is missing.
fn canonical(value: f64) -> u64 {
    if value.is_nan() {
        f64::NAN.to_bits()
    } else {
        value.to_bits()
    }
}

fn bits(table: &Table, name: &str) -> Vec<u64> {
    let series = table.column(name).unwrap().series().unwrap();
    let value = |row| canonical(series.get(row).unwrap());
    (0..series.len()).map(value).collect()
}

fn wanted(column: &Value) -> Vec<u64> {
    let number = |cell: &Value| u64::from_str_radix(cell.as_str().unwrap(), 16).unwrap();
    let cells = column.as_array().unwrap().iter();
    cells
        .map(|cell| canonical(f64::from_bits(number(cell))))
        .collect()
}

/// The name of a column, and the bits of its cells.
type Cells = (String, Vec<u64>);

/// Each file, with its columns.
fn files() -> Vec<(String, Vec<Cells>)> {
    let expected = expected();
    let files = expected["files"].as_object().unwrap();
    let columns = |group: &Value| {
        let columns = expected["bits"][group.as_str().unwrap()]
            .as_object()
            .unwrap();
        let columns = columns.iter();
        columns
            .map(|(name, cells)| (name.clone(), wanted(cells)))
            .collect()
    };
    files
        .iter()
        .map(|(name, group)| (name.clone(), columns(group)))
        .collect()
}

#[test]
fn every_file_by_numpy_h5py_and_pyarrow_loads_to_the_same_bits() {
    let files = files();
    assert_eq!(files.len(), 18);
    for (file, columns) in files {
        let table = load(golden(&file)).unwrap();
        let names: Vec<&str> = table
            .columns()
            .iter()
            .filter(|column| column.series().is_ok())
            .map(kosmic_data::Column::name)
            .collect();
        let expected: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, expected, "{file}");
        for (name, cells) in &columns {
            assert_eq!(bits(&table, name), *cells, "{file}, {name}");
        }
    }
}

#[test]
fn ranges_and_batches_are_cut_out_of_the_whole() {
    for (file, columns) in files() {
        for (start, end) in [(0, 1), (59, 61), (130, 999), (199, 200)] {
            let options = LoadOptions::new().rows(start as u64..end as u64);
            let table = load_with(golden(&file), &options).unwrap();
            for (name, cells) in &columns {
                assert_eq!(
                    bits(&table, name),
                    cells[start..end.min(200)],
                    "{file}, {name}"
                );
            }
        }
        for size in [1, 7, 64, 1000] {
            let options = LoadOptions::new().batch_rows(size);
            let batches = Batches::open(golden(&file), &options).unwrap();
            assert_eq!(batches.n_rows(), Some(200));
            let mut joined = vec![Vec::new(); columns.len()];
            for batch in batches {
                let batch = batch.unwrap();
                assert!(batch.n_rows() <= size);
                for ((name, _), joined) in columns.iter().zip(&mut joined) {
                    joined.extend(bits(&batch, name));
                }
            }
            let whole: Vec<Vec<u64>> = columns.iter().map(|(_, cells)| cells.clone()).collect();
            assert_eq!(joined, whole, "{file} by {size}");
        }
        let beyond = LoadOptions::new().rows(200..201);
        assert!(matches!(
            load_with(golden(&file), &beyond),
            Err(DataError::RowsBeyondEnd { rows: 200, .. })
        ));
    }
}

#[test]
fn chosen_columns_come_in_the_order_asked_for() {
    for (file, columns) in files() {
        let picked: Vec<_> = [3, 0, 4, 1].map(|place: usize| &columns[place]).into();
        let options = LoadOptions::new().columns(picked.iter().map(|(name, _)| name.clone()));
        let table = load_with(golden(&file), &options).unwrap();
        assert_eq!(table.columns().len(), 4);
        for ((name, cells), column) in picked.iter().zip(table.columns()) {
            assert_eq!(column.name(), name, "{file}");
            assert_eq!(bits(&table, name), *cells, "{file}, {name}");
        }
    }
}

#[test]
fn a_dataset_or_a_group_is_read_alone() {
    let names = |file: &str, dataset: &str| {
        let options = LoadOptions::new().dataset(dataset);
        let table = load_with(golden(file), &options)?;
        let columns = table.columns().iter();
        Ok::<Vec<String>, DataError>(columns.map(|column| column.name().to_owned()).collect())
    };
    assert_eq!(names("packed.npz", "c").unwrap(), ["0", "1", "2"]);
    assert_eq!(names("packed.npz", "big").unwrap(), ["big"]);
    let file = "filtered_latest.h5";
    assert_eq!(names(file, "/group/inner/i2").unwrap(), ["0", "1"]);
    assert_eq!(names(file, "group/half").unwrap(), ["half"]);
    assert_eq!(names(file, "group/inner").unwrap(), ["i2/0", "i2/1", "u8"]);
    let error = names(file, "other").unwrap_err().to_string();
    assert!(error.contains("has no dataset \"other\""), "{error}");
    assert!(error.contains("\"group/inner/u8\""), "{error}");
    for file in ["note", "cube"].map(|name| names("mixed.npz", name)) {
        assert!(file.is_err());
    }
    assert!(matches!(
        names("none_1.parquet", "a"),
        Err(DataError::OneTable {
            format: "Parquet",
            ..
        })
    ));
}

#[test]
fn arrays_that_cannot_stand_side_by_side_say_so() {
    assert!(matches!(
        load(golden("mixed.npz")),
        Err(DataError::UnequalLengths {
            rows: 5,
            found: 6,
            ..
        })
    ));
    let column = |name: &str| load_with(golden("mixed.npz"), &LoadOptions::new().columns([name]));
    assert_eq!(column("b").unwrap().n_rows(), 6);
    assert!(matches!(column("object"), Err(DataError::ArrayType { .. })));
    assert!(matches!(column("cube"), Err(DataError::ArrayType { .. })));
    assert!(matches!(column("x"), Err(DataError::UnknownColumn { .. })));
}

#[test]
fn nulls_are_missing_and_other_types_are_named() {
    let table = load(golden("snappy_2.parquet")).unwrap();
    let missing = |name: &str| table.column(name).unwrap().missing().unwrap();
    assert!(missing("i8") > 5);
    assert_eq!(missing("text"), missing("i8"));
    assert_eq!(table.column("u32").unwrap().kind(), ColumnKind::UInt(32));
    assert_eq!(table.column("text").unwrap().kind(), ColumnKind::Text);
    let error = table.column("text").unwrap().series().unwrap_err();
    assert!(
        matches!(&error, DataError::ColumnType { position: 10, found, .. } if found.contains("BYTE_ARRAY")),
        "{error}"
    );
}

#[test]
fn cut_and_changed_files_never_panic() {
    let folder = tempfile::tempdir().unwrap();
    for name in [
        "stored.npz",
        "packed.npz",
        "filtered_latest.h5",
        "chunked_earliest.h5",
        "gzip_2.parquet",
    ] {
        let whole = std::fs::read(golden(name)).unwrap();
        let path = folder.path().join(name);
        for keep in (0..whole.len()).step_by(whole.len() / 40 + 1) {
            std::fs::write(&path, &whole[..keep]).unwrap();
            let loaded = load(&path);
            assert!(
                loaded.is_err() || loaded.unwrap().n_rows() <= 200,
                "{name}, {keep}"
            );
        }
        for change in 0..200_usize {
            let mut bytes = whole.clone();
            let at = change.wrapping_mul(7_919_317) % bytes.len();
            bytes[at] ^= 1 << (change % 8);
            std::fs::write(&path, &bytes).unwrap();
            // Data may change unseen where the format has no checksum; what is read has a bounded size.
            if let Ok(table) = load(&path) {
                assert!(table.columns().len() < 1000, "{name}, {at}");
            }
        }
    }
}

#[test]
fn a_changed_byte_of_a_compressed_array_is_found_by_its_checksum() {
    let mut bytes = std::fs::read(golden("packed.npz")).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 4;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("changed.npz");
    std::fs::write(&path, &bytes).unwrap();
    assert!(load(&path).is_err());
}
