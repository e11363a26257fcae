//! From FILE, `--x` and `--y` to two series.

use std::path::Path;

use kosmic_core::{Series, row_norms};
use kosmic_data::{Column, CsvOptions, Table, load, read_csv};
use ndarray::{Array1, Array2};

use crate::arguments::InputArguments;
use crate::failure::Failure;

/// Reads a file, or CSV from standard input for `-`.
pub(crate) fn read_table(file: &Path) -> Result<Table, Failure> {
    let table = if file == Path::new("-") {
        read_csv(std::io::stdin().lock(), &CsvOptions::default())
    } else {
        load(file)
    };
    table.map_err(Failure::data)
}

/// One of the two series: a column as it is, or the norms of the rows that several columns form.
pub(crate) enum Selection<'t> {
    Column(&'t Column),
    Norms(Array1<f64>),
}

/// Both series, with the names they go by.
pub(crate) struct Inputs<'t> {
    pub(crate) x: Selection<'t>,
    pub(crate) y: Selection<'t>,
    pub(crate) x_name: String,
    pub(crate) y_name: String,
}

impl<'t> Inputs<'t> {
    pub(crate) fn select(table: &'t Table, arguments: &InputArguments) -> Result<Self, Failure> {
        let (x, x_name) = select(table, &arguments.x)?;
        let (y, y_name) = select(table, &arguments.y)?;
        Ok(Self {
            x,
            y,
            x_name,
            y_name,
        })
    }
}

impl Selection<'_> {
    pub(crate) fn series(&self) -> Result<Series<'_>, Failure> {
        match self {
            Self::Column(column) => column.series().map_err(Failure::data),
            Self::Norms(norms) => Ok(Series::from(norms)),
        }
    }
}

fn select<'t>(table: &'t Table, wanted: &[String]) -> Result<(Selection<'t>, String), Failure> {
    let mut columns = Vec::new();
    for spec in wanted {
        columns.extend(table.select(spec).map_err(Failure::data)?);
    }
    if let [column] = columns[..] {
        return Ok((Selection::Column(column), column.name().to_owned()));
    }
    let names: Vec<&str> = columns.iter().map(|column| column.name()).collect();
    let name = format!("|({})|", names.join(", "));
    Ok((
        Selection::Norms(norms_of_rows(table.n_rows(), &columns)?),
        name,
    ))
}

fn norms_of_rows(rows: usize, columns: &[&Column]) -> Result<Array1<f64>, Failure> {
    let mut vectors = Array2::zeros((rows, columns.len()));
    let mut scratch = Vec::new();
    for (mut target, column) in vectors.columns_mut().into_iter().zip(columns) {
        let values = column.series().map_err(Failure::data)?;
        for (target, value) in target.iter_mut().zip(values.read(0..rows, &mut scratch)) {
            *target = *value;
        }
    }
    Ok(row_norms(&vectors))
}
