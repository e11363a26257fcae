//! The time from a file to its columns, by format and threads:
//!
//!     python benches/peers/files.py FOLDER
//!     cargo bench -p kosmic-bench --bench files -- FOLDER
//!
//! The script writes the files and prints the times of pandas and NumPy; this prints a table with the facts of the host.
//! Without a folder small files are made, to see that all is well.
//!
//! A figure is the best of several interleaved runs, the files in the system's cache.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use kosmic_data::{CsvOptions, LoadOptions, Table, load_with};

/// The files of the script, and the threads they are read by.
const CASES: [(&str, usize); 8] = [
    ("digits17.csv", 1),
    ("digits17.csv", 2),
    ("digits4.csv", 1),
    ("digits4.csv", 2),
    ("quoted.csv", 1),
    ("digits17.csv.gz", 1),
    ("f8.npy", 1),
    ("f4.npy", 1),
];

const ROUNDS: usize = 15;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let given = arguments.iter().find(|word| !word.starts_with('-'));
    let made = tempfile::tempdir().expect("a folder");
    let (folder, rounds) = match given {
        Some(folder) => (PathBuf::from(folder), ROUNDS),
        None => (small_files(made.path()), 1),
    };
    let cases: Vec<_> = CASES
        .iter()
        .map(|&(name, threads)| (folder.join(name), threads))
        .filter(|(path, _)| path.exists())
        .collect();
    let mut best = vec![(Duration::MAX, 0); cases.len()];
    for _ in 0..rounds {
        for (best, (path, threads)) in best.iter_mut().zip(&cases) {
            let (elapsed, rows) = time(path, *threads);
            *best = (best.0.min(elapsed), rows);
        }
    }
    println!("{}\n", kosmic_bench::host());
    println!("| file | MB | rows | threads | ms | GB/s |\n|---|---|---|---|---|---|");
    for ((path, threads), (elapsed, rows)) in cases.iter().zip(best) {
        let bytes = fs::metadata(path).expect("a file").len() as f64;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let (milliseconds, speed) = (
            elapsed.as_secs_f64() * 1e3,
            bytes / elapsed.as_secs_f64() / 1e9,
        );
        let size = bytes / 1e6;
        println!("| {name} | {size:.1} | {rows} | {threads} | {milliseconds:.1} | {speed:.2} |");
    }
}

fn time(path: &Path, threads: usize) -> (Duration, usize) {
    let options = LoadOptions::new().csv(CsvOptions::new().threads(threads));
    let started = Instant::now();
    let table = load_with(path, &options).expect("a fit file");
    let elapsed = started.elapsed();
    check(&table);
    (elapsed, table.n_rows())
}

/// The columns of every file have means near zero.
fn check(table: &Table) {
    let n = table.n_rows();
    assert!(n > 0 && table.columns().len() == 2);
    for column in table.columns() {
        let series = column.series().expect("numbers");
        let mut scratch = Vec::new();
        let mean = series.read(0..n, &mut scratch).iter().sum::<f64>() / n as f64;
        assert!(mean.abs() < 6.0 / (n as f64).sqrt(), "mean {mean} of {n}");
    }
}

fn small_files(folder: &Path) -> PathBuf {
    let (x, y) = kosmic_bench::coupled_pair(1000, 0.5);
    let (mut long, mut short) = (String::from("x,y\n"), String::from("x,y\n"));
    for (x, y) in x.iter().zip(&y) {
        writeln!(long, "{x},{y}").expect("a string takes all");
        writeln!(short, "{x:.4},{y:.4}").expect("a string takes all");
    }
    fs::write(folder.join("digits17.csv"), long).expect("space");
    fs::write(folder.join("digits4.csv"), short).expect("space");
    folder.to_owned()
}
