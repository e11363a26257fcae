//! Mutual information from a table of counts.

use statrs::function::gamma::gamma_ur;

use super::MutualInformation;
use crate::error::CoreError;
use crate::order;
use crate::pair::{Pair, Side};
use crate::series::Series;
use crate::source::PairSource;

/// The least number of rows: two bins a series and one row a cell.
const LEAST: usize = 4;
/// So many rows a cell are left by the default number of bins, as the G test wants.
const ROWS_A_CELL: f64 = 5.0;

/// How a series is cut into bins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum Binning {
    /// Equally many observations in each, tied ones together: any increasing function of a series leaves the result as it is.
    #[default]
    Equiprobable,
    /// Equal widths from the least observation to the greatest. One outlier leaves most bins empty.
    EqualWidth,
}

/// The choices of [`histogram_information`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct Histogram {
    binning: Binning,
    bins: Option<usize>,
}

impl Histogram {
    /// Equiprobable bins, as many as the data support.
    ///
    /// Their number is that of Hacine-Gharbi and Ravier, sqrt((1 + sqrt(1 + 24n/(1 - r²)))/2), which minimises the mean
    /// squared error of the joint entropy of a normal pair, rounded; but at most sqrt(n/5), so that a cell holds five rows on
    /// average, and at least 2.
    pub fn new() -> Self {
        Self::default()
    }

    /// How a series is cut.
    pub fn binning(self, binning: Binning) -> Self {
        Self { binning, ..self }
    }

    /// The number of bins of each series: from 2 to the square root of the number of rows.
    pub fn bins(self, bins: usize) -> Self {
        Self {
            bins: Some(bins),
            ..self
        }
    }

    fn number_of_bins(&self, n: usize, r: f64) -> Result<usize, CoreError> {
        let Some(bins) = self.bins else {
            let rows = n as f64;
            let supported = (rows / ROWS_A_CELL).sqrt();
            let best = (0.5 + 0.5 * (1.0 + 24.0 * rows / (1.0 - r * r)).sqrt()).sqrt();
            return Ok(best.round().min(supported.floor()).max(2.0) as usize);
        };
        if (2..=n.isqrt()).contains(&bins) {
            return Ok(bins);
        }
        Err(CoreError::OutOfRange {
            name: "the number of bins",
            range: "between 2 and the square root of the number of rows",
            value: bins as f64,
        })
    }
}

/// The mutual information of a table of counts. Made by [`histogram_information`].
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct HistogramInformation {
    /// The number of rows.
    pub n: usize,
    /// How the series were cut.
    pub binning: Binning,
    /// The number of bins of each series, empty ones included.
    pub bins: usize,
    /// The estimate, corrected for its bias; may be negative.
    pub information: MutualInformation,
    /// That of the observed shares as they are, never negative.
    pub plug_in: MutualInformation,
    /// The degrees of freedom of the G test: (rows - 1)(columns - 1) of the table without empty ones.
    pub degrees_of_freedom: usize,
    /// The p-value of independence by the G test.
    pub p_value: f64,
}

/// The mutual information of two series from the table of counts of their bins.
///
/// With the shares p_ab of the rows in cell (a, b) and those of the margins: plug-in I = Σ p_ab ln(p_ab/(p_a p_b)), which is
/// too large by about (occupied cells - occupied rows - occupied columns + 1)/(2n); that is taken off (Miller and
/// Madow). In nats; the plug-in lies in [0, ln bins], the corrected one may be negative and is not clipped.
///
/// Binning loses information: what is found is about that of the binned series, a lower bound of that of the series.
///
/// The p-value is that of the G test: 2n I of the plug-in is put to χ² with (rows - 1)(columns - 1) degrees of freedom. It
/// assumes independent rows, and some five of them a cell under independence, which equal widths and heavy tails do not give.
///
/// Cost: O(n log n) time for equiprobable bins, O(n + bins²) for equal widths; the whole columns are held, about 60 bytes a
/// row.
///
/// # Errors
/// As [`k_index`](crate::k_index); [`CoreError::TooShort`] below 4 rows; [`CoreError::OutOfRange`] for a number of bins
/// below 2 or above sqrt(n).
///
/// # Example
/// ```
/// use kosmic_core::{Histogram, histogram_information};
///
/// // Two bins each: (low, low) 4, (low, high) 1, (high, low) 1, (high, high) 4.
/// let x = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0];
/// let y = [1.0, 2.0, 3.0, 4.0, 6.0, 5.0, 7.0, 8.0, 9.0, 10.0];
/// let histogram = histogram_information(&x, &y, Histogram::new().bins(2))?;
/// let plug_in = 0.8 * 1.6_f64.ln() + 0.2 * 0.4_f64.ln();
/// assert!((histogram.plug_in.nats - plug_in).abs() < 1e-15);
/// assert!((histogram.information.nats - (plug_in - 1.0 / 20.0)).abs() < 1e-15);
/// assert!((histogram.p_value - 0.0496).abs() < 1e-4);
/// # Ok::<(), kosmic_core::CoreError>(())
/// ```
///
/// # Source
/// G. A. Miller, Note on the bias of information estimates, in H. Quastler (ed.), Information Theory in Psychology (1955)
/// 95-100; A. Hacine-Gharbi, P. Ravier, A binning formula of bi-histogram for joint entropy estimation using mean square error
/// minimization, Pattern Recognition Letters 101 (2018) 21-28; C. J. Cellucci, A. M. Albano, P. E. Rapp, Statistical validation
/// of mutual information calculations, Physical Review E 71 (2005) 066208, for five rows a cell; R. R. Sokal, F. J. Rohlf,
/// Biometry (1981), for the G test.
pub fn histogram_information<'a>(
    x: impl Into<Series<'a>>,
    y: impl Into<Series<'a>>,
    options: Histogram,
) -> Result<HistogramInformation, CoreError> {
    HistogramInformation::of_pair(&Pair::new(x, y)?, options)
}

