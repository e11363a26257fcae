//! Columns of a map of their file are the columns of the file.

use kosmic_core::{Pair, Series};
use kosmic_data::{Column, LoadOptions, Table, load_memmapped, load_with};

use crate::file;

fn bits(column: &Column) -> Vec<u64> {
    let series = column.series().unwrap();
    let value = |row| series.get(row).unwrap().to_bits();
    (0..series.len()).map(value).collect()
}

fn both(name: &str, options: &LoadOptions) -> [Table; 2] {
    [
        load_with(file(name), options).unwrap(),
        load_memmapped(file(name), options).unwrap(),
    ]
}

#[test]
fn mapped_columns_have_the_bits_of_read_ones_and_cost_no_budget() {
    for name in [
        "f8_little_c.npy",
        "f8_little_f.npy",
        "f4_little_c.npy",
        "version2.npy",
    ] {
        for rows in [0..u64::MAX, 2..6] {
            let options = LoadOptions::new().rows(rows);
            let [read, mapped] = both(name, &options);
            let unbudgeted = load_memmapped(file(name), &options.memory_budget(0)).unwrap();
            for ((read, mapped), free) in read
                .columns()
                .iter()
                .zip(mapped.columns())
                .zip(unbudgeted.columns())
            {
                assert!(mapped.is_stored() || cfg!(target_endian = "big"), "{name}");
                assert_eq!(bits(mapped), bits(read), "{name}");
                assert_eq!(bits(free), bits(read), "{name}");
                assert_eq!(mapped.missing().unwrap(), read.missing().unwrap(), "{name}");
            }
        }
    }
    let [_, mapped] = both("f4_little_c.npy", &LoadOptions::new());
    assert!(matches!(
        mapped.columns()[0].series().unwrap(),
        Series::F32(_)
    ));
}

#[test]
fn what_cannot_be_seen_in_place_is_read() {
    for name in [
        "f8_big_c.npy",
        "i4_little_c.npy",
        "f2_little_c.npy",
        "pandas.csv",
        "bool.npy",
    ] {
        let [read, mapped] = both(name, &LoadOptions::new());
        for (read, mapped) in read.columns().iter().zip(mapped.columns()) {
            assert!(!mapped.is_stored(), "{name}");
            assert_eq!(bits(mapped), bits(read), "{name}");
        }
    }
    // Without room for it, it stays in the file.
    let left = load_memmapped(file("f8_big_c.npy"), &LoadOptions::new().memory_budget(0)).unwrap();
    assert!(left.columns()[0].is_stored() && left.columns()[0].series().is_err());
}

#[test]
fn k_of_mapped_columns_is_k() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pair.npy");
    let text: String = (0..20_000_u32)
        .map(|t| format!("{},{}\n", t * t % 1013, t * 31 % 97))
        .collect();
    let table = kosmic_data::read_csv(text.as_bytes(), &Default::default()).unwrap();
    kosmic_data::save(&path, &table).unwrap();
    let mapped = load_memmapped(&path, &LoadOptions::new().memory_budget(0)).unwrap();
    let r = |table: &Table| {
        let [x, y] = ["0", "1"].map(|name| table.column(name).unwrap().series().unwrap());
        Pair::new(x, y).unwrap().r().to_bits()
    };
    assert_eq!(r(&mapped), r(&table));
    // The file may lose its name while it is mapped.
    #[cfg(unix)]
    {
        std::fs::remove_file(&path).unwrap();
        assert_eq!(r(&mapped), r(&table));
    }
}
