//! The choices of reading text.

/// Whether the first row names the columns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Header {
    /// It does if one of its cells is text and the cell below is not, or if all of them are text.
    #[default]
    Auto,
    /// It does.
    Present,
    /// It is data; columns are named 0, 1, 2, …
    Absent,
}

/// What separates fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Delimiter {
    /// The one of comma, semicolon, tab and bar that cuts the first rows into the most fields, all alike.
    #[default]
    Auto,
    /// This byte.
    Byte(u8),
}

impl From<u8> for Delimiter {
    fn from(byte: u8) -> Self {
        Self::Byte(byte)
    }
}

/// How text is read.
///
/// # Example
/// ```
/// use kosmic_data::{CsvOptions, Header, read_csv};
///
/// let options = CsvOptions::default().header(Header::Absent).delimiter(b'|');
/// let table = read_csv("1|2\n3|4\n".as_bytes(), &options)?;
/// assert_eq!(table.column("1")?.series()?.get(1), Some(4.0));
/// # Ok::<(), kosmic_data::DataError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CsvOptions {
    pub(super) header: Header,
    pub(super) delimiter: Delimiter,
}

impl CsvOptions {
    /// Whether the first row names the columns.
    #[must_use]
    pub fn header(mut self, header: Header) -> Self {
        self.header = header;
        self
    }

    /// What separates fields.
    #[must_use]
    pub fn delimiter(mut self, delimiter: impl Into<Delimiter>) -> Self {
        self.delimiter = delimiter.into();
        self
    }
}
