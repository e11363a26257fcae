//! One NumPy array to columns.

mod element;
mod header;

use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use ndarray::{Array2, ShapeBuilder};

use crate::column::Values;
use crate::{Column, DataError, Table};
use element::Elements;
use header::Checked;

pub(crate) const MAGIC: &[u8] = b"\x93NUMPY";

/// Reads an array of `size` bytes, header included. The promised size is compared with it before anything is
/// allocated.
pub(crate) fn read(mut reader: impl Read, size: u64, path: Arc<Path>) -> Result<Table, DataError> {
    let header = Checked::read(&mut reader, size, &path)?;
    let elements = Elements::read(reader, &header, &path)?;
    let columns = columns(elements, &header, &path)?;
    Ok(Table::new(path, columns, false))
}

fn columns(
    elements: Elements,
    header: &Checked,
    path: &Arc<Path>,
) -> Result<Vec<Column>, DataError> {
    let Elements { values, inexact } = elements;
    let shared = match values {
        element::Numbers::Double(values) => Values::Double(array(values, header, path)?),
        element::Numbers::Single(values) => Values::Single(array(values, header, path)?),
    };
    let column = |position: usize| Column {
        path: Arc::clone(path),
        name: position.to_string(),
        position,
        kind: header.kind,
        len: header.rows,
        values: match inexact.get(&position) {
            Some(&(row, value)) => Values::Inexact { row, value },
            None => shared.clone(),
        },
    };
    Ok((0..header.columns).map(column).collect())
}

fn array<T>(values: Vec<T>, header: &Checked, path: &Path) -> Result<Arc<Array2<T>>, DataError> {
    let shape = (header.rows, header.columns).set_f(header.fortran());
    let array = Array2::from_shape_vec(shape, values);
    array
        .map(Arc::new)
        .map_err(|error| header::damaged(path, error.to_string()))
}
