//! The time of the K-Index and of K-Lag by rows, numbers, instruction set and method, beside plain loops over the same
//! arrays: `cargo bench -p kosmic-bench --bench couplings`. Prints two tables with the facts of the host.
//!
//! A figure is the best of many interleaved windows, so that whatever else the machine does is seen as little as may be.

use std::hint::black_box;
use std::time::{Duration, Instant};

use kosmic_bench::{coupled_pair, host, plain_loop, read_both};
use kosmic_core::{InstructionSet, LagMethod, LagOptions, LagProfile, Moments, Pair, SeriesPair};

/// Two series in both precisions.
struct Data {
    double: (Vec<f64>, Vec<f64>),
    single: (Vec<f32>, Vec<f32>),
}

impl Data {
    fn new(n: usize) -> Self {
        let double = coupled_pair(n, 0.5);
        let narrow = |values: &[f64]| values.iter().map(|&value| value as f32).collect();
        let single = (narrow(&double.0), narrow(&double.1));
        Self { double, single }
    }

    fn pair(&self, bytes: usize) -> SeriesPair<'_> {
        let pair = match bytes {
            4 => SeriesPair::new(&self.single.0, &self.single.1),
            _ => SeriesPair::new(&self.double.0, &self.double.1),
        };
        pair.expect("equal lengths")
    }
}

/// A row of a table: what is run, how often in a window, and the best time so far.
struct Row<'a> {
    label: String,
    /// Bytes read, or lags.
    size: usize,
    runs: usize,
    run: Box<dyn Fn() + 'a>,
    best: Duration,
}

impl<'a> Row<'a> {
    fn new(label: String, size: usize, runs: usize, run: impl Fn() + 'a) -> Self {
        Self {
            label,
            size,
            runs,
            run: Box::new(run),
            best: Duration::MAX,
        }
    }

    fn time(&mut self) {
        let start = Instant::now();
        for _ in 0..self.runs {
            (self.run)();
        }
        self.best = self.best.min(start.elapsed() / self.runs as u32);
    }

    fn milliseconds(&self) -> f64 {
        self.best.as_secs_f64() * 1e3
    }
}

fn main() {
    // `cargo bench` says so; `cargo test` says nothing.
    let quick = !std::env::args().any(|argument| argument == "--bench");
    let windows = if quick { 1 } else { 25 };
    println!("{}\n", host());
    println!("| rows | numbers | K-Index by | ms | GB/s |\n|---|---|---|---|---|");
    for n in if quick {
        vec![10_000]
    } else {
        vec![10_000, 1_000_000, 10_000_000]
    } {
        let data = Data::new(n);
        for row in timed(k_index_rows(&data, n), windows) {
            let ms = row.milliseconds();
            println!(
                "| {n} | {} | {ms:.4} | {:.1} |",
                row.label,
                row.size as f64 / ms / 1e6
            );
        }
    }
    println!(
        "\n| rows | numbers | L | K-Lag by | ms | ns a lag and row |\n|---|---|---|---|---|---|"
    );
    for n in if quick {
        vec![10_000]
    } else {
        vec![1_000, 10_000, 100_000, 1_000_000]
    } {
        let data = Data::new(n);
        for row in timed(k_lag_rows(&data, n), windows.min(9)) {
            let ms = row.milliseconds();
            let each = ms * 1e6 / (n * (2 * row.size + 1)) as f64;
            println!("| {n} | {} | {ms:.3} | {each:.4} |", row.label);
        }
    }
}

fn timed(mut rows: Vec<Row<'_>>, windows: usize) -> Vec<Row<'_>> {
    for _ in 0..windows {
        rows.iter_mut().for_each(Row::time);
    }
    rows
}

fn k_index_rows<'a>(data: &'a Data, n: usize) -> Vec<Row<'a>> {
    let runs = 1_000_000_usize.div_ceil(n);
    let mut rows = Vec::new();
    for bytes in [8, 4] {
        let mut add = |label: String, run: Box<dyn Fn() + 'a>| {
            let label = format!("f{} | {label}", 8 * bytes);
            rows.push(Row::new(label, 2 * bytes * n, runs, run));
        };
        for set in InstructionSet::available() {
            let pair = data.pair(bytes);
            let run = move || {
                let moments = Moments::of_source(black_box(&pair), set).expect("fit pairs");
                let k = 2.0 * moments.correlation().expect("not constant").abs();
                assert!((k - 1.0).abs() < 6.0 / (n as f64).sqrt());
            };
            add(set.to_string(), Box::new(run));
        }
        if bytes == 8 {
            let (x, y) = &data.double;
            add(
                "one-pass loop".into(),
                Box::new(move || {
                    black_box(plain_loop(x, y));
                }),
            );
            add(
                "(sum of both)".into(),
                Box::new(move || {
                    black_box(read_both(x, y));
                }),
            );
        }
    }
    rows
}

fn k_lag_rows(data: &Data, n: usize) -> Vec<Row<'_>> {
    let mut rows = Vec::new();
    let mut add = |bytes: usize, max_lag: usize, method: LagMethod, set: InstructionSet| {
        let options = LagOptions::new(max_lag).method(method).instruction_set(set);
        let run = move || {
            let pair = Pair::from_source(data.pair(bytes)).expect("a fit pair");
            let profile = LagProfile::with_options(&pair, options).expect("a profile");
            assert_eq!(profile.peak().map(|peak| peak.lag), Some(0));
        };
        let name = format!("{method:?}").to_lowercase();
        let label = format!("f{} | {max_lag} | {name}, {set}", 8 * bytes);
        rows.push(Row::new(label, max_lag, (100_000 / n).max(1), run));
    };
    let best = InstructionSet::best();
    for set in InstructionSet::available() {
        add(8, 50, LagMethod::Direct, set);
    }
    add(4, 50, LagMethod::Direct, best);
    for max_lag in [5, 10, 20, 30, 50, 100, 200, 1000] {
        if 10 * max_lag > n {
            break;
        }
        add(8, max_lag, LagMethod::Direct, best);
        add(8, max_lag, LagMethod::Fft, best);
        add(8, max_lag, LagMethod::Auto, best);
    }
    for set in InstructionSet::available() {
        add(8, n.min(20_000) / 2, LagMethod::Fft, set);
    }
    rows
}
