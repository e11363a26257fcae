//! What the readers promise, checked against files by NumPy and pandas, bad files and random bytes.

#![allow(clippy::unwrap_used)]

mod arrays;
mod golden;
mod hostile;
mod hostile_arrays;
mod memmapped;
mod property;
mod raw;
mod stored;
mod streaming;
mod treatments;
mod writers;

use std::path::PathBuf;

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/files")
        .join(name)
}
