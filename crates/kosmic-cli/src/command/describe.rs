//! `kosmic describe`: what a file holds.

use kosmic_core::{Moments, Side, autocorrelation};
use kosmic_data::{Column, Table};
use serde::Serialize;

use crate::arguments::DescribeArguments;
use crate::failure::Failure;
use crate::input::read_columns;
use crate::output::{aligned, counted, print_json, print_lines, significant};

/// What `--json` prints.
#[derive(Serialize)]
struct Report {
    rows: usize,
    columns: Vec<Description>,
}

/// One column; what it has no value for is null.
#[derive(Serialize)]
struct Description {
    name: String,
    kind: String,
    missing: usize,
    mean: Option<f64>,
    sd: Option<f64>,
    min: Option<f64>,
    max: Option<f64>,
    /// At lag 1; null with missing values, for then neighbours are not neighbours.
    autocorrelation: Option<f64>,
}

pub(super) fn run(arguments: &DescribeArguments) -> Result<(), Failure> {
    let table = read_columns(&arguments.file, [])?;
    let report = Report::of_table(&table);
    if arguments.json {
        return print_json(&report);
    }
    print_lines(&report.lines())
}

impl Report {
    fn of_table(table: &Table) -> Self {
        let columns = table.columns().iter().map(Description::of_column).collect();
        Self {
            rows: table.n_rows(),
            columns,
        }
    }

    fn lines(&self) -> Vec<String> {
        let (rows, columns) = (
            counted(self.rows, "row"),
            counted(self.columns.len(), "column"),
        );
        let count = format!("{rows}, {columns}");
        let header = [
            "column", "type", "missing", "mean", "sd", "min", "max", "r(1)",
        ];
        let header = header.map(str::to_owned).to_vec();
        let rows: Vec<_> = std::iter::once(header)
            .chain(self.columns.iter().map(Description::cells))
            .collect();
        [vec![count, String::new()], aligned(&rows)].concat()
    }
}

impl Description {
    fn of_column(column: &Column) -> Self {
        let values = numbers(column);
        let finite: Vec<f64> = values
            .iter()
            .copied()
            .filter(|value| value.is_finite())
            .collect();
        let moments = Moments::of_slices(&finite, &finite)
            .ok()
            .filter(|m| m.count() > 0);
        let least = |pick: fn(f64, f64) -> f64| {
            values
                .iter()
                .copied()
                .filter(|value| !value.is_nan())
                .reduce(pick)
        };
        let whole = finite.len() == values.len();
        Self {
            name: column.name().to_owned(),
            kind: column.kind().to_string(),
            missing: column.missing().unwrap_or(0),
            mean: moments.map(|moments| moments.mean(Side::X)),
            sd: moments.and_then(|moments| moments.sd(Side::X)),
            min: least(f64::min).filter(|value| value.is_finite()),
            max: least(f64::max).filter(|value| value.is_finite()),
            autocorrelation: if whole {
                autocorrelation(&finite, 1).ok().map(|r| r[1])
            } else {
                None
            },
        }
    }

    fn cells(&self) -> Vec<String> {
        let number = |value: Option<f64>| value.map_or("-".into(), significant);
        vec![
            self.name.clone(),
            self.kind.clone(),
            self.missing.to_string(),
            number(self.mean),
            number(self.sd),
            number(self.min),
            number(self.max),
            number(self.autocorrelation),
        ]
    }
}

/// The values of a column; none for a column that holds text.
fn numbers(column: &Column) -> Vec<f64> {
    let mut scratch = Vec::new();
    match column.series() {
        Ok(series) => series.read(0..series.len(), &mut scratch).to_vec(),
        Err(_) => Vec::new(),
    }
}
