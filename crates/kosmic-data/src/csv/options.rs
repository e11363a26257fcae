//! How delimited text is to be read.

use std::path::{Path, PathBuf};

use super::cell::Rules;
use crate::DataError;

/// Whether the first row holds the names of the columns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
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
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub enum Delimiter {
    /// The one of tab, `;`, `|` and `,` that occurs equally often in each of the first lines; the earlier of these wins.
    #[default]
    Auto,
    /// This byte.
    Byte(u8),
}

/// What stands between the whole and the fraction of a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Decimal {
    /// A point.
    #[default]
    Point,
    /// A comma; it is never detected, since `1,234` may mean a thousand. A point in a number then makes it text.
    Comma,
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
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct CsvOptions {
    pub(super) header: Header,
    delimiter: Delimiter,
    pub(super) rules: Rules,
    pub(super) comment: Option<u8>,
    #[cfg_attr(feature = "serde", serde(skip))]
    pub(super) threads: usize,
    #[cfg_attr(feature = "serde", serde(skip))]
    pub(super) source_name: PathBuf,
}

impl Default for CsvOptions {
    fn default() -> Self {
        Self {
            header: Header::Auto,
            delimiter: Delimiter::Auto,
            rules: Rules::default(),
            comment: Some(b'#'),
            threads: 1,
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

    /// The decimal mark.
    ///
    /// # Example
    /// ```
    /// use kosmic_data::{CsvOptions, Decimal, read_csv};
    ///
    /// let options = CsvOptions::new().decimal(Decimal::Comma);
    /// let table = read_csv("time;level\n0;1,5\n1;2,25\n".as_bytes(), &options)?;
    /// assert_eq!(table.column("level")?.series()?.get(1), Some(2.25));
    /// # Ok::<(), kosmic_data::DataError>(())
    /// ```
    #[must_use]
    pub fn decimal(mut self, mark: Decimal) -> Self {
        self.rules.decimal_comma = mark == Decimal::Comma;
        self
    }

    /// Further spellings of a missing value, such as `-999`, compared with the whole cell as it is written.
    ///
    /// # Example
    /// ```
    /// use kosmic_data::{CsvOptions, read_csv};
    ///
    /// let options = CsvOptions::new().missing(["-999"]);
    /// let table = read_csv("rain\n1.5\n-999\n".as_bytes(), &options)?;
    /// assert_eq!(table.column("rain")?.missing()?, 1);
    /// # Ok::<(), kosmic_data::DataError>(())
    /// ```
    #[must_use]
    pub fn missing(mut self, spellings: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.rules.missing = spellings.into_iter().map(Into::into).collect();
        self
    }

    /// What a line begins with that is no row: `#` by default; `None` makes every line a row.
    #[must_use]
    pub fn comment(mut self, mark: Option<u8>) -> Self {
        self.comment = mark;
        self
    }

    /// How many threads read whole files without quotes; 1 by default. The table does not depend on it.
    #[must_use]
    pub fn threads(mut self, count: usize) -> Self {
        self.threads = count.max(1);
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
            Delimiter::Auto => Ok(super::dialect::delimiter(text, self.rules.decimal_comma)),
            Delimiter::Byte(byte)
                if can_separate(byte) && !(byte == b',' && self.rules.decimal_comma) =>
            {
                Ok(byte)
            }
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
