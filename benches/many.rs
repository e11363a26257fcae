//! The time of a matrix of couplings: `cargo bench -p kosmic-bench --bench many`. Prints a table with the facts of the host;
//! `benches/peers/many.py` prints that of NumPy and pandas.
//!
//! A figure is the best of several interleaved windows of time.

use std::time::{Duration, Instant};

use kosmic_bench::coupled_pair;
use kosmic_core::{InstructionSet, MatrixPlan, Missing, Silent};
use kosmic_parallel::{Columns, k_lag_matrix, parallel_k_matrix};

/// The longest lag of the lag matrix.
const MAX_LAG: usize = 20;

/// One row of the table.
struct Case {
    what: What,
    series: usize,
    threads: usize,
    best: Duration,
}

#[derive(Clone, Copy)]
enum What {
    Matrix(InstructionSet),
    Pairwise,
    Lags,
}

fn main() {
    // `cargo bench` says so; `cargo test` says nothing.
    let quick = !std::env::args().any(|argument| argument == "--bench");
    let n = if quick { 300 } else { 10_000 };
    println!("{}", kosmic_bench::host());
    println!("| what | series | threads | ms for {n} rows | multiply-adds a ns |");
    println!("|---|---|---|---|---|");
    for series in if quick { vec![10] } else { vec![10, 100, 500] } {
        let mut table = table(series, n);
        let mut cases = cases(series);
        for _ in 0..if quick { 1 } else { 5 } {
            for case in &mut cases {
                case.time(&mut table);
            }
        }
        cases.iter().for_each(|case| case.print(n));
    }
}

/// Pairs of coupled series.
fn table(series: usize, n: usize) -> Vec<Vec<f64>> {
    let pair = |m: usize| <[Vec<f64>; 2]>::from(coupled_pair(n + m, 0.5));
    let mut table: Vec<Vec<f64>> = (0..series.div_ceil(2)).flat_map(pair).collect();
    table.truncate(series);
    table.iter_mut().for_each(|column| column.truncate(n));
    table
}

fn cases(series: usize) -> Vec<Case> {
    let case = |(what, threads)| Case {
        what,
        series,
        threads,
        best: Duration::MAX,
    };
    let sets = InstructionSet::available().map(|set| (What::Matrix(set), 1));
    let best = What::Matrix(InstructionSet::best());
    let mut all: Vec<_> = sets.chain([(best, 2), (What::Pairwise, 1)]).collect();
    if series <= 100 {
        all.extend([(What::Lags, 1), (What::Lags, 2)]);
    }
    all.into_iter().map(case).collect()
}

impl Case {
    fn time(&mut self, table: &mut [Vec<f64>]) {
        let gap = std::mem::replace(&mut table[0][7], f64::NAN);
        if !matches!(self.what, What::Pairwise) {
            table[0][7] = gap;
        }
        let runs = (100 / self.series).max(1) as u32;
        let start = Instant::now();
        for _ in 0..runs {
            let k = self.work(table);
            assert!(k > 0.8 && k < 1.2, "{k}");
        }
        self.best = self.best.min(start.elapsed() / runs);
        table[0][7] = gap;
    }

    /// K of the first pair.
    fn work(&self, table: &[Vec<f64>]) -> f64 {
        let plan = MatrixPlan::new(table).expect("equally long");
        let plan = match self.what {
            What::Matrix(set) => plan.instruction_set(set),
            What::Pairwise => plan.missing(Missing::Pairwise),
            What::Lags => {
                let columns = Columns::new(table).expect("fit columns");
                let matrix = k_lag_matrix(&columns, MAX_LAG, self.threads, &Silent);
                return matrix.expect("lags").peak(0, 1).expect("defined").k;
            }
        };
        let matrix = parallel_k_matrix(&plan, self.threads, &Silent);
        matrix.expect("a matrix").k(0, 1).expect("defined")
    }

    fn print(&self, n: usize) {
        let ms = self.best.as_secs_f64() * 1e3;
        let Self {
            series, threads, ..
        } = self;
        let (what, products) = match self.what {
            What::Matrix(set) => (set.to_string(), 1),
            What::Pairwise => ("one value missing, pairwise".into(), 1),
            What::Lags => (format!("lags to {MAX_LAG}"), 2 * MAX_LAG + 1),
        };
        let pairs = series * (series + 1) / 2;
        let rate = (pairs * products * n) as f64 / (ms * 1e6);
        println!("| {what} | {series} | {threads} | {ms:.3} | {rate:.1} |");
    }
}
