//! One computation for all who ask at once, be it stopped by the observer of one of them.

use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Cached;
use crate::key::Key;

/// An answer, and where it is from.
pub(super) enum Answer<V> {
    /// From the cache.
    Kept(Arc<V>),
    /// Computed by this call.
    New(Arc<V>),
    /// As far as the observer of this call let the work come.
    Part(Arc<V>),
}

impl<V> Answer<V> {
    pub(super) fn value(self) -> Arc<V> {
        match self {
            Self::Kept(value) | Self::New(value) | Self::Part(value) => value,
        }
    }
}

/// Why nothing is kept.
enum Unkept<V, E> {
    Part(Arc<V>),
    Failed(Arc<E>),
}

/// What is computed, with what tells whether an observer ended it.
pub(super) trait Stoppable: Sized {
    fn was_stopped(&self) -> bool;
}

impl Cached<'_> {
    /// The answer to a question. Who waits for the work of another whose observer stops it asks again.
    pub(super) fn answer<V, E>(
        self,
        key: &Key,
        mut compute: impl FnMut() -> Result<V, Arc<E>>,
    ) -> Result<Answer<V>, Arc<E>>
    where
        V: Stoppable + Serialize + DeserializeOwned + Send + Sync + 'static,
        E: Stoppable + Send + Sync + 'static,
    {
        loop {
            let mut is_own = false;
            let found = self.cache.get_or_compute(key, || {
                is_own = true;
                match compute() {
                    Ok(value) if value.was_stopped() => Err(Unkept::Part(Arc::new(value))),
                    Ok(value) => Ok(value),
                    Err(error) => Err(Unkept::Failed(error)),
                }
            });
            match found {
                Ok(value) if is_own => return Ok(Answer::New(value)),
                Ok(value) => return Ok(Answer::Kept(value)),
                Err(unkept) => match &*unkept {
                    Unkept::Part(part) if is_own => return Ok(Answer::Part(Arc::clone(part))),
                    Unkept::Failed(error) if is_own || !error.was_stopped() => {
                        return Err(Arc::clone(error));
                    }
                    _ => {}
                },
            }
        }
    }
}
