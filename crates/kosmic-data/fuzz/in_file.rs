//! Bytes in a file of their own, as loaders want them.

#[path = "checked.rs"]
#[allow(dead_code, reason = "each target reads in one of two ways")]
mod checked;

use kosmic_data::Format;

/// Reads bytes as this format, or as whatever they may be.
///
/// # Panics
/// Where a loader gives a table that is none; the fuzzer looks for that.
pub(crate) fn read(bytes: &[u8], format: Option<Format>) {
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    std::fs::write(file.path(), bytes).expect("room for it");
    let outcome = match format {
        Some(_) => checked::read_as(file.path(), format),
        None => checked::read(file.path()),
    };
    outcome.expect("a table or an error");
}
