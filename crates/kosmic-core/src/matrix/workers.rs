//! Who does independent pieces of work.

use crate::error::CoreError;

/// Does independent pieces of work, in any order and any number at once. This crate has no threads; others bring them.
pub trait Workers {
    /// What can go wrong.
    type Error: From<CoreError> + Send;

    /// How many pieces are worked on at once, at most: what pieces should be cut for.
    fn together(&self) -> usize;

    /// The results of `work` on each item, in the order of the items, or the first error in that order.
    ///
    /// # Errors
    /// Those of `work`, and of the workers themselves.
    fn map<T: Sync, R: Send>(
        &self,
        items: &[T],
        work: impl Fn(&T) -> Result<R, Self::Error> + Sync,
    ) -> Result<Vec<R>, Self::Error>;
}

/// One piece after the other, on the calling thread.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sequential;

impl Workers for Sequential {
    type Error = CoreError;

    fn together(&self) -> usize {
        1
    }

    fn map<T: Sync, R: Send>(
        &self,
        items: &[T],
        work: impl Fn(&T) -> Result<R, CoreError> + Sync,
    ) -> Result<Vec<R>, CoreError> {
        items.iter().map(work).collect()
    }
}
