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
