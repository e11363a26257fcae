//! How often and in which order a source that is not in memory is read: three times at most.

use std::ops::Range;
use std::sync::Mutex;

use kosmic_core::{Pair, PairSource, Scratch, Side, Silent, SourceError};
use kosmic_parallel::{
    Bootstrap, Correlation, Design, ExactBootstrap, Method, Plan, ReplicateCount, Scheme,
    Statistic, StudentisedCorrelation, of_sample, of_weights,
};

use crate::observers::Observer;
use crate::samples::normal_pairs;

/// Remembers which rows were read.
struct Watched {
    x: Vec<f64>,
    y: Vec<f64>,
    read: Mutex<Vec<Range<usize>>>,
}

impl Watched {
    /// Readings since the last call: those that follow each other are one.
    fn passes(&self) -> Vec<Range<usize>> {
        let mut passes: Vec<Range<usize>> = Vec::new();
        for rows in self.read.lock().unwrap().drain(..) {
            match passes.last_mut() {
                Some(pass) if pass.end == rows.start => pass.end = rows.end,
                _ => passes.push(rows),
            }
        }
        passes
    }
}

impl PairSource for Watched {
    fn len(&self) -> usize {
        self.x.len()
    }

    /// A column alone is a reading.
    fn column<'a>(
        &'a self,
        side: Side,
        rows: Range<usize>,
        _: &'a mut Vec<f64>,
    ) -> Result<&'a [f64], SourceError> {
        self.read.lock().unwrap().push(rows.clone());
        Ok(match side {
            Side::X => &self.x[rows],
            Side::Y => &self.y[rows],
        })
    }

    fn rows<'a>(
        &'a self,
        rows: Range<usize>,
        _: &'a mut Scratch,
    ) -> Result<(&'a [f64], &'a [f64]), SourceError> {
        self.read.lock().unwrap().push(rows.clone());
        Ok((&self.x[rows.clone()], &self.y[rows]))
    }
}

/// A checked pair, which has been read once.
fn watched((x, y): (Vec<f64>, Vec<f64>)) -> Pair<Watched> {
    let rows = x.len();
    let read = Mutex::default();
    let pair = Pair::from_source(Watched { x, y, read }).unwrap();
    assert_eq!(pair.source().passes(), whole(rows));
    pair
}

/// One reading from the first row to the last.
#[expect(clippy::single_range_in_vec_init, reason = "one range is meant")]
fn whole(rows: usize) -> [Range<usize>; 1] {
    [0..rows]
}

fn plan(replicates: usize, threads: usize) -> Plan {
    let options = Bootstrap::default().replicates(replicates);
    options.threads(threads).plan().unwrap()
}

/// Three strips.
const ROWS: usize = 600_000;

/// Two series of which nothing needs care.
fn tame(rows: usize) -> (Vec<f64>, Vec<f64>) {
    normal_pairs(4, rows, 0.5)
}

/// A series that is constant but for one row: a third of the resamples lack it.
fn nearly_constant(rows: usize) -> (Vec<f64>, Vec<f64>) {
    let (mut x, y) = tame(rows);
    x.fill(0.25);
    x[rows / 2] = 1.0;
    (x, y)
}

/// One pair that makes r and its jackknife among rows that hardly vary; a third of the resamples lack it.
fn one_wild_pair(rows: usize) -> (Vec<f64>, Vec<f64>) {
    let (mut x, mut y) = tame(rows);
    for (row, x) in x.iter_mut().enumerate() {
        *x = 0.25 + if row % 5 == 0 { 1e-9 * *x } else { 0.0 };
    }
    (x[rows / 3], y[rows / 3]) = (1e6, 1e3);
    (x, y)
}

/// The numbers of readings after the check.
fn assert_readings<T: Statistic>(
    data: (Vec<f64>, Vec<f64>),
    statistic: &T,
    threads: usize,
    readings: usize,
) {
    let pair = watched(data);
    let run = plan(40, threads).run(&pair, statistic).unwrap();
    assert_eq!(run.values().len(), 40 * run.estimates().len());
    assert_eq!(
        pair.source().passes(),
        vec![whole(pair.len())[0].clone(); readings]
    );
}

#[test]
fn a_source_is_read_once_to_check_and_once_to_draw() {
    for threads in [1, 3] {
        assert_readings(tame(ROWS), &Correlation, threads, 1);
        assert_readings(tame(ROWS), &StudentisedCorrelation, threads, 1);
    }
    for rows in [3, 100, 20_000] {
        assert_readings(tame(rows), &Correlation, 1, 1);
    }
}

#[test]
fn resamples_that_need_it_are_taken_again_in_one_reading_for_all_of_them() {
    for threads in [1, 2] {
        assert_readings(nearly_constant(ROWS), &Correlation, threads, 2);
        assert_readings(nearly_constant(ROWS), &StudentisedCorrelation, threads, 2);
        assert_readings(one_wild_pair(ROWS), &StudentisedCorrelation, threads, 2);
    }
    // More replicates than a thread draws together.
    let pair = watched(nearly_constant(2000));
    let run = plan(3000, 1).run(&pair, &StudentisedCorrelation).unwrap();
    assert!(run.undefined() > 900);
    assert_eq!(pair.source().passes().len(), 2);
}

