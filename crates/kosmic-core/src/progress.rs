//! How long work tells how far it is, and how it is asked to stop.

/// An observer of long work. Every method has an empty default; they are called from several threads.
///
/// # Example
/// ```
/// use kosmic_core::Progress;
/// use std::sync::atomic::{AtomicU64, Ordering};
///
/// #[derive(Default)]
/// struct Count(AtomicU64);
///
/// impl Progress for Count {
///     fn advance(&self, finished: u64) {
///         self.0.fetch_add(finished, Ordering::Relaxed);
///     }
/// }
///
/// let count = Count::default();
/// count.advance(3);
/// assert_eq!(count.0.into_inner(), 3);
/// assert!(!Count::default().is_cancelled());
/// ```
pub trait Progress: Sync {
    /// Work of `total` units begins.
    fn begin(&self, total: u64) {
        let _ = total;
    }

    /// `finished` further units are done. Called once for each chunk of finished work, not for each unit.
    fn advance(&self, finished: u64) {
        let _ = finished;
    }

    /// No further unit will come, be it that all are done or that the work was stopped.
    fn end(&self) {}

    /// Whether the work shall stop. Asked between chunks; what is finished by then is kept. Work whose units all end together,
    /// such as replicates that are drawn in one reading of a file, has none finished before its end.
    fn is_cancelled(&self) -> bool {
        false
    }
}

/// An observer that does not look.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {}
