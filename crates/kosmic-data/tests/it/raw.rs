//! Numbers without a header are those of the NPY file that has one before them.

use std::fs;

use kosmic_data::{Column, DataError, LoadOptions, RawLayout, load_memmapped, load_with};

use crate::file;

/// The files of NumPy with the dtype that stands in their name, all of two dimensions.
const FILES: [(&str, &str); 6] = [
    ("f8_little_c.npy", "<f8"),
    ("f8_little_f.npy", "f8"),
    ("f8_big_c.npy", ">f8"),
    ("f4_little_c.npy", "<f4"),
    ("f2_little_c.npy", "f2"),
    ("i4_little_c.npy", "<i4"),
];

fn bits(column: &Column) -> Vec<u64> {
    let mut values = Vec::new();
    let readable = column.readable().unwrap();
    let values = readable.read(0..readable.len(), &mut values).unwrap();
    values.iter().map(|value| value.to_bits()).collect()
}

fn layout(name: &str, dtype: &str, columns: usize) -> RawLayout {
    let layout = RawLayout::new(dtype, columns).unwrap();
    match name.contains("_f.") {
        true => layout.fortran(),
        false => layout,
    }
}

/// With the header left out, and left in but skipped; in memory, by positions, and mapped.
#[test]
fn columns_are_those_behind_the_header_of_numpy() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("numbers.bin");
    for (name, dtype) in FILES {
        let expected = load_with(file(name), &LoadOptions::new()).unwrap();
        let whole = fs::read(file(name)).unwrap();
        let header = 10 + usize::from(u16::from_le_bytes([whole[8], whole[9]]));
        fs::write(&path, &whole[header..]).unwrap();
        let layout = layout(name, dtype, expected.columns().len());
        let bare = LoadOptions::new().raw(layout);
        let rows = expected.n_rows() as u64;
        let skipped = LoadOptions::new().raw(layout.offset(header as u64).rows(rows));
        let found = [
            load_with(&path, &bare).unwrap(),
            load_with(&path, &bare.clone().memory_budget(0)).unwrap(),
            load_with(file(name), &skipped).unwrap(),
            load_memmapped(&path, &bare).unwrap(),
        ];
        for table in found {
            assert_eq!(table.n_rows(), expected.n_rows(), "{name}");
            for (found, expected) in table.columns().iter().zip(expected.columns()) {
                assert_eq!(bits(found), bits(expected), "{name}");
                assert_eq!(found.name(), expected.name(), "{name}");
                assert_eq!(found.kind(), expected.kind(), "{name}");
            }
        }
    }
}

#[test]
fn columns_and_rows_are_chosen_as_of_any_file() {
    let whole = load_with(file("f8_little_c.npy"), &LoadOptions::new()).unwrap();
    let body = fs::metadata(file("f8_little_c.npy")).unwrap().len()
        - whole.n_rows() as u64 * whole.columns().len() as u64 * 8;
    let layout = RawLayout::new("<f8", whole.columns().len())
        .unwrap()
        .offset(body);
    let options = LoadOptions::new().raw(layout).columns(["1"]).rows(2..5);
    let part = load_with(file("f8_little_c.npy"), &options).unwrap();
    assert_eq!((part.columns().len(), part.n_rows()), (1, 3));
    assert_eq!(bits(&part.columns()[0]), bits(&whole.columns()[1])[2..5]);
}

#[test]
fn layouts_that_do_not_fit_are_refused_with_what_there_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("numbers.bin");
    fs::write(&path, [0; 100]).unwrap();
    let refused = |layout: RawLayout| {
        let error = load_with(&path, &LoadOptions::new().raw(layout));
        error.unwrap_err().to_string()
    };
    let of = |columns| RawLayout::new("f8", columns).unwrap();
    assert!(
        refused(of(2))
            .contains("6 rows of 16 bytes were expected behind offset 0, and there are 100 bytes")
    );
    assert!(refused(of(2).offset(4).rows(7)).contains("7 rows of 16 bytes"));
    assert!(refused(of(2).rows(u64::MAX)).contains("18446744073709551615 rows"));
    assert!(refused(of(0)).contains("0 columns"));
    assert!(refused(of(2).offset(100)).contains("0 bytes behind offset 100"));
    assert!(refused(of(2).offset(u64::MAX)).contains("0 bytes"));
    assert!(refused(of(usize::MAX)).contains("columns"));
    for name in [
        "", "f", "f16", "<c8", "x8", "é8", "<<f8", "f8 ", "O", "<U5", "M8",
    ] {
        let error = RawLayout::new(name, 1).unwrap_err();
        assert!(
            matches!(&error, DataError::DataType { found } if found == name),
            "{error}"
        );
    }
}
