//! Which columns a name or a list of names means.

use std::path::Path;

use crate::DataError;

/// How many names the error for an unknown column lists.
const LISTED_NAMES: usize = 20;

/// The place of the one column of this name.
pub(crate) fn place(path: &Path, names: &[&str], wanted: &str) -> Result<usize, DataError> {
    let mut places = (0..names.len()).filter(|&place| names[place] == wanted);
    match (places.next(), places.next()) {
        (Some(place), None) => Ok(place),
        (None, _) => Err(unknown(path, names, wanted)),
        (Some(_), Some(_)) => Err(DataError::AmbiguousColumn {
            path: path.to_path_buf(),
            name: wanted.to_owned(),
            positions: (0..names.len())
                .filter(|&place| names[place] == wanted)
                .collect(),
        }),
    }
}

/// The places of a list such as `a` or `a,b`: a name that matches as a whole wins over splitting at commas.
pub(crate) fn places(path: &Path, names: &[&str], list: &str) -> Result<Vec<usize>, DataError> {
    if names.contains(&list) {
        return Ok(vec![place(path, names, list)?]);
    }
    let parts = list.split(',').map(str::trim);
    parts.map(|name| place(path, names, name)).collect()
}

fn unknown(path: &Path, names: &[&str], wanted: &str) -> DataError {
    let shown = names.iter().take(LISTED_NAMES);
    let mut available = shown
        .map(|name| format!("{name:?}"))
        .collect::<Vec<_>>()
        .join(", ");
    if names.len() > LISTED_NAMES {
        available += &format!(" and {} more", names.len() - LISTED_NAMES);
    }
    DataError::UnknownColumn {
        path: path.to_path_buf(),
        name: wanted.to_owned(),
        available,
    }
}
