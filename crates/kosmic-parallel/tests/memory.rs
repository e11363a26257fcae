//! The memory that a bootstrap takes, measured by an allocator that counts: a process of its own.
#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

use kosmic_core::{Pair, Purpose, Stream};
use kosmic_parallel::{
    Bootstrap, Correlation, MemoryEstimate, Statistic, View, Workload, of_sample,
};
use peak_alloc::PeakAlloc;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

/// The most bytes allocated during a run beyond those before it.
fn peak_of<T: Statistic>(statistic: &T, workload: Workload) -> f64 {
    let mut stream = Stream::new(0, Purpose::Simulate, 0);
    let [x, y] =
        [(); 2].map(|()| -> Vec<f64> { (0..workload.rows).map(|_| stream.uniform()).collect() });
    let pair = Pair::new(&x, &y).unwrap();
    let options = Bootstrap::default()
        .replicates(workload.replicates)
        .threads(workload.threads);
    let plan = options.plan().unwrap();
    let before = ALLOCATOR.current_usage();
    ALLOCATOR.reset_peak_usage();
    let replicates = plan.run(&pair, statistic).unwrap();
    assert_eq!(replicates.values().len(), workload.replicates);
    (ALLOCATOR.peak_usage() - before) as f64
}

/// From a twentieth below to a quarter above. One test, since what runs beside it would be counted too.
#[test]
fn the_estimate_is_near_the_measured_peak() {
    let slope = of_sample(|x, y| Some((y.last()? - y.first()?) / (x.last()? - x.first()?)));
    for (rows, replicates, threads) in [
        (1 << 17, 40, 1),
        (100_000, 40, 1),
        (100_000, 64, 2),
        (70_000, 48, 3),
        (200, 300_000, 2),
        (1000, 100_000, 1),
    ] {
        let workload = Workload::new(rows, replicates).threads(threads);
        let moments = (peak_of(&Correlation, workload), workload);
        let sample = (peak_of(&slope, workload), workload.view(View::Sample));
        for (measured, workload) in [moments, sample] {
            let ratio = MemoryEstimate::of(workload).total() as f64 / measured;
            assert!(
                (0.95..1.25).contains(&ratio),
                "{workload:?}: {ratio} of {measured} bytes"
            );
        }
    }
}
