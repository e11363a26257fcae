//! Replicates in files.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use anyhow::{Context, anyhow};
use kosmic_data::Replacement;
use kosmic_parallel::SavedReplicates;

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
    let replacement = Replacement::begin(path)?;
    let mut out = BufWriter::new(replacement.file());
    serde_json::to_writer(&mut out, saved)?;
    out.write_all(b"\n")?;
    out.flush()?;
    drop(out);
    replacement.finish()
}
