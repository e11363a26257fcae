//! What a run allocates beyond its input, counted by the allocator of a process of its own.
#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

use std::ops::Range;

use kosmic_core::{Pair, PairSource, Side, Silent, SourceError};
use kosmic_parallel::{Bootstrap, Correlation, Method, Plan, StudentisedCorrelation};
use peak_alloc::PeakAlloc;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

/// Bytes allowed beyond input and replicates.
const ALLOWED: usize = 32 << 20;

/// Rows that are made when they are read.
struct Computed(usize);

fn value(side: Side, row: usize) -> f64 {
    let wave = |period: usize| (row % period) as f64 / period as f64;
    match side {
        Side::X => wave(1009) + wave(31),
        Side::Y => wave(1009) - wave(57),
    }
}

impl PairSource for Computed {
    fn len(&self) -> usize {
        self.0
    }

    fn column<'a>(
        &'a self,
        side: Side,
        rows: Range<usize>,
        scratch: &'a mut Vec<f64>,
    ) -> Result<&'a [f64], SourceError> {
        scratch.clear();
        scratch.extend(rows.map(|row| value(side, row)));
        Ok(scratch)
    }
}

/// The most bytes held during some work beyond those before it and the replicates.
fn peak_during(replicates: usize, values: usize, work: impl FnOnce()) -> usize {
    let before = ALLOCATOR.current_usage();
    ALLOCATOR.reset_peak_usage();
    work();
    let held = replicates * values * size_of::<Option<f64>>();
    ALLOCATOR.peak_usage() - before - held
}

fn plan(replicates: usize) -> Plan {
    let options = Bootstrap::default().replicates(replicates).threads(2);
    options.plan().unwrap()
}

/// Peaks of moments of order two, of order four, and of the whole of the default interval, which is a bootstrap-t.
fn peaks<S: PairSource>(pair: &Pair<S>, replicates: usize) -> [usize; 3] {
    let plan = plan(replicates);
    [
        peak_during(replicates, 1, || {
            plan.run(pair, &Correlation).unwrap();
        }),
        peak_during(replicates, 2, || {
            plan.run(pair, &StudentisedCorrelation).unwrap();
        }),
        peak_during(replicates, 2, || {
            let interval = plan.k_interval(pair, &Silent).unwrap();
            assert_eq!(interval.method, Method::StudentSymmetric);
        }),
    ]
}

/// Peaks from memory and computed.
fn peaks_of_rows(rows: usize, replicates: usize) -> [usize; 6] {
    let [x, y] =
        [Side::X, Side::Y].map(|side| (0..rows).map(|row| value(side, row)).collect::<Vec<f64>>());
    let resident = peaks(&Pair::new(&x, &y).unwrap(), replicates);
    let computed = peaks(&Pair::from_source(Computed(rows)).unwrap(), replicates);
    let all = resident.iter().chain(&computed);
    std::array::from_fn(|place| *all.clone().nth(place).unwrap())
}

/// One test, since what runs beside it would be counted too. Peaks of two threads vary by whether both work at once and
/// by how many tables of counts are met, hence the allowance of a megabyte; a replicate of data outside memory keeps its
/// sums until all rows are read.
#[test]
fn working_memory_is_small_and_independent_of_the_number_of_rows() {
    let million = peaks_of_rows(1_000_000, 20);
    let ten_million = peaks_of_rows(10_000_000, 20);
    let more = peaks_of_rows(1_000_000, 200);
    println!("{million:?}\n{ten_million:?}\n{more:?}");
    for ((small, large), more) in million.into_iter().zip(ten_million).zip(more) {
        assert!(large.max(more) < ALLOWED);
        assert!(large < small + (1 << 20));
        assert!(more < small + (1 << 20));
    }
}
