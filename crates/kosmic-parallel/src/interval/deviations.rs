//! A pair, block by block, as deviations from its means over the roots of their sums of squares.

use kosmic_core::{Centring, Moments, Pair, PairSource, Scratch, Side, read_rows};

use crate::error::ParallelError;

/// Rows read from a source at once: 1 MiB of x and y.
pub(super) const CHUNK: usize = 1 << 16;

/// Rows handed on at once: few enough for the first-level cache.
const BLOCK: usize = 1 << 10;

/// Calls `visit` with (first row, a, b) of each block in order: a = (x - x̄) / sqrt(Σ (x - x̄)²), b likewise of y. Σ a²
/// and Σ b² are 1 and Σ a b is r, whatever the magnitudes of the data.
///
/// Cost: one sequential reading.
pub(crate) fn for_each_block<S: PairSource>(
    pair: &Pair<S>,
    mut visit: impl FnMut(usize, &[f64], &[f64]),
) -> Result<(), ParallelError> {
    let mut deviations = Deviations::from(pair.moments());
    let mut visit = |block: DeviationBlock<'_>| {
        visit(block.first, block.a, block.b);
        Ok(())
    };
    for_each_chunk(pair, |x, y| deviations.push(x, y, &mut visit))?;
    deviations.finish(&mut visit)
}

/// Calls `visit` with the rows of a pair in order.
pub(super) fn for_each_chunk<S: PairSource>(
    pair: &Pair<S>,
    mut visit: impl FnMut(&[f64], &[f64]) -> Result<(), ParallelError>,
) -> Result<(), ParallelError> {
    let (mut scratch, n) = (Scratch::default(), pair.len());
    for start in (0..n).step_by(CHUNK) {
        let (x, y) = read_rows(pair.source(), start..n.min(start + CHUNK), &mut scratch)?;
        visit(x, y)?;
    }
    Ok(())
}

/// Rows on their way to deviations: in blocks of one size however they come, so that no sum depends on how a source is
/// read.
pub(super) struct Deviations {
    scale: [Scale; 2],
    /// The first row not handed on.
    first: usize,
    /// Rows that do not fill a block yet.
    held: Scratch,
    a: Vec<f64>,
    b: Vec<f64>,
}

/// Some rows that follow each other, at most [`BLOCK`], and their deviations.
pub(super) struct DeviationBlock<'a> {
    first: usize,
    pub(super) x: &'a [f64],
    pub(super) y: &'a [f64],
    pub(super) a: &'a [f64],
    pub(super) b: &'a [f64],
}

/// What blocks are handed to.
type Visit<'a> = dyn FnMut(DeviationBlock<'_>) -> Result<(), ParallelError> + 'a;

impl From<&Moments> for Deviations {
    fn from(moments: &Moments) -> Self {
        Self {
            scale: [Side::X, Side::Y].map(|side| Scale::of(&moments.centring(side))),
            first: 0,
            held: Scratch::default(),
            a: Vec::new(),
            b: Vec::new(),
        }
    }
}

impl Deviations {
    /// Takes the next rows, and hands on all blocks that are full.
    pub(super) fn push(
        &mut self,
        mut x: &[f64],
        mut y: &[f64],
        visit: &mut Visit<'_>,
    ) -> Result<(), ParallelError> {
        if !self.held.x.is_empty() {
            let fills = (BLOCK - self.held.x.len()).min(x.len());
            self.hold(&x[..fills], &y[..fills]);
            (x, y) = (&x[fills..], &y[fills..]);
            if self.held.x.len() == BLOCK {
                self.hand_on_held(visit)?;
            }
        }
        let ((full_x, x), (full_y, y)) = (x.as_chunks::<BLOCK>(), y.as_chunks::<BLOCK>());
        for (x, y) in full_x.iter().zip(full_y) {
            self.hand_on(x, y, visit)?;
        }
        self.hold(x, y);
        Ok(())
    }

    /// Hands on the rows that are left.
    pub(super) fn finish(mut self, visit: &mut Visit<'_>) -> Result<(), ParallelError> {
        self.hand_on_held(visit)
    }

    fn hold(&mut self, x: &[f64], y: &[f64]) {
        self.held.x.extend_from_slice(x);
        self.held.y.extend_from_slice(y);
    }

    fn hand_on_held(&mut self, visit: &mut Visit<'_>) -> Result<(), ParallelError> {
        let mut held = std::mem::take(&mut self.held);
        if !held.x.is_empty() {
            self.hand_on(&held.x, &held.y, visit)?;
        }
        held.x.clear();
        held.y.clear();
        self.held = held;
        Ok(())
    }

    fn hand_on(
        &mut self,
        x: &[f64],
        y: &[f64],
        visit: &mut Visit<'_>,
    ) -> Result<(), ParallelError> {
        self.scale[0].write(x, &mut self.a);
        self.scale[1].write(y, &mut self.b);
        let (first, a, b) = (self.first, &self.a[..], &self.b[..]);
        self.first += x.len();
        visit(DeviationBlock { first, x, y, a, b })
    }
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

    fn write(&self, values: &[f64], deviations: &mut Vec<f64>) {
        deviations.clear();
        deviations.extend(
            values
                .iter()
                .map(|value| (value * self.units[0] * self.units[1] - self.mean) * self.norm),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_the_same_however_rows_come() {
        let x: Vec<f64> = (0..5000_u32).map(|i| f64::from(i % 97)).collect();
        let y: Vec<f64> = (0..5000_u32).map(|i| f64::from(i % 89)).collect();
        let moments = Moments::of_slices(&x, &y).unwrap();
        let blocks = |pieces: usize| {
            let (mut deviations, mut blocks) = (Deviations::from(&moments), Vec::new());
            let mut visit = |block: DeviationBlock<'_>| {
                assert_eq!(block.x, &x[block.first..block.first + block.a.len()]);
                blocks.push((block.first, block.a.to_vec(), block.b.to_vec()));
                Ok(())
            };
            for (x, y) in x.chunks(pieces).zip(y.chunks(pieces)) {
                deviations.push(x, y, &mut visit).unwrap();
            }
            deviations.finish(&mut visit).unwrap();
            blocks
        };
        let whole = blocks(5000);
        assert_eq!(whole.len(), 5);
        assert_eq!(whole[4].1.len(), 5000 - 4 * BLOCK);
        let squares: f64 = whole.iter().flat_map(|block| &block.1).map(|a| a * a).sum();
        assert!((squares - 1.0).abs() < 1e-13);
        for pieces in [1, 7, 1000, BLOCK, 1500, 4095] {
            assert_eq!(blocks(pieces), whole, "pieces of {pieces}");
        }
    }
}
