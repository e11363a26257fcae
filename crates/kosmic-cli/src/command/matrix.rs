//! `kosmic matrix`: K between all of many columns.

use std::path::Path;

use kosmic_core::{CoreError, CouplingMatrix, MatrixPlan, Missing, Series, Silent};
use kosmic_data::{Column, ColumnKind, Table};
use kosmic_parallel::{Columns, LagMatrix, ParallelError, k_lag_matrix, parallel_k_matrix};
use kosmic_plot::{Figure, HeatMap};
use serde::Serialize;

use crate::arguments::MatrixArguments;
use crate::failure::Failure;
use crate::input::{read_columns, select_columns};
use crate::output::{Sheet, aligned, fixed, signed, significant};
use crate::prepared::{print_json, print_lines};

/// A value for each ordered pair of columns.
type Square<T> = Vec<Vec<T>>;

/// What `--json` prints; the names are a contract. What is undefined, or was not asked for, is null.
#[derive(Serialize)]
struct Report {
    n: usize,
    columns: Vec<String>,
    missing: Missing,
    max_lag: Option<usize>,
    k: Square<Option<f64>>,
    r: Square<Option<f64>>,
    /// Rows behind each.
    rows: Square<u64>,
    p_value: Option<Square<Option<f64>>>,
    /// Positive: the column of the row leads that of the column.
    lag: Option<Square<Option<i64>>>,
}

pub(super) fn run(arguments: &MatrixArguments) -> Result<(), Failure> {
    if arguments.max_lag.is_some() {
        arguments.missing.verify_in_time("--max-lag")?;
    }
    let table = read_columns(&arguments.file, &arguments.columns)?;
    let table = arguments.missing.filled(table, &arguments.columns)?;
    let columns = select(&table, &arguments.columns)?;
    let report = report(arguments, &columns).map_err(|error| named(error, &columns))?;
    if let Some(path) = &arguments.plot {
        report.draw(path)?;
    }
    if arguments.json {
        return print_json(&report, [&table]);
    }
    print_lines(&report.lines(), [&table])
}

/// The columns asked for, or all that hold numbers.
fn select<'t>(table: &'t Table, wanted: &[String]) -> Result<Vec<&'t Column>, Failure> {
    if wanted.is_empty() {
        let numbers = |column: &&Column| column.kind() != ColumnKind::Text;
        return Ok(table.columns().iter().filter(numbers).collect());
    }
    select_columns(table, wanted)
}

fn report(arguments: &MatrixArguments, columns: &[&Column]) -> anyhow::Result<Report> {
    let names = columns.iter().map(|column| column.name().to_owned());
    let names: Vec<String> = names.collect();
    let series = columns.iter().map(|column| column.series());
    let series: Vec<Series<'_>> = series.collect::<Result<_, _>>()?;
    if let Some(max_lag) = arguments.max_lag {
        let matrix = k_lag_matrix(&Columns::new(series)?, max_lag, arguments.threads, &Silent)?;
        return Ok(Report::of_lags(names, &matrix));
    }
    let missing = arguments.missing.rows();
    let plan = MatrixPlan::new(series)?.missing(missing);
    let matrix = parallel_k_matrix(&plan, arguments.threads, &Silent)?;
    Ok(Report::of_matrix(
        names,
        missing,
        &matrix,
        arguments.p_values,
    ))
}

/// The error with the name of the column that it numbers.
fn named(error: anyhow::Error, columns: &[&Column]) -> Failure {
    let number = match error.downcast_ref::<ParallelError>() {
        Some(ParallelError::Core(CoreError::NonFiniteSeries { series, .. })) => Some(*series),
        Some(
            ParallelError::NonFiniteColumn { column, .. }
            | ParallelError::ConstantColumn { column, .. },
        ) => Some(*column),
        _ => None,
    };
    match number.and_then(|number| columns.get(number)) {
        Some(column) => Failure::data(error.context(format!("column {:?}", column.name()))),
        None => Failure::data(error),
    }
}

impl Report {
    fn of_matrix(
        columns: Vec<String>,
        missing: Missing,
        matrix: &CouplingMatrix,
        p_values: bool,
    ) -> Self {
        let count = matrix.series;
        Self {
            n: matrix.n,
            columns,
            missing,
            max_lag: None,
            k: square(count, |i, j| matrix.k(i, j)),
            r: square(count, |i, j| matrix.r(i, j)),
            rows: square(count, |i, j| matrix.rows(i, j).unwrap_or_default()),
            p_value: p_values.then(|| square(count, |i, j| matrix.p_value(i, j))),
            lag: None,
        }
    }

