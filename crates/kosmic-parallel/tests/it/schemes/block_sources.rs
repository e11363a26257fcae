//! Blocks of rows that stand in a file: the bits of memory, few readings, and work that is stopped.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use kosmic_core::{Pair, PairSource, Side, Silent, SourceError};
use kosmic_parallel::{
    Bootstrap, Correlation, KInterval, Method, ParallelError, ReplicateCount, Scheme, Warning,
};

use crate::observers::Observer;
use crate::samples::autoregressive;

/// Both columns one after the other in a file, read anew for each range.
struct Filed {
    path: PathBuf,
    file: Mutex<File>,
    rows: usize,
    read: AtomicUsize,
}

impl Filed {
    fn new(name: &str, x: &[f64], y: &[f64]) -> Self {
        let name = format!("kosmic-{name}-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        let mut file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(true)
            .open(&path)
            .unwrap();
        let bytes: Vec<u8> = x
            .iter()
            .chain(y)
            .flat_map(|value| value.to_le_bytes())
            .collect();
        file.write_all(&bytes).unwrap();
        Self {
            path,
            file: Mutex::new(file),
            rows: x.len(),
            read: AtomicUsize::new(0),
        }
    }

    /// Values read since the last call, in columns.
    fn columns_read(&self) -> f64 {
        self.read.swap(0, Relaxed) as f64 / self.rows as f64
    }
}

impl Drop for Filed {
    fn drop(&mut self) {
        // A file that stays behind harms nobody.
        let _ = std::fs::remove_file(&self.path);
    }
}

impl PairSource for Filed {
    fn len(&self) -> usize {
        self.rows
    }

    fn column<'a>(
        &'a self,
        side: Side,
        rows: Range<usize>,
        scratch: &'a mut Vec<f64>,
    ) -> Result<&'a [f64], SourceError> {
        self.read.fetch_add(rows.len(), Relaxed);
        let first = rows.start + if side == Side::Y { self.rows } else { 0 };
        let mut bytes = vec![0; 8 * rows.len()];
        let mut file = self.file.lock().unwrap();
        let read = file
            .seek(SeekFrom::Start(8 * first as u64))
            .and_then(|_| file.read_exact(&mut bytes));
        read.map_err(SourceError::new)?;
        scratch.clear();
        let values = bytes.chunks_exact(8);
        scratch.extend(values.map(|value| f64::from_le_bytes(value.try_into().unwrap())));
        Ok(scratch)
    }
}

/// Three chunks of rows.
const ROWS: usize = 40_000;

fn series() -> [Vec<f64>; 2] {
    [autoregressive(1, ROWS, 0.6), autoregressive(2, ROWS, 0.6)]
}

fn interval<S: PairSource>(pair: &Pair<S>, options: Bootstrap) -> KInterval {
    options.plan().unwrap().k_interval(pair, &Silent).unwrap()
}

const SCHEMES: [Scheme; 4] = [
    Scheme::Auto,
    Scheme::Moving,
    Scheme::Circular,
    Scheme::Stationary,
];

#[test]
fn rows_of_a_file_are_drawn_by_blocks_to_the_same_bits_as_those_of_memory() {
    let [x, y] = series();
    let memory = Pair::new(&x, &y).unwrap();
    let file = Pair::from_source(Filed::new("bits", &x, &y)).unwrap();
    for scheme in SCHEMES {
        for method in [Method::StudentSymmetric, Method::Bca] {
            let options = Bootstrap::default().replicates(60).scheme(scheme);
            let of = |threads: usize| options.method(method).threads(threads);
            let expected = interval(&memory, of(1));
            assert_eq!(interval(&file, of(1)), expected);
            let mut two = interval(&file, of(2));
            two.threads = expected.threads;
            assert_eq!(two, expected);
            assert!(expected.scheme.draws_blocks());
        }
    }
}

