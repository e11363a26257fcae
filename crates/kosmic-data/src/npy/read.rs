//! From an NPY file to columns that share one array.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::sync::Arc;

use ndarray::{Array1, Array2, Axis};
use ndarray_npy::{ReadNpyError, ReadNpyExt, ReadableElement};

use super::header::{Checked, check};
use crate::column::{Column, Kind};
use crate::error::DataError;
use crate::table::Table;

/// Reads an array of one or two dimensions; its columns are named 0, 1, 2, …
pub(crate) fn read(path: &Path, mut file: File) -> Result<Table, DataError> {
    let header = check(path, &mut file)?;
    let reader = Array { path, file, header };
    match &reader.header.type_name[1..] {
        "f8" => reader.floats(),
        "f4" => reader.single_floats(),
        "i8" => reader.integers::<i64>(),
        "i4" => reader.integers::<i32>(),
        "i2" => reader.integers::<i16>(),
        "i1" => reader.integers::<i8>(),
        "u8" => reader.integers::<u64>(),
        "u4" => reader.integers::<u32>(),
        "u2" => reader.integers::<u16>(),
        "u1" => reader.integers::<u8>(),
        _ => reader.booleans(),
    }
}

struct Array<'p> {
    path: &'p Path,
    file: File,
    header: Checked,
}

impl Array<'_> {
    fn floats(self) -> Result<Table, DataError> {
        Ok(table64(Kind::Float64, self.elements()?))
    }

    fn single_floats(self) -> Result<Table, DataError> {
        let array = Arc::new(self.elements::<f32>()?);
        let columns = (0..array.ncols())
            .map(|column| Column::of_array32(&array, column))
            .collect();
        Ok(Table::new(columns, array.nrows()))
    }

    fn booleans(self) -> Result<Table, DataError> {
        Ok(table64(
            Kind::Integer,
            self.elements::<bool>()?
                .mapv(|value| f64::from(u8::from(value))),
        ))
    }

    fn integers<T>(self) -> Result<Table, DataError>
    where
        T: ReadableElement + Copy + Into<i128>,
    {
        let path = self.path;
        let array = self.elements::<T>()?;
        let mut integers = array
            .indexed_iter()
            .map(|(place, &value)| (place, value.into()));
        if let Some(((row, column), value)) = integers.find(|(_, value)| !is_exact(*value)) {
            return Err(DataError::InexactInteger {
                path: path.to_owned(),
                row,
                column,
                value,
            });
        }
        Ok(table64(
            Kind::Integer,
            array.mapv(|value| value.into() as f64),
        ))
    }

    /// The elements as rows and columns, in the memory order of the file.
    fn elements<T: ReadableElement>(self) -> Result<Array2<T>, DataError> {
        let reader = BufReader::with_capacity(1 << 20, self.file);
        let array = match self.header.dimensions {
            1 => Array1::read_npy(reader).map(|array| array.insert_axis(Axis(1))),
            _ => Array2::read_npy(reader),
        };
        array.map_err(|error| failure(self.path, error))
    }
}

fn is_exact(integer: i128) -> bool {
    integer as f64 as i128 == integer
}

fn table64(kind: Kind, array: Array2<f64>) -> Table {
    let array = Arc::new(array);
    let columns = (0..array.ncols())
        .map(|column| Column::of_array64(kind, &array, column))
        .collect();
    Table::new(columns, array.nrows())
}

/// What is left to fail once the header is checked: the reading itself, or a file that changes meanwhile.
fn failure(path: &Path, error: ReadNpyError) -> DataError {
    match error {
        ReadNpyError::Io(cause) => DataError::Io {
            source_name: path.display().to_string(),
            cause,
        },
        other => DataError::NpyHeader {
            path: path.to_owned(),
            reason: other.to_string(),
        },
    }
}
