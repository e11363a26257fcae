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