/// A reading takes two columns. Blocks over the end of the circle take the rows that they go on with once more.
#[test]
fn blocks_of_a_given_length_take_one_reading_to_draw_and_one_for_the_jackknife() {
    let [x, y] = series();
    let file = Pair::from_source(Filed::new("readings", &x, &y)).unwrap();
    file.source().columns_read();
    for scheme in [Scheme::Moving, Scheme::Circular, Scheme::Stationary] {
        for (method, readings) in [
            (Method::Percentile, 1.0),
            (Method::Bca, 2.0),
            (Method::StudentSymmetric, 2.0),
        ] {
            let options = Bootstrap::default().replicates(60).scheme(scheme);
            interval(&file, options.block_length(30).method(method));
            let found = file.source().columns_read() / 2.0;
            let circular = scheme != Scheme::Moving;
            // Of three chunks one is read for the centre of the sums, and one again.
            let again = if circular { 0.67 } else { 0.34 };
            assert!(
                (readings..=readings + again).contains(&found),
                "{scheme:?} {method:?}: {found}"
            );
        }
    }
}

/// The rows are looked at for dependence, for the autocorrelations behind three lengths, and as above.
#[test]
fn a_choice_by_the_rows_of_a_file_takes_a_bounded_number_of_readings() {
    let [x, y] = series();
    let file = Pair::from_source(Filed::new("choice", &x, &y)).unwrap();
    file.source().columns_read();
    interval(
        &file,
        Bootstrap::default().replicates(60).scheme(Scheme::Auto),
    );
    let found = file.source().columns_read() / 2.0;
    assert!(found < 9.0, "{found}");
}

#[test]
fn work_by_blocks_that_is_stopped_leaves_no_replicate_and_says_so() {
    let [x, y] = series();
    let pair = Pair::new(&x, &y).unwrap();
    for scheme in SCHEMES {
        let options = Bootstrap::default().replicates(60).scheme(scheme);
        let plan = options.plan().unwrap();
        for patience in [0, 1] {
            let observer = Observer::with_patience(patience);
            let stopped = plan.run_with(&pair, &Correlation, &observer).unwrap();
            assert_eq!((stopped.count(), stopped.stopped_early()), (0, Some(60)));
            let observer = Observer::with_patience(patience);
            let refused = plan.k_interval(&pair, &observer);
            assert!(
                matches!(refused, Err(ParallelError::Stopped { finished: 0, .. })),
                "{scheme:?}: {refused:?}"
            );
        }
        let observer = Observer::patient();
        plan.k_interval(&pair, &observer).unwrap();
        assert_eq!(observer.counts(), [1, 60, 60, 1]);
    }
}

/// Rounds of 500 that were finished before the stop are kept.
#[test]
fn an_adaptive_number_of_blocks_that_is_stopped_keeps_its_finished_rounds() {
    let [x, y] = [1, 2].map(|seed| autoregressive(seed, 300, 0.6));
    let pair = Pair::new(&x, &y).unwrap();
    let count = ReplicateCount::Adaptive {
        tolerance: 1e-4,
        min: 100,
        max: 5000,
    };
    let options = Bootstrap::default().replicates(count).scheme(Scheme::Auto);
    let observer = Observer::with_patience(501);
    let interval = options
        .plan()
        .unwrap()
        .k_interval(&pair, &observer)
        .unwrap();
    let stopped = |warning: &Warning| matches!(warning, Warning::StoppedEarly { .. });
    assert!(interval.warnings.iter().any(stopped), "{interval:?}");
    assert_eq!(interval.replicates_used % 500, 0);
    assert!((500..5000).contains(&interval.replicates_used));
}

#[test]
fn abc_limits_of_rows_that_call_for_blocks_are_a_typed_error() {
    let [x, y] = [1, 2].map(|seed| autoregressive(seed, 300, 0.6));
    let pair = Pair::new(&x, &y).unwrap();
    let options = Bootstrap::default()
        .scheme(Scheme::Auto)
        .method(Method::Abc);
    assert!(matches!(
        options.plan().unwrap().k_interval(&pair, &Silent),
        Err(ParallelError::MethodScheme {
            method: "abc",
            scheme: "circular",
        })
    ));
}
