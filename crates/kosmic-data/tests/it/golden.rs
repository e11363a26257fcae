//! Values by NumPy and pandas (`tests/generate.py`), compared bit for bit.

use crate::file;
use kosmic_data::{ColumnKind, CsvOptions, Decimal, LoadOptions, Table, load, load_with};
use serde_json::Value;

fn expected() -> Value {
    serde_json::from_slice(&std::fs::read(file("expected.json")).unwrap()).unwrap()
}

fn bits(value: f64) -> String {
    if value.is_nan() {
        "nan".to_owned()
    } else {
        format!("{:016x}", value.to_bits())
    }
}

fn same(expected: &str) -> String {
    bits(f64::from_bits(u64::from_str_radix(expected, 16).unwrap()))
}

fn assert_same(name: &str, table: &Table, columns: &Value) {
    let columns = columns.as_array().unwrap();
    assert_eq!(table.columns().len(), columns.len(), "{name}");
    for (column, values) in table.columns().iter().zip(columns) {
        let series = column.series().unwrap();
        let found: Vec<_> = (0..series.len())
            .map(|row| bits(series.get(row).unwrap()))
            .collect();
        let wanted: Vec<_> = values
            .as_array()
            .unwrap()
            .iter()
            .map(|bits| same(bits.as_str().unwrap()))
            .collect();
        assert_eq!(found, wanted, "{name}, column {:?}", column.name());
    }
}

#[test]
fn every_file_by_numpy_and_pandas_loads_to_the_same_bits() {
    let expected = expected();
    let files = expected["bits"].as_object().unwrap();
    assert_eq!(files.len(), 51);
    for (name, columns) in files {
        assert_same(name, &load(file(name)).unwrap(), columns);
    }
}

#[test]
fn decimal_commas_and_sentinels_load_to_the_bits_of_pandas() {
    let csv = CsvOptions::new().decimal(Decimal::Comma).missing(["-999"]);
    let table = load_with(file("german.csv"), &LoadOptions::new().csv(csv)).unwrap();
    let expected = expected();
    assert_same(
        "german.csv",
        &table,
        &expected["bits_by_options"]["german.csv"],
    );
    assert_eq!(table.columns()[1].missing().unwrap(), 1);
}

#[test]
fn headers_with_delimiters_and_quotes_keep_their_names() {
    for name in ["pandas.csv", "semicolon.csv", "bom_tab.csv", "pipes.csv"] {
        let table = load(file(name)).unwrap();
        let names: Vec<_> = table
            .columns()
            .iter()
            .map(kosmic_data::Column::name)
            .collect();
        assert_eq!(names, ["a", "b, with comma", "c \"quoted\""], "{name}");
        assert_eq!(
            table.select("b, with comma").unwrap()[0].missing().unwrap(),
            1
        );
    }
}

#[test]
fn kinds_are_those_of_the_file() {
    let kind = |name: &str| load(file(name)).unwrap().columns()[0].kind();
    assert_eq!(kind("f4_big_f.npy"), ColumnKind::Float32);
    assert_eq!(kind("half_edges.npy"), ColumnKind::Float16);
    assert_eq!(kind("u8_little_c.npy"), ColumnKind::UInt(64));
    assert_eq!(kind("bool.npy"), ColumnKind::Bool);
}
