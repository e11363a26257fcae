//! Parts of a file are what the whole of it has there, however it is cut, compressed and shared among threads.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use crate::file;
use flate2::{Compression, write::GzEncoder};
use kosmic_core::Progress;
use kosmic_data::{
    Batches, Column, ColumnKind, CsvOptions, DataError, LoadOptions, Table, load, load_observed,
    load_with, read_csv,
};

const FILES: [&str; 7] = [
    "pandas.csv",
    "semicolon.csv",
    "bom_tab.csv",
    "bare.csv",
    "f8_little_c.npy",
    "f4_big_f.npy",
    "u8_big_c.npy",
];

/// The bits of a column's values.
fn bits(column: &Column) -> Vec<u64> {
    let series = column.series().unwrap();
    let bits = |row| series.get(row).unwrap().to_bits();
    (0..series.len()).map(bits).collect()
}

fn all_bits(table: &Table) -> Vec<Vec<u64>> {
    table.columns().iter().map(bits).collect()
}

fn saved(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Rows of two numbers that fill several blocks; the second may stand in quotes, with a line end in it.
fn long_text(rows: usize, quoted: bool) -> String {
    let mut text = String::from("a,b,note\n");
    for row in 0..rows {
        let a = (row as f64 * 0.37).sin();
        match (quoted, row % 3) {
            (true, 0) => writeln!(text, "{a},\"{row}\",\"two\nlines, \"\"{row}\"\"\"").unwrap(),
            (_, 1) => writeln!(text, "{a},{row},x").unwrap(),
            _ => writeln!(text, "{a},NA,x").unwrap(),
        }
    }
    text
}

#[test]
fn batches_of_any_size_together_are_the_whole_file() {
    for name in FILES {
        let whole = load(file(name)).unwrap();
        for size in [1, 2, 3, 7, 1000] {
            let options = LoadOptions::new().batch_rows(size);
            let mut joined = vec![Vec::new(); whole.columns().len()];
            for batch in Batches::open(file(name), &options).unwrap() {
                let batch = batch.unwrap();
                assert!(batch.n_rows() <= size, "{name}");
                for (joined, column) in joined.iter_mut().zip(batch.columns()) {
                    joined.extend(bits(column));
                }
            }
            assert_eq!(joined, all_bits(&whole), "{name} by {size}");
        }
    }
}

#[test]
fn a_range_of_rows_is_cut_out_of_the_whole() {
    for name in FILES {
        let whole = all_bits(&load(file(name)).unwrap());
        let n = whole[0].len();
        for (start, end) in [(0, 1), (2, 5), (3, n), (n - 1, n + 9)] {
            let options = LoadOptions::new().rows(start as u64..end as u64);
            let part = all_bits(&load_with(file(name), &options).unwrap());
            let cut: Vec<Vec<u64>> = whole
                .iter()
                .map(|column| column[start..end.min(n)].to_vec())
                .collect();
            assert_eq!(part, cut, "{name} {start}..{end}");
        }
        for start in [n, n + 5] {
            let options = LoadOptions::new().rows(start as u64..u64::MAX);
            let error = load_with(file(name), &options).unwrap_err();
            assert!(
                matches!(error, DataError::RowsBeyondEnd { rows, .. } if rows == n as u64),
                "{name}: {error}"
            );
        }
    }
}

#[test]
fn chosen_columns_come_in_the_order_asked_for_and_keep_their_positions() {
    for name in ["bare.csv", "f8_little_c.npy", "f8_big_f.npy"] {
        let whole = load(file(name)).unwrap();
        let options = LoadOptions::new().columns(["2", "0", "2"]);
        let part = load_with(file(name), &options).unwrap();
        let positions: Vec<usize> = part.columns().iter().map(Column::position).collect();
        assert_eq!(positions, [2, 0], "{name}");
        for column in part.columns() {
            assert_eq!(bits(column), bits(&whole.columns()[column.position()]));
        }
        let unknown = load_with(file(name), &LoadOptions::new().columns(["3"])).unwrap_err();
        assert!(matches!(unknown, DataError::UnknownColumn { .. }));
    }
}

#[test]
fn a_column_that_is_not_chosen_may_hold_anything() {
    let folder = tempfile::tempdir().unwrap();
    let path = saved(folder.path(), "a.csv", long_text(10, true).as_bytes());
    let table = load_with(path, &LoadOptions::new().columns(["b,a"])).unwrap();
    assert_eq!(table.columns().len(), 2);
    assert_eq!(
        table.column("a").unwrap().series().unwrap().get(0),
        Some(0.0)
    );
}

#[test]
fn text_of_many_blocks_is_the_same_by_any_number_of_threads_and_by_batches() {
    let folder = tempfile::tempdir().unwrap();
    for quoted in [false, true] {
        let rows = 150_000;
        let text = long_text(rows, quoted);
        assert!(text.len() > 3 << 20);
        let path = saved(folder.path(), "long.csv", text.as_bytes());
        let one = load(&path).unwrap();
        let a = one.column("a").unwrap();
        assert_eq!(
            a.series().unwrap().get(rows - 1),
            Some(((rows - 1) as f64 * 0.37).sin())
        );
        assert_eq!(
            one.column("b").unwrap().missing().unwrap(),
            rows / 3 * if quoted { 1 } else { 2 }
        );
        for threads in [2, 3, 8] {
            let csv = CsvOptions::new().threads(threads);
            let more = load_with(&path, &LoadOptions::new().csv(csv)).unwrap();
            assert_eq!(bits(more.column("a").unwrap()), bits(a));
            assert_eq!(
                bits(more.column("b").unwrap()),
                bits(one.column("b").unwrap())
            );
            let texts = [&one, &more].map(|table| {
                let note = table.column("note").unwrap();
                (
                    note.missing().unwrap(),
                    note.series().unwrap_err().to_string(),
                )
            });
            assert_eq!(texts[0], texts[1]);
        }
        let batches = Batches::open(&path, &LoadOptions::new().batch_rows(777)).unwrap();
        let joined: Vec<u64> = batches
            .flat_map(|batch| bits(batch.unwrap().column("a").unwrap()))
            .collect();
        assert_eq!(joined, bits(a));
    }
}

#[test]
fn errors_far_into_a_text_name_their_line_whoever_reads_it() {
    let folder = tempfile::tempdir().unwrap();
    let rows = 150_000;
    let good = long_text(rows, false);
    for threads in [1, 4] {
        let options = LoadOptions::new().csv(CsvOptions::new().threads(threads));
        let path = saved(
            folder.path(),
            "ragged.csv",
            format!("{good}1,2\n{good}").as_bytes(),
        );
        let error = load_with(&path, &options).unwrap_err();
        assert!(
            matches!(error, DataError::Ragged { line, expected: 3, found: 2, .. } if line == rows as u64 + 2),
            "{error}"
        );
        let path = saved(
            folder.path(),
            "late.csv",
            format!("{good}1,1_000,x\n").as_bytes(),
        );
        let table = load_with(&path, &options).unwrap();
        let error = table.column("b").unwrap().series().unwrap_err();
        assert!(
            matches!(&error, DataError::NotNumeric { line, text, .. } if *line == rows as u64 + 2 && text == "1_000"),
            "{error}"
        );
        let mut bytes = good.clone().into_bytes();
        bytes.extend(b"1,2,\xe9\n");
        let path = saved(folder.path(), "latin.csv", &bytes);
        let error = load_with(&path, &options).unwrap_err();
        assert!(
            matches!(error, DataError::NotUtf8 { line, offset, .. }
                if line == rows as u64 + 2 && offset == good.len() as u64 + 4),
            "{error}"
        );
    }
}

#[test]
fn text_compressed_by_gzip_in_one_member_or_more_reads_like_the_text() {
    let folder = tempfile::tempdir().unwrap();
    let text = std::fs::read(file("pandas.csv")).unwrap();
    let plain = all_bits(&load(file("pandas.csv")).unwrap());
    let (head, tail) = text.split_at(1000);
    for bytes in [gzip(&text), [gzip(head), gzip(tail)].concat()] {
        let path = saved(folder.path(), "a.csv.gz", &bytes);
        assert_eq!(all_bits(&load(path).unwrap()), plain);
        assert_eq!(
            all_bits(&read_csv(&bytes[..], &CsvOptions::new()).unwrap()),
            plain
        );
    }
}

#[test]
fn damaged_gzip_is_an_error_wherever_it_is_cut() {
    let packed = gzip(&std::fs::read(file("pandas.csv")).unwrap());
    for length in [2, 9, 100, packed.len() - 1] {
        let error = read_csv(&packed[..length], &CsvOptions::new()).unwrap_err();
        assert!(
            matches!(error, DataError::Compressed { .. }),
            "{length}: {error}"
        );
    }
    let mut wrong_sum = packed.clone();
    let at = wrong_sum.len() - 6;
    wrong_sum[at] ^= 1;
    let error = read_csv(&wrong_sum[..], &CsvOptions::new()).unwrap_err();
    assert!(matches!(error, DataError::Compressed { .. }), "{error}");
}

#[test]
fn a_gzip_bomb_is_refused_before_it_has_unpacked() {
    let comment = "#".repeat(1023) + "\n";
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder
        .write_all(comment.repeat(1 << 14).as_bytes())
        .unwrap();
    let bomb = encoder.finish().unwrap().repeat(40);
    let error = read_csv(&bomb[..], &CsvOptions::new()).unwrap_err();
    assert!(
        matches!(error, DataError::Inflation { stored, unpacked, .. }
            if stored < 1 << 20 && unpacked < 300 << 20),
        "{error}"
    );
}

#[test]
fn a_row_without_end_is_refused() {
    let endless = vec![b'1'; 80 << 20];
    let error = read_csv(&endless[..], &CsvOptions::new()).unwrap_err();
    assert!(
        matches!(error, DataError::LongRow { line: 1, .. }),
        "{error}"
    );
}

#[test]
fn every_kind_of_line_end_ends_a_row() {
    for end in ["\n", "\r\n", "\r"] {
        for quote in ["", "\""] {
            let text = ["a,b", "1,2", &format!("3,{quote}4{quote}"), "5,6"].join(end);
            let table = read_csv(text.as_bytes(), &CsvOptions::new()).unwrap();
            let b = bits(table.column("b").unwrap());
            assert_eq!(b, [2.0, 4.0, 6.0].map(f64::to_bits), "{end:?} {quote:?}");
        }
    }
}

#[derive(Default)]
struct Watch {
    total: AtomicU64,
    done: AtomicU64,
    stop_at: u64,
}

impl Progress for Watch {
    fn begin(&self, total: u64) {
        self.total.store(total, Relaxed);
    }

    fn advance(&self, finished: u64) {
        self.done.fetch_add(finished, Relaxed);
    }

    fn is_cancelled(&self) -> bool {
        self.stop_at > 0 && self.done.load(Relaxed) >= self.stop_at
    }
}

#[test]
fn an_observer_sees_all_of_the_work_and_can_end_it() {
    let folder = tempfile::tempdir().unwrap();
    let text = long_text(150_000, false);
    let path = saved(folder.path(), "long.csv", text.as_bytes());
    let watch = Watch::default();
    load_observed(&path, &LoadOptions::new(), &watch).unwrap();
    assert_eq!(watch.total.into_inner(), text.len() as u64);
    assert!(watch.done.into_inner() <= text.len() as u64);
    let impatient = Watch {
        stop_at: 1,
        ..Watch::default()
    };
    let error = load_observed(&path, &LoadOptions::new(), &impatient).unwrap_err();
    assert!(
        matches!(error, DataError::Stopped { rows, .. } if rows < 150_000),
        "{error}"
    );
}

/// Bare, in quotes, with doubled quotes, blanks inside and out: simple rows and those that are not, side by side.
#[test]
fn a_field_is_the_same_however_it_is_quoted() {
    let spellings = ["7.25", "\"7.25\"", "\" 7.25 \"", " 7.25"];
    let others = [
        "x",
        "\"x\"",
        "\"a \"\"b\"\", c\"",
        "\"two\nlines\"",
        "a \"b\" c",
    ];
    for end in ["\n", "\r\n"] {
        for (spelling, other) in spellings.iter().flat_map(|s| others.map(|o| (*s, o))) {
            let row = format!("{spelling},{other},\"3\"");
            let text = ["\"a\",b,c", &row, &row, "1,t,2"].join(end);
            let table = read_csv(text.as_bytes(), &CsvOptions::new()).unwrap();
            assert_eq!(table.n_rows(), 3, "{text}");
            let values = |name: &str| bits(table.column(name).unwrap());
            assert_eq!(values("a"), [7.25, 7.25, 1.0].map(f64::to_bits), "{text}");
            assert_eq!(values("c"), [3.0, 3.0, 2.0].map(f64::to_bits), "{text}");
            assert_eq!(
                table.column("b").unwrap().kind(),
                ColumnKind::Text,
                "{text}"
            );
        }
    }
    for (row, found) in [
        ("\"1\",2", 2),
        ("\"1\",\"2\",\"3\",\"4\"", 4),
        ("\"1\",\"2,3\"", 2),
    ] {
        let text = format!("\"a\",b,c\n1,2,3\n{row}\n");
        let error = read_csv(text.as_bytes(), &CsvOptions::new()).unwrap_err();
        let ragged =
            matches!(error, DataError::Ragged { line: 3, expected: 3, found: f, .. } if f == found);
        assert!(ragged, "{error}");
    }
    let behind = read_csv("a,b\n\"1\"2,3\n".as_bytes(), &CsvOptions::new()).unwrap();
    assert_eq!(bits(behind.column("a").unwrap()), [12.0].map(f64::to_bits));
}
