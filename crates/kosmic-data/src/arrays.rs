//! The arrays of one file, side by side as columns.

use std::path::Path;
use std::sync::Arc;

use crate::batches::{Reader, chosen};
use crate::grow::{Field, check_width};
use crate::{Column, ColumnKind, DataError, LoadOptions};

/// How many rows of each array are read before the next array's turn.
const BLOCK_ROWS: usize = 1 << 16;

/// How many names the error for an unknown dataset lists.
const LISTED_NAMES: usize = 20;

/// An array of numbers in a file.
#[derive(Clone, Debug)]
pub(crate) struct Listed {
    /// Its path in the file, without a `/` at the ends.
    pub(crate) name: String,
    pub(crate) kind: ColumnKind,
    pub(crate) rows: u64,
    pub(crate) columns: usize,
    /// Whether it has one dimension and not two.
    pub(crate) is_flat: bool,
}

/// What a file of arrays holds.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    pub(crate) arrays: Vec<Listed>,
    /// What is no column of numbers, and why.
    pub(crate) refused: Vec<(String, DataError)>,
}

/// Columns of one array that are read together.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Part {
    /// Which array of the listing.
    pub(crate) array: usize,
    /// Which of its columns, in the order wanted.
    pub(crate) columns: Vec<usize>,
}

/// Which columns are read, of which arrays, and how many rows there are.
#[derive(Debug)]
pub(crate) struct Wanted {
    pub(crate) fields: Vec<Field>,
    pub(crate) parts: Vec<Part>,
    pub(crate) rows: u64,
}

impl Listing {
    /// What the options ask for; the chosen columns must be of equal length.
    pub(crate) fn wanted(
        mut self,
        options: &LoadOptions,
        path: &Path,
    ) -> Result<(Vec<Listed>, Wanted), DataError> {
        let within = options
            .dataset
            .as_deref()
            .map(|name| name.trim_matches('/'));
        let (mut fields, mut places) = (Vec::new(), Vec::new());
        for (array, listed) in self.arrays.iter().enumerate() {
            let Some(name) = name_within(&listed.name, within) else {
                continue;
            };
            check_width(path, fields.len().saturating_add(listed.columns))?;
            for column in 0..listed.columns {
                fields.push(Field {
                    name: column_name(listed, name, column),
                    position: fields.len(),
                    kind: listed.kind,
                });
                places.push((array, column));
            }
        }
        if fields.is_empty() {
            return Err(self.nothing(within, path));
        }
        let fields = match chosen(fields, options, path) {
            Err(DataError::UnknownColumn { name, .. })
                if self.refused.iter().any(|(refused, _)| *refused == name) =>
            {
                return Err(self.nothing(Some(&name), path));
            }
            fields => fields?,
        };
        let places = fields.iter().map(|field| places[field.position]);
        let parts = parts(places);
        let rows = equal_rows(&self.arrays, &parts, path)?;
        let wanted = Wanted {
            fields,
            parts,
            rows,
        };
        Ok((self.arrays, wanted))
    }

    /// Why there is no column of this dataset, or none at all.
    fn nothing(&mut self, dataset: Option<&str>, path: &Path) -> DataError {
        let refused = self
            .refused
            .iter()
            .position(|(name, _)| dataset.is_none_or(|dataset| dataset == name));
        if let Some(place) = refused {
            return self.refused.swap_remove(place).1;
        }
        let Some(dataset) = dataset else {
            return DataError::Empty {
                path: path.to_path_buf(),
                found: "no array in it".into(),
            };
        };
        let names = self.arrays.iter().map(|array| &array.name);
        let names: Vec<&String> = names
            .chain(self.refused.iter().map(|(name, _)| name))
            .collect();
        let shown = names.iter().take(LISTED_NAMES);
        let mut available = shown
            .map(|name| format!("{name:?}"))
            .collect::<Vec<_>>()
            .join(", ");
        if names.len() > LISTED_NAMES {
            available += &format!(" and {} more", names.len() - LISTED_NAMES);
        }
        DataError::UnknownDataset {
            path: path.to_path_buf(),
            name: dataset.to_owned(),
            available,
        }
    }
}

