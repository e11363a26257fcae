//! r of a resample with the error that its design gives it.

use kosmic_core::{Centring, Moments, Side};

use crate::scheme::{Grouping, Labels};
use crate::statistic::{Resample, Statistic, View};

/// Pearson's correlation r of rows drawn by strata or clusters, with the standard error of z = atanh r by its influence
/// function: what the bootstrap-t needs of each resample.
///
/// With ψ = u v - r (u² + v²)/2 of the standardised resample of n* rows, s = sqrt(V) / (n* (1 - r²)), where
/// V = Σ_s n_s/(n_s - 1) Σ w (ψ - ψ̄_s)² over strata, ψ̄_s the mean of the rows drawn from one, and V = Σ_g w_g (Σ ψ)² over
/// clusters, the inner sum over the rows of one. Strata of one row add nothing. In small strata a plain mean of squares
/// would fall short of the variance by a factor of its own, which the factor n_s/(n_s - 1) makes up for.
///
/// Cost: four passes over the rows of each resample.
///
/// # Source
/// A. C. Davison, D. V. Hinkley, Bootstrap Methods and their Application (1997), sections 2.7.2, 3.2.1 and 3.8.
pub(crate) struct DesignedCorrelation<'d> {
    /// Powers of two that keep squares within the range of f64.
    units: [[f64; 2]; 2],
    grouping: Grouping<'d>,
}

impl<'d> DesignedCorrelation<'d> {
    pub(crate) fn new(moments: &Moments, grouping: Grouping<'d>) -> Self {
        let units = [Side::X, Side::Y].map(|side| {
            let Centring { units, .. } = moments.centring(side);
            units
        });
        Self { units, grouping }
    }
}

impl Statistic for DesignedCorrelation<'_> {
    const VIEW: View = View::Weights;

    fn width(&self) -> usize {
        2
    }

    fn is_studentised(&self) -> bool {
        true
    }

    fn evaluate(&self, resample: Resample<'_>, values: &mut [Option<f64>]) {
        let Resample::Weights { x, y, weights } = resample else {
            return;
        };
        let Some(drawn) = Drawn::of(x, y, weights, self.units) else {
            return;
        };
        values[0] = Some(drawn.r);
        let squared = match &self.grouping {
            Grouping::Strata(labels) => drawn.squared_within(labels),
            Grouping::Clusters(labels) => drawn.squared_between(labels),
        };
        let error = squared.sqrt() / (drawn.total * (1.0 - drawn.r) * (1.0 + drawn.r));
        values[1] = Some(error).filter(|error| drawn.r.abs() < 1.0 && *error > 0.0);
    }
}

/// A resample and its correlation.
struct Drawn<'a> {
    weights: &'a [f64],
    total: f64,
    x: Standard<'a>,
    y: Standard<'a>,
    r: f64,
}

/// A weighted series in standard units.
struct Standard<'a> {
    values: &'a [f64],
    units: [f64; 2],
    /// The first value drawn, in units: a constant resample is known by deviations from it.
    first: f64,
    /// The mean, from there.
    mean: f64,
    /// One over the standard deviation.
    scale: f64,
}

impl<'a> Standard<'a> {
    fn of(values: &'a [f64], weights: &[f64], total: f64, units: [f64; 2]) -> Option<Self> {
        let place = weights.iter().position(|weight| *weight > 0.0)?;
        let first = values[place] * units[0] * units[1];
        let mut standard = Self {
            values,
            units,
            first,
            mean: 0.0,
            scale: 1.0,
        };
        let rows = || weights.iter().enumerate();
        let terms = rows().map(|(row, weight)| weight * standard.at(row));
        standard.mean = terms.sum::<f64>() / total;
        let terms = rows().map(|(row, weight)| weight * standard.at(row) * standard.at(row));
        let squares: f64 = terms.sum();
        standard.scale = (total / squares).sqrt();
        (squares > 0.0).then_some(standard)
    }

    #[inline(always)]
    fn at(&self, row: usize) -> f64 {
        let placed = self.values[row] * self.units[0] * self.units[1];
        (placed - self.first - self.mean) * self.scale
    }
}

impl<'a> Drawn<'a> {
    fn of(x: &'a [f64], y: &'a [f64], weights: &'a [f64], units: [[f64; 2]; 2]) -> Option<Self> {
        let total: f64 = weights.iter().sum();
        let x = Standard::of(x, weights, total, units[0])?;
        let y = Standard::of(y, weights, total, units[1])?;
        let rows = weights.iter().enumerate();
        let cross = rows.map(|(row, weight)| weight * (x.at(row) * y.at(row)));
        let axis = (0.0, total, 0);
        let r = Moments::from_central(total as u64, axis, axis, cross.sum()).correlation()?;
        Some(Self {
            weights,
            total,
            x,
            y,
            r,
        })
    }

    #[inline(always)]
    fn influence(&self, row: usize) -> f64 {
        let (u, v) = (self.x.at(row), self.y.at(row));
        u * v - 0.5 * self.r * (u * u + v * v)
    }

    fn squared_within(&self, strata: &Labels) -> f64 {
        let of = |rows: &[usize]| {
            let (mut sum, mut squares) = (0.0, 0.0);
            for &row in rows {
                let (weight, influence) = (self.weights[row], self.influence(row));
                sum += weight * influence;
                squares += weight * influence * influence;
            }
            let size = rows.len() as f64;
            size / (size - 1.0) * (squares - sum * sum / size).max(0.0)
        };
        strata.groups().filter(|rows| rows.len() > 1).map(of).sum()
    }

    fn squared_between(&self, clusters: &Labels) -> f64 {
        let drawn = clusters
            .groups()
            .map(|rows| (self.weights[rows[0]], rows))
            .filter(|(weight, _)| *weight > 0.0);
        drawn
            .map(|(weight, rows)| {
                let sum: f64 = rows.iter().map(|&row| self.influence(row)).sum();
                weight * sum * sum
            })
            .sum()
    }
}
