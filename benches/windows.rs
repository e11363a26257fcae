//! The time of a step of a moving window, and of a pair pushed to a stream: `cargo bench -p kosmic-bench --bench windows`.
//! Prints a table with the facts of the host; `benches/peers/many.py` prints that of pandas.
//!
//! A figure is the best of several interleaved windows of time.

use std::time::{Duration, Instant};

use kosmic_bench::coupled_pair;
use kosmic_core::{Forgetting, Rolling, StreamingK, expanding_k, rolling_k, rolling_norms};

type Work = Box<dyn Fn(&[f64], &[f64]) -> f64>;

/// One row of the table.
struct Case {
    what: String,
    n: usize,
    work: Work,
    best: Duration,
}

fn main() {
    // `cargo bench` says so; `cargo test` says nothing.
    let quick = !std::env::args().any(|argument| argument == "--bench");
    let rows: &[usize] = if quick {
        &[2000]
    } else {
        &[10_000, 1_000_000, 10_000_000]
    };
    println!("{}", kosmic_bench::host());
    println!("| what | rows | ms | ns a row |");
    println!("|---|---|---|---|");
    for &n in rows {
        let (x, y) = coupled_pair(n, 0.5);
        let mut cases = cases(n);
        for _ in 0..if quick { 1 } else { 5 } {
            for case in &mut cases {
                case.time(&x, &y);
            }
        }
        cases.iter().for_each(Case::print);
    }
}

fn cases(n: usize) -> Vec<Case> {
    let mut cases = Vec::new();
    let mut add = |what: &str, work: Work| {
        let (what, best) = (what.to_owned(), Duration::MAX);
        cases.push(Case {
            what,
            n,
            work,
            best,
        });
    };
    for window in [20, 100, 1000] {
        let k = move |x: &[f64], y: &[f64]| {
            let k = rolling_k(x, y, window).expect("windows");
            k.k(k.len() - 1).expect("defined")
        };
        add(&format!("rolling, w = {window}"), Box::new(k));
    }
    let k = |x: &[f64], y: &[f64]| {
        let k = rolling_k(x, y, x.len() / 2).expect("windows");
        k.k(k.len() - 1).expect("defined")
    };
    add("rolling, w = n / 2", Box::new(k));
    let k = |x: &[f64], y: &[f64]| {
        let k = Rolling::new(100).step(50).k(x, y).expect("windows");
        k.k(k.len() - 1).expect("defined")
    };
    add("rolling, w = 100, step 50", Box::new(k));
    let k = |x: &[f64], y: &[f64]| {
        let k = expanding_k(x, y, 3).expect("windows");
        k.k(k.len() - 1).expect("defined")
    };
    add("expanding", Box::new(k));
    let norms = |x: &[f64], _: &[f64]| {
        let norms = rolling_norms(x, 100).expect("windows");
        norms.norm(0).expect("defined") / 20.0
    };
    add("rolling norms, w = 100", Box::new(norms));
    let ways = [
        ("stream, pushed one by one", Forgetting::Never),
        (
            "stream, half-life 1000",
            Forgetting::Exponential { half_life: 1000.0 },
        ),
        ("stream, window of 1000", Forgetting::Window { pairs: 1000 }),
    ];
    for (what, forgetting) in ways {
        let k = move |x: &[f64], y: &[f64]| {
            let mut stream = StreamingK::new(forgetting).expect("a way to forget");
            for (&x, &y) in x.iter().zip(y) {
                stream.push(x, y).expect("finite");
            }
            stream.k().expect("defined")
        };
        add(what, Box::new(k));
    }
    let k = |x: &[f64], y: &[f64]| {
        let mut stream = StreamingK::new(Forgetting::Never).expect("a way to forget");
        stream.push_batch(x, y).expect("finite");
        stream.k().expect("defined")
    };
    add("stream, pushed as a batch", Box::new(k));
    cases
}

impl Case {
    fn time(&mut self, x: &[f64], y: &[f64]) {
        let runs = 200_000_usize.div_ceil(self.n).min(100) as u32;
        let start = Instant::now();
        for _ in 0..runs {
            let value = (self.work)(x, y);
            assert!(value > 0.0 && value <= 2.0, "{}: {value}", self.what);
        }
        self.best = self.best.min(start.elapsed() / runs);
    }

    fn print(&self) {
        let ms = self.best.as_secs_f64() * 1e3;
        let Self { what, n, .. } = self;
        println!("| {what} | {n} | {ms:.3} | {:.2} |", ms * 1e6 / *n as f64);
    }
}
