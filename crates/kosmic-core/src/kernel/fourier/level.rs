//! The passes of a transform, four parts at a time or two.

use super::complex::{Complex, Points, from_four, of_four};
use super::leaf;
use super::twiddles::Circle;
use crate::kernel::{LANES, Vector};

/// A pass that splits `rows` rows.
pub(super) struct Level {
    pub(super) rows: usize,
    twiddles: Twiddles,
}

enum Twiddles {
    /// Powers 1, 2 and 3 of the root for each row of a quarter.
    Four(Vec<[Points; 3]>),
    /// The root for each row of a half.
    Two(Vec<Points>),
}

impl Level {
    /// All of a transform, from the whole down to the parts next to a leaf.
    pub(super) fn all(points: usize, circle: &Circle) -> Vec<Self> {
        let mut levels = Vec::new();
        let mut size = points;
        while size > leaf::POINTS {
            let (level, parts) = Self::of(size, circle);
            levels.push(level);
            size /= parts;
        }
        levels
    }

    /// The pass that splits `size` points, and into how many parts.
    fn of(size: usize, circle: &Circle) -> (Self, usize) {
        let rows = size / LANES;
        let twiddles = |power| move |row| circle.powers(size, row * LANES, power);
        let (twiddles, parts) = if size == 2 * leaf::POINTS {
            (Twiddles::Two((0..rows / 2).map(twiddles(1)).collect()), 2)
        } else {
            let of_row = |row| [1, 2, 3].map(|power| twiddles(power)(row));
            (Twiddles::Four((0..rows / 4).map(of_row).collect()), 4)
        };
        (Self { rows, twiddles }, parts)
    }

    #[inline(always)]
    pub(super) fn split<V: Vector>(&self, rows: &mut [Points]) {
        match &self.twiddles {
            Twiddles::Four(twiddles) => {
                for_quarters(rows, twiddles, |[a, b, c, d], [u, v, w]| {
                    let [a, b, c, d] = of_four::<V>([a, b, c, d]);
                    [a, b.times(u), c.times(v), d.times(w)]
                });
            }
            Twiddles::Two(twiddles) => {
                for_halves(rows, twiddles, |a: Complex<V>, b, u| {
                    [a.plus(b), a.minus(b).times(u)]
                });
            }
        }
    }

    #[inline(always)]
    pub(super) fn join<V: Vector>(&self, rows: &mut [Points]) {
        match &self.twiddles {
            Twiddles::Four(twiddles) => {
                for_quarters(rows, twiddles, |[a, b, c, d], [u, v, w]| {
                    from_four::<V>([
                        a,
                        b.times_conjugate(u),
                        c.times_conjugate(v),
                        d.times_conjugate(w),
                    ])
                });
            }
            Twiddles::Two(twiddles) => {
                for_halves(rows, twiddles, |a: Complex<V>, b, u| {
                    let b = b.times_conjugate(u);
                    [a.plus(b), a.minus(b)]
                });
            }
        }
    }
}

#[inline(always)]
fn for_quarters<V: Vector>(
    rows: &mut [Points],
    twiddles: &[[Points; 3]],
    work: impl Fn([Complex<V>; 4], [Complex<V>; 3]) -> [Complex<V>; 4],
) {
    let quarter = twiddles.len();
    let (a, rest) = rows.split_at_mut(quarter);
    let (b, rest) = rest.split_at_mut(quarter);
    let (c, d) = rest.split_at_mut(quarter);
    let rows = a.iter_mut().zip(b).zip(c.iter_mut().zip(d));
    for (((a, b), (c, d)), [u, v, w]) in rows.zip(twiddles) {
        let values = [
            Complex::load(a),
            Complex::load(b),
            Complex::load(c),
            Complex::load(d),
        ];
        let factors = [Complex::load(u), Complex::load(v), Complex::load(w)];
        let [first, second, third, fourth] = work(values, factors);
        *a = first.points();
        *b = second.points();
        *c = third.points();
        *d = fourth.points();
    }
}

#[inline(always)]
fn for_halves<V: Vector>(
    rows: &mut [Points],
    twiddles: &[Points],
    work: impl Fn(Complex<V>, Complex<V>, Complex<V>) -> [Complex<V>; 2],
) {
    let (a, b) = rows.split_at_mut(twiddles.len());
    for ((a, b), u) in a.iter_mut().zip(b).zip(twiddles) {
        let [first, second] = work(Complex::load(a), Complex::load(b), Complex::load(u));
        *a = first.points();
        *b = second.points();
    }
}
