//! From a pair source to moments: chunks are read in order, leaves merged along a binary tree.

use std::ops::Range;

use super::Moments;
use super::leaf::{LEAF, NotFinite, moments_of_leaf};
use crate::error::{CoreError, SourceError};
use crate::pair::Side;
use crate::source::{PairSource, Scratch};

/// Pairs asked from a source at once: 1 MiB, large enough for a file, small enough for the cache.
const CHUNK: usize = 16 * LEAF;

/// The moments of the pairs (x_t, y_{t+lag}) of a source; `lag` 0 takes all pairs.
pub(crate) fn of_source<S: PairSource>(source: &S, lag: i64) -> Result<Moments, CoreError> {
    let shift = lag.unsigned_abs() as usize;
    let (from_x, from_y) = if lag >= 0 { (0, shift) } else { (shift, 0) };
    let overlap = source.len().saturating_sub(shift);
    let mut tree = MergeTree::default();
    let mut scratch = Scratch::default();
    for chunk in chunks(overlap, CHUNK) {
        let at = |from: usize| from + chunk.start..from + chunk.end;
        let (x, y) = if lag == 0 {
            read_rows(source, chunk.clone(), &mut scratch)?
        } else {
            let x = read_column(source, Side::X, at(from_x), &mut scratch.x)?;
            (x, read_column(source, Side::Y, at(from_y), &mut scratch.y)?)
        };
        for (x, y) in x.chunks(LEAF).zip(y.chunks(LEAF)) {
            match moments_of_leaf(x, y) {
                Ok(leaf) => tree.push(leaf),
                Err(NotFinite) => return Err(locate_not_finite(source)?),
            }
        }
    }
    Ok(tree.total())
}

/// Merges leaves as the carries of a binary counter: the shape depends on their number alone.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub(crate) struct MergeTree {
    /// Subtrees with their heights, tallest first.
    stack: Vec<(u32, Moments)>,
}

impl MergeTree {
    pub(crate) fn push(&mut self, leaf: Moments) {
        let (mut height, mut merged) = (0, leaf);
        while let Some((_, left)) = self.stack.pop_if(|(tall, _)| *tall == height) {
            merged = join(left, &merged);
            height += 1;
        }
        self.stack.push((height, merged));
    }

    /// The number of pairs.
    pub(crate) fn count(&self) -> u64 {
        let counts = self.stack.iter().map(|(_, moments)| moments.count());
        counts.fold(0, u64::saturating_add)
    }

    pub(crate) fn total(&self) -> Moments {
        self.stack
            .iter()
            .rev()
            .map(|&(_, moments)| moments)
            .reduce(|right, left| join(left, &right))
            .unwrap_or_default()
    }
}

fn join(mut left: Moments, right: &Moments) -> Moments {
    left.merge(right);
    left
}

/// The error that says which series holds NaN or infinities, where the first is and how many there are.
fn locate_not_finite<S: PairSource>(source: &S) -> Result<CoreError, CoreError> {
    let mut scratch = Vec::new();
    for side in [Side::X, Side::Y] {
        let (mut count, mut first) = (0, None);
        for chunk in chunks(source.len(), CHUNK) {
            let values = read_column(source, side, chunk.clone(), &mut scratch)?;
            for (offset, &value) in values
                .iter()
                .enumerate()
                .filter(|(_, value)| !value.is_finite())
            {
                count += 1;
                first.get_or_insert((chunk.start + offset, value));
            }
        }
        if let Some((index, value)) = first {
            return Ok(CoreError::NonFinite {
                side,
                index,
                value,
                count,
            });
        }
    }
    Ok(SourceError::new("a source gave other values when it was read again").into())
}

/// The ranges of at most `size` that cover `0..n`.
fn chunks(n: usize, size: usize) -> impl Iterator<Item = Range<usize>> {
    (0..n)
        .step_by(size)
        .map(move |start| start..n.min(start + size))
}

/// Both series of a source at `rows`, checked to be complete.
///
/// # Errors
/// The source's failure, or one that says how many rows were asked for and how many it gave.
pub fn read_rows<'a, S: PairSource + ?Sized>(
    source: &'a S,
    rows: Range<usize>,
    scratch: &'a mut Scratch,
) -> Result<(&'a [f64], &'a [f64]), CoreError> {
    let expected = rows.len();
    let (x, y) = source.rows(rows, scratch)?;
    check_length(expected, x.len())?;
    check_length(expected, y.len())?;
    Ok((x, y))
}

/// Reads a range of one series and checks that the source gave all of it.
pub(crate) fn read_column<'a, S: PairSource + ?Sized>(
    source: &'a S,
    side: Side,
    rows: Range<usize>,
    scratch: &'a mut Vec<f64>,
) -> Result<&'a [f64], CoreError> {
    let expected = rows.len();
    let values = source.column(side, rows, scratch)?;
    check_length(expected, values.len())?;
    Ok(values)
}

fn check_length(expected: usize, got: usize) -> Result<(), SourceError> {
    if expected == got {
        return Ok(());
    }
    Err(SourceError::new(format!(
        "{expected} rows were asked for, {got} given"
    )))
}