/// What is left of the name of an array in a dataset or group: nothing of that of the dataset itself.
fn name_within<'n>(name: &'n str, within: Option<&str>) -> Option<&'n str> {
    match within {
        None | Some("") => Some(name),
        Some(within) if within == name => Some(""),
        Some(within) => name.strip_prefix(within)?.strip_prefix('/'),
    }
}

fn column_name(listed: &Listed, name: &str, column: usize) -> String {
    match (listed.is_flat, name) {
        (true, "") => {
            let last = listed.name.rsplit('/').next();
            last.unwrap_or(&listed.name).to_owned()
        }
        (true, name) => name.to_owned(),
        (false, "") => column.to_string(),
        (false, name) => format!("{name}/{column}"),
    }
}

/// Neighbours of one array together.
fn parts(places: impl Iterator<Item = (usize, usize)>) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for (array, column) in places {
        match parts.last_mut() {
            Some(part) if part.array == array => part.columns.push(column),
            _ => parts.push(Part {
                array,
                columns: vec![column],
            }),
        }
    }
    parts
}

fn equal_rows(arrays: &[Listed], parts: &[Part], path: &Path) -> Result<u64, DataError> {
    let mut chosen = parts.iter().map(|part| &arrays[part.array]);
    let Some(first) = chosen.next() else {
        return Ok(0);
    };
    match chosen.find(|other| other.rows != first.rows) {
        None => Ok(first.rows),
        Some(other) => Err(DataError::UnequalLengths {
            path: path.to_path_buf(),
            first: first.name.clone(),
            rows: first.rows,
            second: other.name.clone(),
            found: other.rows,
        }),
    }
}

/// The next rows of some columns of an array.
pub(crate) trait ArrayPart {
    /// Appends the rows from `first` on, which follow those read before.
    fn read(&mut self, columns: &mut [Column], first: u64, rows: usize) -> Result<(), DataError>;
}

/// A part, and how many columns it has.
pub(crate) type PartAndWidth = (Box<dyn ArrayPart>, usize);

/// Arrays that are read in turns.
pub(crate) struct ArraysReader {
    path: Arc<Path>,
    fields: Vec<Field>,
    parts: Vec<PartAndWidth>,
    is_named: bool,
    row: u64,
    start: u64,
    end: u64,
}

impl ArraysReader {
    /// Reads the rows that the options ask for, of parts that begin there.
    pub(crate) fn new(
        path: &Arc<Path>,
        wanted: Wanted,
        parts: Vec<PartAndWidth>,
        options: &LoadOptions,
    ) -> Result<Self, DataError> {
        let start = options.rows.start;
        if start >= wanted.rows {
            return Err(DataError::RowsBeyondEnd {
                path: path.to_path_buf(),
                start,
                rows: wanted.rows,
            });
        }
        let names = wanted.fields.iter();
        Ok(Self {
            path: Arc::clone(path),
            is_named: names
                .clone()
                .any(|field| field.name.parse::<usize>().is_err()),
            fields: wanted.fields,
            parts,
            row: start,
            start,
            end: options.rows.end.clamp(start, wanted.rows),
        })
    }
}

impl Reader for ArraysReader {
    fn path(&self) -> &Arc<Path> {
        &self.path
    }

    fn fields(&self) -> &[Field] {
        &self.fields
    }

    fn is_named(&self) -> bool {
        self.is_named
    }

    fn n_rows(&self) -> Option<u64> {
        Some(self.end - self.start)
    }

    fn read(&mut self, columns: &mut [Column], rows: usize) -> Result<usize, DataError> {
        let left = usize::try_from(self.end - self.row).unwrap_or(usize::MAX);
        let rows = rows.min(left).min(BLOCK_ROWS);
        if rows == 0 {
            return Ok(0);
        }
        let mut columns = columns;
        for (part, width) in &mut self.parts {
            let (own, rest) = columns.split_at_mut(*width);
            part.read(own, self.row, rows)?;
            columns = rest;
        }
        self.row += rows as u64;
        Ok(rows)
    }

    fn position(&self) -> (u64, Option<u64>) {
        (self.row - self.start, self.n_rows())
    }
}
