//! Files of arrays that promise too much, and the smallest and widest ones that are right.

use std::io::Write;
use std::path::{Path, PathBuf};

use kosmic_data::{DataError, Header, LoadOptions, Table, load, load_with, read_csv, save};
use zip::write::{SimpleFileOptions, ZipWriter};

fn golden(name: &str) -> Vec<u8> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    std::fs::read(folder.join(name)).unwrap()
}

/// Loads bytes as a file of this name.
fn saved(name: &str, bytes: &[u8]) -> Result<Table, DataError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    load(&path)
}

fn npy_header(shape: &str) -> Vec<u8> {
    let header = format!("{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}");
    let header = format!("{header:<117}\n");
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((header.len() as u16).to_le_bytes());
    bytes.extend(header.as_bytes());
    bytes
}

/// An archive of one array whose header is that of `shape` and whose body is this many zeros.
fn npz(shape: &str, zeros: usize) -> Vec<u8> {
    let mut archive = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive
        .start_file("a.npy", SimpleFileOptions::default())
        .unwrap();
    archive.write_all(&npy_header(shape)).unwrap();
    let block = vec![0; 1 << 20];
    for start in (0..zeros).step_by(block.len()) {
        let end = block.len().min(zeros - start);
        archive.write_all(&block[..end]).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn archives_whose_arrays_are_shorter_or_longer_than_their_headers_are_refused() {
    assert_eq!(saved("a.npz", &npz("(4, 2)", 64)).unwrap().n_rows(), 4);
    for shape in ["(1152921504606846976,)", "(4294967296, 4294967296)", "(9,)"] {
        let error = saved("a.npz", &npz(shape, 64)).unwrap_err();
        assert!(
            matches!(error, DataError::Damaged { .. }),
            "{shape}: {error:?}"
        );
    }
}

#[test]
fn an_archive_that_unpacks_to_a_thousand_times_its_size_is_refused() {
    let rows = 40 << 20;
    let bomb = npz(&format!("({rows},)"), rows * 8);
    assert!(bomb.len() < 2 << 20, "{}", bomb.len());
    let error = saved("bomb.npz", &bomb).unwrap_err();
    assert!(
        matches!(error, DataError::Inflation { unpacked, .. } if unpacked > 320 << 20),
        "{error:?}"
    );
}

/// Every size of 200 rows in an HDF5 file becomes one of 2^60: dimensions, chunks, whatever it is.
#[test]
fn datasets_that_promise_2_to_the_60_rows_are_refused() {
    for name in [
        "contiguous_earliest.h5",
        "contiguous_latest.h5",
        "chunked_earliest.h5",
        "filtered_latest.h5",
        "growing_earliest.h5",
    ] {
        let mut bytes = golden(name);
        let (rows, many) = (200_u64.to_le_bytes(), (1_u64 << 60).to_le_bytes());
        let mut found = 0;
        for at in 0..bytes.len() - 8 {
            if bytes[at..at + 8] == rows {
                bytes[at..at + 8].copy_from_slice(&many);
                found += 1;
            }
        }
        assert!(found > 0, "{name}");
        let loaded = saved(name, &bytes);
        assert!(
            loaded.is_err(),
            "{name}: {:?}",
            loaded.map(|table| table.n_rows())
        );
    }
}

#[test]
fn empty_files_of_every_name_are_empty_or_damaged() {
    for name in [
        "a",
        "a.csv",
        "a.npy",
        "a.npz",
        "a.h5",
        "a.parquet",
        "a.csv.gz",
    ] {
        let error = saved(name, b"").unwrap_err();
        let is_right = matches!(error, DataError::Empty { .. } | DataError::Damaged { .. });
        assert!(is_right, "{name}: {error:?}");
    }
}

#[test]
fn one_row_and_one_column_are_a_table() {
    let folder = tempfile::tempdir().unwrap();
    let table = read_csv("x\n1.5\n".as_bytes(), &Default::default()).unwrap();
    for name in ["one.csv", "one.npy", "one.npz", "one.parquet"] {
        let path = folder.path().join(name);
        save(&path, &table).unwrap();
        let read = load(&path).unwrap();
        let series = read.columns()[0].series().unwrap();
        assert_eq!((read.n_rows(), series.get(0)), (1, Some(1.5)), "{name}");
    }
}

#[test]
fn ten_thousand_columns_survive_every_format() {
    let folder = tempfile::tempdir().unwrap();
    let names: Vec<String> = (0..10_000).map(|place| format!("c{place}")).collect();
    let row = |shift: usize| (0..10_000).map(move |place| (place + shift).to_string());
    let lines = [
        names.join(","),
        row(0).collect::<Vec<_>>().join(","),
        row(7).collect::<Vec<_>>().join(","),
    ];
    let table = read_csv(lines.join("\r\n").as_bytes(), &Default::default()).unwrap();
    for name in ["wide.tsv", "wide.npy", "wide.npz", "wide.parquet"] {
        let path = folder.path().join(name);
        save(&path, &table).unwrap();
        let read = load(&path).unwrap();
        assert_eq!(read.columns().len(), 10_000, "{name}");
        let last = read.columns()[9999].series().unwrap();
        assert_eq!(
            (last.get(0), last.get(1)),
            (Some(9999.0), Some(10_006.0)),
            "{name}"
        );
    }
}

#[test]
fn line_ends_of_all_kinds_a_byte_order_mark_and_nul_bytes_change_no_value() {
    let values = |text: &[u8]| {
        let table = read_csv(text, &Default::default()).unwrap();
        let column = table.column("a").unwrap().series().unwrap();
        (0..column.len())
            .map(|row| column.get(row).unwrap())
            .collect::<Vec<_>>()
    };
    let plain = values(b"a,b\n1,2\n3,4\n");
    for text in [
        &b"\xef\xbb\xbfa,b\r\n1,2\r\n3,4"[..],
        b"a,b\r1,2\r3,4\r",
        b"\xef\xbb\xbf\"a\",\"b\"\n\"1\",\"2\"\r\n3,4\n\n\n",
        // A NUL is text and spoils its own column only.
        b"a,b\n1,\0\n3,4\n",
    ] {
        assert_eq!(values(text), plain, "{:?}", String::from_utf8_lossy(text));
    }
    // A row of NUL bytes, as a disk leaves it behind a crash, has too few fields.
    let error = read_csv(&b"a,b\n1,2\n\0\0\0\0\n"[..], &Default::default()).unwrap_err();
    assert!(
        matches!(error, DataError::Ragged { line: 3, .. }),
        "{error:?}"
    );
}

#[test]
fn a_header_alone_is_no_table_whatever_is_asked_for() {
    let csv = kosmic_data::CsvOptions::new().header(Header::Present);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    std::fs::write(&path, "1,2\r\n").unwrap();
    let load = |options: &LoadOptions| load_with(Path::new(&path), options);
    let error = load(&LoadOptions::new().csv(csv)).unwrap_err();
    assert!(
        matches!(error, DataError::HeaderOnly { columns: 2, .. }),
        "{error:?}"
    );
    let error = load(&LoadOptions::new().rows(1..9)).unwrap_err();
    assert!(
        matches!(error, DataError::RowsBeyondEnd { rows: 1, .. }),
        "{error:?}"
    );
}
