//! Tables, and what is read of files, into files.

use std::io;
use std::path::Path;

use kosmic_core::{Progress, Series};

use super::replacement::Replacement;
use super::sink::{Sink, Target};
use crate::{Batches, Column, DataError, LoadOptions, Table};

/// Writes a table. The name decides the format: `.csv`, `.tsv`, `.npy`, `.npz` or `.parquet`.
///
/// What is read from the file has the same bits, NaN aside, of which there is one: `NaN` in text, null in Parquet. Columns of singles
/// stay singles in NPZ and Parquet, and in NPY if all are; any other number is a double. NPY keeps no names, NPZ holds each column as
/// an array of its name. The file is complete and on disk, or as it was: it is written beside its place first. Cost: one pass over the
/// columns; memory for a block of rows.
///
/// # Errors
/// That of a column without numbers; [`DataError::UnknownFormat`] for another name; [`DataError::Write`] with what the system says.
///
/// # Example
/// ```
/// use kosmic_data::{CsvOptions, load, read_csv, save};
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("flow.parquet");
/// save(&path, &read_csv("day,flow\n1,0.1\n2,NA\n".as_bytes(), &CsvOptions::new())?)?;
/// let table = load(&path)?;
/// assert_eq!(table.column("flow")?.missing()?, 1);
/// assert_eq!(table.column("flow")?.series()?.get(0), Some(0.1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn save(path: impl AsRef<Path>, table: &Table) -> Result<(), DataError> {
    let mut output = Output::begin(path.as_ref())?;
    output.write(table)?;
    output.finish().map(drop)
}

/// Writes what the options ask for of the file `input` into the file `output`, as [`save`] does; the number of rows. Cost: one pass over
/// both files, in the memory of one batch; NPZ takes the size of the columns on disk besides. `progress` is told of rows.
///
/// # Errors
/// Those of [`load_with`](crate::load_with) and of [`save`]; [`DataError::Stopped`] if the observer asks to stop. `output` is then as
/// it was.
///
/// # Example
/// ```
/// use kosmic_data::{LoadOptions, convert, load};
///
/// let input = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/data/gas_furnace.csv");
/// let folder = tempfile::tempdir()?;
/// let output = folder.path().join("gas.npy");
/// let options = LoadOptions::new().columns(["gas_rate"]);
/// assert_eq!(convert(input, &options, &output, &kosmic_core::Silent)?, 296);
/// assert_eq!(load(&output)?.column("0")?.series()?.get(0), Some(-0.109));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn convert(
    input: impl AsRef<Path>,
    options: &LoadOptions,
    output: impl AsRef<Path>,
    progress: &dyn Progress,
) -> Result<u64, DataError> {
    let mut output = Output::begin(output.as_ref())?;
    let batches = Batches::open(input.as_ref(), options)?;
    progress.begin(batches.n_rows().unwrap_or(0));
    let written = batches.into_iter().try_for_each(|batch| {
        let batch = batch?;
        output.write(&batch)?;
        progress.advance(batch.n_rows() as u64);
        if progress.is_cancelled() {
            return Err(DataError::Stopped {
                path: input.as_ref().to_path_buf(),
                rows: output.rows,
            });
        }
        Ok(())
    });
    progress.end();
    written.and_then(|()| output.finish())
}

/// A file that is being written.
struct Output<'p> {
    path: &'p Path,
    target: Target,
    replacement: Replacement,
    /// From the first table on, whose columns it has.
    sink: Option<Box<dyn Sink>>,
    rows: u64,
}

impl<'p> Output<'p> {
    fn begin(path: &'p Path) -> Result<Self, DataError> {
        Ok(Self {
            path,
            target: Target::of(path)?,
            replacement: Replacement::begin(path).map_err(|error| failed(path, error))?,
            sink: None,
            rows: 0,
        })
    }

    fn write(&mut self, table: &Table) -> Result<(), DataError> {
        let columns = table.columns().iter();
        let series = columns.map(Column::series);
        let series: Vec<Series<'_>> = series.collect::<Result<_, _>>()?;
        let (target, file) = (self.target, self.replacement.file());
        let written = match &mut self.sink {
            Some(sink) => sink.write(&series),
            none => file
                .try_clone()
                .and_then(|file| target.sink(file, table))
                .and_then(|sink| none.insert(sink).write(&series)),
        };
        self.rows += table.n_rows() as u64;
        written.map_err(|error| failed(self.path, error))
    }

    fn finish(self) -> Result<u64, DataError> {
        let Some(mut sink) = self.sink else {
            return Err(DataError::Empty {
                path: self.path.to_path_buf(),
                found: "no row to write".into(),
            });
        };
        let finished = sink.finish().and_then(|()| self.replacement.finish());
        finished.map_err(|error| failed(self.path, error))?;
        Ok(self.rows)
    }
}

fn failed(path: &Path, source: io::Error) -> DataError {
    DataError::Write {
        path: path.to_path_buf(),
        source,
    }
}
