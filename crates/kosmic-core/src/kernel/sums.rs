//! Sums of deviations from a centre and of their products, in one pass.

use super::{Element, Kernel, LANES, Stored, Vector, run};
use crate::instruction_set::InstructionSet;

/// Σ d, Σ d², Σ d e over pairs, d and e the deviations of x and y.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Sums {
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) xx: f64,
    pub(crate) xy: f64,
    pub(crate) yy: f64,
}

/// The sums of equally long x and y about a centre each, and that centre: the one given, or the mean of the first eight
/// values. Eight partial sums stand side by side, pair i in lane i mod 8, and are added by halves at the end.
pub(crate) fn sums_about(
    set: InstructionSet,
    x: Stored<'_>,
    y: Stored<'_>,
    centre: Option<[f64; 2]>,
) -> (Sums, [f64; 2]) {
    match (x, y) {
        (Stored::Double(x), Stored::Double(y)) => run(set, About { x, y, centre }),
        (Stored::Double(x), Stored::Single(y)) => run(set, About { x, y, centre }),
        (Stored::Single(x), Stored::Double(y)) => run(set, About { x, y, centre }),
        (Stored::Single(x), Stored::Single(y)) => run(set, About { x, y, centre }),
    }
}

struct About<'a, X, Y> {
    x: &'a [X],
    y: &'a [Y],
    centre: Option<[f64; 2]>,
}

impl<X: Element, Y: Element> Kernel for About<'_, X, Y> {
    type Output = (Sums, [f64; 2]);

    #[inline(always)]
    fn run<V: Vector>(self) -> Self::Output {
        let [cx, cy] = match self.centre {
            Some(centre) => centre,
            None => [pilot::<V, X>(self.x), pilot::<V, Y>(self.y)],
        };
        let centre = [V::splat(cx), V::splat(cy)];
        let (rows_x, rest_x) = self.x.as_chunks();
        let (rows_y, rest_y) = self.y.as_chunks();
        let mut sums = [V::splat(0.0); 5];
        for (x, y) in rows_x.iter().zip(rows_y) {
            add(&mut sums, X::load(x), Y::load(y), centre);
        }
        if !rest_x.is_empty() {
            // Rows behind the last deviate by 0.
            let (x, y) = (padded(rest_x, cx), padded(rest_y, cy));
            add(&mut sums, V::load(&x), V::load(&y), centre);
        }
        let [x, y, xx, xy, yy] = sums;
        let sums = Sums {
            x: x.folded(),
            y: y.folded(),
            xx: xx.folded(),
            xy: xy.folded(),
            yy: yy.folded(),
        };
        (sums, [cx, cy])
    }
}

/// The mean of the first eight values, those that are missing taken as the first; 0 of none. Taken from the first value on,
/// so that of equal values it is exactly that.
#[inline(always)]
fn pilot<V: Vector, T: Element>(values: &[T]) -> f64 {
    let first = values.first().map_or(0.0, |&value| value.into());
    let row = match values.first_chunk() {
        Some(row) => T::load(row),
        None => V::load(&padded(values, first)),
    };
    first + row.minus(V::splat(first)).folded() / LANES as f64
}

#[inline(always)]
fn add<V: Vector>(sums: &mut [V; 5], x: V, y: V, [cx, cy]: [V; 2]) {
    let (dx, dy) = (x.minus(cx), y.minus(cy));
    sums[0] = sums[0].plus(dx);
    sums[1] = sums[1].plus(dy);
    sums[2] = dx.fused(dx, sums[2]);
    sums[3] = dx.fused(dy, sums[3]);
    sums[4] = dy.fused(dy, sums[4]);
}

/// The last few values, filled up.
#[inline(always)]
fn padded<T: Element>(rest: &[T], with: f64) -> [f64; LANES] {
    let mut row = [with; LANES];
    for (slot, &value) in row.iter_mut().zip(rest) {
        *slot = value.into();
    }
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_rows_are_summed_about_the_centre_on_all_sets() {
        // Whole numbers about a whole centre: every order of summing gives the same.
        let value = |t: usize, by: usize| ((t * t * by) % 101) as f64;
        for n in (0..300).chain([8191, 8192]) {
            let x: Vec<f64> = (0..n).map(|t| value(t, 7)).collect();
            let y: Vec<f32> = (0..n).map(|t| value(t, 11) as f32).collect();
            let pairs = || {
                x.iter()
                    .zip(&y)
                    .map(|(x, y)| (x - 30.0, f64::from(*y) - 70.0))
            };
            let expected = Sums {
                x: pairs().map(|(d, _)| d).sum(),
                y: pairs().map(|(_, e)| e).sum(),
                xx: pairs().map(|(d, _)| d * d).sum(),
                xy: pairs().map(|(d, e)| d * e).sum(),
                yy: pairs().map(|(_, e)| e * e).sum(),
            };
            for set in InstructionSet::available() {
                let (x, y) = (Stored::Double(&x), Stored::Single(&y));
                let about = sums_about(set, x, y, Some([30.0, 70.0]));
                assert_eq!(about, (expected, [30.0, 70.0]), "{set}, {n}");
            }
        }
    }

    #[test]
    fn the_centre_is_the_mean_of_the_first_eight() {
        let x = [3.0, 5.0, 7.0, 9.0, 11.0, 13.0, 15.0, 17.0, 1e6];
        for set in InstructionSet::available() {
            let centre = |n: usize| {
                let x = Stored::Double(&x[..n]);
                sums_about(set, x, x, None).1
            };
            assert_eq!(centre(9), [10.0, 10.0], "{set}");
            assert_eq!(
                centre(2),
                [3.25, 3.25],
                "{set}, the first for those missing"
            );
            assert_eq!(centre(0), [0.0, 0.0], "{set}");
        }
        let same = [0.1; 5];
        let (sums, _) = sums_about(
            InstructionSet::best(),
            Stored::Double(&same),
            Stored::Double(&same),
            None,
        );
        assert_eq!((sums.x, sums.xx), (0.0, 0.0));
    }
}
