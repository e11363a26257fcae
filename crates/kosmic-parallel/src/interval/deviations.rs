//! A pair, block by block, as deviations from its means over the roots of their sums of squares.

use kosmic_core::{Centring, Pair, PairSource, Scratch, Side, read_rows};

use crate::error::ParallelError;

/// Rows read from a source at once: 1 MiB of x and y.
pub(super) const CHUNK: usize = 1 << 16;

/// Rows handed on at once: few enough for the first-level cache. Divides [`CHUNK`], so that the blocks and with them all
/// sums do not depend on how a source is read.
pub(super) const BLOCK: usize = 1 << 10;

/// Calls `visit` with (first row, a, b) of each block in order: a = (x - x̄) / sqrt(Σ (x - x̄)²), b likewise of y. Σ a²
/// and Σ b² are 1 and Σ a b is r, whatever the magnitudes of the data.
///
/// Cost: one sequential reading.
pub(crate) fn for_each_block<S: PairSource>(
    pair: &Pair<S>,
    mut visit: impl FnMut(usize, &[f64], &[f64]),
) -> Result<(), ParallelError> {
    let scale = [Side::X, Side::Y].map(|side| Scale::of(&pair.moments().centring(side)));
    let (mut scratch, n) = (Scratch::default(), pair.len());
    let (mut a, mut b) = ([0.0; BLOCK], [0.0; BLOCK]);
    for start in (0..n).step_by(CHUNK) {
        let end = n.min(start + CHUNK);
        let (x, y) = read_rows(pair.source(), start..end, &mut scratch)?;
        let firsts = (start..end).step_by(BLOCK);
        for ((first, x), y) in firsts.zip(x.chunks(BLOCK)).zip(y.chunks(BLOCK)) {
            let rows = x.len();
            scale[0].write(x, &mut a[..rows]);
            scale[1].write(y, &mut b[..rows]);
            visit(first, &a[..rows], &b[..rows]);
        }
    }
    Ok(())
}

struct Scale {
    units: [f64; 2],
    mean: f64,
    norm: f64,
}

impl Scale {
    fn of(centring: &Centring) -> Self {
        Self {
            units: centring.units,
            mean: centring.mean,
            norm: 1.0 / centring.squares.sqrt(),
        }
    }

    fn write(&self, values: &[f64], deviations: &mut [f64]) {
        for (deviation, value) in deviations.iter_mut().zip(values) {
            *deviation = (value * self.units[0] * self.units[1] - self.mean) * self.norm;
        }
    }
}
