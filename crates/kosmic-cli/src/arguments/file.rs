//! Which file, and which table of it.

use std::path::PathBuf;

use clap::Args;
use kosmic_data::{DataError, RawLayout};

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
    #[command(flatten)]
    pub(crate) raw: RawArguments,
}

/// A file of numbers without a header.
#[derive(Args, Clone)]
pub(crate) struct RawArguments {
    /// FILE holds nothing but numbers of this type, as NumPy calls it: `f8`, `<f4`, `>i2`, `u1` (least significant byte first without a
    /// sign); its columns are called `0`, `1` and so on.
    #[arg(long, value_name = "DTYPE", requires = "shape")]
    pub(crate) raw: Option<String>,
    /// Of a raw file the number of columns, and before it that of rows if the file must hold exactly these: `2`, `1000000x2`.
    #[arg(long, value_name = "[ROWSx]COLUMNS", value_parser = shape, requires = "raw")]
    pub(crate) shape: Option<(Option<u64>, usize)>,
    /// In a raw file columns, and not rows, follow each other.
    #[arg(long, requires = "raw")]
    pub(crate) fortran: bool,
    /// The bytes of a raw file before its first number.
    #[arg(long, value_name = "BYTES", value_parser = bytes, requires = "raw", default_value = "0")]
    pub(crate) skip: u64,
}

impl RawArguments {
    /// How a raw file is laid out, if it is one.
    pub(crate) fn layout(&self) -> Result<Option<RawLayout>, DataError> {
        let (Some(dtype), Some((rows, columns))) = (&self.raw, self.shape) else {
            return Ok(None);
        };
        let mut layout = RawLayout::new(dtype, columns)?.offset(self.skip);
        if let Some(rows) = rows {
            layout = layout.rows(rows);
        }
        Ok(Some(if self.fortran {
            layout.fortran()
        } else {
            layout
        }))
    }
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

/// Columns, or rows and columns.
fn shape(text: &str) -> Result<(Option<u64>, usize), String> {
    let expected = || "a number of columns, or ROWSxCOLUMNS, as 1000000x2".to_owned();
    let (rows, columns) = match text.split_once('x') {
        Some((rows, columns)) => (Some(rows.parse().map_err(|_| expected())?), columns),
        None => (None, text),
    };
    Ok((rows, columns.parse().map_err(|_| expected())?))
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
