//! Bad files give the error that names what is wrong with them.

use crate::file;
use kosmic_data::{CsvOptions, DataError, Delimiter, Header, Table, load, read_csv};

fn csv(bytes: &[u8]) -> Result<Table, DataError> {
    read_csv(bytes, &CsvOptions::new())
}

fn saved(bytes: &[u8]) -> Result<Table, DataError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("saved");
    std::fs::write(&path, bytes).unwrap();
    load(&path)
}

fn npy(dictionary: &str, body: usize) -> Vec<u8> {
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((dictionary.len() as u16 + 1).to_le_bytes());
    bytes.extend(dictionary.as_bytes());
    bytes.push(b'\n');
    bytes.resize(bytes.len() + body, 0);
    bytes
}

macro_rules! fails {
    ($result:expr, $($pattern:tt)+) => {
        let result = $result;
        assert!(matches!(result, Err($($pattern)+)), "{result:?}");
    };
}

#[test]
fn a_row_that_begins_with_a_missing_value_is_no_comment() {
    let table = csv(b"a,b\n1,2\n#N/A,3\n4,5\n").unwrap();
    let a = table.column("a").unwrap();
    assert_eq!((a.len(), a.missing().unwrap()), (3, 1));
    let commented = csv(b"# two columns\na,b\n1,2\n").unwrap();
    assert_eq!(commented.n_rows(), 1);
}

#[test]
fn files_without_rows_say_so() {
    for bytes in [&b""[..], b"\n\n", b"# note\n", b"\xef\xbb\xbf", b"  \n"] {
        fails!(csv(bytes), DataError::Empty { .. });
    }
    fails!(csv(b"a,b\n"), DataError::HeaderOnly { columns: 2, .. });
}

#[test]
fn rows_of_unequal_length_are_named_by_their_line() {
    fails!(
        csv(b"# c\n\na,b\r\n1,2\r\n\r\n# d\r\n3\r\n"),
        DataError::Ragged {
            line: 7,
            expected: 2,
            found: 1,
            ..
        }
    );
    fails!(
        csv(b"a,b\n\"1\n\",2\n3,4,5\n"),
        DataError::Ragged {
            line: 4,
            expected: 2,
            found: 3,
            ..
        }
    );
}

#[test]
fn encodings_other_than_utf8_are_refused() {
    fails!(
        csv(b"a,b\n1,\xe9\n"),
        DataError::NotUtf8 {
            line: 2,
            offset: 6,
            ..
        }
    );
    fails!(csv(b"\xff\xfea\0"), DataError::UnknownFormat { .. });
    fails!(saved(b"\xfe\xff\0a"), DataError::UnknownFormat { .. });
}

#[test]
fn a_quote_that_is_never_closed_is_an_error() {
    fails!(
        csv(b"a,b\n1,2\n3,\"4\n5,6\n"),
        DataError::UnclosedQuote { line: 3, .. }
    );
}

#[test]
fn text_and_zero_bytes_stay_in_their_column() {
    let table = csv(b"a,b,c\n1,2020-01-01,1\n2,x,1_000\n3,y,\0\n").unwrap();
    assert_eq!(table.column("a").unwrap().series().unwrap().len(), 3);
    fails!(
        table.column("b").unwrap().series(),
        DataError::NotNumeric {
            line: 2,
            position: 1,
            ..
        }
    );
    fails!(
        table.column("c").unwrap().series(),
        DataError::NotNumeric {
            line: 3,
            position: 2,
            ..
        }
    );
}

#[test]
fn a_decimal_comma_is_never_cut_off() {
    let table = csv(b"a;b\n1,5;2,5\n3,5;4,5\n").unwrap();
    assert_eq!(table.columns().len(), 2);
    fails!(
        table.column("a").unwrap().series(),
        DataError::NotNumeric { line: 2, .. }
    );
}

