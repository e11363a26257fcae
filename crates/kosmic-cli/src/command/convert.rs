//! `kosmic convert`: columns of a file into another.

use std::path::Path;

use kosmic_core::Silent;
use kosmic_data::{Batches, convert, save};
use serde::Serialize;

use crate::arguments::ConvertArguments;
use crate::failure::Failure;
use crate::input::{load_options, read_columns};
use crate::output::{counted, print_json, print_lines};

/// What `--json` prints.
#[derive(Serialize)]
struct Report<'a> {
    rows: u64,
    columns: Vec<String>,
    output: &'a Path,
}

pub(super) fn run(arguments: &ConvertArguments) -> Result<(), Failure> {
    let (rows, columns) = if arguments.file.path == Path::new("-") {
        from_standard_input(arguments)?
    } else {
        from_file(arguments)?
    };
    let output = &arguments.output;
    if arguments.json {
        return print_json(&Report {
            rows,
            columns,
            output,
        });
    }
    let (count, name) = (counted(columns.len(), "column"), output.display());
    let rows = counted(usize::try_from(rows).unwrap_or(usize::MAX), "row");
    print_lines(&[format!("{name}: {rows}, {count}")])
}

fn from_file(arguments: &ConvertArguments) -> Result<(u64, Vec<String>), Failure> {
    let (input, output) = (&arguments.file.path, &arguments.output);
    let options = load_options(&arguments.file, &arguments.columns)?;
    let batches = Batches::open(input, &options).map_err(Failure::data)?;
    let names = batches.names().into_iter().map(str::to_owned).collect();
    let rows = convert(input, &options, output, &Silent).map_err(Failure::data)?;
    Ok((rows, names))
}

/// Standard input is read once, and whole.
fn from_standard_input(arguments: &ConvertArguments) -> Result<(u64, Vec<String>), Failure> {
    let table = read_columns(&arguments.file, [])?;
    let table = match arguments.columns.as_slice() {
        [] => table,
        wanted => table.keep(wanted).map_err(Failure::data)?,
    };
    save(&arguments.output, &table).map_err(Failure::data)?;
    let names = table
        .columns()
        .iter()
        .map(|column| column.name().to_owned());
    Ok((table.n_rows() as u64, names.collect()))
}
