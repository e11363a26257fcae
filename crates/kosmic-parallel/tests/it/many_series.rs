//! Matrices of many series by several threads.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use kosmic_core::{
    CoreError, InstructionSet, MatrixPlan, Missing, Progress, Sequential, Silent, k_lag,
};
use kosmic_parallel::{Columns, ParallelError, Threads, k_lag_matrix, parallel_k_matrix};

use crate::samples::normal_pairs;

fn table(columns: usize, rows: usize) -> Vec<Vec<f64>> {
    (0..columns)
        .map(|m| normal_pairs(m as u64 / 2, rows, 0.5).0)
        .collect()
}

/// As `table`, each column with the noise of its neighbour and delayed by its number.
fn delayed(columns: usize, rows: usize) -> Vec<Vec<f64>> {
    let (common, own) = normal_pairs(1, rows + columns, 0.0);
    (0..columns)
        .map(|m| {
            (0..rows)
                .map(|t| common[t + columns - m] + 0.3 * own[(t * 7 + m) % rows])
                .collect()
        })
        .collect()
}

#[test]
fn any_number_of_threads_gives_the_bits_of_one() {
    let mut table = table(60, 500);
    let complete = MatrixPlan::new(&table).unwrap().run(&Sequential).unwrap();
    for threads in [1, 2, 3, 8] {
        let plan = MatrixPlan::new(&table).unwrap();
        assert_eq!(
            parallel_k_matrix(&plan, threads, &Silent).unwrap(),
            complete
        );
    }
    table[17][4] = f64::NAN;
    let plan = MatrixPlan::new(&table).unwrap().missing(Missing::Pairwise);
    let pairwise = plan.run(&Sequential).unwrap();
    for set in InstructionSet::available() {
        let plan = plan.clone().instruction_set(set);
        assert_eq!(
            parallel_k_matrix(&plan, Threads::All, &Silent).unwrap(),
            pairwise
        );
    }
    let refused = parallel_k_matrix(&MatrixPlan::new(&table).unwrap(), 2, &Silent).unwrap_err();
    let core = ParallelError::Core(CoreError::TooFewSeries { got: 0 });
    assert_eq!(
        std::mem::discriminant(&refused),
        std::mem::discriminant(&core)
    );
    assert!(
        refused.to_string().starts_with("series 17 holds 1"),
        "{refused}"
    );
}

#[test]
fn the_observer_of_a_matrix_may_stop_it() {
    struct Stopper(AtomicUsize);
    impl Progress for Stopper {
        fn advance(&self, done: u64) {
            self.0.fetch_add(done as usize, Relaxed);
        }
        fn is_cancelled(&self) -> bool {
            self.0.load(Relaxed) > 0
        }
    }
    let table = table(20, 50);
    let plan = MatrixPlan::new(&table).unwrap();
    let stopped = parallel_k_matrix(&plan, 1, &Stopper(AtomicUsize::new(0))).unwrap_err();
    assert!(
        matches!(
            stopped,
            ParallelError::MapStopped {
                finished: 1,
                items: 3
            }
        ),
        "{stopped}"
    );
    assert!(matches!(
        parallel_k_matrix(&plan, 0, &Silent),
        Err(ParallelError::Threads { requested: 0, .. })
    ));
}

#[test]
fn peaks_are_those_of_the_pairs_and_lags_are_antisymmetric() {
    let table = delayed(6, 400);
    let columns = Columns::new(&table).unwrap();
    let matrix = k_lag_matrix(&columns, 9, 1, &Silent).unwrap();
    assert_eq!(k_lag_matrix(&columns, 9, 2, &Silent).unwrap(), matrix);
    for i in 0..6 {
        assert_eq!(matrix.peak(i, i), None);
        for j in i + 1..6 {
            let expected = k_lag(&table[i], &table[j], 9).unwrap().peak().unwrap();
            let (there, back) = (matrix.peak(i, j).unwrap(), matrix.peak(j, i).unwrap());
            assert_eq!(there, expected);
            assert_eq!(there.lag, (j - i) as i64);
            assert_eq!((back.lag, back.r, back.k), (-there.lag, there.r, there.k));
        }
    }
    assert_eq!(matrix.peak(0, 6), None);
}

#[test]
fn pairs_without_a_defined_lag_have_no_peak_and_long_lags_are_refused() {
    let a = [1.0, 1.0, 1.0, 1.0, 5.0];
    let b = [2.0, 0.0, 3.0, 1.0, 4.0];
    let columns = Columns::new([&a, &b]).unwrap();
    assert!(
        k_lag_matrix(&columns, 2, 1, &Silent)
            .unwrap()
            .peak(0, 1)
            .is_some()
    );
    let error = k_lag_matrix(&columns, 3, 1, &Silent).unwrap_err();
    assert!(matches!(
        error,
        ParallelError::Core(CoreError::LagTooLong { longest: 2, .. })
    ));
}

#[cfg(feature = "serde")]
#[test]
fn a_lag_matrix_round_trips_through_json_and_bears_tampering() {
    use kosmic_parallel::LagMatrix;

    let table = delayed(3, 60);
    let matrix = k_lag_matrix(&Columns::new(&table).unwrap(), 4, 1, &Silent).unwrap();
    let text = serde_json::to_string(&matrix).unwrap();
    let mut read: LagMatrix = serde_json::from_str(&text).unwrap();
    assert_eq!(read, matrix);
    read.columns = usize::MAX;
    assert_eq!(read.peak(5, 9), None);
}
