//! Correlations of windows, eight stretches of a series side by side.
//!
//! The windows of a stretch have most of their rows in common. A window is what comes before those rows, they themselves and
//! what comes behind them; each part is summed up by adding rows to it one by one, and the parts are merged. Nothing is ever
//! taken away from a sum, so that what has left a window leaves no trace.

use std::array;
use std::ops::Range;

use super::{Kernel, LANES, Vector, run};
use crate::instruction_set::InstructionSet;
use crate::moments::PERFECT;

/// Squares outside this range may have lost digits, or their product leaves the range.
const SOUND: Range<f64> = 1e-145..1e145;

/// Rows that all windows of a stretch have in common, for each of the eight.
#[derive(Clone, Default)]
pub(crate) struct Seeds {
    /// How many they are.
    pub(crate) rows: [f64; LANES],
    /// A value of x and of y near theirs: what deviations are taken from.
    pub(crate) reference: [[f64; LANES]; 2],
    /// Their means above the reference.
    pub(crate) mean: [[f64; LANES]; 2],
    /// Their centred sums of x², xy and y².
    pub(crate) sums: [[f64; LANES]; 3],
}

/// Eight stretches of rows, one behind the other.
#[derive(Clone, Copy)]
pub(crate) struct Stretch<'a> {
    pub(crate) x: &'a [f64],
    pub(crate) y: &'a [f64],
    /// The first row of the first stretch.
    pub(crate) first: usize,
    /// Rows of each.
    pub(crate) length: usize,
}

/// Writes r for the windows of `window` rows that end with each row of the stretches; NaN where it is undefined or not sure.
/// A seed is the rows just before its stretch, as many for each, at most `window` - `length`.
pub(crate) fn slide(
    set: InstructionSet,
    stretch: Stretch<'_>,
    window: usize,
    seeds: &Seeds,
    space: &mut Space,
    r: &mut [f64],
) {
    let kernel = Slide {
        stretch,
        window,
        seeds,
        space,
        r,
    };
    run(set, kernel);
}

/// Writes r for the rows of each seed and of its stretch up to each row; NaN where it is undefined or not sure.
pub(crate) fn grow(
    set: InstructionSet,
    stretch: Stretch<'_>,
    seeds: &Seeds,
    space: &mut Space,
    r: &mut [f64],
) {
    let kernel = Grow {
        stretch,
        seeds,
        space,
        r,
    };
    run(set, kernel);
}

/// What the kernels write in between, kept from call to call.
#[derive(Default)]
pub(crate) struct Space {
    /// Of each row of the stretches, the part of its window before them.
    parts: Vec<[[f64; LANES]; 5]>,
    /// Of each row of the stretches, r and both squares.
    results: Vec<[[f64; LANES]; 3]>,
}

/// Means and centred sums of eight sets of pairs.
#[derive(Clone, Copy)]
struct Part<V> {
    x: V,
    y: V,
    xx: V,
    xy: V,
    yy: V,
}

impl<V: Vector> Part<V> {
    #[inline(always)]
    fn of(values: &[[f64; LANES]; 5]) -> Self {
        let [x, y, xx, xy, yy] = values.each_ref().map(|values| V::load(values));
        Self { x, y, xx, xy, yy }
    }

    #[inline(always)]
    fn seeded(seeds: &Seeds) -> Self {
        let [x, y] = seeds.mean;
        let [xx, xy, yy] = seeds.sums;
        Self::of(&[x, y, xx, xy, yy])
    }

    #[inline(always)]
    fn lanes(self) -> [[f64; LANES]; 5] {
        let Self { x, y, xx, xy, yy } = self;
        [x, y, xx, xy, yy].map(Vector::lanes)
    }

    /// Adds a pair to n: `share` is 1/(n + 1), `weight` n/(n + 1).
    #[inline(always)]
    fn add(self, x: V, y: V, share: V, weight: V) -> Self {
        let (dx, dy) = (x.minus(self.x), y.minus(self.y));
        let (wx, wy) = (dx.times(weight), dy.times(weight));
        Self {
            x: dx.fused(share, self.x),
            y: dy.fused(share, self.y),
            xx: wx.fused(dx, self.xx),
            xy: wx.fused(dy, self.xy),
            yy: wy.fused(dy, self.yy),
        }
    }

    /// The centred sums of x², xy and y² of two parts together; `weight` is the product of their sizes over the sum.
    #[inline(always)]
    fn together(self, other: Self, weight: V) -> [V; 3] {
        let (dx, dy) = (other.x.minus(self.x), other.y.minus(self.y));
        let (wx, wy) = (dx.times(weight), dy.times(weight));
        [
            wx.fused(dx, self.xx.plus(other.xx)),
            wx.fused(dy, self.xy.plus(other.xy)),
            wy.fused(dy, self.yy.plus(other.yy)),
        ]
    }
}

/// Eight values, so far apart as the stretches are long.
#[derive(Clone, Copy)]
struct Apart<'a, V> {
    values: &'a [f64],
    by: usize,
    /// Rows from which the eighth value is there.
    rows: usize,
    reference: V,
}

