//! Windows of any kind by merging single rows: for missing values and for magnitudes that plain sums cannot hold.

use std::ops::Range;

use crate::moments::Moments;
use crate::online::{Aggregate, Row, Sliding};

/// The aggregate of the rows of each window, windows in order, neither end ever going back.
pub(super) fn aggregates<T: Copy + Into<A>, A: Aggregate>(
    windows: impl Iterator<Item = Range<usize>>,
    row: impl Fn(usize) -> T,
) -> impl Iterator<Item = A> {
    let mut sliding = Sliding::new();
    let mut held = 0..0;
    windows.map(move |rows| {
        if rows.start >= held.end {
            sliding = Sliding::new();
            held = rows.start..rows.start;
        }
        for new in held.end..rows.end {
            sliding.push(row(new));
        }
        for _ in held.start..rows.start {
            sliding.pop();
        }
        held = rows;
        sliding.total()
    })
}

/// The moments of each window, rows with a missing value left out.
pub(super) fn moments<'a>(
    windows: impl Iterator<Item = Range<usize>> + 'a,
    x: &'a [f64],
    y: &'a [f64],
) -> impl Iterator<Item = Moments> + 'a {
    aggregates(windows, |row| Row(x[row], y[row]))
}
