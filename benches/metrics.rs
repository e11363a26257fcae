//! Metrics of one pair of series: `cargo bench -p kosmic-bench --bench metrics`.

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use kosmic_bench::coupled_pair;

fn main() {
    divan::main();
}

#[divan::bench(args = [100, 10_000, 1_000_000])]
fn k_index(bencher: Bencher<'_, '_>, n: usize) {
    let (x, y) = coupled_pair(n, 0.5);
    let k = kosmic_core::k_index(&x, &y).expect("a fit pair");
    assert!((k - 1.0).abs() < 6.0 / (n as f64).sqrt());
    bencher
        .counter(BytesCount::of_many::<f64>(2 * n))
        .bench_local(|| kosmic_core::k_index(black_box(&x), black_box(&y)));
}

#[divan::bench(args = [100, 10_000])]
fn k_index_variants(bencher: Bencher<'_, '_>, n: usize) {
    let (x, y) = coupled_pair(n, 0.5);
    let k = kosmic_core::k_index_variants(&x, &y).expect("a fit pair");
    assert!((k.spearman - k.pearson).abs() < 0.3);
    bencher
        .counter(ItemsCount::new(n))
        .bench_local(|| kosmic_core::k_index_variants(black_box(&x), black_box(&y)));
}

#[divan::bench(args = [1_000, 100_000])]
fn k_lag_of_50(bencher: Bencher<'_, '_>, n: usize) {
    let (x, y) = coupled_pair(n, 0.5);
    let profile = kosmic_core::k_lag(&x, &y, 50).expect("a fit pair");
    assert_eq!(profile.peak().map(|peak| peak.lag), Some(0));
    bencher
        .counter(ItemsCount::new(101 * n))
        .bench_local(|| kosmic_core::k_lag(black_box(&x), black_box(&y), 50));
}
