//! Distance correlation in O(n log n), with its inference.

use super::products::{Row, sum_of_products};
use crate::analytic::two_sided_normal_p;
use crate::error::CoreError;
use crate::order::{self, Tagged};
use crate::pair::{Pair, Side};
use crate::series::Series;
use crate::source::PairSource;

/// The distance covariance and correlation of a pair, with a p-value. Made by [`distance_correlation`].
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct DistanceCorrelation {
    /// The number of rows.
    pub n: usize,
    /// dCor, in [0, 1].
    pub correlation: f64,
    /// dCov, in units of sqrt(x y); its square is the mean of products of doubly centred distances.
    pub covariance: f64,
    /// dVar of x, in units of x.
    pub variance_x: f64,
    /// dVar of y, in units of y.
    pub variance_y: f64,
    /// The bias-corrected dCor², in \[-1, 1\], with expectation 0 under independence; `None` below four rows, and where all but one
    /// value of a series are the same, so that its distances say nothing once centred.
    pub bias_corrected: Option<f64>,
    /// The p-value of independence by the chi-square test of the bias-corrected dCor²; `None` where that is.
    pub p_value: Option<f64>,
}

/// The distance correlation of two series, in [0, 1], with a p-value of independence.
///
/// With the distances a_ij = |x_i - x_j|, b_ij = |y_i - y_j|, their row sums a_i, b_i and total sums a, b:
/// dCov² = Σ a_ij b_ij / n² - 2 Σ a_i b_i / n³ + a b / n⁴, dVar²(x) = dCov²(x, x) and
/// dCor² = dCov² / (dVar(x) dVar(y)). In the population it is 0 if and only if x and y are independent (with finite means),
/// and 1 if and only if one is a linear function of the other. The same for x and y exchanged, shifted or scaled.
///
/// From independent series dCor is far from 0 (about n^(-1/2), more for heavy tails). The bias-corrected
/// dCor² replaces each sum by its unbiased version,
/// (Σ a_ij b_ij - 2 Σ a_i b_i / (n-2) + a b / ((n-1)(n-2))) / (n(n-3)); it scatters around 0 and may be negative.
///
/// The p-value is P(χ²₁ ≥ n C + 1), C the bias-corrected dCor². It assumes independent rows, is valid at levels up to 0.05 (its
/// authors' proof is for large n), and is conservative, since no limiting law of n C lies above. The t test of Székely
/// and Rizzo (2013) is not offered: it is one of many dimensions, and for single series n C is no normal variable but a sum of
/// weighted χ²₁.
///
/// Cost: O(n log n) time; the whole columns are held, about 120 bytes a row.
///
/// # Errors
/// As [`k_index`](crate::k_index).
///
/// # Example
/// ```
/// // Seven times around a circle: no correlation, and no independence.
/// let angle = |t: i32| f64::from(t) * std::f64::consts::TAU * 7.0 / 300.0;
/// let (x, y): (Vec<f64>, Vec<f64>) = (0..300).map(|t| (angle(t).cos(), angle(t).sin())).unzip();
/// assert!(kosmic_core::k_index(&x, &y)? < 1e-13);
/// let distance = kosmic_core::distance_correlation(&x, &y)?;
/// assert!((distance.correlation - 0.196_560_807).abs() < 1e-9);
/// assert!((distance.bias_corrected.unwrap() - 0.032_512_616).abs() < 1e-9);
/// assert!(distance.p_value.unwrap() < 0.002);
/// # Ok::<(), kosmic_core::CoreError>(())
/// ```
///
/// # Source
/// G. J. Székely, M. L. Rizzo, N. K. Bakirov, Measuring and testing dependence by correlation of distances, Annals of
/// Statistics 35 (2007) 2769-2794; G. J. Székely, M. L. Rizzo, The distance correlation t-test of independence in high
/// dimension, Journal of Multivariate Analysis 117 (2013) 193-213; X. Huo, G. J. Székely, Fast computing for distance
/// covariance, Technometrics 58 (2016) 435-447; A. Chaudhuri, W. Hu, A fast algorithm for computing distance correlation,
/// Computational Statistics & Data Analysis 135 (2019) 15-24; C. Shen, S. Panda, J. T. Vogelstein, The chi-square test of
/// distance correlation, Journal of Computational and Graphical Statistics 31 (2022) 254-262.
pub fn distance_correlation<'a>(
    x: impl Into<Series<'a>>,
    y: impl Into<Series<'a>>,
) -> Result<DistanceCorrelation, CoreError> {
    DistanceCorrelation::of_pair(&Pair::new(x, y)?)
}

