//! The time of tests of no coupling by surrogates, on one thread: `cargo bench -p kosmic-bench --bench tests`. Prints a table with
//! the facts of the host; `benches/peers/tests.py` prints the same for SciPy.
//!
//! A figure is the best of several interleaved runs, so that whatever else the machine does is seen as little as may be.

use std::hint::black_box;
use std::time::{Duration, Instant};

use kosmic_bench::{Silent, coupled_pair};
use kosmic_core::Pair;
use kosmic_parallel::{CouplingTest, LagTest, NullScheme, TestStatistic};

/// Lags of the test of a peak, to either side.
const LONGEST: usize = 20;

/// A test by name, with the surrogates it makes; returns how many it made.
struct Case {
    what: &'static str,
    surrogates: usize,
    run: fn(&[f64], &[f64], usize) -> usize,
}

const CASES: [Case; 8] = [
    Case {
        what: "permutation, r",
        surrogates: 9999,
        run: |x, y, m| {
            let raw = CouplingTest::new().statistic(TestStatistic::Correlation);
            tested(x, y, raw.null(NullScheme::Permutation), m)
        },
    },
    Case {
        what: "permutation, studentised",
        surrogates: 9999,
        run: |x, y, m| of_scheme(x, y, NullScheme::Permutation, m),
    },
    Case {
        what: "block permutation, studentised",
        surrogates: 9999,
        run: |x, y, m| of_scheme(x, y, NullScheme::BlockPermutation { length: Some(10) }, m),
    },
    Case {
        what: "circular shift, studentised",
        surrogates: 999,
        run: |x, y, m| of_scheme(x, y, NullScheme::CircularShift, m),
    },
    Case {
        what: "Fourier, studentised",
        surrogates: 999,
        run: |x, y, m| of_scheme(x, y, NullScheme::Fourier, m),
    },
    Case {
        what: "AAFT, studentised",
        surrogates: 999,
        run: |x, y, m| of_scheme(x, y, NullScheme::Aaft, m),
    },
    Case {
        what: "IAAFT, studentised",
        surrogates: 19,
        run: |x, y, m| of_scheme(x, y, NullScheme::Iaaft, m),
    },
    Case {
        what: "peak of 41 lags, permutation",
        surrogates: 999,
        run: |x, y, m| {
            let test = LagTest::new(LONGEST).null(NullScheme::Permutation);
            let pair = Pair::new(x, y).expect("a fit pair");
            let found = test.surrogates(m).run(&pair, &Silent);
            found.expect("enough surrogates").surrogates
        },
    },
];

fn of_scheme(x: &[f64], y: &[f64], null: NullScheme, surrogates: usize) -> usize {
    tested(x, y, CouplingTest::new().null(null), surrogates)
}

fn tested(x: &[f64], y: &[f64], test: CouplingTest, surrogates: usize) -> usize {
    let pair = Pair::new(x, y).expect("a fit pair");
    let found = test.surrogates(surrogates).run(&pair, &Silent);
    let found = found.expect("a fit test");
    assert!((0.0..=1.0).contains(&found.p_value));
    found.surrogates
}

fn main() {
    // `cargo bench` says so; `cargo test` says nothing.
    let quick = !std::env::args().any(|argument| argument == "--bench");
    let sizes: &[usize] = if quick { &[100] } else { &[100, 1000, 10_000] };
    println!("{}", kosmic_bench::host());
    println!("| test | rows | surrogates | ms | ns a row of a surrogate |");
    println!("|---|---|---|---|---|");
    for &rows in sizes {
        let (x, y) = coupled_pair(rows, 0.01);
        for (case, (time, made)) in CASES.iter().zip(best_times(&x, &y, quick)) {
            let (ms, ns) = (time.as_secs_f64() * 1e3, time.as_secs_f64() * 1e9);
            let each = ns / (rows * made) as f64;
            println!("| {} | {rows} | {made} | {ms:.2} | {each:.3} |", case.what);
        }
    }
}

/// The best time of each case, and the surrogates it made: fewer where rows are many.
fn best_times(x: &[f64], y: &[f64], quick: bool) -> Vec<(Duration, usize)> {
    let mut best = vec![(Duration::MAX, 0); CASES.len()];
    let rounds = if quick { 1 } else { 3 };
    for _ in 0..rounds {
        for ((time, made), case) in best.iter_mut().zip(&CASES) {
            let wanted = (case.surrogates * 10_000 / x.len().max(10_000)).max(19);
            let start = Instant::now();
            *made = (case.run)(black_box(x), black_box(y), wanted);
            *time = (*time).min(start.elapsed());
        }
    }
    best
}
