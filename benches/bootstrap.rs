//! The bootstrap of K: `cargo bench -p kosmic-bench --bench bootstrap`. An item is one drawn row.

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use kosmic_bench::coupled_pair;
use kosmic_parallel::{Bootstrap, bootstrap_k_ci};

const REPLICATES: usize = 1000;

fn main() {
    divan::main();
}

#[divan::bench(args = [100, 10_000, 100_000], sample_count = 5, sample_size = 1)]
fn k_of_1000_replicates(bencher: Bencher<'_, '_>, n: usize) {
    let (x, y) = coupled_pair(n, 0.5);
    let options = Bootstrap::new().replicates(REPLICATES);
    let interval = bootstrap_k_ci(&x, &y, options).expect("a fit pair");
    assert!(interval.lower < interval.estimate && interval.estimate < interval.upper);
    bencher
        .counter(ItemsCount::new(n * REPLICATES))
        .bench_local(|| bootstrap_k_ci(black_box(&x), black_box(&y), options));
}
