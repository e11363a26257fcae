//! The questions, and the grids that they are asked over.

use kosmic_parallel::ParallelError;
use serde::{Deserialize, Serialize};

use super::cell::{Cell, Verdict};
use super::law::Law;
use super::{bands, blocks, double, intervals, tests};

/// A promise that is put to the test, over a grid of its own. Its place among the others is part of the seeds of its samples: new
/// ones come last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Study {
    /// Intervals of r, independent pairs.
    Intervals,
    /// The same intervals, which take rows to be independent, of autoregressive series.
    Series,
    /// The simultaneous band of a matrix of five independent columns.
    Matrix,
    /// The simultaneous band of eleven lags of two independent series.
    Lags,
    /// Tests of no coupling, without and with one.
    Tests,
    /// Tests of the peak of a lag profile, without a coupling.
    Peaks,
    /// Intervals from blocks of rows, and the choice between rows and blocks, of autoregressive series.
    Blocks,
    /// Other intervals where the default falls short: independent pairs with hardly any coupling.
    Double,
}

const ROWS: [usize; 5] = [20, 50, 100, 200, 1000];
const RHOS: [f64; 6] = [0.0, 0.1, 0.3, 0.6, 0.9, 0.99];
const INDEPENDENT: [f64; 2] = [0.0, 0.0];
/// Coefficients of autoregressions, and the laws of their innovations.
const SLOW: [[f64; 2]; 3] = [[0.5, 0.5], [0.9, 0.9], [0.9, 0.3]];
const OF_SERIES: [Law; 2] = [Law::Normal, Law::StudentT5];

impl Study {
    /// All studies.
    pub const ALL: [Self; 8] = [
        Self::Intervals,
        Self::Double,
        Self::Series,
        Self::Blocks,
        Self::Matrix,
        Self::Lags,
        Self::Tests,
        Self::Peaks,
    ];

    /// The name, as in the record.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Intervals => "intervals",
            Self::Series => "series",
            Self::Matrix => "matrix",
            Self::Lags => "lags",
            Self::Blocks => "blocks",
            Self::Double => "double",
            Self::Tests => "tests",
            Self::Peaks => "peaks",
        }
    }

    /// What is simulated, in the order of the tables.
    #[must_use]
    pub fn cells(self) -> Vec<Cell> {
        let pairs = |laws: &[Law], phis: &[[f64; 2]], rows: &[usize], rhos: &[f64]| {
            let mut cells = Vec::new();
            for &law in laws {
                for &phi in phis {
                    for &rows in rows {
                        cells.extend(rhos.iter().map(|&rho| Cell {
                            study: self,
                            law,
                            phi,
                            rows,
                            rho,
                        }));
                    }
                }
            }
            cells
        };
        match self {
            Self::Intervals => pairs(&Law::ALL, &[INDEPENDENT], &ROWS, &RHOS),
            Self::Series => pairs(&OF_SERIES, &SLOW, &ROWS, &RHOS),
            Self::Blocks => {
                // Blocks of single rows are the slowest ones.
                let mut cells = pairs(&OF_SERIES, &[INDEPENDENT], &ROWS[..4], &RHOS);
                cells.extend(pairs(&OF_SERIES, &SLOW, &ROWS, &RHOS));
                cells
            }
            Self::Double => pairs(
                &[Law::Lognormal, Law::Contaminated],
                &[INDEPENDENT],
                &[20, 50, 100, 200],
                &[0.0, 0.1, 0.6],
            ),
            Self::Matrix => pairs(&Law::ALL, &[INDEPENDENT], &[50, 100, 200], &[0.0]),
            Self::Lags => pairs(&Law::ALL, &[INDEPENDENT], &[60, 120, 240], &[0.0]),
            Self::Tests => {
                let mut cells = pairs(&Law::ALL, &[INDEPENDENT], &[20, 100], &[0.0, 0.3]);
                let (laws, phis) = ([Law::Normal, Law::StudentT5], [[0.5, 0.5], [0.9, 0.9]]);
                cells.extend(pairs(&laws, &phis, &[100, 200], &[0.0, 0.3]));
                cells
            }
            Self::Peaks => pairs(
                &[Law::Normal],
                &[INDEPENDENT, [0.5, 0.5], [0.9, 0.9]],
                &[100, 441],
                &[0.0],
            ),
        }
    }

    /// Replicates of each sample.
    #[must_use]
    pub fn replicates(self) -> usize {
        match self {
            Self::Intervals | Self::Series => 999,
            Self::Matrix | Self::Lags => 499,
            Self::Double => 399,
            Self::Blocks => 299,
            Self::Tests | Self::Peaks => 99,
        }
    }

    /// What is compared, in the order of the verdicts.
    #[must_use]
    pub fn procedures(self) -> Vec<&'static str> {
        match self {
            Self::Intervals | Self::Series => intervals::procedures(),
            Self::Matrix | Self::Lags => bands::PROCEDURES.to_vec(),
            Self::Blocks => blocks::PROCEDURES.to_vec(),
            Self::Double => double::PROCEDURES.to_vec(),
            Self::Tests => tests::PROCEDURES.to_vec(),
            Self::Peaks => tests::OF_PEAKS.to_vec(),
        }
    }

    /// Whether what is asked of samples is how often a test rejects, not how often limits cover.
    pub(super) fn asks_for_rejections(self) -> bool {
        matches!(self, Self::Tests | Self::Peaks)
    }

    /// What each procedure says of one sample.
    pub(super) fn trial(self, cell: &Cell, trial: u64) -> Result<Vec<Verdict>, ParallelError> {
        match self {
            Self::Intervals | Self::Series => intervals::trial(cell, trial),
            Self::Blocks => blocks::trial(cell, trial),
            Self::Double => double::trial(cell, trial),
            Self::Matrix => bands::of_matrix(cell, trial),
            Self::Lags => bands::of_lags(cell, trial),
            Self::Tests => tests::of_coupling(cell, trial),
            Self::Peaks => tests::of_peaks(cell, trial),
        }
    }
}
