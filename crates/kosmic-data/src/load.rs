//! The front door: a path in, a table out.

use std::fs::File;
use std::io::{Read, Seek};
use std::path::Path;
use std::sync::Arc;

use crate::{CsvOptions, DataError, Format, Table, csv, npy};

/// How many bytes are looked at to recognise the format.
const HEAD: u64 = 4096;

/// How a file is to be loaded. By default everything is detected.
#[derive(Clone, Debug, Default)]
pub struct LoadOptions {
    format: Option<Format>,
    csv: CsvOptions,
}

impl LoadOptions {
    /// The defaults: the format, the delimiter and the header are detected.
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

    /// How delimited text is read. The path of the file takes the place of the options' source name.
    #[must_use]
    pub fn csv(mut self, options: CsvOptions) -> Self {
        self.csv = options;
        self
    }
}

/// Loads a CSV or NPY file; see [`load_with`].
///
/// # Errors
/// As [`load_with`].
///
/// # Example
/// ```
/// let folder = env!("CARGO_MANIFEST_DIR");
/// let table = kosmic_data::load(format!("{folder}/../../examples/data/gas_furnace.csv"))?;
/// assert_eq!(table.n_rows(), 296);
/// assert_eq!(table.column("gas_rate")?.series()?.get(0), Some(-0.109));
/// # Ok::<(), kosmic_data::DataError>(())
/// ```
pub fn load(path: impl AsRef<Path>) -> Result<Table, DataError> {
    load_with(path, &LoadOptions::new())
}

/// Loads a file as the options say. The magic bytes decide the format, then the extension `.npy`, and what is
/// left must be text. Cost: one pass over the file; the text of a CSV file is held in memory meanwhile.
///
/// # Errors
/// A [`DataError`] that says what was expected, what was found and where.
///
/// # Example
/// ```
/// use kosmic_data::{CsvOptions, DataError, Header, LoadOptions, load_with};
///
/// let options = LoadOptions::new().csv(CsvOptions::new().header(Header::Absent));
/// let error = load_with("no/such/file.csv", &options).unwrap_err();
/// assert!(matches!(error, DataError::Read { .. }));
/// ```
pub fn load_with(path: impl AsRef<Path>, options: &LoadOptions) -> Result<Table, DataError> {
    let path: Arc<Path> = Arc::from(path.as_ref());
    let failed = |source| DataError::Read {
        path: path.to_path_buf(),
        source,
    };
    let mut file = File::open(&path).map_err(failed)?;
    let mut head = Vec::new();
    file.by_ref()
        .take(HEAD)
        .read_to_end(&mut head)
        .map_err(failed)?;
    let format = match options.format {
        Some(format) => format,
        None => Format::recognise(&head, &path)?,
    };
    let known = file.metadata().map_err(failed)?;
    if format == Format::Npy && known.is_file() {
        file.rewind().map_err(failed)?;
        return npy::read(file, known.len(), path);
    }
    file.read_to_end(&mut head).map_err(failed)?;
    match format {
        Format::Csv => csv::parse(&head, &options.csv, &path),
        Format::Npy => npy::read(head.as_slice(), head.len() as u64, path),
    }
}
