//! The moments of one leaf: at most a few thousand pairs, in one pass about a centre that the first of them
//! give.

use super::{Axis, Moments, sum_and_rest};
use crate::instruction_set::InstructionSet;
use crate::kernel::{Stored, sums_about};
use crate::scale::{exponent, times_power_of_two};

/// Pairs in a leaf: so many that what is done once for each costs a few per cent, 128 KiB of x and y together.
pub(crate) const LEAF: usize = 8192;

/// A centre further from the mean than the root of this many variances costs too many digits. That of a leaf along a
/// straight line is off by the root of three.
const NEAR: f64 = 4.0;

/// Centred sums of squares outside this range may have lost digits to underflow or overflow.
const SOUND: std::ops::Range<f64> = 1e-270..1e290;

/// Means below this have squares within the range.
const LARGE: f64 = 1e120;

/// A leaf holds NaN or an infinity.
pub(super) struct NotFinite;

/// The moments of a leaf of equally long series.
pub(super) fn moments_of_leaf(
    set: InstructionSet,
    x: Stored<'_>,
    y: Stored<'_>,
) -> Result<Moments, NotFinite> {
    let plain = centred(set, x, y);
    if plain.x.is_sound() && plain.y.is_sound() {
        return Ok(plain);
    }
    with_units(set, &x.to_vec(), &y.to_vec(), plain)
}

impl Axis {
    /// Whether neither the squares nor, in a merge, those of a difference of means leave the range.
    fn is_sound(&self) -> bool {
        SOUND.contains(&self.squares) && self.mean.abs() < LARGE
    }
}

/// The slow road: finds what made the plain sums unsound and takes them again in units that fit.
fn with_units(
    set: InstructionSet,
    x: &[f64],
    y: &[f64],
    plain: Moments,
) -> Result<Moments, NotFinite> {
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
    let (scaled_x, scaled_y) = (scaled(x, ex), scaled(y, ey));
    let mut moments = centred(set, Stored::Double(&scaled_x), Stored::Double(&scaled_y));
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

/// The moments about the mean of the first eight pairs; about the mean of all of them where that lies far off. A constant
/// leaf has deviations of exactly 0 either way and is known as constant.
fn centred(set: InstructionSet, x: Stored<'_>, y: Stored<'_>) -> Moments {
    let plain = About::of(set, x, y, None);
    if plain.is_near() {
        return plain.moments;
    }
    About::of(set, x, y, Some(plain.means())).moments
}

/// Moments taken about a centre.
struct About {
    moments: Moments,
    /// n times the squared distance of the centre from each mean.
    off: [f64; 2],
}

impl About {
    fn of(set: InstructionSet, x: Stored<'_>, y: Stored<'_>, centre: Option<[f64; 2]>) -> Self {
        let n = x.len() as f64;
        let (sums, centre) = sums_about(set, x, y, centre);
        let off = [sums.x * sums.x / n, sums.y * sums.y / n];
        let axis = |centre: f64, sum: f64, squares: f64| {
            let (mean, rest) = sum_and_rest(centre, sum / n);
            Axis {
                mean,
                rest,
                squares: squares.max(0.0),
                exponent: 0,
            }
        };
        let moments = Moments {
            count: x.len() as u64,
            x: axis(centre[0], sums.x, sums.xx - off[0]),
            y: axis(centre[1], sums.y, sums.yy - off[1]),
            cross: sums.xy - sums.x * sums.y / n,
        };
        Self { moments, off }
    }

    fn means(&self) -> [f64; 2] {
        [self.moments.x.mean, self.moments.y.mean]
    }

    fn is_near(&self) -> bool {
        let Self { moments, off } = self;
        off[0] <= NEAR * moments.x.squares && off[1] <= NEAR * moments.y.squares
    }
}