impl DistanceCorrelation {
    /// The distance correlation of a checked pair, as [`distance_correlation`].
    ///
    /// # Errors
    /// [`CoreError::NeedsMemory`] where the source's columns do not fit into its budget; its failure.
    pub fn of_pair<S: PairSource>(pair: &Pair<S>) -> Result<Self, CoreError> {
        let (x, y) = (Centred::of(pair, Side::X)?, Centred::of(pair, Side::Y)?);
        let (xx, yy, xy) = (x.with_itself(), y.with_itself(), x.with(&y));
        let unit = |a: &Centred, b: &Centred| a.root_unit * b.root_unit;
        let n = pair.len();
        let (biased_x, biased_y) = (xx.biased(n), yy.biased(n));
        let covariance = xy.biased(n);
        let bias_corrected = xy.bias_corrected(n, &xx, &yy);
        Ok(Self {
            n,
            correlation: (covariance / (biased_x * biased_y).sqrt()).sqrt().min(1.0),
            covariance: covariance.sqrt() * unit(&x, &y),
            variance_x: biased_x.sqrt() * unit(&x, &x),
            variance_y: biased_y.sqrt() * unit(&y, &y),
            bias_corrected,
            p_value: bias_corrected.map(|c| chi_square_p_value(n as f64 * c + 1.0)),
        })
    }

    /// 2 dCor, on the scale of K. It is not the K of a normal pair with this dCor, which is a little larger.
    #[must_use]
    pub fn k(&self) -> f64 {
        2.0 * self.correlation
    }
}

/// P(χ²₁ ≥ value): χ²₁ is the square of a standard normal variable.
fn chi_square_p_value(value: f64) -> f64 {
    two_sided_normal_p(value.max(0.0).sqrt())
}

/// A series around its mean in safe units, and the sums of its distances.
struct Centred {
    values: Vec<f64>,
    ascending: Vec<Tagged>,
    /// a_i.
    row_sums: Vec<f64>,
    /// a.
    total: f64,
    /// Σ (x - x̄)².
    squares: f64,
    /// The square root of the unit.
    root_unit: f64,
}

impl Centred {
    fn of<S: PairSource>(pair: &Pair<S>, side: Side) -> Result<Self, CoreError> {
        let values = pair.deviations(side)?;
        let centring = pair.moments().centring(side);
        let ascending = order::ascending(&values);
        let row_sums = row_sums(&ascending);
        Ok(Self {
            total: row_sums.iter().sum(),
            row_sums,
            ascending,
            values,
            squares: centring.squares,
            root_unit: 1.0 / (centring.units[0].sqrt() * centring.units[1].sqrt()),
        })
    }

    /// Σ a_ij² = 2n Σ (x - x̄)², so that nothing needs sorting.
    fn with_itself(&self) -> Sums {
        Sums {
            products: 2.0 * self.values.len() as f64 * self.squares,
            rows: dot(&self.row_sums, &self.row_sums),
            totals: self.total * self.total,
        }
    }

    fn with(&self, other: &Self) -> Sums {
        let mut ranks = vec![0; other.values.len()];
        for (rank, entry) in other.ascending.iter().enumerate() {
            ranks[entry.tag] = rank;
        }
        let row = |entry: &Tagged| Row {
            x: order::value(entry.key),
            y: other.values[entry.tag],
            rank: ranks[entry.tag],
        };
        let mut rows: Vec<Row> = self.ascending.iter().map(row).collect();
        let mut space = vec![Row::default(); rows.len()];
        Sums {
            products: 2.0 * sum_of_products(&mut rows, &mut space),
            rows: dot(&self.row_sums, &other.row_sums),
            totals: self.total * other.total,
        }
    }
}

/// Σ_j |x_i - x_j| for each i: with x_(k) the k-th of n in order, k = 0.., and S_k the sum of those before it, it is
/// (2k - n) x_(k) + S_n - 2 S_k.
fn row_sums(ascending: &[Tagged]) -> Vec<f64> {
    let n = ascending.len() as f64;
    let total: f64 = ascending.iter().map(|entry| order::value(entry.key)).sum();
    let mut sums = vec![0.0; ascending.len()];
    let mut before = 0.0;
    for (k, entry) in ascending.iter().enumerate() {
        let value = order::value(entry.key);
        sums[entry.tag] = (2.0 * k as f64 - n) * value + (total - 2.0 * before);
        before += value;
    }
    sums
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The three sums of which a distance covariance is made.
struct Sums {
    /// Σ a_ij b_ij.
    products: f64,
    /// Σ a_i b_i.
    rows: f64,
    /// a b.
    totals: f64,
}

impl Sums {
    /// dCov², a mean of squares: what rounding leaves below 0 is 0.
    fn biased(&self, n: usize) -> f64 {
        let n = n as f64;
        let square = n * n;
        ((self.products - 2.0 * self.rows / n + self.totals / square) / square).max(0.0)
    }

    /// The unbiased estimate of dCov², n ≥ 4.
    fn unbiased(&self, n: usize) -> f64 {
        let n = n as f64;
        let sum =
            self.products - 2.0 * self.rows / (n - 2.0) + self.totals / ((n - 1.0) * (n - 2.0));
        sum / (n * (n - 3.0))
    }

    fn bias_corrected(&self, n: usize, xx: &Self, yy: &Self) -> Option<f64> {
        if n < 4 {
            return None;
        }
        // Of the terms of an unbiased variance, rounding leaves about this share where they cancel.
        let rounding = 4.0 * f64::EPSILON * n as f64;
        let variance = |own: &Self| {
            let variance = own.unbiased(n);
            let size = own.products / (n as f64 * (n as f64 - 3.0));
            (variance > rounding * size).then_some(variance)
        };
        let norm = (variance(xx)? * variance(yy)?).sqrt();
        Some((self.unbiased(n) / norm).clamp(-1.0, 1.0))
    }
}
