//! The time of each measure of dependence with its p-value, by rows, on one thread:
//! `cargo bench -p kosmic-bench --bench measures`. Prints a table with the facts of the host;
//! `benches/peers/measures.py` prints the same for SciPy, dcor and scikit-learn.
//!
//! A figure is the best of several interleaved runs, so that whatever else the machine does is seen as little as may be.

use std::hint::black_box;
use std::time::{Duration, Instant};

use kosmic_bench::coupled_pair;
use kosmic_core::{
    Binning, Histogram, Ksg, KsgVariant, MutualInformation, distance_correlation,
    gaussian_information, histogram_information, kendall, ksg_information, ksg_standard_error,
    spearman,
};

const RHO: f64 = 0.5;

/// A measure by name; what it finds on a normal pair, and what it should find there for many rows.
type Measure = (&'static str, fn(&[f64], &[f64]) -> f64, fn() -> f64);

const MEASURES: [Measure; 9] = [
    (
        "Spearman",
        |x, y| spearman(x, y).expect("a fit pair").rho,
        || 6.0 / std::f64::consts::PI * (RHO / 2.0).asin(),
    ),
    (
        "Kendall",
        |x, y| kendall(x, y).expect("a fit pair").tau,
        || 2.0 / std::f64::consts::PI * RHO.asin(),
    ),
    (
        "distance correlation",
        |x, y| distance_correlation(x, y).expect("a fit pair").correlation,
        // Székely, Rizzo, Bakirov (2007), theorem 7.
        || 0.454_06,
    ),
    (
        "information, Gaussian",
        |x, y| {
            gaussian_information(x, y)
                .expect("a fit pair")
                .information
                .nats
        },
        of_pair,
    ),
    (
        "information, equiprobable bins",
        |x, y| histogram(x, y, Binning::Equiprobable),
        of_pair,
    ),
    (
        "information, equal widths",
        |x, y| histogram(x, y, Binning::EqualWidth),
        of_pair,
    ),
    (
        "information, KSG 1, k = 3",
        |x, y| ksg(x, y, KsgVariant::One),
        of_pair,
    ),
    (
        "information, KSG 2, k = 3",
        |x, y| ksg(x, y, KsgVariant::Two),
        of_pair,
    ),
    (
        "standard error of KSG 1",
        |x, y| ksg_standard_error(x, y, Ksg::new(), 0).expect("a fit pair"),
        || 0.0,
    ),
];

fn of_pair() -> f64 {
    MutualInformation::of_gaussian(RHO).expect("|r| < 1").nats
}

fn histogram(x: &[f64], y: &[f64], binning: Binning) -> f64 {
    let found = histogram_information(x, y, Histogram::new().binning(binning));
    found.expect("a fit pair").information.nats
}

fn ksg(x: &[f64], y: &[f64], variant: KsgVariant) -> f64 {
    let found = ksg_information(x, y, Ksg::new().variant(variant));
    found.expect("a fit pair").information.nats
}

fn main() {
    // `cargo bench` says so; `cargo test` says nothing.
    let quick = !std::env::args().any(|argument| argument == "--bench");
    let sizes: &[usize] = if quick {
        &[1000]
    } else {
        &[1000, 10_000, 100_000, 1_000_000]
    };
    let mut table: Vec<_> = MEASURES.map(|_| vec![Duration::MAX; sizes.len()]).into();
    for (column, &n) in sizes.iter().enumerate() {
        let (x, y) = coupled_pair(n, RHO);
        for _ in 0..if quick { 1 } else { rounds(n) } {
            for (times, measure) in table.iter_mut().zip(MEASURES) {
                times[column] = times[column].min(time(measure, &x, &y));
            }
        }
    }
    println!("{}", kosmic_bench::host());
    print(sizes, &table);
}

/// Fewer rounds of what takes longer.
fn rounds(n: usize) -> usize {
    (1_000_000 / n).clamp(2, 50)
}

fn time((name, measure, expected): Measure, x: &[f64], y: &[f64]) -> Duration {
    let started = Instant::now();
    let found = measure(black_box(x), black_box(y));
    let elapsed = started.elapsed();
    let near = 4.0 / (x.len() as f64).sqrt() + 0.01;
    assert!((found - expected()).abs() < near, "{name}: {found}");
    elapsed
}

fn print(sizes: &[usize], table: &[Vec<Duration>]) {
    let rows: Vec<String> = sizes.iter().map(|n| format!("{n} rows, ms")).collect();
    println!("| measure | {} |", rows.join(" | "));
    println!("|---|{}", "---|".repeat(sizes.len()));
    for ((name, ..), times) in MEASURES.iter().zip(table) {
        let times: Vec<String> = times
            .iter()
            .map(|time| format!("{:.3}", time.as_secs_f64() * 1e3))
            .collect();
        println!("| {name} | {} |", times.join(" | "));
    }
}
