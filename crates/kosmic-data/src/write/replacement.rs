//! Files that are either as they were or whole.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

/// A file that is written beside the one whose place it takes, and takes it when it is complete and on disk. Dropped
/// before, it leaves nothing behind.
///
/// # Example
/// ```
/// use kosmic_data::Replacement;
/// use std::io::Write;
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("result.txt");
/// drop(Replacement::begin(&path)?);
/// assert!(!path.exists());
///
/// let replacement = Replacement::begin(&path)?;
/// replacement.file().write_all(b"all of it")?;
/// replacement.finish()?;
/// assert_eq!(std::fs::read(&path)?, b"all of it");
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct Replacement {
    file: NamedTempFile,
    target: PathBuf,
}

impl Replacement {
    /// Makes an empty file in the folder of `path`; where that is a link, of what it points to.
    ///
    /// # Errors
    /// What the system says; [`io::ErrorKind::InvalidInput`] where `path` is a device or a folder, in whose place no
    /// file is to be put.
    pub fn begin(path: impl AsRef<Path>) -> io::Result<Self> {
        let path = path.as_ref();
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        if fs::metadata(&target).is_ok_and(|found| !found.is_file()) {
            let kind = io::ErrorKind::InvalidInput;
            return Err(io::Error::new(
                kind,
                "expected a file, found something else of this name",
            ));
        }
        let mut builder = Builder::new();
        builder.prefix(".kosmic-");
        // Others may read it as they may read any other file.
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            builder.permissions(fs::Permissions::from_mode(0o666));
        }
        let file = builder.tempfile_in(folder(&target))?;
        Ok(Self { file, target })
    }

    /// The file to write to.
    #[must_use]
    pub fn file(&self) -> &File {
        self.file.as_file()
    }

    /// Waits until all is on disk, then takes the place.
    ///
    /// # Errors
    /// What the system says; the older file is then as it was.
    pub fn finish(self) -> io::Result<()> {
        self.file.as_file().sync_all()?;
        self.file
            .persist(&self.target)
            .map_err(|error| error.error)?;
        // The new name must outlast a power cut too; folders can be synchronised on Unix only.
        #[cfg(unix)]
        File::open(folder(&self.target))?.sync_all()?;
        Ok(())
    }
}

fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    }
}
