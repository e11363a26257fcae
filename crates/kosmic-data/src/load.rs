//! The front door: a path in, a table out.

use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::Path;
use std::sync::Arc;

use kosmic_core::{Progress, Silent};

use crate::batches::Reader;
use crate::collect::{Room, collect};
#[cfg(feature = "hdf5")]
use crate::hdf5;
#[cfg(feature = "parquet")]
use crate::parquet;
use crate::positioned::{Section, Stored};
use crate::{DataError, Format, LoadOptions, Table, csv, npy, npz};

/// How many bytes are looked at to recognise the format.
const HEAD: u64 = 4096;

/// Loads a file of any format; see [`load_with`].
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

/// Loads a file as the options say. The magic bytes decide the format, then the extension (`.npy`, `.npz`, `.h5`, `.hdf5`,
/// `.parquet`), and what is left must be text, which may be compressed by gzip. Cost: one pass over the file; memory for the columns that are
/// read, and a block of the file. Columns that take more than [`LoadOptions::memory_budget`] stay in the file, see there.
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
    load_observed(path, options, &Silent)
}

/// As [`load_with`], while `progress` is told how much is read, in bytes of text or in rows; a total of 0 means that it
/// is unknown.
///
/// # Errors
/// As [`load_with`]; [`DataError::Stopped`] if the observer asks to stop.
///
/// # Example
/// ```
/// use kosmic_data::{DataError, LoadOptions, load_observed};
///
/// struct Impatient;
/// impl kosmic_core::Progress for Impatient {
///     fn is_cancelled(&self) -> bool {
///         true
///     }
/// }
///
/// let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/data/gas_furnace.csv");
/// let error = load_observed(path, &LoadOptions::new(), &Impatient).unwrap_err();
/// assert!(matches!(error, DataError::Stopped { rows: 296, .. }));
/// ```
pub fn load_observed(
    path: impl AsRef<Path>,
    options: &LoadOptions,
    progress: &dyn Progress,
) -> Result<Table, DataError> {
    let mut reader = open(path.as_ref(), options)?;
    collect(reader.as_mut(), Room::of(options), progress)
}

pub(crate) fn open(path: &Path, options: &LoadOptions) -> Result<Box<dyn Reader>, DataError> {
    let path: Arc<Path> = Arc::from(path);
    let failed = |source| DataError::Read {
        path: path.to_path_buf(),
        source,
    };
    let mut file = File::open(&path).map_err(failed)?;
    let mut head = Vec::new();
    // What follows reads on from here where it cannot read by positions.
    file.by_ref()
        .take(HEAD)
        .read_to_end(&mut head)
        .map_err(failed)?;
    let known = file.metadata().map_err(failed)?;
    let size = known.is_file().then_some(known.len());
    if let Some(layout) = &options.raw {
        refuse_dataset("raw", options, &path)?;
        let content = content(file, head, size).map_err(failed)?;
        let header = layout.checked(content.len(), &path)?;
        let reader = npy::NpyReader::of_array(content, header, options, &path)?;
        return Ok(Box::new(reader));
    }
    let format = match options.format {
        Some(format) => format,
        None => Format::recognise(&head, &path)?,
    };
    if format == Format::Csv {
        refuse_dataset("CSV", options, &path)?;
        let text = csv::Text::new(Cursor::new(head).chain(file), size, &path)?;
        return Ok(Box::new(csv::CsvReader::new(text, options, &path)?));
    }
    let content = content(file, head, size).map_err(failed)?;
    open_content(content, format, options, &path)
}

/// What is read by positions: the file itself, or all that a pipe yields behind its first bytes.
fn content(mut file: File, mut head: Vec<u8>, size: Option<u64>) -> io::Result<Section> {
    if let Some(size) = size {
        return Ok(Section::new(Stored::File(Arc::new(file)), 0, size));
    }
    file.read_to_end(&mut head)?;
    let size = head.len() as u64;
    Ok(Section::new(Stored::Memory(Arc::from(head)), 0, size))
}

/// Opens what is read by positions.
fn open_content(
    content: Section,
    format: Format,
    options: &LoadOptions,
    path: &Arc<Path>,
) -> Result<Box<dyn Reader>, DataError> {
    match format {
        Format::Npz => npz::open(&content, options, path),
        #[cfg(feature = "hdf5")]
        Format::Hdf5 => hdf5::open(&content, options, path),
        #[cfg(not(feature = "hdf5"))]
        Format::Hdf5 => Err(disabled("HDF5", "hdf5", path)),
        #[cfg(feature = "parquet")]
        Format::Parquet => {
            refuse_dataset("Parquet", options, path)?;
            parquet::open(&content, options, path)
        }
        #[cfg(not(feature = "parquet"))]
        Format::Parquet => Err(disabled("Parquet", "parquet", path)),
        Format::Npy | Format::Csv => {
            refuse_dataset("NPY", options, path)?;
            Ok(Box::new(npy::NpyReader::new(content, options, path)?))
        }
    }
}

#[cfg(not(all(feature = "hdf5", feature = "parquet")))]
fn disabled(format: &'static str, feature: &'static str, path: &Path) -> DataError {
    DataError::Disabled {
        path: path.to_path_buf(),
        format,
        feature,
    }
}

fn refuse_dataset(
    format: &'static str,
    options: &LoadOptions,
    path: &Path,
) -> Result<(), DataError> {
    match &options.dataset {
        None => Ok(()),
        Some(name) => Err(DataError::OneTable {
            path: path.to_path_buf(),
            format,
            name: name.clone(),
        }),
    }
}
