//! What is to be read of a file, and how.

use std::ops::Range;
use std::path::PathBuf;

use crate::{CsvOptions, Format, RawLayout};

/// How a file is to be loaded. By default everything is detected, and everything is read.
///
/// Serialised (feature `serde`) is what the values of a table depend on, not how they are read.
///
/// # Example
/// ```
/// use kosmic_data::{LoadOptions, load_with};
///
/// let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/data/gas_furnace.csv");
/// let options = LoadOptions::new().columns(["co2_percent"]).rows(100..150);
/// let table = load_with(path, &options)?;
/// assert_eq!((table.columns().len(), table.n_rows()), (1, 50));
/// # Ok::<(), kosmic_data::DataError>(())
/// ```
#[derive(Clone, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct LoadOptions {
    pub(crate) format: Option<Format>,
    pub(crate) csv: CsvOptions,
    pub(crate) raw: Option<RawLayout>,
    pub(crate) dataset: Option<String>,
    pub(crate) columns: Option<Vec<String>>,
    pub(crate) rows: Range<u64>,
    #[cfg_attr(feature = "serde", serde(skip))]
    pub(crate) batch_rows: usize,
    #[cfg_attr(feature = "serde", serde(skip))]
    pub(crate) budget: u64,
    #[cfg_attr(feature = "serde", serde(skip))]
    pub(crate) scratch: Option<PathBuf>,
}

impl Default for LoadOptions {
    fn default() -> Self {
        Self {
            format: None,
            csv: CsvOptions::new(),
            raw: None,
            dataset: None,
            columns: None,
            rows: 0..u64::MAX,
            batch_rows: 1 << 16,
            budget: 1 << 30,
            scratch: None,
        }
    }
}

impl LoadOptions {
    /// The defaults: the format, the delimiter and the header are detected; all columns and rows are read.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads the file as this format, whatever it looks like.
    #[must_use]
    pub fn format(mut self, format: Format) -> Self {
        self.format = Some(format);
        self
    }

    /// Reads the file as numbers without a header, laid out so.
    #[must_use]
    pub fn raw(mut self, layout: RawLayout) -> Self {
        self.raw = Some(layout);
        self
    }

    /// How delimited text is read. The path of the file takes the place of the options' source name.
    #[must_use]
    pub fn csv(mut self, options: CsvOptions) -> Self {
        self.csv = options;
        self
    }

    /// Of a file of arrays (NPZ, HDF5) only this one, or the arrays of this group. Without it each array of one dimension
    /// is a column of its name, each of two a column `name/0`, `name/1` and so on for each of its columns; a dataset that
    /// is asked for leaves its name out of those. Arrays that are no numbers, or of more dimensions, are left out.
    #[must_use]
    pub fn dataset(mut self, path: impl Into<String>) -> Self {
        self.dataset = Some(path.into());
        self
    }

    /// Only these columns, in this order. Each is a name, or a list of names separated by commas, as in
    /// [`Table::select`](crate::Table::select). The other columns cost no memory.
    #[must_use]
    pub fn columns(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.columns = Some(names.into_iter().map(Into::into).collect());
        self
    }

    /// Only these rows, counted from 0, the header and comments aside. A range that reaches beyond the end is cut
    /// there; one that begins beyond it is an error.
    #[must_use]
    pub fn rows(mut self, rows: Range<u64>) -> Self {
        self.rows = rows;
        self
    }

    /// How many rows a batch of [`Batches`](crate::Batches) has at most; 65 536 by default, at least 1.
    #[must_use]
    pub fn batch_rows(mut self, rows: usize) -> Self {
        self.batch_rows = rows.max(1);
        self
    }

    /// How many bytes the columns may take in memory; 1 GiB by default. Columns that take more together stay in the file and are
    /// read a block at a time: NPY by positions; columns of the other formats are written once into a temporary file without a name,
    /// 8 bytes for each number. What then needs a whole column fails with
    /// [`DataError::NeedsMemory`](crate::DataError::NeedsMemory) or loads it, as the budget allows.
    ///
    /// # Example
    /// ```
    /// use kosmic_data::{DataError, LoadOptions, load_with};
    ///
    /// let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/data/gas_furnace.csv");
    /// let table = load_with(path, &LoadOptions::new().memory_budget(2000))?;
    /// let error = table.column("gas_rate")?.series().unwrap_err();
    /// assert!(matches!(error, DataError::NeedsMemory { needed: 2368, budget: 2000, .. }));
    /// # Ok::<(), DataError>(())
    /// ```
    #[must_use]
    pub fn memory_budget(mut self, bytes: u64) -> Self {
        self.budget = bytes;
        self
    }

    /// Whether columns that take so many bytes are held in memory.
    #[must_use]
    pub fn allow(&self, bytes: u64) -> bool {
        bytes <= self.budget
    }

    /// Where the temporary file of columns larger than memory is; by default the folder that `TMPDIR` names, else `/var/tmp`
    /// where there is one, else the system's. A folder that is kept in memory, as `/tmp` often is, would be no help.
    #[must_use]
    pub fn scratch_folder(mut self, folder: impl Into<PathBuf>) -> Self {
        self.scratch = Some(folder.into());
        self
    }
}
