//! Two correlations to compare, from different rows or from the same.

use super::dependence::{of_estimates, verify_regular};
use crate::analytic::verify_correlation;
use crate::error::CoreError;
use crate::pair::Pair;
use crate::series::Series;

/// Fisher's z has a standard error from so many rows on.
const LEAST_ROWS: usize = 4;

/// Two correlations to compare: the estimates, their standard errors on Fisher's scale and how they depend on each other.
///
/// Made from the correlations themselves, as papers report them, or from series. All tests and limits assume independent
/// rows of a multivariate normal distribution; rows that depend on each other in time make them far too sure.
///
/// Cost: O(1) from correlations, one pass over the data for each pair of series from series.
///
/// # Example
/// Zou's (2007) three examples:
/// ```
/// use kosmic_core::Comparison;
///
/// let near = |limits: kosmic_core::Limits, lower: f64, upper: f64| {
///     assert!((limits.lower - lower).abs() < 6e-4 && (limits.upper - upper).abs() < 1.1e-3);
/// };
/// near(Comparison::independent((0.49, 145), (0.36, 87))?.limits(0.95)?, -0.087, 0.359);
/// near(Comparison::overlapping(0.396, 0.179, 0.088, 66)?.limits(0.95)?, -0.093, 0.517);
/// let between = [[0.208, 0.143], [0.023, 0.423]];
/// near(Comparison::non_overlapping(0.396, 0.189, between, 66)?.limits(0.95)?, -0.096, 0.500);
/// # Ok::<(), kosmic_core::CoreError>(())
/// ```
///
/// # Source
/// G. Y. Zou, Toward using confidence intervals to compare correlations, Psychological Methods 12 (2007) 399-413;
/// J. H. Steiger, Tests for comparing elements of a correlation matrix, Psychological Bulletin 87 (1980) 245-251;
/// E. J. Williams, The comparison of regression variables, Journal of the Royal Statistical Society B 21 (1959) 396-399.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comparison {
    pub(super) r: [f64; 2],
    /// Standard errors of atanh r.
    pub(super) errors: [f64; 2],
    /// The correlation of the two estimates.
    pub(super) dependence: f64,
    /// The same with both correlations at their mean, as under the hypothesis that they are equal.
    pub(super) pooled_dependence: f64,
    /// For overlapping correlations: that of the two series not shared, and the number of rows.
    pub(super) overlap: Option<(f64, usize)>,
}

impl Comparison {
    /// Two correlations from different rows, each with its number of rows.
    ///
    /// # Errors
    /// [`CoreError::OutOfRange`] outside [-1, 1]; [`CoreError::PerfectCorrelation`] for 1 and -1;
    /// [`CoreError::TooShort`] below four rows.
    pub fn independent(first: (f64, usize), second: (f64, usize)) -> Result<Self, CoreError> {
        let errors = [standard_error(first.1)?, standard_error(second.1)?];
        verify_compared(first.0, second.0)?;
        Ok(Self {
            r: [first.0, second.0],
            errors,
            dependence: 0.0,
            pooled_dependence: 0.0,
            overlap: None,
        })
    }

    /// r_xy and r_xz from the same n rows, which share x; `r_yz` is the correlation of the others.
    ///
    /// # Errors
    /// As [`Comparison::independent`]; [`CoreError::SingularCorrelations`] where one series is a linear function of the
    /// others, or no data can have such correlations.
    pub fn overlapping(r_xy: f64, r_xz: f64, r_yz: f64, n: usize) -> Result<Self, CoreError> {
        let error = standard_error(n)?;
        verify_compared(r_xy, r_xz)?;
        verify_regular([[1.0, r_xy, r_xz], [r_xy, 1.0, r_yz], [r_xz, r_yz, 1.0]])?;
        let dependence =
            |first, second| of_estimates(first, second, [[1.0, second], [first, r_yz]]);
        let pooled = mean(r_xy, r_xz);
        Ok(Self {
            r: [r_xy, r_xz],
            errors: [error; 2],
            dependence: dependence(r_xy, r_xz),
            pooled_dependence: dependence(pooled, pooled),
            overlap: Some((r_yz, n)),
        })
    }

