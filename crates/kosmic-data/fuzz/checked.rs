//! What must hold of any bytes whatever: each loader gives a table that is one, or an error.

use std::path::Path;

use kosmic_data::{Format, LoadOptions, Table, load_with};

/// Reads a file as what it looks like and as every format; how many tables there were, or in which way one is none.
pub(crate) fn read(path: &Path) -> Result<u64, String> {
    let formats = [
        None,
        Some(Format::Csv),
        Some(Format::Npy),
        Some(Format::Npz),
        Some(Format::Hdf5),
        Some(Format::Parquet),
    ];
    let mut tables = 0;
    for format in formats {
        tables += read_as(path, format)?;
    }
    Ok(tables)
}

/// Reads a file as this format, in memory and by blocks: 1 for a table, 0 for an error.
pub(crate) fn read_as(path: &Path, format: Option<Format>) -> Result<u64, String> {
    let options = LoadOptions::new();
    let options = match format {
        Some(format) => options.format(format),
        None => options,
    };
    let held = load_with(path, &options);
    let left = load_with(path, &options.memory_budget(0));
    match (held, left) {
        (Ok(held), Ok(left)) => {
            agree(&held, &left).map_err(|what| format!("{format:?}: {what}"))?;
            Ok(1)
        }
        (Err(error), _) | (_, Err(error)) => {
            // A message must come of every error.
            match error.to_string().is_empty() {
                true => Err(format!("{format:?}: an error without a message")),
                false => Ok(0),
            }
        }
    }
}

/// Whether both tables are the same, each of equally long columns.
fn agree(held: &Table, left: &Table) -> Result<(), String> {
    if held.columns().len() != left.columns().len() {
        return Err("another number of columns by blocks".to_owned());
    }
    for (one, other) in held.columns().iter().zip(left.columns()) {
        if one.len() != held.n_rows() || other.len() != held.n_rows() {
            return Err(format!("column {:?} has another length", one.name()));
        }
        let (Ok(one), Ok(other)) = (one.readable(), other.readable()) else {
            continue;
        };
        let (mut first, mut second) = (Vec::new(), Vec::new());
        let rows = 0..one.len();
        // A column that stays in its file may fail when it is read: that is an error too.
        let (Ok(first), Ok(second)) = (
            one.read(rows.clone(), &mut first),
            other.read(rows, &mut second),
        ) else {
            continue;
        };
        let bits = |values: &[f64]| {
            values
                .iter()
                .map(|value| value.to_bits())
                .collect::<Vec<_>>()
        };
        let is_same = |(one, other): (&u64, &u64)| {
            one == other || (f64::from_bits(*one).is_nan() && f64::from_bits(*other).is_nan())
        };
        if !bits(first).iter().zip(&bits(second)).all(is_same) {
            return Err("other values by blocks".to_owned());
        }
    }
    Ok(())
}
