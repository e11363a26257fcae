//! K of a stream of pairs.

use super::exponential::Exponential;
use super::sliding::{Row, Sliding};
use crate::error::CoreError;
use crate::moments::{LEAF, MergeTree, Moments};
use crate::pair::{LEAST_OBSERVATIONS, Side};

/// What a stream forgets.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Forgetting {
    /// Nothing: each pair counts the same.
    #[default]
    Never,
    /// A pair counts half as much after this many later pairs: its weight is 2^(-age / half_life).
    Exponential {
        /// Greater than 0, not necessarily a whole number.
        half_life: f64,
    },
    /// All but the last few pairs.
    Window {
        /// How many are remembered: at least three.
        pairs: usize,
    },
}

/// K = 2|r| of the pairs of a stream so far, at any time.
///
/// Without forgetting the result has the bits of [`k_index`](crate::k_index) on the same pairs, however they were pushed (one
/// by one, in batches, with the state saved in between). By a sliding window it agrees with [`k_index`](crate::k_index) of the
/// last pairs to 1e-12: pairs that leave are not subtracted, so that nothing drifts however long the stream. With exponential
/// weights w, r = Σw(x-x̄)(y-ȳ) / sqrt(Σw(x-x̄)² Σw(y-ȳ)²) with weighted means, and the effective number of pairs
/// is (Σw)² / Σw² (Kish), which tends to about 2.9 half-lives.
///
/// Memory: 128 KiB at most without forgetting, constant for exponential weights, about 100 bytes a pair for a window. Cost of a
/// pair: a few nanoseconds without forgetting, some tens otherwise (`docs/RESULTS.md`); reading the result takes up to 8192
/// pairs' time. With the feature `serde` the state serialises, and goes on to the same bits.
///
/// # Example
/// ```
/// use kosmic_core::{Forgetting, StreamingK, k_index};
///
/// let x = [1.0, 2.0, 4.0, 3.0, 5.0, 7.0];
/// let y = [2.0, 1.0, 3.0, 5.0, 4.0, 9.0];
///
/// let mut here = StreamingK::new(Forgetting::Never)?;
/// here.push(x[0], y[0])?;
/// here.push_batch(&x[1..4], &y[1..4])?;
/// let mut elsewhere = StreamingK::new(Forgetting::Never)?;
/// elsewhere.push_batch(&x[4..], &y[4..])?;
/// here.merge(&elsewhere)?;
/// assert!((here.k().unwrap() - k_index(&x, &y)?).abs() < 1e-14);
///
/// let mut last_three = StreamingK::new(Forgetting::Window { pairs: 3 })?;
/// last_three.push_batch(&x, &y)?;
/// assert!((last_three.k().unwrap() - k_index(&x[3..], &y[3..])?).abs() < 1e-14);
///
/// assert!(last_three.push(f64::NAN, 1.0).is_err()); // and nothing has changed
/// assert_eq!(last_three.count(), 3);
/// # Ok::<(), kosmic_core::CoreError>(())
/// ```
///
/// # Source
/// T. F. Chan, G. H. Golub, R. J. LeVeque, The American Statistician 37 (1983) 242-247 (merging); D. H. D. West, Updating mean
/// and variance estimates: an improved method, Communications of the ACM 22 (1979) 532-535 (weights); L. Kish, Survey
/// Sampling, Wiley (1965) (effective number).
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct StreamingK {
    forgetting: Forgetting,
    /// Pairs pushed here, forgotten or not.
    pushed: u64,
    memory: Memory,
}

#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
enum Memory {
    All(Whole),
    Exponential(Exponential),
    Window(Sliding<Row, Moments>),
}

/// Everything so far, in the leaves and the tree of the moments of a batch.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
struct Whole {
    tree: MergeTree,
    /// Pairs of the leaf that is not full yet.
    x: Vec<f64>,
    y: Vec<f64>,
    /// What was merged from other states.
    elsewhere: Moments,
}

