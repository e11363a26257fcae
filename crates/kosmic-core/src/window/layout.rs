//! Where the windows lie.

use std::ops::Range;

/// Which row of a window of w rows it belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "lowercase"))]
#[non_exhaustive]
pub enum Alignment {
    /// The last: that of row t is (t - w, t] and knows nothing of the future.
    #[default]
    Trailing,
    /// The one in the middle: \[t - ⌊w/2⌋, t + ⌊(w-1)/2⌋\]. Of an even number the later of the two in the middle.
    Centred,
    /// The first: [t, t + w).
    Leading,
}

impl Alignment {
    /// Rows of the window before the row it belongs to.
    fn before(self, window: usize) -> usize {
        match self {
            Self::Trailing => window - 1,
            Self::Centred => window / 2,
            Self::Leading => 0,
        }
    }
}

/// The windows of a series of n rows: which there are and where they lie.
///
/// A window belongs to each row t by its [`Alignment`], and is cut where it reaches beyond the series. Those with fewer rows
/// than the minimum are left out, of the others each step-th is kept, beginning with the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Windows {
    /// Rows of the series.
    pub n: usize,
    /// Rows of a window that is not cut, w.
    pub window: usize,
    /// Rows from one window to the next, s.
    pub step: usize,
    /// The least number of observations for which a window has a value.
    pub minimum: usize,
    /// Which of its rows a window belongs to.
    pub alignment: Alignment,
}

impl Windows {
    /// The number of windows.
    #[must_use]
    pub fn count(&self) -> usize {
        self.belonging().len().div_ceil(self.step.max(1))
    }

    /// The row that a window belongs to.
    #[must_use]
    pub fn row(&self, index: usize) -> usize {
        let ahead = index.saturating_mul(self.step);
        self.belonging().start.saturating_add(ahead)
    }

    /// The rows of a window; empty beyond the last.
    #[must_use]
    pub fn rows(&self, index: usize) -> Range<usize> {
        let row = self.row(index);
        let (before, after) = self.reach();
        let start = row.saturating_sub(before).min(self.n);
        start..row.saturating_add(after + 1).min(self.n).max(start)
    }

    /// The middle of the rows of a window, such as 2.5 for rows 1 to 4.
    #[must_use]
    pub fn centre(&self, index: usize) -> f64 {
        let rows = self.rows(index);
        rows.start as f64 + (rows.len().saturating_sub(1)) as f64 / 2.0
    }

    /// The rows of all windows in their order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Range<usize>> + use<> {
        let windows = *self;
        (0..self.count()).map(move |index| windows.rows(index))
    }

    /// Rows of a window before and after the row it belongs to.
    fn reach(&self) -> (usize, usize) {
        let window = self.window.max(1);
        let before = self.alignment.before(window);
        (before, window - 1 - before)
    }

    /// The rows whose windows, cut, have at least the least number of rows.
    fn belonging(&self) -> Range<usize> {
        let (before, after) = self.reach();
        let start = self.minimum.saturating_sub(after + 1);
        let end = self
            .n
            .saturating_sub(self.minimum.saturating_sub(before + 1));
        start..end.max(start)
    }

    /// Windows cut at the beginning, among those one row apart.
    pub(super) fn growing(&self) -> usize {
        self.belonging()
            .len()
            .min(self.reach().0.saturating_sub(self.belonging().start))
    }

    /// Windows cut at the end, among those one row apart.
    pub(super) fn shrinking(&self) -> usize {
        self.belonging().end.saturating_sub(self.n - self.reach().1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn windows(alignment: Alignment, minimum: usize, step: usize) -> Vec<Range<usize>> {
        let windows = Windows {
            n: 8,
            window: 4,
            step,
            minimum,
            alignment,
        };
        windows.iter().collect()
    }

    #[test]
    fn only_whole_windows_are_kept_by_default() {
        for alignment in [Alignment::Trailing, Alignment::Centred, Alignment::Leading] {
            assert_eq!(windows(alignment, 4, 1), [0..4, 1..5, 2..6, 3..7, 4..8]);
            assert_eq!(windows(alignment, 4, 3), [0..4, 3..7]);
        }
    }

    #[test]
    fn a_minimum_lets_cut_windows_in_where_the_alignment_has_them() {
        let mut all = vec![0..3, 0..4, 1..5, 2..6, 3..7, 4..8, 5..8];
        assert_eq!(windows(Alignment::Centred, 3, 1), all);
        assert_eq!(windows(Alignment::Leading, 3, 1), all[1..]);
        all.pop();
        assert_eq!(windows(Alignment::Trailing, 3, 1), all);
    }

    #[test]
    fn rows_and_centres_tell_where_a_window_is() {
        let at = |alignment| Windows {
            n: 8,
            window: 4,
            step: 1,
            minimum: 4,
            alignment,
        };
        assert_eq!(at(Alignment::Trailing).row(0), 3);
        assert_eq!(at(Alignment::Centred).row(0), 2);
        assert_eq!(at(Alignment::Leading).row(0), 0);
        assert_eq!(at(Alignment::Leading).centre(1), 2.5);
        assert_eq!(at(Alignment::Leading).rows(99), 8..8);
    }
}
