//! `kosmic clean`: columns of a file, made fit to be compared, into another.

use std::path::Path;

use kosmic_data::{ColumnKind, Join, LoadOptions, Table, Treatment, load_with, save};
use serde::Serialize;

use crate::arguments::CleanArguments;
use crate::failure::Failure;
use crate::input::read_columns;
use crate::output::{counted, print_json, print_lines};
use crate::prepared::StepReport;

/// What `--json` prints; the names are a contract.
#[derive(Serialize)]
struct Report<'a> {
    rows: usize,
    columns: Vec<Cleaned<'a>>,
    /// Columns without numbers, and the mask.
    left_out: Vec<String>,
    output: &'a Path,
}

/// A column of the new file.
#[derive(Serialize)]
struct Cleaned<'a> {
    name: &'a str,
    missing: usize,
    steps: Vec<StepReport<'a>>,
}

pub(super) fn run(arguments: &CleanArguments) -> Result<(), Failure> {
    let usage = |why: String| Failure::usage(anyhow::anyhow!(why));
    let outliers = arguments.outliers.treatment().map_err(usage)?;
    let table = read_columns(&arguments.file, [])?;
    let (table, mut left_out) = numbers(&table)?;
    let table = joined(arguments, table)?;
    let table = treated(arguments, outliers, table)?;
    let table = match &arguments.mask {
        Some(mask) => {
            left_out.push(mask.clone());
            without(&table, mask)?
        }
        None => table,
    };
    save(&arguments.out, &table).map_err(Failure::data)?;
    let report = Report::new(arguments, &table, left_out)?;
    if arguments.json {
        return print_json(&report);
    }
    print_lines(&report.lines(&table))
}

/// The columns of numbers, and the names of the others.
fn numbers(table: &Table) -> Result<(Table, Vec<String>), Failure> {
    let is_number = |kind| !matches!(kind, ColumnKind::Text | ColumnKind::Other);
    let columns = table.columns().iter();
    let others = columns.filter(|column| !is_number(column.kind()));
    let others: Vec<String> = others.map(|column| column.name().to_owned()).collect();
    let columns = table.columns().iter();
    let numbers = columns.filter(|column| is_number(column.kind()));
    let numbers: Vec<&str> = numbers.map(kosmic_data::Column::name).collect();
    if others.is_empty() {
        return Ok((table.clone(), others));
    }
    Ok((table.keep(&numbers).map_err(Failure::data)?, others))
}

fn joined(arguments: &CleanArguments, table: Table) -> Result<Table, Failure> {
    let (Some(path), Some(on)) = (&arguments.join.join, &arguments.join.on) else {
        return Ok(table);
    };
    let budget = arguments.file.budget();
    let options = LoadOptions::new().memory_budget(budget);
    let other = load_with(path, &options).map_err(Failure::data)?;
    let join = match arguments.join.as_of {
        Some(rule) => Join::as_of(on, rule.into()),
        None => Join::exact(on),
    };
    let join = match arguments.join.tolerance {
        Some(most) => join.tolerance(most),
        None => join,
    };
    table.join(&other, &join).map_err(Failure::data)
}

/// What is done, in the order in which it makes sense.
fn treated(
    arguments: &CleanArguments,
    outliers: Option<Treatment>,
    mut table: Table,
) -> Result<Table, Failure> {
    let names = chosen(arguments, &table);
    let all =
        |table: Table, treatment: Treatment| table.treat(&names, &treatment).map_err(Failure::data);
    if !arguments.sentinel.is_empty() {
        table = all(table, Treatment::Sentinels(arguments.sentinel.clone()))?;
    }
    if let Some(mask) = &arguments.mask {
        table = table.masked(&names, mask).map_err(Failure::data)?;
    }
    if let Some(outliers) = outliers {
        table = all(table, outliers)?;
    }
    if arguments.missing.policy.is_some() {
        table = all(table, arguments.missing.treatment())?;
    }
    let mut names = names.clone();
    for (name, of) in &arguments.norm {
        table = table.with_norms(&[of], name).map_err(Failure::data)?;
        names.push(name.clone());
    }
    let trend = arguments.trend.map(Treatment::from);
    let white = arguments.whiten.then_some(Treatment::Whiten);
    let scale = arguments.scale.map(Treatment::from);
    for treatment in [trend, white, scale].into_iter().flatten() {
        table = table.treat(&names, &treatment).map_err(Failure::data)?;
    }
    for (name, rows) in &arguments.lag {
        let lagged = table.treat(&[name], &Treatment::Lag(*rows));
        table = lagged.map_err(Failure::data)?;
    }
    Ok(table)
}

/// The columns that are treated.
fn chosen(arguments: &CleanArguments, table: &Table) -> Vec<String> {
    if !arguments.columns.is_empty() {
        return arguments.columns.clone();
    }
    let aside = [&arguments.mask, &arguments.join.on];
    let names = table
        .columns()
        .iter()
        .map(|column| column.name().to_owned());
    names
        .filter(|name| !aside.into_iter().flatten().any(|other| other == name))
        .collect()
}

fn without(table: &Table, name: &str) -> Result<Table, Failure> {
    let names = table.columns().iter().map(kosmic_data::Column::name);
    let others: Vec<&str> = names.filter(|other| *other != name).collect();
    table.keep(&others).map_err(Failure::data)
}

impl<'a> Report<'a> {
    fn new(
        arguments: &'a CleanArguments,
        table: &'a Table,
        left_out: Vec<String>,
    ) -> Result<Self, Failure> {
        let cleaned = |column: &'a kosmic_data::Column| {
            Ok(Cleaned {
                name: column.name(),
                missing: column.missing().map_err(Failure::data)?,
                steps: column.history().iter().map(StepReport::new).collect(),
            })
        };
        Ok(Self {
            rows: table.n_rows(),
            columns: table
                .columns()
                .iter()
                .map(cleaned)
                .collect::<Result<_, Failure>>()?,
            left_out,
            output: &arguments.out,
        })
    }

    fn lines(&self, table: &Table) -> Vec<String> {
        let (rows, columns) = (
            counted(self.rows, "row"),
            counted(self.columns.len(), "column"),
        );
        let mut lines = vec![format!("{}: {rows}, {columns}", self.output.display())];
        for (column, cleaned) in table.columns().iter().zip(&self.columns) {
            let missing = cleaned.missing;
            lines.push(format!("{}: {missing} missing", column.name()));
            lines.extend(column.history().iter().map(|step| format!("  {step}")));
        }
        if !self.left_out.is_empty() {
            lines.push(format!("left out: {}", self.left_out.join(", ")));
        }
        lines
    }
}
