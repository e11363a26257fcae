//! What every format does with rows that come in blocks.

use std::fs::File;
use std::io;
use std::path::Path;

use kosmic_core::Series;

#[cfg(feature = "parquet")]
use super::parquet::ParquetSink;
use super::{csv::CsvSink, npy::NpySink, npz::NpzSink};
use crate::{DataError, Table};

/// How many rows are taken at once.
const BLOCK_ROWS: usize = 4096;

/// Columns of a file, without their values.
pub(super) struct Layout {
    pub(super) names: Vec<String>,
    pub(super) is_named: bool,
    /// Which columns are of single precision.
    pub(super) singles: Vec<bool>,
}

/// Takes rows, block by block, and ends the file.
pub(super) trait Sink {
    fn write(&mut self, columns: &[Series<'_>]) -> io::Result<()>;

    fn finish(&mut self) -> io::Result<()>;
}

/// What a file is written by, as its name says.
#[derive(Clone, Copy)]
pub(super) enum Target {
    Csv(u8),
    Npy,
    Npz,
    #[cfg(feature = "parquet")]
    Parquet,
}

impl Target {
    pub(super) fn of(path: &Path) -> Result<Self, DataError> {
        let extension = path.extension().unwrap_or_default().to_ascii_lowercase();
        match extension.to_str() {
            Some("csv") => Ok(Self::Csv(b',')),
            Some("tsv") => Ok(Self::Csv(b'\t')),
            Some("npy") => Ok(Self::Npy),
            Some("npz") => Ok(Self::Npz),
            #[cfg(feature = "parquet")]
            Some("parquet") => Ok(Self::Parquet),
            #[cfg(not(feature = "parquet"))]
            Some("parquet") => Err(DataError::Disabled {
                path: path.to_path_buf(),
                format: "Parquet",
                feature: "parquet",
            }),
            _ => Err(DataError::UnknownFormat {
                path: path.to_path_buf(),
                seen: "a name to write to that ends in none of .csv, .tsv, .npy, .npz, .parquet"
                    .into(),
            }),
        }
    }

    /// What writes tables like this one.
    pub(super) fn sink(self, file: File, table: &Table) -> io::Result<Box<dyn Sink>> {
        let columns = table.columns().iter();
        let layout = Layout {
            names: columns
                .clone()
                .map(|column| column.name().to_owned())
                .collect(),
            is_named: table.is_named(),
            singles: columns
                .map(|column| matches!(column.series(), Ok(Series::F32(_))))
                .collect(),
        };
        Ok(match self {
            Self::Csv(delimiter) => Box::new(CsvSink::new(file, &layout, delimiter)?),
            Self::Npy => Box::new(NpySink::new(file, &layout)?),
            Self::Npz => Box::new(NpzSink::new(file, layout)?),
            #[cfg(feature = "parquet")]
            Self::Parquet => Box::new(ParquetSink::new(file, &layout)?),
        })
    }
}

/// Does some work with every block of rows of all columns.
pub(super) fn each_block(
    columns: &[Series<'_>],
    mut work: impl FnMut(&[&[f64]]) -> io::Result<()>,
) -> io::Result<()> {
    let rows = columns.first().map_or(0, Series::len);
    let mut scratch = vec![Vec::new(); columns.len()];
    for start in (0..rows).step_by(BLOCK_ROWS) {
        let range = start..rows.min(start + BLOCK_ROWS);
        let read = columns.iter().zip(&mut scratch);
        let block: Vec<&[f64]> = read
            .map(|(column, own)| column.read(range.clone(), own))
            .collect();
        work(&block)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_the_format_and_others_are_refused() {
        assert!(matches!(
            Target::of(Path::new("a/b.TSV")),
            Ok(Target::Csv(b'\t'))
        ));
        for name in ["a", "a.h5", "csv", "a.csv.gz"] {
            let error = Target::of(Path::new(name)).err();
            assert!(
                matches!(error, Some(DataError::UnknownFormat { .. })),
                "{name}"
            );
        }
    }
}
