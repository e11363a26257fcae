//! What is written reads back to the same bits, and files are whole or as they were.

use std::fs;
use std::path::Path;

use kosmic_core::{Progress, Silent};
use kosmic_data::{
    CsvOptions, DataError, LoadOptions, Table, convert, load, load_with, read_csv, save,
};

use crate::file;

fn golden(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name)
}

/// The bits of all columns, of NaN one pattern.
fn bits(table: &Table) -> Vec<Vec<u64>> {
    let columns = table.columns().iter();
    let bits = |column: &kosmic_data::Column| {
        let series = column.series().unwrap();
        let values = (0..series.len()).map(|row| series.get(row).unwrap());
        values
            .map(|value| if value.is_nan() { 1 } else { value.to_bits() })
            .collect()
    };
    columns.map(bits).collect()
}

fn names(table: &Table) -> Vec<&str> {
    table
        .columns()
        .iter()
        .map(kosmic_data::Column::name)
        .collect()
}

const OUTPUTS: [&str; 5] = ["out.csv", "out.tsv", "out.npy", "out.npz", "out.parquet"];

#[test]
fn every_format_reads_back_to_the_same_bits_saved_whole_or_converted_in_batches() {
    let folder = tempfile::tempdir().unwrap();
    let inputs = [
        file("pandas.csv"),
        file("f8_little_c.npy"),
        file("f4_big_f.npy"),
        file("u8_big_c.npy"),
        golden("packed.npz"),
        golden("filtered_latest.h5"),
    ];
    for input in inputs {
        let table = load(&input).unwrap();
        for output in OUTPUTS {
            let path = folder.path().join(output);
            let context = format!("{} to {output}", input.display());
            for batch_rows in [7, 1 << 16] {
                let options = LoadOptions::new().batch_rows(batch_rows);
                let rows = convert(&input, &options, &path, &Silent).unwrap();
                assert_eq!(rows, table.n_rows() as u64, "{context}");
                let again = load(&path).unwrap();
                assert_eq!(bits(&again), bits(&table), "{context}");
                if output != "out.npy" {
                    assert_eq!(names(&again), names(&table), "{context}");
                }
            }
            save(&path, &table).unwrap();
            assert_eq!(bits(&load(&path).unwrap()), bits(&table), "{context}");
        }
    }
    let left = fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(left, OUTPUTS.len(), "no temporary file is left");
}

#[test]
fn singles_stay_singles_where_the_format_has_them() {
    let folder = tempfile::tempdir().unwrap();
    for (output, expected) in [
        ("a.npy", "float32"),
        ("a.npz", "float32"),
        ("a.parquet", "float32"),
        ("a.csv", "float64"),
    ] {
        let path = folder.path().join(output);
        save(&path, &load(file("f4_big_f.npy")).unwrap()).unwrap();
        assert_eq!(
            load(&path).unwrap().columns()[0].kind().to_string(),
            expected,
            "{output}"
        );
    }
}

#[test]
fn text_of_one_column_with_gaps_keeps_its_rows() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("one.csv");
    let table = read_csv("a\n1.5\nNA\n-0\n".as_bytes(), &CsvOptions::new()).unwrap();
    save(&path, &table).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "a\n1.5\nNaN\n-0\n");
    assert_eq!(bits(&load(&path).unwrap()), bits(&table));
}

struct Impatient;

impl Progress for Impatient {
    fn is_cancelled(&self) -> bool {
        true
    }
}

#[test]
fn what_fails_leaves_the_older_file_as_it_was_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("text.csv");
    fs::write(&text, "a,b\n1,2\n3,x\n").unwrap();
    for output in OUTPUTS {
        let path = folder.path().join(output);
        fs::write(&path, "older").unwrap();
        let options = LoadOptions::new().batch_rows(1);
        let error = convert(&text, &options, &path, &Silent).unwrap_err();
        assert!(
            matches!(error, DataError::NotNumeric { line: 3, .. }),
            "{error}"
        );
        let error = convert(file("pandas.csv"), &options, &path, &Impatient).unwrap_err();
        assert!(
            matches!(error, DataError::Stopped { rows: 1, .. }),
            "{error}"
        );
        assert!(convert("no/such/file", &options, &path, &Silent).is_err());
        assert_eq!(fs::read(&path).unwrap(), b"older", "{output}");
    }
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        OUTPUTS.len() + 1
    );
}

#[test]
fn a_place_that_takes_no_file_is_an_error_and_a_file_can_be_converted_onto_itself() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("folder.csv");
    fs::create_dir(&inner).unwrap();
    let table = load(file("f8_little_c.npy")).unwrap();
    for path in [inner, folder.path().join("no/such/folder.csv")] {
        assert!(matches!(save(&path, &table), Err(DataError::Write { .. })));
    }
    let path = folder.path().join("own.npy");
    save(&path, &table).unwrap();
    let options = LoadOptions::new().columns(["1"]).rows(2..5).batch_rows(2);
    let expected = bits(&load_with(&path, &options).unwrap());
    assert_eq!(convert(&path, &options, &path, &Silent).unwrap(), 3);
    assert_eq!(bits(&load(&path).unwrap()), expected);
}
