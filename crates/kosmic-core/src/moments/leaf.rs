//! The moments of one leaf: at most a few thousand pairs that stay in the first-level cache between passes.

use super::{Axis, Moments, sum_and_rest};
use crate::scale::{exponent, times_power_of_two};

/// Pairs in a leaf: 64 KiB of x and y together.
pub(crate) const LEAF: usize = 4096;

/// Partial sums kept side by side; part of the definition of the result, not of the machine.
const LANES: usize = 8;

/// Centred sums of squares outside this range may have lost digits to underflow or overflow.
const SOUND: std::ops::Range<f64> = 1e-270..1e290;

/// Means below this have squares within the range.
const LARGE: f64 = 1e120;

/// A leaf holds NaN or an infinity.
pub(super) struct NotFinite;

/// The moments of a leaf of equally long slices.
pub(super) fn moments_of_leaf(x: &[f64], y: &[f64]) -> Result<Moments, NotFinite> {
    if x.is_empty() {
        return Ok(Moments::default());
    }
    let plain = centred(x, y);
    if plain.x.is_sound() && plain.y.is_sound() {
        return Ok(plain);
    }
    with_units(x, y, plain)
}

impl Axis {
    /// Whether neither the squares nor, in a merge, those of a difference of means leave the range.
    fn is_sound(&self) -> bool {
        SOUND.contains(&self.squares) && self.mean.abs() < LARGE
    }
}

/// The slow road: finds what made the plain sums unsound and takes them again in units that fit.
fn with_units(x: &[f64], y: &[f64], plain: Moments) -> Result<Moments, NotFinite> {
    let (ex, ey) = (unit(x)?, unit(y)?);
    if ex == 0 && ey == 0 {
        return Ok(plain);
    }
    let scaled = |values: &[f64], e: i32| -> Vec<f64> {
        values
            .iter()
            .map(|&value| times_power_of_two(value, -e))
            .collect()
    };
    let mut moments = centred(&scaled(x, ex), &scaled(y, ey));
    moments.x.exponent = ex;
    moments.y.exponent = ey;
    Ok(moments)
}

/// The exponent of the unit in which the squares of these values are harmless: 0 for ordinary magnitudes.
fn unit(values: &[f64]) -> Result<i32, NotFinite> {
    if !values.iter().all(|value| value.is_finite()) {
        return Err(NotFinite);
    }
    let largest = values
        .iter()
        .fold(0.0, |largest: f64, value| largest.max(value.abs()));
    let ordinary = largest == 0.0 || (1e-120..LARGE).contains(&largest);
    Ok(if ordinary { 0 } else { exponent(largest) })
}

/// Two passes: means, then sums about them. Means are taken from the first value on, so that a constant leaf has
/// deviations of exactly 0 and is known as constant.
fn centred(x: &[f64], y: &[f64]) -> Moments {
    let n = x.len() as f64;
    let (cx, cy) = (centre(x), centre(y));
    let sums = deviation_sums(x, y, cx, cy);
    let axis = |centre: f64, sum: f64, squares: f64| {
        let (mean, rest) = sum_and_rest(centre, sum / n);
        Axis {
            mean,
            rest,
            squares: (squares - sum * sum / n).max(0.0),
            exponent: 0,
        }
    };
    Moments {
        count: x.len() as u64,
        x: axis(cx, sums.x, sums.xx),
        y: axis(cy, sums.y, sums.yy),
        cross: sums.xy - sums.x * sums.y / n,
    }
}

/// The mean to within rounding: first value plus the mean difference from it.
fn centre(values: &[f64]) -> f64 {
    let first = values[0];
    let mut lanes = [0.0; LANES];
    let chunks = values.chunks_exact(LANES);
    let rest = chunks.remainder();
    for chunk in chunks {
        for (lane, value) in lanes.iter_mut().zip(chunk) {
            *lane += value - first;
        }
    }
    for (lane, value) in lanes.iter_mut().zip(rest) {
        *lane += value - first;
    }
    first + fold(&lanes) / values.len() as f64
}

#[derive(Default)]
struct Sums<T> {
    x: T,
    y: T,
    xx: T,
    yy: T,
    xy: T,
}

fn deviation_sums(x: &[f64], y: &[f64], cx: f64, cy: f64) -> Sums<f64> {
    let mut lanes = Sums::<[f64; LANES]>::default();
    let (chunks_x, chunks_y) = (x.chunks_exact(LANES), y.chunks_exact(LANES));
    let (rest_x, rest_y) = (chunks_x.remainder(), chunks_y.remainder());
    for (a, b) in chunks_x.zip(chunks_y) {
        lanes.add(a, b, cx, cy);
    }
    lanes.add(rest_x, rest_y, cx, cy);
    Sums {
        x: fold(&lanes.x),
        y: fold(&lanes.y),
        xx: fold(&lanes.xx),
        yy: fold(&lanes.yy),
        xy: fold(&lanes.xy),
    }
}

impl Sums<[f64; LANES]> {
    #[inline(always)]
    fn add(&mut self, x: &[f64], y: &[f64], cx: f64, cy: f64) {
        for (lane, (a, b)) in x.iter().zip(y).enumerate() {
            let (dx, dy) = (a - cx, b - cy);
            self.x[lane] += dx;
            self.y[lane] += dy;
            self.xx[lane] += dx * dx;
            self.yy[lane] += dy * dy;
            self.xy[lane] += dx * dy;
        }
    }
}

/// Adds lanes by halves: 0+4, 1+5, 2+6, 3+7, then the halves of that.
fn fold(lanes: &[f64; LANES]) -> f64 {
    let [a, b, c, d, e, f, g, h] = *lanes;
    ((a + e) + (c + g)) + ((b + f) + (d + h))
}
