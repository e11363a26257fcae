//! The couplings between all of many series.

use super::plan::MatrixPlan;
use super::tile::Tile;
use super::workers::Sequential;
use crate::analytic::correlation_p_value;
use crate::error::CoreError;
use crate::missing::Missing;
use crate::series::Series;

/// The couplings K_ij = 2|r_ij| between all of M series.
///
/// # Example
/// ```
/// use kosmic_core::{Missing, k_matrix};
///
/// let a = [1.0, 2.0, 3.0, 4.0];
/// let b = [2.0, 1.0, 4.0, 3.0];
/// let constant = [5.0; 4];
/// let matrix = k_matrix([&a, &b, &constant], Missing::Refuse)?;
/// assert!((matrix.r(0, 1).unwrap() - 0.6).abs() < 1e-15);
/// assert_eq!((matrix.k(0, 0), matrix.k(0, 2)), (Some(2.0), None));
/// assert!((matrix.p_value(0, 1).unwrap() - 0.4).abs() < 1e-14);
/// # Ok::<(), kosmic_core::CoreError>(())
/// ```
#[derive(Clone, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct CouplingMatrix {
    /// The number of series M.
    pub series: usize,
    /// The number of rows, those with missing values included.
    pub n: usize,
    /// For i ≤ j, row by row; NaN where undefined.
    #[cfg_attr(feature = "serde", serde(with = "crate::undefined::as_null"))]
    r: Vec<f64>,
    /// Rows behind each, in the same order, where they differ.
    rows: Option<Vec<u64>>,
    /// Rows behind each where they do not.
    common: u64,
}

impl PartialEq for CouplingMatrix {
    fn eq(&self, other: &Self) -> bool {
        (self.series, self.n, self.common) == (other.series, other.n, other.common)
            && self.rows == other.rows
            && crate::undefined::are_equal(&self.r, &other.r)
    }
}

impl CouplingMatrix {
    pub(super) fn of_tiles(
        [series, n, common]: [usize; 3],
        pairwise: bool,
        tiles: &[Tile],
    ) -> Self {
        let places = series * (series + 1) / 2;
        let mut matrix = Self {
            series,
            n,
            r: vec![f64::NAN; places],
            rows: pairwise.then(|| vec![0; places]),
            common: common as u64,
        };
        for entry in tiles.iter().flat_map(|tile| &tile.entries) {
            let Some(place) = matrix.place(entry.i, entry.j) else {
                continue;
            };
            matrix.r[place] = entry.r;
            if let Some(rows) = &mut matrix.rows {
                rows[place] = entry.rows;
            }
        }
        matrix
    }

    /// The signed correlation of two series in either order: 1 for a series with itself; `None` where one of the two is
    /// constant or fewer than three rows are left, and for a series that is not there.
    #[must_use]
    pub fn r(&self, i: usize, j: usize) -> Option<f64> {
        crate::undefined::defined(*self.r.get(self.place(i, j)?)?)
    }

    /// K = 2|r|: 2 for a series with itself; `None` where r is.
    #[must_use]
    pub fn k(&self, i: usize, j: usize) -> Option<f64> {
        self.r(i, j).map(|r| 2.0 * r.abs())
    }

    /// The number of rows behind an entry; `None` for a series that is not there.
    #[must_use]
    pub fn rows(&self, i: usize, j: usize) -> Option<u64> {
        let place = self.place(i, j)?;
        match &self.rows {
            Some(rows) => rows.get(place).copied(),
            None => Some(self.common),
        }
    }

    /// The two-sided p-value of ρ_ij = 0 by the exact test of r, computed when asked for; `None` where r is, and on the
    /// diagonal.
    ///
    /// Assumes what [`correlation_p_value`] does. M(M-1)/2 of them are many tests: of independent series one in twenty
    /// is below 0.05.
    #[must_use]
    pub fn p_value(&self, i: usize, j: usize) -> Option<f64> {
        if i == j {
            return None;
        }
        let (r, rows) = (self.r(i, j)?, self.rows(i, j)?);
        correlation_p_value(r, rows as usize).ok().flatten()
    }

    /// The pairs i < j, row by row.
    pub fn pairs(&self) -> impl Iterator<Item = (usize, usize)> + use<> {
        let series = self.series;
        (0..series).flat_map(move |i| (i + 1..series).map(move |j| (i, j)))
    }

    /// Beyond the end, not wrapped, for a shape from outside that does not fit.
    fn place(&self, i: usize, j: usize) -> Option<usize> {
        let (i, j, series) = (i.min(j) as u128, i.max(j) as u128, self.series as u128);
        if j >= series {
            return None;
        }
        usize::try_from(i * (2 * series - i - 1) / 2 + j).ok()
    }
}

/// The couplings K_ij = 2|r_ij| between all of M series of N rows, on one thread: [`MatrixPlan::run`] with the choices given.
///
/// A series that is constant has no coupling with any: its entries are `None`, those of the others stand. p-values are
/// computed when asked for ([`CouplingMatrix::p_value`]).
///
/// # Errors
/// As [`MatrixPlan::new`] and [`MatrixPlan::run`].
///
/// # Example
/// ```
/// use kosmic_core::{Missing, k_index, k_matrix};
///
/// let wind = [2.1, 3.4, 5.0, 4.2, 6.1, 7.3];
/// let power = [0.4, 0.5, 1.1, 2.3, 1.9, 3.0];
/// let price = [9.0, 8.5, 8.7, 7.0, 7.2, 6.1];
/// let matrix = k_matrix([&wind, &power, &price], Missing::Refuse)?;
/// assert!((matrix.k(2, 0).unwrap() - k_index(&wind, &price)?).abs() < 1e-14);
/// # Ok::<(), kosmic_core::CoreError>(())
/// ```
pub fn k_matrix<'a, S: Into<Series<'a>>>(
    series: impl IntoIterator<Item = S>,
    missing: Missing,
) -> Result<CouplingMatrix, CoreError> {
    MatrixPlan::new(series)?.missing(missing).run(&Sequential)
}
