//! Which file, and which table of it.

use std::path::PathBuf;

use clap::Args;

#[derive(Args, Clone)]
pub(crate) struct FileArguments {
    /// A CSV, NPY, NPZ, HDF5 or Parquet file; `-` reads CSV from standard input.
    #[arg(value_name = "FILE")]
    pub(crate) path: PathBuf,
    /// Of an NPZ or HDF5 file only this array, or the arrays of this group. Default: every array is a column of its name, or
    /// columns `name/0`, `name/1` and so on.
    #[arg(long, value_name = "NAME")]
    pub(crate) dataset: Option<String>,
    /// What columns may take in memory, as `512M` or `4G` (default: half of what there is). Larger files are read a block at a time:
    /// K, its bootstrap by moments and its lags are the same; what needs whole columns fails.
    #[arg(long, value_name = "BYTES", value_parser = bytes)]
    pub(crate) memory: Option<u64>,
}

impl FileArguments {
    /// What columns may take in memory.
    pub(crate) fn budget(&self) -> u64 {
        let half = || kosmic_parallel::available_memory().map(|bytes| bytes / 2);
        self.memory.or_else(half).unwrap_or(1 << 30)
    }
}

/// A number of bytes, with K, M, G or T for powers of 1024.
fn bytes(text: &str) -> Result<u64, String> {
    let expected = || "a number of bytes, as 1000000, 512M or 4G".to_owned();
    let digits = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let power = match &text[digits.len()..].to_ascii_uppercase()[..] {
        "" => 0,
        "K" => 1,
        "M" => 2,
        "G" => 3,
        "T" => 4,
        _ => return Err(expected()),
    };
    let number: u64 = digits.parse().map_err(|_| expected())?;
    number.checked_mul(1 << (10 * power)).ok_or_else(expected)
}

#[derive(Args)]
pub(crate) struct ConvertArguments {
    #[command(flatten)]
    pub(crate) file: FileArguments,
    /// The file to write: `.csv`, `.tsv`, `.npy`, `.npz` or `.parquet`.
    #[arg(value_name = "OUT")]
    pub(crate) output: PathBuf,
    /// The columns to write, in this order; given by repetition or separated by commas. Default: all.
    #[arg(long, value_name = "COLUMN", allow_negative_numbers = true)]
    pub(crate) columns: Vec<String>,
    /// Print one JSON object.
    #[arg(long)]
    pub(crate) json: bool,
}
