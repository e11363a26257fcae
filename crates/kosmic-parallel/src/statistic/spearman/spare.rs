//! Space that resamples leave to those behind them.

use std::sync::{Mutex, PoisonError};

/// Space of resamples that are finished, one for each thread that had any.
#[derive(Debug)]
pub(super) struct Spare<T>(Mutex<Vec<Vec<T>>>);

impl<T> Default for Spare<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T: Copy + Default> Spare<T> {
    /// Space for `len` items, whatever they are.
    pub(super) fn take(&self, len: usize) -> Vec<T> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut space = kept.unwrap_or_default();
        space.resize(len, T::default());
        space
    }

    pub(super) fn keep(&self, space: Vec<T>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push(space);
    }
}
