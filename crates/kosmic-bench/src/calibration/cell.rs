//! One cell: a law, a number of rows, many samples, and how each procedure fared.

use std::fmt;
use std::time::Instant;

use kosmic_core::{Limits, Progress, Purpose, Stream};
use kosmic_parallel::{Bootstrap, ParallelError, Threads, try_parallel_map};
use serde::{Deserialize, Serialize};

use super::law::Law;
use super::study::Study;

/// The level of all intervals and bands.
pub(super) const LEVEL: f64 = 0.95;

/// What one cell simulates.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Cell {
    /// The promise put to the test.
    pub study: Study,
    /// The law of the innovations.
    pub law: Law,
    /// The coefficients of the autoregressions of order one that x and y follow; 0 for independent rows.
    pub phi: [f64; 2],
    /// The number of rows.
    pub rows: usize,
    /// The correlation of the normal pairs that innovations are made of.
    pub rho: f64,
}

/// How one procedure fared in one sample.
#[derive(Clone, Copy, Debug)]
pub(super) struct Verdict {
    /// Whether the truth was inside; not where there was no interval.
    pub(super) contains: bool,
    /// Its length on the scale of r.
    pub(super) length: Option<f64>,
}

impl Verdict {
    pub(super) fn of(limits: Option<Limits>, truth: f64) -> Self {
        Self {
            contains: limits.is_some_and(|limits| limits.contains(truth)),
            length: limits.map(|limits| limits.upper - limits.lower),
        }
    }
}

/// How one procedure fared in all samples of a cell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Tally {
    /// The procedure.
    pub name: String,
    /// In how many samples it contained the truth.
    pub covered: usize,
    /// In how many samples it had no interval: these count as not containing the truth.
    pub missing: usize,
    /// The mean length of the intervals that there were, on the scale of r.
    pub length: Option<f64>,
}

impl Tally {
    /// The share of samples in which it contained the truth.
    pub(super) fn share(&self, trials: usize) -> f64 {
        self.covered as f64 / trials as f64
    }
}

/// What was found in a cell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Finding {
    /// The cell.
    #[serde(flatten)]
    pub cell: Cell,
    /// The true correlation.
    pub truth: f64,
    /// The number of samples.
    pub trials: usize,
    /// The number of replicates of each.
    pub replicates: usize,
    /// Wall time.
    pub seconds: f64,
    /// How each procedure fared.
    pub procedures: Vec<Tally>,
}

impl Finding {
    /// The share of samples in which a procedure contained the truth; `None` where it was not asked.
    pub(super) fn share_of(&self, name: &str) -> Option<f64> {
        let tally = self.procedures.iter().find(|tally| tally.name == name)?;
        Some(tally.share(self.trials))
    }
}

impl Cell {
    /// The true correlation of the pair.
    #[must_use]
    pub fn truth(&self) -> f64 {
        self.law.correlation_of_series(self.rho, self.phi)
    }

    /// The law, and the autoregressions that it drives, in words.
    pub(super) fn process(&self) -> String {
        let [a, b] = self.phi;
        if [a, b] == [0.0, 0.0] {
            return self.law.to_string();
        }
        format!("{}, φ {a} and {b}", self.law)
    }

    /// Draws `trials` samples on all threads and asks each procedure of the study. Each sample has a stream that hangs on the
    /// cell and its number alone, so that a grid can grow.
    ///
    /// # Errors
    /// [`ParallelError`] where a bootstrap could not be run, or `progress` stopped it.
    pub fn simulate(
        &self,
        trials: usize,
        progress: &dyn Progress,
    ) -> Result<Finding, ParallelError> {
        let begin = Instant::now();
        let numbers: Vec<u64> = (0..trials as u64).collect();
        let verdicts = try_parallel_map(&numbers, Threads::All, progress, |&number| {
            self.study.trial(self, number)
        })?;
        let names = self.study.procedures();
        let procedures = names.iter().enumerate();
        Ok(Finding {
            cell: *self,
            truth: self.truth(),
            trials,
            replicates: self.study.replicates(),
            procedures: procedures
                .map(|(place, name)| tally(name, verdicts.iter().map(|all| all[place])))
                .collect(),
            seconds: begin.elapsed().as_secs_f64(),
        })
    }

    /// The pair of series of one trial.
    pub(super) fn sample(&self, trial: u64) -> (Vec<f64>, Vec<f64>) {
        let mut stream = Stream::of_key(self.key(trial));
        self.law
            .draw_series(&mut stream, self.rows, self.rho, self.phi)
    }

    /// The bootstrap of one trial.
    pub(super) fn bootstrap(&self, trial: u64) -> Bootstrap {
        Bootstrap::new()
            .replicates(self.study.replicates())
            .seed(self.key(trial))
    }

    /// The seed of everything in one trial.
    pub(super) fn key(&self, trial: u64) -> u64 {
        let [a, b] = self.phi.map(f64::to_bits);
        let place = [
            self.study as u64,
            self.law as u64,
            a,
            b,
            self.rows as u64,
            self.rho.to_bits(),
            trial,
        ];
        Stream::key(0, Purpose::Simulate, &place)
    }
}

fn tally(name: &str, verdicts: impl Iterator<Item = Verdict> + Clone) -> Tally {
    let lengths: Vec<f64> = verdicts
        .clone()
        .filter_map(|verdict| verdict.length)
        .collect();
    Tally {
        name: name.to_owned(),
        covered: verdicts.clone().filter(|verdict| verdict.contains).count(),
        missing: verdicts.count() - lengths.len(),
        length: (!lengths.is_empty()).then(|| lengths.iter().sum::<f64>() / lengths.len() as f64),
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}", self.study.name(), self.process())?;
        write!(f, ", {} rows, ρ {}", self.rows, self.rho)
    }
}