    /// A column with itself has its peak, of K = 2, at lag 0.
    fn of_lags(columns: Vec<String>, matrix: &LagMatrix) -> Self {
        let count = matrix.columns;
        let peak = |i: usize, j: usize| match i == j {
            true => Some((0, 1.0)),
            false => matrix.peak(i, j).map(|peak| (peak.lag, peak.r)),
        };
        let rows = |(lag, _): (i64, f64)| matrix.n as u64 - lag.unsigned_abs();
        Self {
            n: matrix.n,
            columns,
            missing: Missing::Refuse,
            max_lag: Some(matrix.max_lag),
            k: square(count, |i, j| peak(i, j).map(|(_, r)| 2.0 * r.abs())),
            r: square(count, |i, j| peak(i, j).map(|(_, r)| r)),
            rows: square(count, |i, j| peak(i, j).map_or(0, rows)),
            p_value: None,
            lag: Some(square(count, |i, j| peak(i, j).map(|(lag, _)| lag))),
        }
    }

    fn draw(&self, path: &Path) -> Result<(), Failure> {
        let names: Vec<&str> = self.columns.iter().map(String::as_str).collect();
        let legend = match self.max_lag {
            None => "K".to_owned(),
            Some(longest) => format!("largest K of the lags to {longest}"),
        };
        let figure = HeatMap::new(&self.k, &names, &names).legend(legend);
        figure.save(path).map_err(Failure::data)
    }

    fn lines(&self) -> Vec<String> {
        let mut lines = self.sheet().lines();
        let mut add = |title: &str, rows: Square<String>| {
            lines.push(String::new());
            lines.extend(aligned(&self.labelled(title, rows)));
        };
        add("K", cells(&self.k, |k| fixed(*k)));
        if let Some(p) = &self.p_value {
            add("p-value", cells(p, |p| significant(*p)));
        }
        if let Some(lag) = &self.lag {
            add("lag", cells(lag, |lag| signed(*lag)));
        }
        lines
    }

    fn sheet(&self) -> Sheet {
        let sheet = Sheet::default()
            .row("series", self.columns.len().to_string())
            .row("n", self.n.to_string());
        if let Some(longest) = self.max_lag {
            let lags = format!("-{longest} to {longest}; positive: the row's series leads");
            return sheet.row("lags", lags).row(
                "caution",
                "the best of many lags: its size alone is no evidence of coupling",
            );
        }
        let sheet = sheet.row("missing", self.missing_in_words());
        if self.p_value.is_none() {
            return sheet;
        }
        sheet
            .row("p-value", "no linear coupling, exact t test")
            .row("assumed", "independent rows, normal values")
            .row(
                "caution",
                "many tests: of independent series one in twenty is below 0.05",
            )
    }

    fn missing_in_words(&self) -> String {
        let of_pairs = (0..self.rows.len()).flat_map(|i| &self.rows[i][i + 1..]);
        let (least, most) = of_pairs.fold((u64::MAX, 0), |(least, most), &rows| {
            (least.min(rows), most.max(rows))
        });
        match self.missing {
            Missing::Listwise => format!("left out listwise, {least} rows complete"),
            Missing::Pairwise => format!("left out pairwise, {least} to {most} rows a pair"),
            _ => "none".into(),
        }
    }

    /// The cells with the names of rows and columns.
    fn labelled(&self, title: &str, rows: Square<String>) -> Square<String> {
        let header = std::iter::once(title.to_owned()).chain(self.columns.iter().cloned());
        let body = self.columns.iter().cloned().zip(rows);
        let body = body.map(|(name, cells)| std::iter::once(name).chain(cells).collect());
        std::iter::once(header.collect()).chain(body).collect()
    }
}

fn square<T>(count: usize, entry: impl Fn(usize, usize) -> T) -> Square<T> {
    let row = |i| (0..count).map(|j| entry(i, j)).collect();
    (0..count).map(row).collect()
}

/// The cells of values as text.
fn cells<T>(values: &[Vec<Option<T>>], text: impl Fn(&T) -> String) -> Square<String> {
    let cell = |value: &Option<T>| value.as_ref().map_or("-".to_owned(), &text);
    let row = |row: &Vec<Option<T>>| row.iter().map(cell).collect();
    values.iter().map(row).collect()
}
