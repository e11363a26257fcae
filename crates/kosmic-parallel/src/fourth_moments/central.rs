//! Central moments of pairs up to order four as numbers that are shifted, scaled and mixed.

/// Variances below this share of the mean square about the raw sums' centre are rounding: the series is constant.
const CONSTANT: f64 = 64.0 * f64::EPSILON;

/// The powers of x and y in each moment.
const POWERS: [[i32; 2]; 12] = [
    [2, 0],
    [1, 1],
    [0, 2],
    [3, 0],
    [2, 1],
    [1, 2],
    [0, 3],
    [4, 0],
    [3, 1],
    [2, 2],
    [1, 3],
    [0, 4],
];

/// m20, m11, m02, m30, m21, m12, m03, m40, m31, m22, m13, m04, each (1/n) Σ w (x - x̄)^i (y - ȳ)^j.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct CentralMoments(pub(crate) [f64; 12]);

impl CentralMoments {
    /// From Σ w and the sums Σ w x^i y^j about any centre near the mean, in the order of
    /// [`FourthMoments::of_sums`](super::FourthMoments::of_sums).
    pub(crate) fn of_sums(count: f64, sums: &[f64; 14]) -> Self {
        let means = sums.map(|sum| sum / count);
        let [
            p,
            q,
            xx,
            xy,
            yy,
            xxx,
            xxy,
            xyy,
            yyy,
            xxxx,
            xxxy,
            xxyy,
            xyyy,
            yyyy,
        ] = means;
        let (pp, pq, qq) = (p * p, p * q, q * q);
        Self([
            variance(xx, pp),
            xy - pq,
            variance(yy, qq),
            xxx - 3.0 * p * xx + 2.0 * p * pp,
            xxy - 2.0 * p * xy - q * xx + 2.0 * pp * q,
            xyy - 2.0 * q * xy - p * yy + 2.0 * qq * p,
            yyy - 3.0 * q * yy + 2.0 * q * qq,
            xxxx - 4.0 * p * xxx + 6.0 * pp * xx - 3.0 * pp * pp,
            xxxy - 3.0 * p * xxy - q * xxx + 3.0 * (pp * xy + pq * xx - pp * pq),
            xxyy - 2.0 * (q * xxy + p * xyy) + qq * xx + pp * yy + 4.0 * pq * xy - 3.0 * pp * qq,
            xyyy - 3.0 * q * xyy - p * yyy + 3.0 * (qq * xy + pq * yy - qq * pq),
            yyyy - 4.0 * q * yyy + 6.0 * qq * yy - 3.0 * qq * qq,
        ])
    }

    /// The same about a point that lies below the mean by (a, b).
    pub(crate) fn about(&self, a: f64, b: f64) -> Self {
        let [xx, xy, yy, xxx, xxy, xyy, yyy, xxxx, xxxy, xxyy, xyyy, yyyy] = self.0;
        let (aa, ab, bb) = (a * a, a * b, b * b);
        Self([
            xx + aa,
            xy + ab,
            yy + bb,
            xxx + 3.0 * a * xx + a * aa,
            xxy + 2.0 * a * xy + b * xx + aa * b,
            xyy + 2.0 * b * xy + a * yy + a * bb,
            yyy + 3.0 * b * yy + b * bb,
            xxxx + 4.0 * a * xxx + 6.0 * aa * xx + aa * aa,
            xxxy + 3.0 * a * xxy + b * xxx + 3.0 * (aa * xy + ab * xx) + aa * ab,
            xxyy + 2.0 * (a * xyy + b * xxy) + aa * yy + bb * xx + 4.0 * ab * xy + aa * bb,
            xyyy + 3.0 * b * xyy + a * yyy + 3.0 * (bb * xy + ab * yy) + ab * bb,
            yyyy + 4.0 * b * yyy + 6.0 * bb * yy + bb * bb,
        ])
    }

    /// Those of x and y in units that are smaller by 2^exponents.
    pub(crate) fn scaled(&self, exponents: [i32; 2]) -> Self {
        let mut moments = self.0;
        for (moment, [i, j]) in moments.iter_mut().zip(POWERS) {
            *moment = libm::scalbn(*moment, i * exponents[0] + j * exponents[1]);
        }
        Self(moments)
    }

    /// Those of two samples together, about one point for both, given their shares.
    pub(crate) fn mixed(&self, share: f64, other: &Self, other_share: f64) -> Self {
        Self(std::array::from_fn(|k| {
            share * self.0[k] + other_share * other.0[k]
        }))
    }
}

fn variance(mean_square: f64, squared_mean: f64) -> f64 {
    let variance = mean_square - squared_mean;
    if variance <= CONSTANT * mean_square {
        0.0
    } else {
        variance
    }
}
