//! The choices of a moving window.

use super::layout::{Alignment, Windows};
use crate::error::CoreError;
use crate::instruction_set::InstructionSet;
use crate::missing::Missing;
use crate::pair::verify_rows;

/// How a window moves along series: its length, and what differs from the defaults.
///
/// | choice | default |
/// |---|---|
/// | `step` | 1: a window for each row |
/// | `minimum` | the length of the window: no window that is cut or lacks values |
/// | `alignment` | [`Alignment::Trailing`] |
/// | `missing` | [`Missing::Refuse`] |
///
/// # Example
/// ```
/// use kosmic_core::{Alignment, Rolling, k_index};
///
/// let x = [1.0, 2.0, 4.0, 3.0, 5.0, 7.0, 6.0];
/// let y = [2.0, 1.0, 3.0, 5.0, 4.0, 9.0, 7.0];
/// let k = Rolling::new(5).step(2).minimum(3).alignment(Alignment::Centred).k(&x, &y)?;
/// assert_eq!(k.windows.iter().collect::<Vec<_>>(), [0..3, 0..5, 2..7, 4..7]);
/// assert!((k.k(2).unwrap() - k_index(&x[2..7], &y[2..7])?).abs() < 1e-14);
/// # Ok::<(), kosmic_core::CoreError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[must_use]
pub struct Rolling {
    window: usize,
    step: usize,
    minimum: Option<usize>,
    alignment: Alignment,
    missing: Missing,
    instruction_set: InstructionSet,
}

impl Rolling {
    /// A window of so many rows.
    pub fn new(window: usize) -> Self {
        Self {
            window,
            step: 1,
            minimum: None,
            alignment: Alignment::default(),
            missing: Missing::default(),
            instruction_set: InstructionSet::default(),
        }
    }

    /// Rows from one window to the next.
    pub fn step(mut self, step: usize) -> Self {
        self.step = step;
        self
    }

    /// The least number of observations for which a window has a value, between 3 (for norms: 1) and its length.
    pub fn minimum(mut self, minimum: usize) -> Self {
        self.minimum = Some(minimum);
        self
    }

    /// Which of its rows a window belongs to.
    pub fn alignment(mut self, alignment: Alignment) -> Self {
        self.alignment = alignment;
        self
    }

    /// What becomes of missing values. Left out, a row still takes its place in the window.
    pub fn missing(mut self, missing: Missing) -> Self {
        self.missing = missing;
        self
    }

    /// The vector instructions to use, the best the processor has by default. The result is the same bits.
    pub fn instruction_set(mut self, set: InstructionSet) -> Self {
        self.instruction_set = set;
        self
    }

    /// The windows that K has values for.
    pub(super) fn windows_of_pairs(&self, n: usize) -> Result<Windows, CoreError> {
        verify_rows(n)?;
        in_range("the window", "at 3 or more observations", self.window, 3..)?;
        if let Some(minimum) = self.minimum {
            in_range("the minimum", "at 3 or more observations", minimum, 3..)?;
        }
        self.windows(n)
    }

    /// The windows of a series of n rows.
    pub(super) fn windows(&self, n: usize) -> Result<Windows, CoreError> {
        let window = self.window;
        in_range("the window", "at 1 or more observations", window, 1..)?;
        in_range("the step", "at 1 or more", self.step, 1..)?;
        let minimum = self.minimum.unwrap_or(window);
        in_range("the minimum", "at 1 or more observations", minimum, 1..)?;
        in_range("the minimum", "within the window", minimum, ..=window)?;
        if window > n {
            return Err(CoreError::WindowTooLong { window, n });
        }
        Ok(Windows {
            n,
            window,
            step: self.step,
            minimum,
            alignment: self.alignment,
        })
    }

    pub(super) fn missing_values(&self) -> Missing {
        self.missing
    }

    pub(super) fn instructions(&self) -> Result<InstructionSet, CoreError> {
        self.instruction_set.verified()
    }
}

fn in_range(
    name: &'static str,
    range: &'static str,
    value: usize,
    allowed: impl std::ops::RangeBounds<usize>,
) -> Result<(), CoreError> {
    if allowed.contains(&value) {
        return Ok(());
    }
    let value = value as f64;
    Err(CoreError::OutOfRange { name, range, value })
}
