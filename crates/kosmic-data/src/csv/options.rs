//! How delimited text is to be read.

use std::path::{Path, PathBuf};

use crate::DataError;

/// Whether the first row holds the names of the columns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Header {
    /// It does if some cell of it is text while cells below are numbers or missing, or if all its cells are text.
    #[default]
    Auto,
    /// It does.
    Present,
    /// It holds data; the columns are called by their positions.
    Absent,
}

/// What separates the fields of a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Delimiter {
    /// The one of tab, `;`, `|` and `,` that occurs equally often in each of the first lines; the earlier of these wins.
    #[default]
    Auto,
    /// This byte.
    Byte(u8),
}

/// How delimited text is read; by default everything is detected.
///
/// # Example
/// ```
/// use kosmic_data::{CsvOptions, Delimiter, Header, read_csv};
///
/// let options = CsvOptions::new().header(Header::Absent).delimiter(Delimiter::Byte(b';')).source_name("sensor");
/// let table = read_csv("1;2\n3;4\n".as_bytes(), &options)?;
/// assert_eq!(table.column("1")?.series()?.get(1), Some(4.0));
/// assert!(table.column("a").unwrap_err().to_string().starts_with("sensor: "));
/// # Ok::<(), kosmic_data::DataError>(())
/// ```
#[derive(Clone, Debug)]
pub struct CsvOptions {
    pub(super) header: Header,
    delimiter: Delimiter,
    pub(super) source_name: PathBuf,
}

impl Default for CsvOptions {
    fn default() -> Self {
        Self {
            header: Header::Auto,
            delimiter: Delimiter::Auto,
            source_name: PathBuf::from("<stdin>"),
        }
    }
}

impl CsvOptions {
    /// The defaults: delimiter and header are detected, the source is called `<stdin>`.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether the first row holds the names.
    #[must_use]
    pub fn header(mut self, header: Header) -> Self {
        self.header = header;
        self
    }

    /// What separates the fields.
    #[must_use]
    pub fn delimiter(mut self, delimiter: Delimiter) -> Self {
        self.delimiter = delimiter;
        self
    }

    /// What errors call the source of [`read_csv`](crate::read_csv).
    #[must_use]
    pub fn source_name(mut self, name: impl Into<PathBuf>) -> Self {
        self.source_name = name.into();
        self
    }

    /// The byte between fields: the one given, checked, or the one detected in `text`.
    pub(super) fn separator(&self, text: &[u8], path: &Path) -> Result<u8, DataError> {
        match self.delimiter {
            Delimiter::Auto => Ok(super::dialect::delimiter(text)),
            Delimiter::Byte(byte) if can_separate(byte) => Ok(byte),
            Delimiter::Byte(byte) => Err(DataError::BadDelimiter {
                path: path.to_path_buf(),
                byte,
            }),
        }
    }
}

fn can_separate(byte: u8) -> bool {
    byte.is_ascii() && !byte.is_ascii_alphanumeric() && !b"\"\r\n+-.#\0".contains(&byte)
}