impl<'a, V: Vector> Apart<'a, V> {
    #[inline(always)]
    fn new(values: &'a [f64], by: usize, reference: &[f64; LANES]) -> Self {
        Self {
            values,
            by,
            rows: values.len().saturating_sub((LANES - 1) * by),
            reference: V::load(reference),
        }
    }

    #[inline(always)]
    fn at(&self, row: usize) -> V {
        assert!(row < self.rows, "the last stretch lies within the series");
        let values = array::from_fn(|lane| {
            // SAFETY: the row of the last lane lies below the length, by the assertion and the constructor.
            unsafe { *self.values.get_unchecked(row + lane * self.by) }
        });
        V::load(&values).minus(self.reference)
    }
}

impl<'a> Stretch<'a> {
    /// Both series as deviations from the references of the seeds.
    #[inline(always)]
    fn apart<V: Vector>(&self, seeds: &Seeds) -> [Apart<'a, V>; 2] {
        let [x, y] = &seeds.reference;
        [
            Apart::new(self.x, self.length, x),
            Apart::new(self.y, self.length, y),
        ]
    }
}

struct Slide<'a> {
    stretch: Stretch<'a>,
    window: usize,
    seeds: &'a Seeds,
    space: &'a mut Space,
    r: &'a mut [f64],
}

impl Kernel for Slide<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vector>(self) {
        let Stretch { first, length, .. } = self.stretch;
        let [x, y] = self.stretch.apart::<V>(self.seeds);
        let mut before = Part::<V>::seeded(self.seeds);
        let Space { parts, results } = self.space;
        parts.resize(length, [[0.0; LANES]; 5]);
        results.clear();
        results.reserve(length);
        // From the seeds backwards: the part of a window before the stretch has one row less for each row of it.
        for rows in self.seeds.rows[0] as usize..self.window {
            if rows + length >= self.window {
                parts[self.window - 1 - rows] = before.lanes();
            }
            if rows + 1 < self.window {
                let [share, weight] = shares::<V>(rows);
                let row = first - 1 - rows;
                before = before.add(x.at(row), y.at(row), share, weight);
            }
        }
        let mut within = Part::<V>::of(&[[0.0; LANES]; 5]);
        for (row, before) in parts.iter().enumerate() {
            let [share, weight] = shares::<V>(row);
            within = within.add(x.at(first + row), y.at(first + row), share, weight);
            let sizes = (self.window - 1 - row) as f64 * (row + 1) as f64;
            let weight = V::splat(sizes / self.window as f64);
            results.push(correlation(Part::of(before).together(within, weight)));
        }
        turn(results, self.r);
    }
}

struct Grow<'a> {
    stretch: Stretch<'a>,
    seeds: &'a Seeds,
    space: &'a mut Space,
    r: &'a mut [f64],
}

impl Kernel for Grow<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vector>(self) {
        let Stretch { first, length, .. } = self.stretch;
        let [x, y] = self.stretch.apart::<V>(self.seeds);
        let mut whole = Part::<V>::seeded(self.seeds);
        let results = &mut self.space.results;
        results.clear();
        results.reserve(length);
        let one = V::splat(1.0);
        let mut rows = V::load(&self.seeds.rows);
        for row in 0..length {
            let share = one.over(rows.plus(one));
            let weight = rows.times(share);
            whole = whole.add(x.at(first + row), y.at(first + row), share, weight);
            rows = rows.plus(one);
            results.push(correlation([whole.xx, whole.xy, whole.yy]));
        }
        turn(results, self.r);
    }
}

/// 1/(n + 1) and n/(n + 1).
#[inline(always)]
fn shares<V: Vector>(n: usize) -> [V; 2] {
    let share = 1.0 / (n + 1) as f64;
    [V::splat(share), V::splat(n as f64 * share)]
}

/// r = cross / sqrt(xx yy) with xx and yy.
#[inline(always)]
fn correlation<V: Vector>([xx, xy, yy]: [V; 3]) -> [[f64; LANES]; 3] {
    let r = xy.over(xx.times(yy).root());
    [r.lanes(), xx.lanes(), yy.lanes()]
}

/// Writes r, row by row for all stretches, stretch by stretch: within rounding of ±1 exactly that; NaN unless both squares are
/// sound.
#[inline(always)]
fn turn(results: &[[[f64; LANES]; 3]], to: &mut [f64]) {
    for (lane, to) in to.chunks_exact_mut(results.len().max(1)).enumerate() {
        for (to, [r, xx, yy]) in to.iter_mut().zip(results) {
            let (r, xx, yy) = (r[lane], xx[lane], yy[lane]);
            let kept = if 1.0 - r.abs() < PERFECT {
                1.0_f64.copysign(r)
            } else {
                r
            };
            let sound = SOUND.contains(&xx) & SOUND.contains(&yy);
            *to = if sound { kept } else { f64::NAN };
        }
    }
}