#[test]
fn statistics_of_columns_are_read_once_to_check_and_once_to_hold() {
    assert_readings(tame(20_000), &of_weights(|x, _, w| x[0] * w[0]), 2, 1);
    assert_readings(tame(20_000), &of_sample(|x, _| x[0]), 2, 1);
}

/// The same K interval as from memory, and how often the data were read.
fn readings_of_interval(data: &(Vec<f64>, Vec<f64>), plan: &Plan, design: &Design) -> usize {
    let pair = watched(data.clone());
    let streamed = plan.k_interval_designed(&pair, design, &Silent);
    let passes = pair.source().passes();
    assert!(
        passes.iter().all(|pass| *pass == (0..pair.len())),
        "{passes:?}"
    );
    let resident = Pair::new(&data.0, &data.1).unwrap();
    let resident = plan.k_interval_designed(&resident, design, &Silent);
    match (streamed, resident) {
        (Ok(streamed), Ok(resident)) => assert_eq!(streamed, resident),
        (streamed, resident) => {
            let error = streamed.unwrap_err().to_string();
            assert_eq!(error, resident.unwrap_err().to_string());
        }
    }
    1 + passes.len()
}

#[test]
fn no_method_and_no_scheme_reads_a_source_more_than_three_times() {
    for rows in [40, 20_000] {
        let labels: Vec<usize> = (0..rows).map(|row| row % 7).collect();
        let designs = [
            Design::iid(),
            Design::balanced(),
            Design::poisson(),
            Design::stratified(&labels).unwrap(),
            Design::clustered(&labels).unwrap(),
            Design::dirichlet(1.0).unwrap(),
        ];
        for data in [tame(rows), nearly_constant(rows), one_wild_pair(rows)] {
            for method in Method::ALL {
                let options = Bootstrap::default().method(method).replicates(30);
                for design in &designs {
                    let plan = options.scheme(Scheme::Iid).plan().unwrap();
                    let readings = readings_of_interval(&data, &plan, design);
                    assert!(readings <= 3, "{method:?}, {readings} readings");
                }
            }
        }
    }
}

#[test]
fn the_default_interval_takes_two_readings_and_a_third_only_for_repairs() {
    let plan = plan(60, 2);
    let iid = Design::iid();
    assert_eq!(readings_of_interval(&tame(ROWS), &plan, &iid), 2);
    assert_eq!(readings_of_interval(&one_wild_pair(ROWS), &plan, &iid), 3);
}

#[test]
fn replicates_are_extended_in_as_many_readings() {
    let pair = watched(tame(40_000));
    for method in [Method::StudentSymmetric, Method::Bca, Method::Abc] {
        let options = Bootstrap::default().method(method);
        let plan = |replicates: usize| options.replicates(replicates).plan().unwrap();
        let few = plan(20).k_replicates(&pair, &Silent).unwrap();
        assert_eq!(pair.source().passes(), whole(40_000));
        let more = plan(50).extend_k_replicates(few, &pair, &Silent).unwrap();
        assert_eq!(pair.source().passes(), whole(40_000));
        assert_eq!(more, plan(50).k_replicates(&pair, &Silent).unwrap());
        pair.source().passes();
        // Nothing is missing: r with its error is still compared with that of the data.
        let same = plan(50).extend_k_replicates(more.clone(), &pair, &Silent);
        assert_eq!(same.unwrap(), more);
        assert_eq!(
            pair.source().passes().len(),
            usize::from(more.is_studentised())
        );
    }
}

#[test]
fn an_adaptive_number_takes_a_reading_for_each_round() {
    let count = ReplicateCount::Adaptive {
        tolerance: 0.001,
        min: 2,
        max: 1400,
    };
    for method in Method::ALL {
        let pair = watched(tame(2000));
        let plan = Bootstrap::default().method(method).replicates(count);
        let interval = plan.plan().unwrap().k_interval(&pair, &Silent).unwrap();
        assert_eq!(
            pair.source().passes().len(),
            interval.replicates_used.div_ceil(500)
        );
    }
}

#[test]
fn cancelled_work_reads_no_further_than_the_values_on_the_data_take() {
    let pair = watched(tame(ROWS));
    let stopped = |patience| {
        let observer = Observer::with_patience(patience);
        let second = plan(60, 1)
            .run_with(&pair, &Correlation, &observer)
            .unwrap();
        assert_eq!((second.count(), second.stopped_early()), (0, Some(60)));
        let read = pair.source().passes();
        let fourth = plan(60, 1).run_with(&pair, &StudentisedCorrelation, &observer);
        assert_eq!(fourth.unwrap().count(), 0);
        assert_eq!(pair.source().passes(), whole(ROWS));
        read
    };
    assert_eq!(stopped(0), []);
    let [first] = &stopped(1)[..] else {
        panic!("one piece is read");
    };
    assert!(first.start == 0 && first.end < ROWS / 2);
}

#[test]
fn tiny_samples_are_read_once_to_enumerate_their_resamples() {
    let pair = watched(tame(7));
    ExactBootstrap::of_pair(&pair, ExactBootstrap::FEW_COMPOSITIONS).unwrap();
    assert_eq!(pair.source().passes(), whole(7));
}
