//! Central moments of pairs up to order four, from raw sums, and the influence error of r that they give.

mod central;

pub(crate) use central::CentralMoments;

/// 1 - |r| below this is rounding, and r is taken as exactly 1 or -1.
const PERFECT: f64 = 8.0 * f64::EPSILON;

/// A mean squared influence below this share of its largest term is rounding, and the error of r is taken as 0.
const CANCELLED: f64 = 64.0 * f64::EPSILON;

/// Count and central moments m_ij = (1/n) Σ w (x - x̄)^i (y - ȳ)^j of weighted pairs, 2 ≤ i + j ≤ 4, n = Σ w.
///
/// Enough for the correlation *and* its standard error, so that each replicate of a bootstrap-t carries its own error at
/// the price of 14 sums.
///
/// # Example
/// ```
/// use kosmic_parallel::FourthMoments;
///
/// let pairs = [(1.0, 2.0), (2.0, 1.0), (3.0, 4.0), (4.0, 3.0), (5.0, 5.0_f64)];
/// let mut sums = [0.0; 14];
/// for (x, y) in pairs {
///     let (xx, xy, yy): (f64, f64, f64) = (x * x, x * y, y * y);
///     let terms = [
///         x, y, xx, xy, yy, xx * x, xx * y, x * yy, yy * y, xx * xx, xx * xy, xx * yy, xy * yy, yy * yy,
///     ];
///     sums.iter_mut().zip(terms).for_each(|(sum, term)| *sum += term);
/// }
/// let moments = FourthMoments::of_sums(5.0, &sums);
/// assert!((moments.correlation().unwrap() - 0.8).abs() < 1e-14);
/// // The influences u v - r (u² + v²)/2 of the standardised pairs are 0, 0, -0.2, -0.2, 0.4.
/// let error = 0.24_f64.sqrt() / (5.0 * (1.0 - 0.64));
/// assert!((moments.influence_error_of_z().unwrap() - error).abs() < 1e-12);
/// ```
///
/// # Source
/// P. Pébay, Formulas for robust, one-pass parallel computation of covariances and arbitrary-order statistical moments,
/// Sandia report SAND2008-6212 (2008); B. Efron, R. J. Tibshirani, An Introduction to the Bootstrap (1993), chapter 21
/// (influence).
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct FourthMoments {
    /// The sum of the weights.
    pub count: f64,
    /// Variance of x; 0 where x is constant within rounding.
    pub m20: f64,
    /// Covariance.
    pub m11: f64,
    /// Variance of y; 0 where y is constant within rounding.
    pub m02: f64,
    /// Third moment of x.
    pub m30: f64,
    /// Mixed third moment, x twice.
    pub m21: f64,
    /// Mixed third moment, y twice.
    pub m12: f64,
    /// Third moment of y.
    pub m03: f64,
    /// Fourth moment of x.
    pub m40: f64,
    /// Mixed fourth moment, x thrice.
    pub m31: f64,
    /// Mixed fourth moment, both twice.
    pub m22: f64,
    /// Mixed fourth moment, y thrice.
    pub m13: f64,
    /// Fourth moment of y.
    pub m04: f64,
}

impl FourthMoments {
    /// From Σ w and the sums Σ w x^i y^j about any centre near the mean, by the binomial shift.
    ///
    /// Order of `sums`: x, y, xx, xy, yy, xxx, xxy, xyy, yyy, xxxx, xxxy, xxyy, xyyy, yyyy. A centre that is c standard
    /// deviations off costs about 4 log10 c digits.
    #[must_use]
    pub fn of_sums(count: f64, sums: &[f64; 14]) -> Self {
        Self::of_central(count, CentralMoments::of_sums(count, sums))
    }

    pub(crate) fn of_central(count: f64, central: CentralMoments) -> Self {
        let [m20, m11, m02, m30, m21, m12, m03, m40, m31, m22, m13, m04] = central.0;
        Self {
            count,
            m20,
            m11,
            m02,
            m30,
            m21,
            m12,
            m03,
            m40,
            m31,
            m22,
            m13,
            m04,
        }
    }

    /// Pearson's correlation m11 / sqrt(m20 m02), in [-1, 1]; `None` where a series is constant.
    #[must_use]
    pub fn correlation(&self) -> Option<f64> {
        // Written so that NaN moments, of sums that overflowed, are undefined too.
        if !(self.m20 > 0.0 && self.m02 > 0.0) {
            return None;
        }
        let r = self.m11 / (self.m20.sqrt() * self.m02.sqrt());
        let r = if 1.0 - r.abs() < PERFECT {
            r.signum()
        } else {
            r
        };
        r.is_finite().then_some(r)
    }

