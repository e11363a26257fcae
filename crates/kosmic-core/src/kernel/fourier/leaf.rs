//! The last 64 points of a transform, which stay in registers.

use super::complex::{Complex, Points, from_eight, of_eight};
use super::twiddles::Circle;
use crate::kernel::{LANES, Vector};

/// Rows of eight points.
pub(super) const ROWS: usize = LANES;

/// Points.
pub(super) const POINTS: usize = ROWS * LANES;

/// What a transform of 64 points takes.
pub(super) struct Leaf {
    /// exp(-2πi k t / 64) for the frequencies k that [`of_eight`] gives behind 0.
    twiddles: [Points; ROWS - 1],
}

impl Leaf {
    pub(super) fn new(circle: &Circle) -> Self {
        Self {
            twiddles: [2, 4, 6, 1, 3, 5, 7].map(|power| circle.powers(POINTS, 0, power)),
        }
    }

    /// Transforms the points as eight rows of eight, rows first, and adds the squares.
    #[inline(always)]
    pub(super) fn add_squares<V: Vector>(
        &self,
        points: &[Points; ROWS],
        sums: &mut [Points; ROWS],
    ) {
        let mut rows = of_eight::<V>(loaded(points));
        for (row, twiddle) in rows[1..].iter_mut().zip(&self.twiddles) {
            *row = row.times(Complex::load(twiddle));
        }
        let spectrum = of_eight(transposed(rows));
        for (sum, Complex { re, im }) in sums.iter_mut().zip(spectrum) {
            let total = Complex::<V>::load(sum);
            let total = Complex {
                re: re.fused(re, total.re.minus(im.times(im))),
                im: re.fused(im.plus(im), total.im),
            };
            *sum = total.points();
        }
    }

    /// 64 times the points that a spectrum belongs to, in its place.
    #[inline(always)]
    pub(super) fn restore<V: Vector>(&self, points: &mut [Points; ROWS]) {
        let mut rows = transposed(from_eight::<V>(loaded(points)));
        for (row, twiddle) in rows[1..].iter_mut().zip(&self.twiddles) {
            *row = row.times_conjugate(Complex::load(twiddle));
        }
        for (to, row) in points.iter_mut().zip(from_eight(rows)) {
            *to = row.points();
        }
    }
}

#[inline(always)]
fn loaded<V: Vector>(points: &[Points; ROWS]) -> [Complex<V>; ROWS] {
    let [a, b, c, d, e, f, g, h] = points;
    [
        Complex::load(a),
        Complex::load(b),
        Complex::load(c),
        Complex::load(d),
        Complex::load(e),
        Complex::load(f),
        Complex::load(g),
        Complex::load(h),
    ]
}

#[inline(always)]
fn transposed<V: Vector>(rows: [Complex<V>; LANES]) -> [Complex<V>; LANES] {
    let [a, b, c, d, e, f, g, h] = rows;
    let re = V::transposed([a.re, b.re, c.re, d.re, e.re, f.re, g.re, h.re]);
    let im = V::transposed([a.im, b.im, c.im, d.im, e.im, f.im, g.im, h.im]);
    let mut columns = rows;
    for column in 0..LANES {
        (columns[column].re, columns[column].im) = (re[column], im[column]);
    }
    columns
}
