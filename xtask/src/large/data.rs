//! A file of two coupled series that depend on their own past.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::Result;

/// The file, removed when nobody needs it.
pub(super) struct Made {
    pub(super) path: PathBuf,
    pub(super) size: u64,
}

impl Drop for Made {
    fn drop(&mut self) {
        // What is left behind is a file in the build's folder.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// An NPY file of doubles: x(t) = 0.6 x(t-1) + u(t), y(t) = 0.5 x(t-3) + v(t), noise uniform, by a generator with a fixed seed.
pub(super) fn written(folder: &Path, rows: usize) -> Result<Made> {
    let path = folder.join("larger-than-memory.npy");
    let mut out = BufWriter::with_capacity(1 << 20, File::create(&path)?);
    let header = format!("{{'descr': '<f8', 'fortran_order': False, 'shape': ({rows}, 2), }}");
    let header = format!("{header:<117}\n");
    out.write_all(b"\x93NUMPY\x01\x00")?;
    out.write_all(&(header.len() as u16).to_le_bytes())?;
    out.write_all(header.as_bytes())?;
    let mut state = 20_260_415_u64;
    let mut noise = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1_u64 << 53) as f64 - 0.5
    };
    let mut past = [0.0; 4];
    for _ in 0..rows {
        past.rotate_right(1);
        past[0] = 0.6 * past[1] + noise();
        let y = 0.5 * past[3] + noise();
        out.write_all(&past[0].to_le_bytes())?;
        out.write_all(&y.to_le_bytes())?;
    }
    out.into_inner()?.sync_all()?;
    let size = std::fs::metadata(&path)?.len();
    Ok(Made { path, size })
}