    /// r_xy and r_uv from the same n rows, which share no series; `between` is [[r_xu, r_xv], [r_yu, r_yv]].
    ///
    /// # Errors
    /// As [`Comparison::overlapping`].
    pub fn non_overlapping(
        r_xy: f64,
        r_uv: f64,
        between: [[f64; 2]; 2],
        n: usize,
    ) -> Result<Self, CoreError> {
        let error = standard_error(n)?;
        verify_compared(r_xy, r_uv)?;
        let [[xu, xv], [yu, yv]] = between;
        verify_regular([
            [1.0, r_xy, xu, xv],
            [r_xy, 1.0, yu, yv],
            [xu, yu, 1.0, r_uv],
            [xv, yv, r_uv, 1.0],
        ])?;
        let pooled = mean(r_xy, r_uv);
        Ok(Self {
            r: [r_xy, r_uv],
            errors: [error; 2],
            dependence: of_estimates(r_xy, r_uv, between),
            pooled_dependence: of_estimates(pooled, pooled, between),
            overlap: None,
        })
    }

    /// The couplings of x with y and of x with z, from the same rows.
    ///
    /// # Errors
    /// [`CoreError::Compared`] with the two series that are unfit and why; then as [`Comparison::overlapping`].
    ///
    /// # Example
    /// ```
    /// use kosmic_core::Comparison;
    ///
    /// let x = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0];
    /// let (y, z) = ([1.2, 1.9, 3.3, 3.8, 5.1, 6.2, 6.7, 8.1], [3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0]);
    /// let comparison = Comparison::of_overlapping_series(&x, &y, &z)?;
    /// assert!(comparison.williams_test().unwrap().p_value < 0.01);
    /// assert!(comparison.k_limits(0.95)?.lower > 0.2);
    /// # Ok::<(), kosmic_core::CoreError>(())
    /// ```
    pub fn of_overlapping_series<'a>(
        x: impl Into<Series<'a>>,
        y: impl Into<Series<'a>>,
        z: impl Into<Series<'a>>,
    ) -> Result<Self, CoreError> {
        let (x, y, z) = (x.into(), y.into(), z.into());
        let xy = correlation(("x", x), ("y", y))?;
        let xz = correlation(("x", x), ("z", z))?;
        let yz = correlation(("y", y), ("z", z))?;
        Self::overlapping(xy, xz, yz, x.len())
    }

    /// The couplings of x with y and of u with v, from the same rows.
    ///
    /// # Errors
    /// [`CoreError::Compared`] with the two series that are unfit and why; then as [`Comparison::non_overlapping`].
    pub fn of_series<'a>(
        [x, y]: [impl Into<Series<'a>>; 2],
        [u, v]: [impl Into<Series<'a>>; 2],
    ) -> Result<Self, CoreError> {
        let [x, y] = [("x", x.into()), ("y", y.into())];
        let [u, v] = [("u", u.into()), ("v", v.into())];
        let xy = correlation(x, y)?;
        let uv = correlation(u, v)?;
        let between = [
            [correlation(x, u)?, correlation(x, v)?],
            [correlation(y, u)?, correlation(y, v)?],
        ];
        Self::non_overlapping(xy, uv, between, x.1.len())
    }
}

pub(super) fn mean(a: f64, b: f64) -> f64 {
    0.5 * (a + b)
}

fn standard_error(n: usize) -> Result<f64, CoreError> {
    if n < LEAST_ROWS {
        return Err(CoreError::TooShort {
            needed: LEAST_ROWS,
            got: n,
        });
    }
    Ok(1.0 / ((n - 3) as f64).sqrt())
}

fn verify_compared(first: f64, second: f64) -> Result<(), CoreError> {
    let names = ["the first correlation", "the second correlation"];
    for (name, value) in names.into_iter().zip([first, second]) {
        verify_correlation(value)?;
        if value.abs() == 1.0 {
            return Err(CoreError::PerfectCorrelation { name, value });
        }
    }
    Ok(())
}

fn correlation<'a>(
    (first, a): (&'static str, Series<'a>),
    (second, b): (&'static str, Series<'a>),
) -> Result<f64, CoreError> {
    let pair = Pair::new(a, b).map_err(|error| CoreError::Compared {
        first,
        second,
        source: Box::new(error),
    })?;
    Ok(pair.r())
}
