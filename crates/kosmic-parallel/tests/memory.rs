//! The memory that a bootstrap takes, measured by an allocator that counts: a process of its own.
#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

use std::ops::Range;

use kosmic_core::{Pair, PairSource, Purpose, Side, Silent, SourceError, Stream};
use kosmic_parallel::{
    Batch, Bootstrap, Columns, Correlation, Design, MemoryEstimate, Resample, Scheme, Statistic,
    StudentisedCorrelation, View, Workload, of_sample, of_weights, parameter_sweep,
};
use peak_alloc::PeakAlloc;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

/// Rows that are made when they are read.
struct Made(usize);

impl PairSource for Made {
    fn len(&self) -> usize {
        self.0
    }

    fn column<'a>(
        &'a self,
        side: Side,
        rows: Range<usize>,
        scratch: &'a mut Vec<f64>,
    ) -> Result<&'a [f64], SourceError> {
        let value = |row: usize| match side {
            Side::X => (row % 1009) as f64,
            Side::Y => (row % 1013 + row % 7) as f64,
        };
        scratch.clear();
        scratch.extend(rows.map(value));
        Ok(scratch)
    }
}

/// A statistic of batches that takes no memory itself.
struct FirstCount;

impl Statistic for FirstCount {
    const VIEW: View = View::Weights;
    const BATCHED: bool = true;

    fn evaluate(&self, resample: Resample<'_>, values: &mut [Option<f64>]) {
        if let Resample::Weights { weights, .. } = resample {
            values[0] = Some(weights[0]);
        }
    }

    fn evaluate_batch(&self, batch: Batch<'_>, values: &mut [Option<f64>]) {
        for (value, count) in values.iter_mut().zip(batch.counts()[0]) {
            *value = Some(f64::from(count));
        }
    }
}

/// The most bytes allocated during some work beyond those before it, what it returns among them.
fn peak_during<R>(work: impl FnOnce() -> R) -> (R, f64) {
    let before = ALLOCATOR.current_usage();
    ALLOCATOR.reset_peak_usage();
    let result = work();
    (result, (ALLOCATOR.peak_usage() - before) as f64)
}

/// Options for a run of this size.
fn options(workload: Workload) -> Bootstrap {
    Bootstrap::default()
        .replicates(workload.replicates)
        .threads(workload.threads)
}

/// The peak of a run by a scheme that a name suffices for.
fn peak_of<S: PairSource, T: Statistic>(pair: &Pair<S>, statistic: &T, workload: Workload) -> f64 {
    let plan = options(workload).scheme(workload.scheme).plan().unwrap();
    let (replicates, peak) = peak_during(|| plan.run(pair, statistic).unwrap());
    let values = workload.replicates * workload.values;
    assert_eq!(replicates.values().len(), values);
    peak
}

/// The peak of a run by a design of labels or blocks.
fn peak_designed<S: PairSource, T: Statistic>(
    pair: &Pair<S>,
    statistic: &T,
    design: &Design,
    workload: Workload,
) -> f64 {
    let plan = options(workload).plan().unwrap();
    let run = || plan.run_designed(pair, statistic, design, &Silent);
    let (replicates, peak) = peak_during(|| run().unwrap());
    assert_eq!(replicates.count(), workload.replicates);
    peak
}

/// From a tenth below to a fifth above; but threads may come to work after others have finished, so that the peak of
/// several may lack all working space but that of one.
fn assert_near(measured: f64, workload: Workload) {
    let estimate = MemoryEstimate::of(workload);
    let (most, working) = (estimate.total() as f64, estimate.working as f64);
    let least = most - working + working / workload.threads.count() as f64;
    assert!(
        most > 0.9 * measured,
        "{workload:?}: {most} for {measured} bytes"
    );
    assert!(
        least < 1.2 * measured,
        "{workload:?}: {least} for {measured} bytes"
    );
}

/// One test, since what runs beside it would be counted too.
#[test]
fn the_estimate_is_near_the_measured_peak() {
    designs();
    sweeps_and_many_couplings();
    schemes_of_names();
}

fn uniform(rows: usize, seed: u64) -> Vec<f64> {
    let mut stream = Stream::new(seed, Purpose::Simulate, 0);
    (0..rows).map(|_| stream.uniform()).collect()
}

