//! What a run allocates beyond its input, counted by the allocator of a process of its own.
#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

use std::ops::Range;

use kosmic_core::{Pair, PairSource, Side, SourceError};
use kosmic_parallel::{Bootstrap, Correlation, Statistic, StudentisedCorrelation};
use peak_alloc::PeakAlloc;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

const REPLICATES: usize = 50;

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

/// The most bytes held during a run beyond those before it.
fn peak_of<S: PairSource, T: Statistic>(pair: &Pair<S>, statistic: &T) -> usize {
    let options = Bootstrap::default().replicates(REPLICATES).threads(2);
    let plan = options.plan().unwrap();
    let before = ALLOCATOR.current_usage();
    ALLOCATOR.reset_peak_usage();
    let replicates = plan.run(pair, statistic).unwrap();
    assert_eq!(replicates.count(), REPLICATES);
    ALLOCATOR.peak_usage() - before
}

/// Peaks at as many rows, from memory and computed.
fn peaks<T: Statistic>(rows: usize, statistic: &T) -> [usize; 2] {
    let [x, y] =
        [Side::X, Side::Y].map(|side| (0..rows).map(|row| value(side, row)).collect::<Vec<f64>>());
    let resident = Pair::new(&x, &y).unwrap();
    let computed = Pair::from_source(Computed(rows)).unwrap();
    [peak_of(&resident, statistic), peak_of(&computed, statistic)]
}

/// One test, since what runs beside it would be counted too. Peaks of two threads vary by whether both work at once and
/// by how many tables of counts are met, hence the allowance of a megabyte.
#[test]
fn working_memory_is_small_and_independent_of_the_number_of_rows() {
    let (million, ten_million) = (
        peaks(1_000_000, &Correlation),
        peaks(10_000_000, &Correlation),
    );
    for (small, large) in million.into_iter().zip(ten_million) {
        assert!(large < ALLOWED, "{million:?}, {ten_million:?}");
        assert!(large < small + (1 << 20), "{million:?}, {ten_million:?}");
    }
    let fourth = peaks(1_000_000, &StudentisedCorrelation);
    assert!(fourth.into_iter().all(|peak| peak < ALLOWED), "{fourth:?}");
    println!("{million:?}, {ten_million:?}, {fourth:?}");
}
