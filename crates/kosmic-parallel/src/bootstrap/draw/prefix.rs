//! The rows of a chunk, and what blocks gather from them.

use std::array;
use std::ops::Range;

use kosmic_core::{CoreError, Moments};

use super::block_summary::BlockSums;
use crate::resample::Frame;

/// The rows of a chunk, ready for blocks.
pub(super) trait Table: Send + Sync {
    /// Takes the rows of the next chunk.
    fn read(&mut self, x: &[f64], y: &[f64]);
}

/// What a replicate gathers from tables of a kind.
pub(super) trait Gather<T> {
    /// What a block has so far.
    type Part;

    /// Adds rows of a table to a block.
    fn gather(
        &mut self,
        table: &T,
        rows: Range<usize>,
        part: &mut Self::Part,
    ) -> Result<(), CoreError>;

    /// Takes a block that is at its end, and its number of rows.
    fn close(&mut self, rows: u64, part: &Self::Part);
}

/// Even powers whose sum exceeds this leave fewer than 2^-58 of a unit to the rounding of compensated sums; rows of such
/// chunks are added one by one.
const LARGEST_SUM: f64 = (1_u64 << 45) as f64;

/// Prefix sums of products of x and y, measured from a frame. Each is kept as a sum and what rounding has left out, so that
/// differences have all digits.
pub(super) struct Prefix<const ORDER: usize> {
    frame: Frame,
    /// Sum and rest of all rows before each.
    sums: Vec<[[f64; ORDER]; 2]>,
    placed: Vec<[f64; 2]>,
    /// Whether values are so large that differences lose digits.
    wild: bool,
}

impl<const ORDER: usize> Prefix<ORDER> {
    /// With room for chunks of so many rows: chunks differ by a row, and a vector that grows holds its old place too.
    pub(super) fn new(frame: Frame, longest: usize) -> Self {
        Self {
            frame,
            sums: Vec::with_capacity(longest + 1),
            placed: Vec::with_capacity(longest),
            wild: false,
        }
    }

    fn between(&self, rows: Range<usize>) -> [f64; ORDER] {
        if self.wild {
            return summed(self.placed[rows].iter().copied());
        }
        let ([before, rest_before], [behind, rest_behind]) =
            (&self.sums[rows.start], &self.sums[rows.end]);
        array::from_fn(|k| (behind[k] - before[k]) + (rest_behind[k] - rest_before[k]))
    }
}

impl<const ORDER: usize> Table for Prefix<ORDER> {
    fn read(&mut self, x: &[f64], y: &[f64]) {
        self.placed.clear();
        self.sums.clear();
        let placed = x.iter().zip(y).map(|(x, y)| self.frame.place([*x, *y]));
        self.placed.extend(placed);
        let mut total = [[0.0; ORDER]; 2];
        self.sums.push(total);
        for placed in &self.placed {
            let added: [f64; ORDER] = products(*placed);
            let [sums, rests] = &mut total;
            for ((sum, rest), added) in sums.iter_mut().zip(rests).zip(added) {
                add_exactly(sum, rest, added);
            }
            self.sums.push(total);
        }
        // x² and y², and the fourth powers if there are any.
        let even = [2, 4, 9, 13].into_iter().filter(|k| *k < ORDER);
        self.wild = even
            .map(|k| total[0][k])
            .any(|sum| sum.is_nan() || sum > LARGEST_SUM);
    }
}

/// Products of x and y in the order of the kernels (`FOURTH`).
fn products<const ORDER: usize>([x, y]: [f64; 2]) -> [f64; ORDER] {
    let (xx, xy, yy) = (x * x, x * y, y * y);
    let third = [xx * x, xx * y, x * yy, yy * y];
    let fourth = [xx * xx, xx * xy, xx * yy, xy * yy, yy * yy];
    let all = [
        x, y, xx, xy, yy, third[0], third[1], third[2], third[3], fourth[0], fourth[1], fourth[2],
        fourth[3], fourth[4],
    ];
    array::from_fn(|k| all[k])
}

