//! The largest statistic of each surrogate, and the p-values that they give.

use kosmic_core::{CoreError, Progress};

use super::maxima::Lagged;
use super::options::LagTest;
use super::tested_peak::TestedLagPeak;
use crate::bootstrap::Groups;
use crate::coupling_test::{CouplingTest, NullScheme, Surrogates, TIE, Workspace};
use crate::error::ParallelError;
use crate::warning::Warning;

/// The most surrogates of a group: those are told of, and can be stopped, together.
const LARGEST_GROUP: usize = 64;

/// Groups for each thread, so that none waits long for the last.
const GROUPS_A_THREAD: usize = 8;

pub(super) struct PeakSurrogates {
    made_by: MadeBy,
    requested: usize,
    maxima: Vec<f64>,
}

enum MadeBy {
    /// y turned by as many rows.
    Turns(Vec<usize>),
    Scheme(Box<Surrogates>),
}

impl PeakSurrogates {
    /// None compared yet. The scheme leaves nothing open.
    pub(super) fn new(options: &LagTest, [x, y]: [&[f64]; 2], scheme: NullScheme) -> Self {
        let (made_by, requested) = match scheme {
            NullScheme::CircularShift => {
                let turns = turns(options, x.len());
                let requested = turns.len();
                (MadeBy::Turns(turns), requested)
            }
            scheme => {
                let test = CouplingTest::new().surrogates(options.surrogates);
                let surrogates = Surrogates::new([x, y], scheme, test.seed(options.seed));
                let requested = surrogates.all().unwrap_or(options.surrogates);
                (MadeBy::Scheme(Box::new(surrogates)), requested)
            }
        };
        Self {
            made_by,
            requested,
            maxima: Vec::new(),
        }
    }

    /// Compares all, or those finished without a gap when the observer stops.
    pub(super) fn fill(
        &mut self,
        lagged: &Lagged,
        options: &LagTest,
        progress: &dyn Progress,
    ) -> Result<(), ParallelError> {
        let mut maxima = vec![0.0; self.requested];
        let size = self
            .requested
            .div_ceil(options.threads.count() * GROUPS_A_THREAD);
        let groups = Groups {
            threads: options.threads,
            progress,
            wanted: 0..self.requested as u64,
            width: 1,
            size: size.clamp(1, LARGEST_GROUP),
        };
        progress.begin(self.requested as u64);
        let worker = || (Workspace::default(), Vec::new());
        let finished = groups.fill(
            &mut maxima,
            worker,
            |(workspace, space), numbers, maxima| {
                for (largest, number) in maxima.iter_mut().zip(numbers) {
                    *largest = match &self.made_by {
                        MadeBy::Turns(turns) => {
                            lagged.largest_of_turned(turns[number as usize], space)
                        }
                        MadeBy::Scheme(surrogates) => {
                            lagged.largest([surrogates.values(number, workspace), &[]], space)
                        }
                    };
                }
                Ok::<(), CoreError>(())
            },
        );
        progress.end();
        maxima.truncate(finished?);
        if maxima.is_empty() {
            return Err(ParallelError::Stopped {
                finished: 0,
                replicates: self.requested,
                needed: 1,
            });
        }
        self.maxima = maxima;
        Ok(())
    }

    /// What they say of the statistics of the data.
    pub(super) fn report(&self, options: &LagTest, n: usize, of_data: &[f64]) -> TestedLagPeak {
        let longest = options.max_lag as i64;
        let (value, lag) = peak(of_data.iter().copied().zip(-longest..=longest));
        let stopped = self.maxima.len() < self.requested;
        let stopped = stopped.then_some(Warning::StoppedEarly {
            requested: self.requested,
        });
        let exceeding = self.exceeding(value);
        TestedLagPeak {
            n,
            max_lag: options.max_lag,
            lag,
            value,
            p_value: self.p_value(exceeding),
            adjusted: of_data
                .iter()
                .map(|value| self.p_value(self.exceeding(*value)))
                .collect(),
            scheme: NullScheme::Auto,
            block_length: None,
            shifts: options.shifts(n),
            surrogates: self.maxima.len(),
            exceeding,
            alpha: options.alpha,
            seed: options.seed,
            threads: options.threads.count(),
            warnings: stopped.into_iter().collect(),
        }
    }

    /// How many are at least as large, but for rounding.
    fn exceeding(&self, value: f64) -> usize {
        let threshold = value.abs() - TIE * value.abs().max(1.0);
        let exceeding = self.maxima.iter().filter(|largest| **largest >= threshold);
        exceeding.count()
    }

    /// b/M where all that there are were compared, the data among them; else (b + 1)/(m + 1).
    fn p_value(&self, exceeding: usize) -> f64 {
        let (b, m) = (exceeding as f64, self.maxima.len() as f64);
        let all = match &self.made_by {
            MadeBy::Turns(_) => None,
            MadeBy::Scheme(surrogates) => surrogates.all(),
        };
        if all == Some(self.maxima.len()) {
            return b / m;
        }
        (b + 1.0) / (m + 1.0)
    }
}

/// Shifts as far apart as they can be, 2L + 1 rows at least.
fn turns(options: &LagTest, rows: usize) -> Vec<usize> {
    let shifts = options.shifts(rows).min(options.surrogates);
    let turn = |number: usize| (rows as u128 * number as u128 / (shifts as u128 + 1)) as usize;
    (1..=shifts).map(turn).collect()
}

/// The largest statistic with its lag: of equal ones the lag nearest to 0, and of two as near the positive.
fn peak(statistics: impl Iterator<Item = (f64, i64)>) -> (f64, i64) {
    let larger = statistics.max_by(|(a, of_a), (b, of_b)| {
        let nearer = of_b.unsigned_abs().cmp(&of_a.unsigned_abs());
        a.abs()
            .total_cmp(&b.abs())
            .then(nearer)
            .then(of_a.cmp(of_b))
    });
    larger.expect("lag 0 is always there")
}
