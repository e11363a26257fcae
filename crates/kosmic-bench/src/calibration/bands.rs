//! Bands that should hold for many couplings at once.

use kosmic_core::{Limits, Stream};
use kosmic_parallel::{
    BandLimits, Bootstrap, CouplingBand, ParallelError, SimultaneousBands, bootstrap_k_lag,
    bootstrap_k_matrix,
};

use super::cell::{Cell, Verdict};

/// The band, and the intervals of single couplings taken together as if they were one.
pub(super) const PROCEDURES: [&str; 2] = ["simultaneous", "pointwise"];

/// Columns of the matrix.
const COLUMNS: usize = 5;
/// The largest lag.
const LARGEST: usize = 5;

/// Bands of the ten couplings of five independent columns.
pub(super) fn of_matrix(cell: &Cell, trial: u64) -> Result<Vec<Verdict>, ParallelError> {
    let (columns, options) = sample(cell, trial, COLUMNS);
    Ok(verdicts(&bootstrap_k_matrix(&columns, options)?.bands))
}

/// Bands of the eleven lags of two independent series.
pub(super) fn of_lags(cell: &Cell, trial: u64) -> Result<Vec<Verdict>, ParallelError> {
    let (columns, options) = sample(cell, trial, 2);
    let bands = bootstrap_k_lag(&columns[0], &columns[1], LARGEST, options)?.bands;
    Ok(verdicts(&bands))
}

fn sample(cell: &Cell, trial: u64, count: usize) -> (Vec<Vec<f64>>, Bootstrap) {
    let mut stream = Stream::of_key(cell.key(trial));
    let columns = (0..count).map(|_| cell.law.draw(&mut stream, cell.rows, 0.0).0);
    (columns.collect(), cell.bootstrap(trial))
}

fn verdicts(bands: &SimultaneousBands) -> Vec<Verdict> {
    vec![
        together(bands, |coupling| coupling.simultaneous),
        together(bands, |coupling| coupling.pointwise),
    ]
}

/// Whether all limits contain 0, and their mean length; as good as absent where one is.
fn together(bands: &SimultaneousBands, of: fn(&CouplingBand) -> Option<BandLimits>) -> Verdict {
    let limits = bands.couplings.iter().map(|coupling| {
        let band = of(coupling.as_ref()?)?;
        Some(band.r)
    });
    let limits: Option<Vec<Limits>> = limits.collect();
    let lengths = |all: &Vec<Limits>| {
        let sum: f64 = all.iter().map(|limits| limits.upper - limits.lower).sum();
        sum / all.len() as f64
    };
    Verdict {
        contains: limits
            .as_ref()
            .is_some_and(|all| all.iter().all(|limits| limits.contains(0.0))),
        length: limits.as_ref().map(lengths),
    }
}