impl StreamingK {
    /// The state before any pair.
    ///
    /// # Errors
    /// [`CoreError::OutOfRange`] for a half-life that is not a positive number, or a window of fewer than three pairs.
    pub fn new(forgetting: Forgetting) -> Result<Self, CoreError> {
        let memory = match forgetting {
            Forgetting::Never => Memory::All(Whole::default()),
            Forgetting::Exponential { half_life } => {
                verify_half_life(half_life)?;
                Memory::Exponential(Exponential::new(half_life))
            }
            Forgetting::Window { pairs } => {
                verify_window(pairs)?;
                Memory::Window(Sliding::new())
            }
        };
        Ok(Self {
            forgetting,
            pushed: 0,
            memory,
        })
    }

    /// Adds one pair.
    ///
    /// # Errors
    /// [`CoreError::NonFinite`], whose index counts the pairs pushed before; the state is as it was.
    pub fn push(&mut self, x: f64, y: f64) -> Result<(), CoreError> {
        if !(x.is_finite() && y.is_finite()) {
            return Err(self.refusal(&[x], &[y]));
        }
        self.pushed = self.pushed.saturating_add(1);
        self.memory.push(x, y, self.forgetting);
        Ok(())
    }

    /// Adds pairs in their order.
    ///
    /// # Errors
    /// [`CoreError::LengthMismatch`]; [`CoreError::NonFinite`], whose index counts the pairs pushed before. No pair is added
    /// then: the state is as it was.
    pub fn push_batch(&mut self, x: &[f64], y: &[f64]) -> Result<(), CoreError> {
        if x.len() != y.len() {
            let (x, y) = (x.len(), y.len());
            return Err(CoreError::LengthMismatch { x, y });
        }
        if !x.iter().chain(y).all(|value| value.is_finite()) {
            return Err(self.refusal(x, y));
        }
        self.pushed = self.pushed.saturating_add(x.len() as u64);
        if let Memory::All(whole) = &mut self.memory {
            whole.push_batch(x, y);
            return Ok(());
        }
        for (&x, &y) in x.iter().zip(y) {
            self.memory.push(x, y, self.forgetting);
        }
        Ok(())
    }

    /// Adds the pairs of another state, which came elsewhere. With exponential weights each keeps the weight it has there.
    ///
    /// Agrees with one state of all pairs to 1e-12.
    ///
    /// # Errors
    /// [`CoreError::NotMergeable`] for states that forget in different ways, and for windows: which of the pairs are the last
    /// few of both is not known. The state is as it was.
    pub fn merge(&mut self, other: &Self) -> Result<(), CoreError> {
        if self.forgetting != other.forgetting {
            let reason = "they forget in different ways";
            return Err(CoreError::NotMergeable { reason });
        }
        match (&mut self.memory, &other.memory) {
            (Memory::All(whole), Memory::All(other)) => whole.elsewhere.merge(&other.moments()),
            (Memory::Exponential(state), Memory::Exponential(other)) => state.merge(other),
            _ => {
                let reason = "which pairs of two windows are the last ones is not known";
                return Err(CoreError::NotMergeable { reason });
            }
        }
        Ok(())
    }

    /// What it forgets.
    #[must_use]
    pub fn forgetting(&self) -> Forgetting {
        self.forgetting
    }

    /// The number of pairs that count: those of the window, otherwise all, merged ones included.
    #[must_use]
    pub fn count(&self) -> u64 {
        match &self.memory {
            Memory::All(whole) => {
                let waiting = whole.x.len() as u64;
                let here = whole.tree.count().saturating_add(waiting);
                here.saturating_add(whole.elsewhere.count())
            }
            Memory::Exponential(state) => state.moments().count(),
            Memory::Window(sliding) => sliding.len() as u64,
        }
    }

    /// How many pairs of equal weight would say as much: (Σw)² / Σw²; the count itself where all weights are 1.
    #[must_use]
    pub fn effective_count(&self) -> f64 {
        match &self.memory {
            Memory::Exponential(state) => state.effective_count(),
            _ => self.count() as f64,
        }
    }

