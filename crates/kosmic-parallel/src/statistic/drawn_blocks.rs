//! Moments of a resample of blocks, with the error that the blocks give its correlation.

use kosmic_core::Moments;

use super::{Resample, Statistic, View};
use crate::kernel::SECOND;

/// The count of a block and its five sums.
const SIZE: usize = SECOND + 1;

/// Products of two of them.
const PRODUCTS: usize = SIZE * (SIZE + 1) / 2;

/// Squared errors below this share of what they are left of are rounding.
const CANCELLED: f64 = 1e-12;

/// Sums over blocks of all products of two of (count, Σx, Σy, Σx², Σxy, Σy²).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct BlockProducts([f64; PRODUCTS]);

impl BlockProducts {
    pub(crate) fn add(&mut self, rows: f64, sums: &[f64; SECOND]) {
        let [x, y, xx, xy, yy] = *sums;
        let all = [rows, x, y, xx, xy, yy];
        let mut place = 0;
        for first in 0..SIZE {
            for second in first..SIZE {
                self.0[place] += all[first] * all[second];
                place += 1;
            }
        }
    }

    /// Σ (c · s)² over blocks of sums s, and the sum of the sizes of its terms.
    fn form(&self, c: [f64; SIZE]) -> (f64, f64) {
        let (mut form, mut sizes, mut place) = (0.0, 0.0, 0);
        for first in 0..SIZE {
            for second in first..SIZE {
                let twice = if first == second { 1.0 } else { 2.0 };
                let term = twice * c[first] * c[second] * self.0[place];
                form += term;
                sizes += term.abs();
                place += 1;
            }
        }
        (form, sizes)
    }
}

/// A resample of blocks: its moments, and what the scatter of its blocks says of the error of its correlation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DrawnBlocks {
    moments: Moments,
    error_of_z: Option<f64>,
}

impl DrawnBlocks {
    /// From sums measured from any centres and in any units.
    pub(crate) fn new(moments: Moments, sums: &[f64; SECOND], products: &BlockProducts) -> Self {
        Self {
            moments,
            error_of_z: error_of_z(&moments, sums, products),
        }
    }

    /// Moments of the drawn rows.
    #[must_use]
    pub fn moments(&self) -> &Moments {
        &self.moments
    }

    /// The standard error of z = atanh r, sqrt(Σ_j (Σ ψ)²) / (n (1 - r²)): the inner sum is over the rows of a drawn block j,
    /// the last one as it was cut, of ψ = u v - r (u² + v²)/2, u and v in standard units of the resample. `None` where
    /// r is undefined or ±1, or the error 0 within rounding.
    ///
    /// On the data themselves blocks follow each other.
    ///
    /// # Source
    /// F. Götze, H. R. Künsch, Second-order correctness of the blockwise bootstrap for stationary observations, Annals of
    /// Statistics 24 (1996) 1914-1933.
    #[must_use]
    pub fn influence_error_of_z(&self) -> Option<f64> {
        self.error_of_z
    }
}

fn error_of_z(
    moments: &Moments,
    [x, y, xx, _, yy]: &[f64; SECOND],
    products: &BlockProducts,
) -> Option<f64> {
    let r = moments.correlation().filter(|r| r.abs() < 1.0)?;
    let n = moments.count() as f64;
    let (mx, my) = (x / n, y / n);
    let (vx, vy) = (xx / n - mx * mx, yy / n - my * my);
    let (sxy, half) = ((vx * vy).sqrt(), 0.5 * r);
    let coefficients = [
        mx * my / sxy - half * (mx * mx / vx + my * my / vy),
        -my / sxy + 2.0 * half * mx / vx,
        -mx / sxy + 2.0 * half * my / vy,
        -half / vx,
        1.0 / sxy,
        -half / vy,
    ];
    let (squared, sizes) = products.form(coefficients);
    let error = squared.sqrt() / (n * (1.0 - r) * (1.0 + r));
    (squared > CANCELLED * sizes && error > 0.0 && error.is_finite()).then_some(error)
}

/// Pearson's correlation of blocks with the error that they give its atanh: what the bootstrap-t needs of each resample.
pub(crate) struct BlockCorrelation;

impl Statistic for BlockCorrelation {
    const VIEW: View = View::DrawnBlocks;

    fn width(&self) -> usize {
        2
    }

    fn is_studentised(&self) -> bool {
        true
    }

    fn evaluate(&self, resample: Resample<'_>, values: &mut [Option<f64>]) {
        if let Resample::DrawnBlocks(blocks) = resample {
            values[0] = blocks.moments().correlation();
            values[1] = blocks.influence_error_of_z();
        }
    }
}