#[test]
fn ambiguous_and_unknown_names_are_errors() {
    let table = csv(b"a,b,a\n1,2,3\n").unwrap();
    assert!(
        matches!(table.column("a"), Err(DataError::AmbiguousColumn { positions, .. }) if positions == [0, 2])
    );
    fails!(table.select("b,0"), DataError::UnknownColumn { .. });
    assert_eq!(csv(b"1,2\n").unwrap().select("0, 1").unwrap().len(), 2);
}

#[test]
fn a_delimiter_that_could_stand_in_a_number_is_refused() {
    let options = CsvOptions::new()
        .header(Header::Present)
        .delimiter(Delimiter::Byte(b'.'));
    fails!(
        read_csv(&b"1.2\n"[..], &options),
        DataError::BadDelimiter { byte: b'.', .. }
    );
}

#[test]
fn ten_thousand_columns_load() {
    let row = vec!["1.5"; 10_000].join(",");
    assert_eq!(
        csv(format!("{row}\n{row}\n").as_bytes())
            .unwrap()
            .columns()
            .len(),
        10_000
    );
}

#[test]
fn other_formats_are_named() {
    for (bytes, name) in [
        (&b"ARROW1\0\0"[..], "Arrow"),
        (b"\x28\xb5\x2f\xfd", "Zstandard"),
        (b"%PDF-1.7", "PDF"),
        (b"a\0", "binary"),
    ] {
        let error = saved(bytes).unwrap_err();
        assert!(
            matches!(&error, DataError::UnknownFormat { seen, .. } if seen.contains(name)),
            "{error:?}"
        );
    }
}

#[test]
fn files_that_only_begin_like_a_format_are_damaged() {
    for (bytes, name) in [
        (&b"\x89HDF\r\n\x1a\n"[..], "HDF5"),
        (b"PAR1", "Parquet"),
        (b"PK\x03\x04", "NPZ"),
    ] {
        let error = saved(bytes).unwrap_err();
        assert!(
            matches!(&error, DataError::Damaged { format, .. } if *format == name),
            "{error:?}"
        );
    }
}

#[test]
fn arrays_of_other_types_and_shapes_are_refused() {
    for name in ["complex", "structured", "string", "datetime", "object"] {
        fails!(
            load(file(&format!("bad_{name}.npy"))),
            DataError::ArrayType { .. }
        );
    }
    fails!(load(file("bad_shape0.npy")), DataError::ArrayType { .. });
    fails!(load(file("bad_shape3.npy")), DataError::ArrayType { .. });
}

#[test]
fn an_integer_without_an_exact_double_stops_its_own_column_only() {
    let table = load(file("inexact.npy")).unwrap();
    assert!(table.column("0").unwrap().series().is_ok());
    fails!(
        table.column("1").unwrap().series(),
        DataError::InexactInteger {
            row: 1,
            value: 9_007_199_254_740_993,
            ..
        }
    );
}

#[test]
fn sizes_other_than_promised_are_refused_before_allocation() {
    let dictionary =
        |shape: &str| format!("{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}}}");
    for shape in [
        "(1152921504606846976,)",
        "(4294967296, 4294967296)",
        "(18446744073709551615, 18446744073709551615)",
    ] {
        fails!(
            saved(&npy(&dictionary(shape), 8)),
            DataError::Damaged { .. }
        );
    }
    fails!(
        saved(&npy(&dictionary("(2,)"), 15)),
        DataError::Damaged { .. }
    );
    fails!(
        saved(&npy(&dictionary("(2,)"), 17)),
        DataError::Damaged { .. }
    );
    fails!(
        saved(&npy(&dictionary("(0, 3)"), 0)),
        DataError::Empty { .. }
    );
}

#[test]
fn damaged_headers_are_refused() {
    for bytes in [
        b"\x93NUMPY".to_vec(),
        npy("", 0),
        npy(&"[".repeat(9000), 0),
        b"\x93NUMPY\x02\0\xff\xff\xff\xff".to_vec(),
    ] {
        fails!(saved(&bytes), DataError::Damaged { .. });
    }
}
