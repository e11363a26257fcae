//! How often and in which order a source that is not in memory is read.

use std::ops::Range;
use std::sync::Mutex;

use kosmic_core::{Pair, PairSource, Scratch, Side, SourceError};
use kosmic_parallel::{Bootstrap, Correlation, Statistic, StudentisedCorrelation};

use crate::samples::normal_pairs;

/// Remembers which rows were read.
struct Watched {
    x: Vec<f64>,
    y: Vec<f64>,
    read: Mutex<Vec<Range<usize>>>,
}

impl Watched {
    fn new((x, y): (Vec<f64>, Vec<f64>)) -> Self {
        let read = Mutex::default();
        Self { x, y, read }
    }

    /// What was read since the last call, ranges that follow each other as one.
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

    /// Single columns are looked at in the first block only, where x tells of both.
    fn column<'a>(
        &'a self,
        side: Side,
        rows: Range<usize>,
        _: &'a mut Vec<f64>,
    ) -> Result<&'a [f64], SourceError> {
        Ok(match side {
            Side::X => {
                self.read.lock().unwrap().push(rows.clone());
                &self.x[rows]
            }
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

const ROWS: usize = 600_000;

/// The passes of checking a pair, and those of drawing from it.
fn passes<T: Statistic>(
    data: (Vec<f64>, Vec<f64>),
    statistic: &T,
    threads: usize,
) -> [Vec<Range<usize>>; 2] {
    let pair = Pair::from_source(Watched::new(data)).unwrap();
    let checked = pair.source().passes();
    let options = Bootstrap::default().replicates(40).threads(threads);
    let run = options.plan().unwrap().run(&pair, statistic).unwrap();
    assert_eq!(run.values().len(), 40 * run.estimates().len());
    [checked, pair.source().passes()]
}

/// The first of 37 blocks.
fn first_block() -> Range<usize> {
    0..ROWS / 37
}

/// A series that is constant but for one row: a third of the resamples lack it.
fn nearly_constant() -> (Vec<f64>, Vec<f64>) {
    let (mut x, y) = normal_pairs(4, ROWS, 0.5);
    x.fill(0.25);
    x[ROWS / 2] = 1.0;
    (x, y)
}

#[test]
fn a_source_is_read_once_to_check_and_once_to_draw() {
    let whole = 0..ROWS;
    for threads in [1, 3] {
        let [checked, drawn] = passes(normal_pairs(4, ROWS, 0.5), &Correlation, threads);
        assert_eq!(checked, vec![whole.clone()]);
        assert_eq!(drawn, [first_block(), whole.clone()]);
    }
}

#[test]
fn resamples_that_need_it_are_taken_again_in_one_pass_for_all_of_them() {
    let whole = 0..ROWS;
    let [checked, drawn] = passes(nearly_constant(), &Correlation, 2);
    assert_eq!(checked, vec![whole.clone()]);
    assert_eq!(drawn, [first_block(), whole.clone(), whole]);
}

#[test]
fn fourth_moments_take_a_pass_for_the_data_and_two_for_resamples_taken_again() {
    let whole = || 0..ROWS;
    let [_, drawn] = passes(normal_pairs(4, ROWS, 0.5), &StudentisedCorrelation, 2);
    assert_eq!(drawn, [first_block(), whole(), whole()]);
    let [_, drawn] = passes(nearly_constant(), &StudentisedCorrelation, 2);
    assert_eq!(drawn, [first_block(), whole(), whole(), whole(), whole()]);
}