impl HistogramInformation {
    /// The information of a checked pair, as [`histogram_information`].
    ///
    /// # Errors
    /// [`CoreError::TooShort`], [`CoreError::OutOfRange`]; [`CoreError::NeedsMemory`] where the source's columns do not fit
    /// into its budget; its failure.
    pub fn of_pair<S: PairSource>(pair: &Pair<S>, options: Histogram) -> Result<Self, CoreError> {
        let n = pair.len();
        if n < LEAST {
            return Err(CoreError::TooShort {
                needed: LEAST,
                got: n,
            });
        }
        let bins = options.number_of_bins(n, pair.r())?;
        let labels = |side| {
            Ok::<_, CoreError>(match options.binning {
                Binning::Equiprobable => equiprobable(&pair.column(side)?, bins),
                Binning::EqualWidth => equal_width(pair, side, bins)?,
            })
        };
        let table = Table::of(&labels(Side::X)?, &labels(Side::Y)?, bins);
        let (plug_in, correction) = (table.information(), table.correction());
        let degrees_of_freedom = (table.occupied_rows() - 1) * (table.occupied_columns() - 1);
        let g = 2.0 * n as f64 * plug_in;
        Ok(Self {
            n,
            binning: options.binning,
            bins,
            information: MutualInformation {
                nats: plug_in - correction,
            },
            plug_in: MutualInformation { nats: plug_in },
            degrees_of_freedom,
            p_value: chi_square_p_value(degrees_of_freedom as f64, g),
        })
    }
}

/// P(χ² ≥ value) with so many degrees of freedom.
fn chi_square_p_value(degrees_of_freedom: f64, value: f64) -> f64 {
    if value > 0.0 {
        gamma_ur(0.5 * degrees_of_freedom, 0.5 * value)
    } else {
        1.0
    }
}

/// The bin of each value by its mid-rank: tied values share theirs.
fn equiprobable(values: &[f64], bins: usize) -> Vec<usize> {
    let mut labels = vec![0; values.len()];
    let mut done = 0;
    for ties in order::ascending(values).chunk_by(|a, b| a.key == b.key) {
        // The middle of the group, in halves of a row.
        let label = (2 * done + ties.len()) * bins / (2 * values.len());
        for entry in ties {
            labels[entry.tag] = label;
        }
        done += ties.len();
    }
    labels
}

fn equal_width<S: PairSource>(
    pair: &Pair<S>,
    side: Side,
    bins: usize,
) -> Result<Vec<usize>, CoreError> {
    let values = pair.deviations(side)?;
    let ends = (f64::INFINITY, f64::NEG_INFINITY);
    let (least, greatest) = values.iter().fold(ends, |(least, greatest), &value| {
        (value.min(least), value.max(greatest))
    });
    let width = greatest - least;
    let label = |value: &f64| (((value - least) / width * bins as f64) as usize).min(bins - 1);
    Ok(values.iter().map(label).collect())
}

/// How many rows fall into each cell.
struct Table {
    bins: usize,
    cells: Vec<u64>,
    rows: Vec<u64>,
    columns: Vec<u64>,
    n: f64,
}

impl Table {
    fn of(x: &[usize], y: &[usize], bins: usize) -> Self {
        let mut cells = vec![0; bins * bins];
        for (x, y) in x.iter().zip(y) {
            cells[x * bins + y] += 1;
        }
        let rows = cells
            .chunks_exact(bins)
            .map(|row| row.iter().sum())
            .collect();
        let column = |b: usize| cells.iter().skip(b).step_by(bins).sum();
        Self {
            columns: (0..bins).map(column).collect(),
            rows,
            cells,
            bins,
            n: x.len() as f64,
        }
    }

    /// Σ p_ab ln(p_ab/(p_a p_b)); what rounding leaves below 0 is 0.
    fn information(&self) -> f64 {
        let mut sum = 0.0;
        for (row, &in_row) in self.cells.chunks_exact(self.bins).zip(&self.rows) {
            for (&count, &in_column) in row
                .iter()
                .zip(&self.columns)
                .filter(|(count, _)| **count > 0)
            {
                let expected = in_row as f64 * in_column as f64 / self.n;
                sum += count as f64 * (count as f64 / expected).ln();
            }
        }
        (sum / self.n).max(0.0)
    }

    /// How much too large the plug-in estimate is, after Miller and Madow.
    fn correction(&self) -> f64 {
        let cells = occupied(&self.cells) as f64 + 1.0;
        (cells - self.occupied_rows() as f64 - self.occupied_columns() as f64) / (2.0 * self.n)
    }

    fn occupied_rows(&self) -> usize {
        occupied(&self.rows)
    }

    fn occupied_columns(&self) -> usize {
        occupied(&self.columns)
    }
}

fn occupied(counts: &[u64]) -> usize {
    counts.iter().filter(|count| **count > 0).count()
}
