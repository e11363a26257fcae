//! The front door: a path goes in, a table comes out.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use crate::csv::{CsvOptions, read_named};
use crate::error::DataError;
use crate::npy;
use crate::table::Table;

/// A format that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// Text of delimited fields.
    Csv,
    /// One array as NumPy's `save` writes it.
    Npy,
}

/// How a file is read; what is not said is found out.
///
/// # Example
/// ```
/// use kosmic_data::{CsvOptions, Format, Header, LoadOptions};
///
/// let options = LoadOptions::default()
///     .format(Format::Csv)
///     .csv(CsvOptions::default().header(Header::Absent).delimiter(b';'));
/// assert!(kosmic_data::load_with("no such file", &options).is_err());
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LoadOptions {
    format: Option<Format>,
    csv: CsvOptions,
}

impl LoadOptions {
    /// The format, instead of finding it out from the first bytes.
    #[must_use]
    pub fn format(mut self, format: Format) -> Self {
        self.format = Some(format);
        self
    }

    /// How text is read.
    #[must_use]
    pub fn csv(mut self, csv: CsvOptions) -> Self {
        self.csv = csv;
        self
    }
}

/// Reads a CSV or NPY file; the format is recognised by the first bytes.
///
/// # Errors
/// [`DataError`], which names the path and the place in it.
///
/// # Example
/// ```
/// let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/data/gas_furnace.csv");
/// # if !std::path::Path::new(path).exists() { return Ok(()); } // not part of the package
/// let table = kosmic_data::load(path)?;
/// assert_eq!(table.n_rows(), 296);
/// assert_eq!(table.column("gas_rate")?.series()?.get(0), Some(-0.109));
/// # Ok::<(), kosmic_data::DataError>(())
/// ```
pub fn load(path: impl AsRef<Path>) -> Result<Table, DataError> {
    load_with(path, &LoadOptions::default())
}

/// As [`load`], with choices.
///
/// # Errors
/// As [`load`].
pub fn load_with(path: impl AsRef<Path>, options: &LoadOptions) -> Result<Table, DataError> {
    let path = path.as_ref();
    let name = path.display().to_string();
    let unreadable = |cause| DataError::Io {
        source_name: name.clone(),
        cause,
    };
    let mut file = File::open(path).map_err(unreadable)?;
    let mut start = Vec::new();
    file.by_ref()
        .take(START)
        .read_to_end(&mut start)
        .map_err(unreadable)?;
    let format = match options.format {
        Some(format) => format,
        None => recognise(path, &start)?,
    };
    match format {
        Format::Npy => npy::read(path, file),
        Format::Csv => {
            let whole = start.chain(BufReader::with_capacity(1 << 20, file));
            read_named(whole, &name, &options.csv)
        }
    }
}

/// Bytes looked at to recognise a format.
const START: u64 = 512;

fn recognise(path: &Path, start: &[u8]) -> Result<Format, DataError> {
    if start.starts_with(npy::MAGIC) {
        return Ok(Format::Npy);
    }
    let known: [(&[u8], &str); 6] = [
        (b"\x89HDF", "an HDF5 file"),
        (b"PAR1", "a Parquet file"),
        (b"PK\x03\x04", "a zip archive (NPZ, XLSX)"),
        (b"\x1f\x8b", "a gzip file"),
        (b"\x28\xb5\x2f\xfd", "a zstd file"),
        (b"SQLite format 3", "an SQLite database"),
    ];
    let found = known
        .iter()
        .find(|(magic, _)| start.starts_with(magic))
        .map(|(_, name)| *name);
    let utf16 = start.starts_with(b"\xff\xfe") || start.starts_with(b"\xfe\xff");
    let binary = (!utf16 && start.contains(&0)).then_some("binary data");
    match found.or(binary) {
        None => Ok(Format::Csv),
        Some(found) => Err(DataError::UnknownFormat {
            path: path.to_owned(),
            found: found.to_owned(),
        }),
    }
}
