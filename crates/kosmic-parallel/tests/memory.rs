//! The memory that a bootstrap takes, measured by an allocator that counts: a process of its own.
#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

use std::ops::Range;

use kosmic_core::{Pair, PairSource, Purpose, Side, SourceError, Stream};
use kosmic_parallel::{
    Batch, Bootstrap, Correlation, MemoryEstimate, Resample, Scheme, Statistic,
    StudentisedCorrelation, View, Workload, of_sample, of_weights,
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

/// The most bytes allocated during a run beyond those before it.
fn peak_of<S: PairSource, T: Statistic>(pair: &Pair<S>, statistic: &T, workload: Workload) -> f64 {
    let options = Bootstrap::default()
        .replicates(workload.replicates)
        .threads(workload.threads)
        .scheme(workload.scheme);
    let plan = options.plan().unwrap();
    let before = ALLOCATOR.current_usage();
    ALLOCATOR.reset_peak_usage();
    let replicates = plan.run(pair, statistic).unwrap();
    assert_eq!(
        replicates.values().len(),
        workload.replicates * workload.values
    );
    (ALLOCATOR.peak_usage() - before) as f64
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
    let slope = of_sample(|x, y| Some((y.last()? - y.first()?) / (x.last()? - x.first()?)));
    let mean = of_weights(|x, _, weights| Some(x[0] * weights[0] + weights.len() as f64));
    for (rows, replicates, threads) in [
        (1 << 17, 40, 1),
        (100_000, 40, 1),
        (300_000, 600, 1),
        (100_000, 64, 2),
        (400_000, 600, 2),
        (200, 300_000, 2),
        (1000, 100_000, 1),
    ] {
        let mut stream = Stream::new(0, Purpose::Simulate, 0);
        let [x, y] =
            [(); 2].map(|()| -> Vec<f64> { (0..rows).map(|_| stream.uniform()).collect() });
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
