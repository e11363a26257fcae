//! The jackknife of r by blocks: what leaving out each block of consecutive rows does to it.

use std::collections::VecDeque;

use kosmic_core::{Centring, Moments, Pair, PairSource, Scratch, Side, read_rows};

use super::super::jackknife::{Jackknife, difference_of_z};
use crate::error::ParallelError;
use crate::kernel::SECOND;

/// Rows read at once. No result depends on it.
const CHUNK: usize = 16_384;

/// Less than this share of a scatter left by a deletion is taken for nothing.
const NOTHING_LEFT: f64 = 1e-9;

/// The jackknife over all n - l + 1 deletions of l consecutive rows.
///
/// The squared error of z is (n - l)²/(n l) times the mean squared deviation of the z of the deletions from their mean
/// (Künsch 1989), the acceleration m3 / (6 m2^1.5 sqrt(n/l)), m the central moments of r̄ - r_(i).
pub(super) fn of_blocks<S: PairSource>(
    pair: &Pair<S>,
    length: usize,
) -> Result<Jackknife, ParallelError> {
    let r = pair.r();
    if r.abs() >= 1.0 {
        return Err(ParallelError::PerfectCorrelation { r });
    }
    let rows = pair.len();
    if length >= rows {
        // Nothing is left by the only deletion.
        return Ok(Deletions::default().jackknife(rows, length));
    }
    let centrings = [Side::X, Side::Y].map(|side| pair.moments().centring(side));
    let [xx, yy] = centrings.map(|centring| centring.squares);
    let all = [0.0, 0.0, xx, r * (xx * yy).sqrt(), yy];
    let placed = |value: f64, centring: &Centring| {
        value * centring.units[0] * centring.units[1] - centring.mean
    };
    let (mut window, mut held) = (Exact::default(), VecDeque::with_capacity(length));
    let (mut deletions, mut scratch) = (Deletions::default(), Scratch::default());
    for start in (0..rows).step_by(CHUNK) {
        let chunk = start..rows.min(start + CHUNK);
        let (x, y) = read_rows(pair.source(), chunk, &mut scratch)?;
        for (x, y) in x.iter().zip(y) {
            let row = [placed(*x, &centrings[0]), placed(*y, &centrings[1])];
            if held.len() == length {
                let first = held.pop_front().expect("blocks have rows");
                window.add(first, -1.0);
            }
            held.push_back(row);
            window.add(row, 1.0);
            if held.len() == length {
                deletions.push(r, (rows - length) as f64, &all, &window);
            }
        }
    }
    Ok(deletions.jackknife(rows, length))
}

/// Sums, and what rounding has left out of them.
#[derive(Default)]
struct Exact {
    sums: [f64; SECOND],
    rests: [f64; SECOND],
}

impl Exact {
    /// Adds x, y, x², xy, y² of a row, or takes them away.
    fn add(&mut self, [x, y]: [f64; 2], sign: f64) {
        let products = [x, y, x * x, x * y, y * y];
        for ((sum, rest), product) in self.sums.iter_mut().zip(&mut self.rests).zip(products) {
            let (before, added) = (*sum, sign * product);
            *sum = before + added;
            let taken = *sum - before;
            *rest += (before - (*sum - taken)) + (added - taken);
        }
    }

    /// What it leaves of sums.
    fn taken_from(&self, all: &[f64; SECOND]) -> [f64; SECOND] {
        std::array::from_fn(|k| (all[k] - self.sums[k]) - self.rests[k])
    }
}

/// Sums of the first three powers of r_(i) - r, and of two of z_(i) - z.
#[derive(Default)]
struct Deletions {
    r: [f64; 3],
    z: [f64; 2],
    count: f64,
    undefined: usize,
    perfect: usize,
}

impl Deletions {
    fn push(&mut self, r: f64, left: f64, all: &[f64; SECOND], window: &Exact) {
        let [x, y, xx, xy, yy] = window.taken_from(all);
        let squares = [xx - x * x / left, yy - y * y / left];
        let whole = [all[2], all[4]];
        let varies = |k: usize| squares[k] > NOTHING_LEFT * whole[k];
        if !(varies(0) && varies(1)) {
            self.undefined += 1;
            return;
        }
        let axis = |squares: f64| (0.0, squares, 0);
        let (axis_x, axis_y) = (axis(squares[0]), axis(squares[1]));
        let moments = Moments::from_central(left as u64, axis_x, axis_y, xy - x * y / left);
        let Some(deleted) = moments.correlation() else {
            self.undefined += 1;
            return;
        };
        let step = deleted - r;
        self.count += 1.0;
        self.r[0] += step;
        self.r[1] += step * step;
        self.r[2] += step * step * step;
        if deleted.abs() == 1.0 {
            self.perfect += 1;
        } else {
            let step = difference_of_z(deleted, r);
            self.z[0] += step;
            self.z[1] += step * step;
        }
    }

    fn jackknife(self, rows: usize, length: usize) -> Jackknife {
        let (n, l) = (rows as f64, length as f64);
        let told = self.count > 0.0 && self.undefined == 0;
        let [mean, second, third] = self.r.map(|sum| sum / self.count);
        let m2 = second - mean * mean;
        // Of mean - r_(i).
        let m3 = -(third - 3.0 * mean * second + 2.0 * mean * mean * mean);
        let acceleration = m3 / (6.0 * m2 * m2.sqrt() * (n / l).sqrt());
        let [mean, second] = self.z.map(|sum| sum / self.count);
        let error = (n - l) / (n * l).sqrt() * (second - mean * mean).sqrt();
        let varies = |value: f64| value.is_finite() && told;
        Jackknife {
            acceleration: Some(acceleration).filter(|a| varies(*a) && m2 > 0.0),
            error_of_z: Some(error).filter(|e| varies(*e) && *e > 0.0 && self.perfect == 0),
            undefined: self.undefined,
            perfect: self.perfect,
        }
    }
}
