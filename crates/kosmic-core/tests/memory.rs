//! What measures of whole columns take. A binary of its own: it counts every byte of the process.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on shall fail")]

use kosmic_core::{
    BYTES_PER_ROW, Binning, DistanceCorrelation, Histogram, HistogramInformation, Kendall, Ksg,
    KsgInformation, KsgPlan, Pair, Purpose, SeriesPair, Spearman, Stream,
    percentage_bend_correlation,
};
use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

#[test]
fn no_measure_takes_more_than_the_bound_for_each_row() {
    const ROWS: usize = 100_000;
    let mut stream = Stream::new(0, Purpose::Simulate, 0);
    let mut uniform = || (0..ROWS).map(|_| stream.uniform()).collect::<Vec<f64>>();
    let (x, y) = (uniform(), uniform());
    let pair = Pair::new(&x, &y).unwrap();
    type Measure = fn(&Pair<SeriesPair<'_>>);
    let measures: [(&str, Measure); 9] = [
        ("Spearman", |pair| {
            Spearman::of_pair(pair).unwrap();
        }),
        ("Kendall", |pair| {
            Kendall::of_pair(pair).unwrap();
        }),
        ("distance", |pair| {
            DistanceCorrelation::of_pair(pair).unwrap();
        }),
        ("equiprobable bins", |pair| {
            HistogramInformation::of_pair(pair, Histogram::new()).unwrap();
        }),
        ("equal widths", |pair| {
            let options = Histogram::new().binning(Binning::EqualWidth);
            HistogramInformation::of_pair(pair, options).unwrap();
        }),
        ("KSG, jittered", |pair| {
            KsgInformation::of_pair(pair, Ksg::new().jitter(0)).unwrap();
        }),
        ("KSG, jittered and permuted", |pair| {
            let plan = KsgPlan::new(pair, Ksg::new().jitter(0)).unwrap();
            let _ = plan.permuted(0, 0);
        }),
        ("KSG, its standard error", |pair| {
            let plan = KsgPlan::new(pair, Ksg::new()).unwrap();
            plan.standard_error(0).unwrap();
        }),
        ("percentage bend", |pair| {
            percentage_bend_correlation(pair).unwrap();
        }),
    ];
    for (name, measure) in measures {
        let before = MEMORY.current_usage();
        MEMORY.reset_peak_usage();
        measure(&pair);
        let taken = (MEMORY.peak_usage() - before) as u64;
        println!("{name}: {} bytes a row", taken / ROWS as u64);
        assert!(taken <= ROWS as u64 * BYTES_PER_ROW, "{name}: {taken}");
    }
}