fn summed<const ORDER: usize>(placed: impl Iterator<Item = [f64; 2]>) -> [f64; ORDER] {
    let mut sums = [0.0; ORDER];
    for placed in placed {
        let added: [f64; ORDER] = products(placed);
        sums.iter_mut()
            .zip(added)
            .for_each(|(sum, added)| *sum += added);
    }
    sums
}

/// Adds to a sum, and to its rest what rounding leaves out (Knuth).
fn add_exactly(sum: &mut f64, rest: &mut f64, added: f64) {
    let before = *sum;
    *sum = before + added;
    let taken = *sum - before;
    *rest += (before - (*sum - taken)) + (added - taken);
}

/// Sums of blocks.
#[derive(Default)]
pub(super) struct Summed<A, const ORDER: usize>(pub(super) A);

impl<A: BlockSums<ORDER>, const ORDER: usize> Gather<Prefix<ORDER>> for Summed<A, ORDER> {
    type Part = Sums<ORDER>;

    fn gather(
        &mut self,
        table: &Prefix<ORDER>,
        rows: Range<usize>,
        part: &mut Sums<ORDER>,
    ) -> Result<(), CoreError> {
        part.add(table.between(rows));
        Ok(())
    }

    fn close(&mut self, rows: u64, part: &Sums<ORDER>) {
        self.0.close(rows, &part.0);
    }
}

/// Those of a block on its way.
pub(super) struct Sums<const ORDER: usize>([f64; ORDER]);

impl<const ORDER: usize> Default for Sums<ORDER> {
    fn default() -> Self {
        Self([0.0; ORDER])
    }
}

impl<const ORDER: usize> Sums<ORDER> {
    fn add(&mut self, added: [f64; ORDER]) {
        self.0
            .iter_mut()
            .zip(added)
            .for_each(|(sum, added)| *sum += added);
    }
}

/// The rows themselves.
#[derive(Default)]
pub(super) struct RawRows {
    x: Vec<f64>,
    y: Vec<f64>,
}

impl Table for RawRows {
    fn read(&mut self, x: &[f64], y: &[f64]) {
        self.x.clear();
        self.x.extend_from_slice(x);
        self.y.clear();
        self.y.extend_from_slice(y);
    }
}

/// Moments, merged piece by piece.
#[derive(Default)]
pub(super) struct Merged(pub(super) Moments);

impl Gather<RawRows> for Merged {
    type Part = ();

    fn gather(
        &mut self,
        table: &RawRows,
        rows: Range<usize>,
        (): &mut (),
    ) -> Result<(), CoreError> {
        let (x, y) = (&table.x[rows.clone()], &table.y[rows]);
        self.0.merge(&Moments::of_slices(x, y)?);
        Ok(())
    }

    fn close(&mut self, _: u64, (): &()) {}
}

/// Sums of blocks in a frame of their own, row by row.
pub(super) struct Framed<A, const ORDER: usize> {
    pub(super) frame: Frame,
    pub(super) sums: A,
}

impl<A: BlockSums<ORDER>, const ORDER: usize> Framed<A, ORDER> {
    pub(super) fn about(moments: &Moments) -> Self {
        Self {
            frame: Frame::about(moments),
            sums: A::default(),
        }
    }
}

impl<A: BlockSums<ORDER>, const ORDER: usize> Gather<RawRows> for Framed<A, ORDER> {
    type Part = Sums<ORDER>;

    fn gather(
        &mut self,
        table: &RawRows,
        rows: Range<usize>,
        part: &mut Sums<ORDER>,
    ) -> Result<(), CoreError> {
        let rows = table.x[rows.clone()].iter().zip(&table.y[rows]);
        part.add(summed(rows.map(|(x, y)| self.frame.place([*x, *y]))));
        Ok(())
    }

    fn close(&mut self, rows: u64, part: &Sums<ORDER>) {
        self.sums.close(rows, &part.0);
    }
}
