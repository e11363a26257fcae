//! `kosmic describe`: what a file holds.

use kosmic_core::{Moments, Series, Side, autocorrelation};
use kosmic_data::{Column, Detector, Table};
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
    /// How many values lie beyond Tukey's fences.
    outliers: Option<usize>,
}

/// How many rows are read at once.
const BLOCK: usize = 1 << 16;

pub(super) fn run(arguments: &DescribeArguments) -> Result<(), Failure> {
    let table = read_columns(&arguments.file, [])?;
    let report = Report::of_table(&table)?;
    if arguments.json {
        return print_json(&report);
    }
    print_lines(&report.lines())
}

impl Report {
    fn of_table(table: &Table) -> Result<Self, Failure> {
        let columns = table.columns().iter().map(Description::of_column);
        Ok(Self {
            rows: table.n_rows(),
            columns: columns.collect::<Result<_, _>>()?,
        })
    }

    fn lines(&self) -> Vec<String> {
        let (rows, columns) = (
            counted(self.rows, "row"),
            counted(self.columns.len(), "column"),
        );
        let count = format!("{rows}, {columns}");
        let header = [
            "column", "type", "missing", "mean", "sd", "min", "max", "r(1)", "outliers",
        ];
        let header = header.map(str::to_owned).to_vec();
        let rows: Vec<_> = std::iter::once(header)
            .chain(self.columns.iter().map(Description::cells))
            .collect();
        [vec![count, String::new()], aligned(&rows)].concat()
    }
}

impl Description {
    fn of_column(column: &Column) -> Result<Self, Failure> {
        let summary = Summary::of(column)?;
        let moments = summary.moments.filter(|moments| moments.count() > 0);
        let finite = |value: Option<f64>| value.filter(|value| value.is_finite());
        // What needs a whole column is left out where memory has no room for it.
        let series = column.series().ok().filter(|_| moments.is_some());
        let is_whole = summary.missing == 0 && !summary.has_infinite;
        let autocorrelation = series.as_ref().filter(|_| is_whole);
        let autocorrelation = autocorrelation.and_then(|series| autocorrelation_of(series));
        let outliers = series.and_then(|_| column.outliers(&Detector::iqr()).ok());
        Ok(Self {
            name: column.name().to_owned(),
            kind: column.kind().to_string(),
            missing: summary.missing,
            mean: moments.map(|moments| moments.mean(Side::X)),
            sd: moments.and_then(|moments| moments.sd(Side::X)),
            min: finite(summary.least),
            max: finite(summary.most),
            autocorrelation,
            outliers: outliers.map(|outliers| outliers.count()),
        })
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
            self.outliers.map_or("-".into(), |count| count.to_string()),
        ]
    }
}

fn autocorrelation_of(series: &Series<'_>) -> Option<f64> {
    autocorrelation(series.reborrowed(), 1).ok().map(|r| r[1])
}

/// What one reading of a column finds, block by block, so that it need not fit into memory.
#[derive(Default)]
struct Summary {
    missing: usize,
    has_infinite: bool,
    least: Option<f64>,
    most: Option<f64>,
    /// Of the finite values.
    moments: Option<Moments>,
}

impl Summary {
    /// Of a column without numbers, only how many cells are missing.
    fn of(column: &Column) -> Result<Self, Failure> {
        let mut summary = Self::default();
        let Ok(readable) = column.readable() else {
            summary.missing = column.missing().map_err(Failure::data)?;
            return Ok(summary);
        };
        let mut scratch = Vec::new();
        for start in (0..readable.len()).step_by(BLOCK) {
            let rows = start..readable.len().min(start + BLOCK);
            let values = readable.read(rows, &mut scratch).map_err(Failure::data)?;
            summary.add(values)?;
        }
        Ok(summary)
    }

    fn add(&mut self, values: &[f64]) -> Result<(), Failure> {
        let known = values.iter().copied().filter(|value| !value.is_nan());
        let known: Vec<f64> = known.collect();
        self.missing += values.len() - known.len();
        let ends = |pick: fn(f64, f64) -> f64, so_far: Option<f64>| {
            known.iter().copied().chain(so_far).reduce(pick)
        };
        self.least = ends(f64::min, self.least);
        self.most = ends(f64::max, self.most);
        let finite = known.iter().copied().filter(|value| value.is_finite());
        let finite: Vec<f64> = finite.collect();
        self.has_infinite |= finite.len() < known.len();
        let moments = Moments::of_slices(&finite, &finite).map_err(Failure::data)?;
        match &mut self.moments {
            Some(all) => all.merge(&moments),
            none => *none = Some(moments),
        }
        Ok(())
    }
}
