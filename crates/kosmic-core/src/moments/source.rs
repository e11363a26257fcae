//! From a pair source to moments: chunks are read in order, leaves merged along a binary tree.

use std::ops::Range;

use super::Moments;
use super::leaf::{LEAF, NotFinite, moments_of_leaf};
use crate::error::{CoreError, SourceError};
use crate::instruction_set::InstructionSet;
use crate::kernel::Stored;
use crate::pair::Side;
use crate::source::{PairSource, Scratch};

/// Pairs asked from a source at once: 1 MiB, large enough for a file, small enough for the cache.
const CHUNK: usize = 8 * LEAF;

/// The moments of the pairs (x_t, y_{t+lag}) of a source; `lag` 0 takes all pairs.
pub(crate) fn of_source<S: PairSource + ?Sized>(
    source: &S,
    lag: i64,
    set: InstructionSet,
) -> Result<Moments, CoreError> {
    let shift = lag.unsigned_abs() as usize;
    let from = if lag >= 0 { [0, shift] } else { [shift, 0] };
    let pairs = source.len().saturating_sub(shift);
    match of_overlap(source, from, pairs, set) {
        Ok(moments) => Ok(moments),
        Err(Failure::Read(error)) => Err(error),
        Err(Failure::NotFinite) => Err(locate_not_finite(source)?),
    }
}

/// Why an overlap has no moments.
enum Failure {
    NotFinite,
    Read(CoreError),
}

impl From<NotFinite> for Failure {
    fn from(_: NotFinite) -> Self {
        Self::NotFinite
    }
}

impl From<CoreError> for Failure {
    fn from(error: CoreError) -> Self {
        Self::Read(error)
    }
}

/// The moments of `pairs` pairs from the row of x and the row of y that `from` says.
fn of_overlap<S: PairSource + ?Sized>(
    source: &S,
    from: [usize; 2],
    pairs: usize,
    set: InstructionSet,
) -> Result<Moments, Failure> {
    let mut tree = MergeTree::default();
    let mut scratch = Scratch::default();
    let in_place = source.series(Side::X).is_some() && source.series(Side::Y).is_some();
    for chunk in chunks(pairs, if in_place { LEAF } else { CHUNK }) {
        let rows = from.map(|from| from + chunk.start..from + chunk.end);
        let (x, y) = read_overlap(source, rows, &mut scratch)?;
        for (x, y) in x.chunks(LEAF).zip(y.chunks(LEAF)) {
            tree.push(moments_of_leaf(set, x, y)?);
        }
    }
    Ok(tree.total())
}

/// Rows of x, and as many of y: the same or others.
fn read_overlap<'a, S: PairSource + ?Sized>(
    source: &'a S,
    [rows_x, rows_y]: [Range<usize>; 2],
    scratch: &'a mut Scratch,
) -> Result<(Stored<'a>, Stored<'a>), CoreError> {
    if rows_x == rows_y && source.series(Side::X).is_none() {
        let (x, y) = read_rows(source, rows_x, scratch)?;
        return Ok((Stored::Double(x), Stored::Double(y)));
    }
    let x = read_stored(source, Side::X, rows_x, &mut scratch.x)?;
    Ok((x, read_stored(source, Side::Y, rows_y, &mut scratch.y)?))
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
fn locate_not_finite<S: PairSource + ?Sized>(source: &S) -> Result<CoreError, CoreError> {
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

/// Reads a range of one series as it is stored.
pub(crate) fn read_stored<'a, S: PairSource + ?Sized>(
    source: &'a S,
    side: Side,
    rows: Range<usize>,
    scratch: &'a mut Vec<f64>,
) -> Result<Stored<'a>, CoreError> {
    let Some(series) = source.series(side) else {
        return Ok(Stored::Double(read_column(source, side, rows, scratch)?));
    };
    let expected = rows.len();
    let values = series.stored(rows, scratch);
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