    /// The standard error of z = atanh r by the influence function: s = sqrt(Σ w ψ²) / (n (1 - r²)), with
    /// ψ = u v - r (u² + v²)/2 of the standardised pair (u, v).
    ///
    /// Σ w ψ² / n = μ22 - r (μ31 + μ13) + r² (μ40 + 2 μ22 + μ04)/4, μ the moments of (u, v). These terms cancel as |r|
    /// nears 1: the relative error is about 1e-16 / (1 - |r|)². `None` where r is undefined or ±1, or where the error is
    /// 0 within rounding.
    #[must_use]
    pub fn influence_error_of_z(&self) -> Option<f64> {
        let r = self.correlation().filter(|r| r.abs() < 1.0)?;
        let (sx, sy) = (self.m20.sqrt(), self.m02.sqrt());
        let (xx, xy, yy) = (self.m20, sx * sy, self.m02);
        let (u40, u04) = (self.m40 / (xx * xx), self.m04 / (yy * yy));
        let u22 = self.m22 / (xx * yy);
        let crossed = self.m31 / (xx * xy) + self.m13 / (xy * yy);
        let tails = 0.25 * r * r * (u40 + 2.0 * u22 + u04);
        let squared = u22 - r * crossed + tails;
        let within_rounding = CANCELLED * (u22 + tails);
        let error = (squared / self.count).sqrt() / ((1.0 - r) * (1.0 + r));
        (squared > within_rounding && error.is_finite()).then_some(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const X: [f64; 6] = [0.3, -1.1, 2.0, 0.7, -0.4, 1.5];
    const Y: [f64; 6] = [0.1, -0.9, 1.2, 1.4, 0.2, -0.3];
    const WEIGHTS: [f64; 6] = [1.0, 0.0, 2.0, 1.0, 1.0, 1.0];

    /// Σ w x^i y^j about a centre, in the documented order.
    fn sums_about(cx: f64, cy: f64, x: &[f64], y: &[f64], weights: &[f64]) -> [f64; 14] {
        let orders = (1..=4_i32).flat_map(|order| (0..=order).map(move |j| (order - j, j)));
        let sum = |(i, j): (i32, i32)| -> f64 {
            let rows = x.iter().zip(y).zip(weights);
            rows.map(|((x, y), w)| w * (x - cx).powi(i) * (y - cy).powi(j))
                .sum()
        };
        let sums: Vec<f64> = orders.map(sum).collect();
        sums.try_into().unwrap()
    }

    fn shifted(cx: f64, cy: f64) -> FourthMoments {
        FourthMoments::of_sums(6.0, &sums_about(cx, cy, &X, &Y, &WEIGHTS))
    }

    #[test]
    fn the_shift_gives_the_moments_about_the_mean_whatever_the_centre() {
        let mean = |values: &[f64; 6]| {
            let weighted = values.iter().zip(WEIGHTS).map(|(v, w)| v * w);
            weighted.sum::<f64>() / 6.0
        };
        let direct = sums_about(mean(&X), mean(&Y), &X, &Y, &WEIGHTS).map(|sum| sum / 6.0);
        for moments in [shifted(0.0, 0.0), shifted(0.5, -0.25)] {
            let found = [
                moments.m20,
                moments.m11,
                moments.m02,
                moments.m30,
                moments.m21,
                moments.m12,
                moments.m03,
                moments.m40,
                moments.m31,
                moments.m22,
                moments.m13,
                moments.m04,
            ];
            for (found, direct) in found.iter().zip(&direct[2..]) {
                assert!((found - direct).abs() < 1e-14, "{found}, {direct}");
            }
        }
    }

    #[test]
    fn the_influence_error_is_the_root_of_the_summed_squared_influences() {
        let moments = shifted(0.2, 0.1);
        let r = moments.correlation().unwrap();
        let (mut sx, mut sy) = (0.0, 0.0);
        for ((x, y), w) in X.iter().zip(Y).zip(WEIGHTS) {
            sx += w * x / 6.0;
            sy += w * y / 6.0;
        }
        let rows = X.iter().zip(Y).zip(WEIGHTS);
        let squared = rows.map(|((x, y), w)| {
            let (u, v) = ((x - sx) / moments.m20.sqrt(), (y - sy) / moments.m02.sqrt());
            w * (u * v - 0.5 * r * (u * u + v * v)).powi(2)
        });
        let expected = squared.sum::<f64>().sqrt() / 6.0 / (1.0 - r * r);
        let found = moments.influence_error_of_z().unwrap();
        assert!((found / expected - 1.0).abs() < 1e-13);
    }

    #[test]
    fn a_constant_series_and_a_perfect_correlation_have_no_error() {
        let constant = FourthMoments::of_sums(6.0, &sums_about(0.0, 0.0, &[0.7; 6], &Y, &WEIGHTS));
        assert_eq!(constant.correlation(), None);
        assert_eq!(constant.influence_error_of_z(), None);
        let turned = X.map(|x| -2.0 * x);
        let perfect = FourthMoments::of_sums(6.0, &sums_about(0.0, 0.0, &X, &turned, &WEIGHTS));
        assert_eq!(perfect.correlation(), Some(-1.0));
        assert_eq!(perfect.influence_error_of_z(), None);
    }

    #[test]
    fn sums_that_overflowed_have_no_correlation() {
        for broken in [f64::NAN, f64::INFINITY] {
            let moments = FourthMoments::of_sums(6.0, &[broken; 14]);
            assert_eq!(moments.correlation(), None);
            assert_eq!(moments.influence_error_of_z(), None);
        }
    }
}
