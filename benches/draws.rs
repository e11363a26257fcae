//! The time of one draw of the bootstrap of K, by rows, method, instruction set and threads:
//! `cargo bench -p kosmic-bench --bench draws`. Prints a table with the facts of the host.
//!
//! A figure is the best of many interleaved windows, so that whatever else the machine does is seen as little as may be.
//! What takes long has fewer of them: at least three, no more once they have taken three seconds.

use std::time::{Duration, Instant};

use cpu_time::ProcessTime;
use kosmic_bench::coupled_pair;
use kosmic_core::InstructionSet;
use kosmic_parallel::{Bootstrap, Method, bootstrap_k_ci};

const REPLICATES: usize = 1000;

const LEAST_WINDOWS: usize = 3;
const MOST_WINDOWS: usize = 25;
const LONG: Duration = Duration::from_secs(3);

/// One row of the table.
struct Case {
    n: usize,
    method: Method,
    set: InstructionSet,
    threads: usize,
    windows: usize,
    spent: Duration,
    wall: Duration,
    processor: Duration,
}

fn main() {
    // `cargo bench` says so; `cargo test` says nothing.
    let quick = !std::env::args().any(|argument| argument == "--bench");
    let mut cases = cases(if quick {
        &[100]
    } else {
        &[100, 1000, 10_000, 100_000, 1_000_000]
    });
    let data: Vec<_> = cases.iter().map(|case| coupled_pair(case.n, 0.5)).collect();
    for _ in 0..if quick { 1 } else { MOST_WINDOWS } {
        for (case, (x, y)) in cases.iter_mut().zip(&data) {
            if case.windows < LEAST_WINDOWS || case.spent < LONG {
                case.time(x, y);
            }
        }
    }
    print(&cases);
}

fn cases(rows: &[usize]) -> Vec<Case> {
    let best = InstructionSet::best();
    let mut cases = Vec::new();
    for &n in rows {
        let mut add = |method, set, threads| {
            let (wall, processor) = (Duration::MAX, Duration::MAX);
            cases.push(Case {
                n,
                method,
                set,
                threads,
                windows: 0,
                spent: Duration::ZERO,
                wall,
                processor,
            });
        };
        for set in InstructionSet::available() {
            add(Method::Percentile, set, 1);
        }
        add(Method::StudentSymmetric, best, 1);
        if n >= 100_000 {
            add(Method::Percentile, best, 2);
        }
    }
    cases
}

impl Case {
    fn time(&mut self, x: &[f64], y: &[f64]) {
        let options = Bootstrap::new()
            .replicates(REPLICATES)
            .method(self.method)
            .instruction_set(self.set)
            .threads(self.threads);
        let runs = 100_000_usize.div_ceil(self.n * 10).min(100);
        let (wall, processor) = (Instant::now(), ProcessTime::now());
        for _ in 0..runs {
            let k = bootstrap_k_ci(x, y, options).expect("a fit pair");
            assert!(k.lower < k.estimate && k.estimate < k.upper);
        }
        self.windows += 1;
        self.spent += wall.elapsed();
        self.wall = self.wall.min(wall.elapsed() / runs as u32);
        self.processor = self.processor.min(processor.elapsed() / runs as u32);
    }
}

fn print(cases: &[Case]) {
    println!("{}", kosmic_bench::host());
    println!(
        "| rows | method | instructions | threads | ms for {REPLICATES} replicates | ns a draw | CPU ms |"
    );
    println!("|---|---|---|---|---|---|---|");
    for case in cases {
        let (wall, processor) = (
            case.wall.as_secs_f64() * 1e3,
            case.processor.as_secs_f64() * 1e3,
        );
        let draw = wall * 1e6 / (case.n * REPLICATES) as f64;
        let Case {
            n,
            method,
            set,
            threads,
            ..
        } = case;
        println!(
            "| {n} | {} | {set} | {threads} | {wall:.3} | {draw:.3} | {processor:.3} |",
            method.name()
        );
    }
}
