//! Sums of lagged products of two centred series, for all lags in one reading.

use std::ops::RangeInclusive;

use super::centred::Centred;
use super::spectrum;
use crate::error::CoreError;
use crate::instruction_set::InstructionSet;
use crate::kernel::{LANES, TILE, add_lagged_products};
use crate::source::PairSource;

/// Rows of x taken from the source at once, or twice the longest lag; y is read with a margin of the lags.
const CHUNK: usize = 8_192;

/// Rows whose products are one chain of additions: x and the part of y that a group of lags looks at stay in the first-level cache.
const BLOCK: usize = 1024;

/// How the sums of lagged products are computed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "lowercase"))]
#[non_exhaustive]
pub enum LagMethod {
    /// The faster of the two, by the number of rows and of lags alone.
    #[default]
    Auto,
    /// Each product of each lag: O(n·L).
    Direct,
    /// By discrete Fourier transforms of blocks, whose cross spectra are added up: O(n·log L).
    Fft,
}

/// For each lag τ, Σ u_t v_{t+τ} over the t at which both exist; u and v the centred series, equally long.
pub(super) fn lagged_products<S: PairSource + ?Sized>(
    x: &Centred<'_, S>,
    y: &Centred<'_, S>,
    lags: &RangeInclusive<i64>,
    method: LagMethod,
    set: InstructionSet,
) -> Result<Vec<f64>, CoreError> {
    let width = lags.clone().count();
    let points = spectrum::points(x.len(), width);
    let transformed = match method {
        LagMethod::Auto => spectrum::cost(x.len(), width, points) < direct_cost(x.len(), width),
        LagMethod::Direct => false,
        LagMethod::Fft => true,
    };
    if transformed {
        return spectrum::lagged_products(x, y, *lags.start(), width, points, set);
    }
    direct(x, y, *lags.start(), width, set)
}

/// Nanoseconds, fitted to 5 to 401 lags on the machine of docs/RESULTS.md: reading a row, and its multiply-adds with each
/// vector of lags, of which a few take as long as one.
fn direct_cost(n: usize, width: usize) -> f64 {
    let vectors = width.div_ceil(LANES) as f64;
    n as f64 * (0.45 + 0.284 * vectors.max(3.5))
}

fn direct<S: PairSource + ?Sized>(
    x: &Centred<'_, S>,
    y: &Centred<'_, S>,
    first: i64,
    width: usize,
    set: InstructionSet,
) -> Result<Vec<f64>, CoreError> {
    let mut sums = vec![[0.0; LANES]; width.div_ceil(LANES)];
    let margin = sums.len() * LANES;
    let chunk = CHUNK.max(width).min(x.len()).next_multiple_of(TILE);
    let (mut u, mut v) = (vec![0.0; chunk], vec![0.0; chunk + margin]);
    let mut scratch = Vec::new();
    for start in (0..x.len()).step_by(chunk) {
        let rows = chunk.min((x.len() - start).next_multiple_of(TILE));
        let (u, v) = (&mut u[..rows], &mut v[..rows + margin]);
        x.read(start as i64, u, &mut scratch)?;
        y.read(start as i64 + first, v, &mut scratch)?;
        for (block, u) in u.chunks(BLOCK).enumerate() {
            let v = &v[block * BLOCK..][..u.len() + margin];
            add_lagged_products(set, u, v, &mut sums);
        }
    }
    let mut sums = sums.concat();
    sums.truncate(width);
    Ok(sums)
}