fn schemes_of_names() {
    let slope = of_sample(|x, y| Some((y.last()? - y.first()?) / (x.last()? - x.first()?)));
    let mean = of_weights(|x, _, weights| Some(x[0] * weights[0] + weights.len() as f64));
    for (rows, replicates, threads) in [
        (1 << 17, 40, 1),
        (100_000, 40, 1),
        (300_000, 130, 1),
        (100_000, 64, 2),
        (400_000, 600, 2),
        (200, 300_000, 2),
        (1000, 100_000, 1),
    ] {
        let [x, y] = [0, 1].map(|seed| uniform(rows, seed));
        let pair = Pair::new(&x, &y).unwrap();
        let run = Workload::new(rows, replicates).threads(threads);
        assert_near(peak_of(&pair, &Correlation, run), run);
        for scheme in [Scheme::Balanced, Scheme::Poisson, Scheme::Dirichlet] {
            let run = run.scheme(scheme);
            assert_near(peak_of(&pair, &Correlation, run), run);
        }
        let fourth = run.view(View::FourthMoments).values(2);
        assert_near(peak_of(&pair, &StudentisedCorrelation, fourth), fourth);
        let made = Pair::from_source(Made(rows)).unwrap();
        assert_near(peak_of(&made, &Correlation, run), run.streamed(true));
        let streamed = fourth.streamed(true);
        assert_near(peak_of(&made, &StudentisedCorrelation, streamed), streamed);
        let balanced = run.streamed(true).scheme(Scheme::Balanced);
        assert_near(peak_of(&made, &Correlation, balanced), balanced);
        let columns = Workload::new(rows, replicates.min(60_000_000 / rows)).threads(threads);
        assert_near(peak_of(&pair, &mean, columns), columns.view(View::Weights));
        let batches = columns.view(View::Weights).batched(true);
        assert_near(peak_of(&pair, &FirstCount, columns), batches);
        let balanced = batches.scheme(Scheme::Balanced);
        assert_near(peak_of(&pair, &FirstCount, balanced), balanced);
        assert_near(peak_of(&pair, &slope, columns), columns.view(View::Sample));
    }
}

fn designs() {
    for (rows, replicates, threads) in [(100_000, 100, 1), (300_000, 400, 2)] {
        let [x, y] = [0, 1].map(|seed| uniform(rows, seed));
        let pair = Pair::new(&x, &y).unwrap();
        let made = Pair::from_source(Made(rows)).unwrap();
        for design in [
            Design::stratified((0..rows).map(|row| row % 10)).unwrap(),
            Design::clustered((0..rows).map(|row| row / 10)).unwrap(),
            Design::moving(100).unwrap(),
            Design::circular(100).unwrap(),
            Design::stationary(100).unwrap(),
        ] {
            let run = Workload::new(rows, replicates)
                .threads(threads)
                .scheme(design.scheme());
            assert_near(peak_designed(&pair, &Correlation, &design, run), run);
            let streamed = run.streamed(true);
            assert_near(
                peak_designed(&made, &Correlation, &design, streamed),
                streamed,
            );
        }
    }
}

/// Bytes of doubles.
fn doubles(count: usize) -> f64 {
    (count * size_of::<f64>()) as f64
}

/// What the documentation of each says: a sweep takes what its settings would as values of one statistic; a matrix 8 bytes
/// for each pair and replicate and three copies of the columns; a lag profile 8 bytes for each lag and replicate, four
/// copies of a series, and for a thread n bytes and 40 for each row of a block.
fn sweeps_and_many_couplings() {
    let (rows, replicates) = (200_000, 500);
    let columns: Vec<Vec<f64>> = (0..6).map(|seed| uniform(rows, seed)).collect();
    let pair = Pair::new(&columns[0], &columns[1]).unwrap();
    let run = Workload::new(rows, replicates);
    let plan = options(run).plan().unwrap();

    let settings = [0.1, 0.2, 0.3, 0.4, 0.5];
    let sweep = || {
        let statistic = |share: &f64| {
            let share = *share;
            of_weights(move |x, _, weights| Some(x[0] * weights[0] + share))
        };
        parameter_sweep(&settings, &pair, &plan, &Silent, statistic).unwrap()
    };
    let (_, peak) = peak_during(sweep);
    assert_near(peak, run.view(View::Weights).values(settings.len()));

    let many = Columns::new(&columns).unwrap();
    let (_, peak) = peak_during(|| plan.matrix_replicates(&many, &Silent).unwrap());
    let promised = doubles(3 * columns.len() * rows + 15 * replicates);
    assert!((0.8..1.2).contains(&(promised / peak)), "{promised} {peak}");

    let (_, peak) = peak_during(|| plan.lag_replicates(&pair, 10, &Silent).unwrap());
    let promised = doubles(4 * rows + 21 * replicates) + (rows + 40 * 16_384) as f64;
    assert!((0.8..1.2).contains(&(promised / peak)), "{promised} {peak}");
}
