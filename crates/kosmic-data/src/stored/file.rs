//! A file that is read by positions and must stay as it was.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};
use std::time::SystemTime;

use crate::DataError;
use crate::mmap::MappedFile;
use crate::positioned::read_exact_at;

/// A file whose columns are read when they are needed.
#[derive(Debug)]
pub(crate) struct StoredFile {
    file: Arc<File>,
    path: Arc<Path>,
    size: u64,
    /// When it was last written to, where the system says so.
    modified: Option<SystemTime>,
    /// How many bytes of columns may be in memory at once.
    budget: u64,
    held: AtomicU64,
    /// The file as memory, once somebody wants it so; none where the system cannot.
    map: OnceLock<Option<MappedFile>>,
}

impl StoredFile {
    /// A file as it is now.
    pub(crate) fn new(file: Arc<File>, path: &Arc<Path>, budget: u64) -> Result<Self, DataError> {
        let metadata = file.metadata().map_err(|source| DataError::Read {
            path: path.to_path_buf(),
            source,
        })?;
        Ok(Self {
            size: metadata.len(),
            modified: metadata.modified().ok(),
            file,
            path: Arc::clone(path),
            budget,
            held: AtomicU64::new(0),
            map: OnceLock::new(),
        })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn budget(&self) -> u64 {
        self.budget
    }

    /// The file as memory, mapped by the first call.
    pub(super) fn map(&self) -> Option<&MappedFile> {
        let map = || MappedFile::new(&self.file).ok();
        self.map.get_or_init(map).as_ref()
    }

    /// Fills the buffer from this offset on.
    pub(super) fn read(&self, buffer: &mut [u8], offset: u64) -> Result<(), DataError> {
        read_exact_at(&self.file, buffer, offset).map_err(|source| match source.kind() {
            io::ErrorKind::UnexpectedEof => self.changed(format!("cut before offset {offset}")),
            _ => DataError::Read {
                path: self.path.to_path_buf(),
                source,
            },
        })?;
        // After the read: what was read before a change is as good as any, what was read behind it is not.
        self.verify()
    }

    /// Checks that nobody has shortened or overwritten the file; rows appended behind those that are read do no harm.
    fn verify(&self) -> Result<(), DataError> {
        let metadata = self.file.metadata().map_err(|source| DataError::Read {
            path: self.path.to_path_buf(),
            source,
        })?;
        if metadata.len() < self.size {
            let (was, is) = (self.size, metadata.len());
            return Err(self.changed(format!("{was} bytes became {is}")));
        }
        if metadata.len() == self.size && metadata.modified().ok() != self.modified {
            return Err(self.changed("overwritten".into()));
        }
        Ok(())
    }

    fn changed(&self, found: String) -> DataError {
        DataError::Changed {
            path: self.path.to_path_buf(),
            found,
        }
    }

    /// Takes memory for a whole column from the budget; how much there would have to be if it does not suffice.
    pub(super) fn take(&self, bytes: u64) -> Result<(), u64> {
        let taken = self.held.fetch_add(bytes, Relaxed);
        let needed = taken.saturating_add(bytes);
        if needed <= self.budget {
            return Ok(());
        }
        self.held.fetch_sub(bytes, Relaxed);
        Err(needed)
    }
}