    /// Count, means and central moments of the pairs that count. With exponential weights the standard deviations are no use:
    /// their sums are weighted, and their divisor is not.
    #[must_use]
    pub fn moments(&self) -> Moments {
        match &self.memory {
            Memory::All(whole) => whole.moments(),
            Memory::Exponential(state) => state.moments(),
            Memory::Window(sliding) => sliding.total(),
        }
    }

    /// The signed correlation r; `None` with fewer than three pairs or while one of the series is constant.
    #[must_use]
    pub fn r(&self) -> Option<f64> {
        let moments = self.moments();
        let enough = moments.count() >= LEAST_OBSERVATIONS as u64;
        moments.correlation().filter(|_| enough)
    }

    /// K = 2|r|; `None` where r is.
    #[must_use]
    pub fn k(&self) -> Option<f64> {
        self.r().map(|r| 2.0 * r.abs())
    }

    /// The error that names the side, the first place in the stream and the number of values that are not finite.
    fn refusal(&self, x: &[f64], y: &[f64]) -> CoreError {
        let bad = |values: &[f64]| values.iter().position(|value| !value.is_finite());
        let (side, values) = match bad(x) {
            Some(_) => (Side::X, x),
            None => (Side::Y, y),
        };
        let first = bad(values).unwrap_or_default();
        CoreError::NonFinite {
            side,
            index: (self.pushed as usize).saturating_add(first),
            value: values[first],
            count: values.iter().filter(|value| !value.is_finite()).count(),
        }
    }
}

impl Memory {
    fn push(&mut self, x: f64, y: f64, forgetting: Forgetting) {
        match self {
            Self::All(whole) => whole.push(x, y),
            Self::Exponential(state) => state.push(x, y),
            Self::Window(sliding) => {
                if let Forgetting::Window { pairs } = forgetting
                    && sliding.len() >= pairs
                {
                    sliding.pop();
                }
                sliding.push(Row(x, y));
            }
        }
    }
}

impl Whole {
    fn push(&mut self, x: f64, y: f64) {
        self.x.push(x);
        self.y.push(y);
        if self.x.len() >= LEAF {
            self.tree.push(leaf(&self.x, &self.y));
            self.x.clear();
            self.y.clear();
        }
    }

    fn push_batch(&mut self, mut x: &[f64], mut y: &[f64]) {
        while !x.is_empty() {
            let waiting = self.x.len();
            if waiting == 0 && x.len() >= LEAF {
                self.tree.push(leaf(&x[..LEAF], &y[..LEAF]));
                (x, y) = (&x[LEAF..], &y[LEAF..]);
                continue;
            }
            let next = x.len().min(LEAF.saturating_sub(waiting).max(1));
            self.x.extend(&x[..next - 1]);
            self.y.extend(&y[..next - 1]);
            self.push(x[next - 1], y[next - 1]);
            (x, y) = (&x[next..], &y[next..]);
        }
    }

    fn moments(&self) -> Moments {
        let mut tree = self.tree.clone();
        if !self.x.is_empty() {
            tree.push(leaf(&self.x, &self.y));
        }
        let mut moments = tree.total();
        moments.merge(&self.elsewhere);
        moments
    }
}

/// The moments of at most a leaf of pairs, whose values were found finite; of none where a state from outside lacks some.
fn leaf(x: &[f64], y: &[f64]) -> Moments {
    Moments::of_slices(x, y).unwrap_or_default()
}

fn verify_half_life(value: f64) -> Result<(), CoreError> {
    if value > 0.0 && value.is_finite() {
        return Ok(());
    }
    let (name, range) = ("the half-life", "above 0 and below infinity");
    Err(CoreError::OutOfRange { name, range, value })
}

fn verify_window(pairs: usize) -> Result<(), CoreError> {
    if pairs >= LEAST_OBSERVATIONS {
        return Ok(());
    }
    Err(CoreError::OutOfRange {
        name: "the window",
        range: "at 3 pairs or more",
        value: pairs as f64,
    })
}
