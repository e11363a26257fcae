//! What can go wrong with the keeping of results, and where.

use std::io;
use std::path::{Path, PathBuf};

use kosmic_core::CoreError;

/// Why a cache could not be opened, questioned or cleaned.
///
/// A result that could not be kept is no error: it is given all the same, counted in [`crate::Statistics`] and told as an event.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CacheError {
    /// There is no place for the files of a cache.
    #[error("no folder for caches is known to the system: name one")]
    NoFolder,
    /// A file or folder could not be read or changed.
    #[error("{}: {cause}", path.display())]
    File {
        /// Which one.
        path: PathBuf,
        /// What the system says.
        #[source]
        cause: io::Error,
    },
    /// A file changed while it was read.
    #[error("{}: expected a file that stays as it is while it is read, it changed", path.display())]
    Changing {
        /// Which one.
        path: PathBuf,
    },
    /// Another process holds the lock of the folder.
    #[error("{}: another process holds the lock for longer than {seconds} s", path.display())]
    Locked {
        /// The file that is locked.
        path: PathBuf,
        /// How long it was waited for.
        seconds: f64,
    },
    /// The data could not be read.
    #[error(transparent)]
    Core(#[from] CoreError),
}

impl CacheError {
    pub(crate) fn at(path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |cause| Self::File {
            path: path.to_owned(),
            cause,
        }
    }
}
