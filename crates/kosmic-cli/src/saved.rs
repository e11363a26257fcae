//! Replicates in files.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use anyhow::{Context, anyhow};
use kosmic_parallel::SavedReplicates;
use tempfile::{Builder, NamedTempFile};

use crate::failure::Failure;

/// Reads what [`write()`] wrote.
pub(crate) fn read(path: &Path) -> Result<SavedReplicates, Failure> {
    let text = fs::read(path)
        .with_context(|| path.display().to_string())
        .map_err(Failure::data)?;
    serde_json::from_slice(&text).map_err(|error| {
        let path = path.display();
        Failure::data(anyhow!("{path}: no replicates that kosmic saved: {error}"))
    })
}

/// Writes replicates into a file that holds either all of them or what it held before, whatever happens meanwhile.
pub(crate) fn write(path: &Path, saved: &SavedReplicates) -> Result<(), Failure> {
    // Not through `From<io::Error>`: a broken pipe here is no reader who has left.
    put(path, saved)
        .with_context(|| format!("{}: the replicates cannot be saved", path.display()))
        .map_err(Failure::data)
}

fn put(path: &Path, saved: &SavedReplicates) -> io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let mut file = temporary_file(folder)?;
    let mut out = BufWriter::new(&mut file);
    serde_json::to_writer(&mut out, saved)?;
    out.write_all(b"\n")?;
    out.flush()?;
    drop(out);
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// A file beside the one to be written, which others may read as they may read any other.
fn temporary_file(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = Builder::new();
    builder.prefix(".kosmic-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}
