//! Numbers without a header.

use std::path::Path;

use crate::DataError;
use crate::element::Element;
use crate::grow::check_width;
use crate::npy::Checked;

/// How a file without a header holds a table of numbers: what C, Fortran, MATLAB's `fwrite` and NumPy's `tofile` write.
///
/// Rows follow each other, as many as the file holds, from its first byte on; whatever differs is said. Columns are called by
/// their positions, `0`, `1` and so on.
///
/// # Example
/// ```
/// use kosmic_data::{LoadOptions, RawLayout, load_with};
///
/// let path = tempfile::NamedTempFile::new()?;
/// let table = [1.0, 30.0, 2.0, 20.0, 3.0, 10.0_f64]; // three rows of two
/// std::fs::write(&path, table.map(f64::to_le_bytes).concat())?;
/// let loaded = load_with(&path, &LoadOptions::new().raw(RawLayout::new("<f8", 2)?))?;
/// assert_eq!(loaded.n_rows(), 3);
/// assert_eq!(loaded.column("1")?.series()?.get(0), Some(30.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[must_use]
pub struct RawLayout {
    element: Element,
    columns: usize,
    rows: Option<u64>,
    is_fortran: bool,
    offset: u64,
}

impl RawLayout {
    /// Rows of so many numbers of a type as NumPy calls it: `f8`, `f4`, `f2`, `i1` to `i8`, `u1` to `u8`, `b1`, with `<` (little
    /// endian, also without a sign) or `>` (big endian) before it.
    ///
    /// # Errors
    /// [`DataError::DataType`] for any other name.
    pub fn new(dtype: &str, columns: usize) -> Result<Self, DataError> {
        let name = dtype.strip_prefix(['<', '>', '=', '|']).unwrap_or(dtype);
        let order = match (name.get(1..), dtype.starts_with('>')) {
            (Some("1"), _) => '|',
            (_, true) => '>',
            _ => '<',
        };
        let element = Element::of_dtype(&format!("{order}{name}"));
        Ok(Self {
            element: element.ok_or_else(|| DataError::DataType {
                found: dtype.into(),
            })?,
            columns,
            rows: None,
            is_fortran: false,
            offset: 0,
        })
    }

    /// So many rows: the file must hold exactly these.
    pub fn rows(mut self, rows: u64) -> Self {
        self.rows = Some(rows);
        self
    }

    /// Columns, and not rows, follow each other.
    pub fn fortran(mut self) -> Self {
        self.is_fortran = true;
        self
    }

    /// The first number stands behind so many bytes.
    pub fn offset(mut self, bytes: u64) -> Self {
        self.offset = bytes;
        self
    }

    /// The header of such an array, if a file of this size can hold it.
    pub(crate) fn checked(&self, size: u64, path: &Path) -> Result<Checked, DataError> {
        check_width(path, self.columns)?;
        let wide = (self.columns * self.element.width()) as u64;
        let body = size.saturating_sub(self.offset);
        if wide == 0 || body == 0 {
            return Err(DataError::Empty {
                path: path.to_path_buf(),
                found: format!(
                    "{} columns in {body} bytes behind offset {}",
                    self.columns, self.offset
                ),
            });
        }
        let rows = self.rows.unwrap_or(body / wide);
        if u128::from(rows) * u128::from(wide) != u128::from(body) {
            return Err(DataError::Damaged {
                path: path.to_path_buf(),
                format: "raw",
                found: format!(
                    "{rows} rows of {wide} bytes were expected behind offset {}, and there are {body} bytes",
                    self.offset
                ),
            });
        }
        Ok(Checked {
            element: self.element,
            rows: usize::try_from(rows).unwrap_or(usize::MAX),
            columns: self.columns,
            is_flat: false,
            is_fortran: self.is_fortran,
            body: self.offset,
        })
    }
}
