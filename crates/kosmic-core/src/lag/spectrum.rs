//! Sums of lagged products from spectra.
//!
//! A block of x backwards, u, and the rows of y that its lags reach, v, are one complex series u + iv: twice the convolution of
//! u and v is the imaginary part of that of the series with itself. The squares of the spectra of all blocks are added up and
//! transformed back once. Rounding is relative to the norms of the whole series, for which y is brought to the magnitude of x.

use super::centred::Centred;
use crate::error::CoreError;
use crate::instruction_set::InstructionSet;
use crate::kernel::{LANES, Points, Transform};
use crate::scale::{exponent, times_power_of_two};
use crate::source::PairSource;

/// Values read at once: they stay in the first-level cache.
const PIECE: usize = 1024;

/// The length of transform that costs least.
pub(super) fn points(n: usize, width: usize) -> usize {
    let least = (2 * width).next_power_of_two().max(Transform::FEWEST);
    let whole = (n + width).next_power_of_two().max(least);
    let lengths = std::iter::successors(Some(least), |points| Some(2 * points));
    lengths
        .take_while(|&points| points <= whole)
        .min_by(|&a, &b| cost(n, width, a).total_cmp(&cost(n, width, b)))
        .unwrap_or(whole)
}

/// Nanoseconds, fitted to transforms of 64 to 65 536 points on the machine of docs/RESULTS.md: what a block takes beside its
/// points, reading and transforming the points, and their preparation.
pub(super) fn cost(n: usize, width: usize, points: usize) -> f64 {
    let blocks = n.div_ceil(rows(width, points)) as f64;
    let each = 0.9 + 0.095 * f64::from(points.ilog2());
    let points = points as f64;
    blocks * (180.0 + points * each) + 8.0 * points
}

/// Rows of x in a block, whole vectors of them: their lags reach no further than the transform does.
fn rows(width: usize, points: usize) -> usize {
    (points + 1 - width) / LANES * LANES
}

/// Σ u_t v_{t + first + k} for k = 0..`width`.
pub(super) fn lagged_products<S: PairSource + ?Sized>(
    x: &Centred<'_, S>,
    y: &Centred<'_, S>,
    first: i64,
    width: usize,
    points: usize,
    set: InstructionSet,
) -> Result<Vec<f64>, CoreError> {
    let transform = Transform::new(points);
    let mut block = vec![Points::default(); points / LANES];
    let mut squares = block.clone();
    // The square of the power of two that y lacks to the magnitude of x.
    let magnitude = |squares: f64| if squares > 0.0 { exponent(squares) } else { 0 };
    let shift = (magnitude(x.squares()) - magnitude(y.squares())) / 2;
    let scale = times_power_of_two(1.0, shift);
    let rows = rows(width, points);
    for start in (0..x.len()).step_by(rows) {
        write_backwards(x, start, rows, &mut block)?;
        write_scaled(y, start as i64 + first, scale, &mut block)?;
        transform.add_squares(set, &mut block, &mut squares);
    }
    transform.restore(set, &mut squares);
    // Row 0 of a block of x was the last point.
    let last = squares[points / LANES - 1].im[LANES - 1];
    let others = squares.iter().flat_map(|points| points.im);
    let scale = 0.5 / points as f64;
    let products = std::iter::once(last).chain(others).take(width);
    Ok(products
        .map(|product| times_power_of_two(product * scale, -shift))
        .collect())
}

/// Writes rows of x as the real parts of the points from the last one backwards, 0 behind them.
fn write_backwards<S: PairSource + ?Sized>(
    x: &Centred<'_, S>,
    start: usize,
    rows: usize,
    block: &mut [Points],
) -> Result<(), CoreError> {
    let (mut values, mut scratch) = ([0.0; PIECE], Vec::new());
    let mut points = block.iter_mut().rev();
    for before in (0..rows).step_by(PIECE) {
        let values = &mut values[..PIECE.min(rows - before)];
        x.read((start + before) as i64, values, &mut scratch)?;
        for (values, points) in values.as_chunks().0.iter().zip(&mut points) {
            points.re = *values;
            points.re.reverse();
        }
    }
    for points in points {
        points.re = [0.0; LANES];
    }
    Ok(())
}

/// Writes the rows of y from `start` on as the imaginary parts of the points.
fn write_scaled<S: PairSource + ?Sized>(
    y: &Centred<'_, S>,
    start: i64,
    scale: f64,
    block: &mut [Points],
) -> Result<(), CoreError> {
    let (mut values, mut scratch) = ([0.0; PIECE], Vec::new());
    for (piece, points) in block.chunks_mut(PIECE / LANES).enumerate() {
        let values = &mut values[..points.len() * LANES];
        y.read(start + (piece * PIECE) as i64, values, &mut scratch)?;
        for (values, points) in values.as_chunks::<LANES>().0.iter().zip(points) {
            points.im = values.map(|value| value * scale);
        }
    }
    Ok(())
}
