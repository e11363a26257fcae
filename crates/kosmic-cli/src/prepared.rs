//! What was done to the data before anything was found from them: it is printed with the result.

use std::borrow::Cow;

use kosmic_data::{Column, Parameter, Step, Table};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::failure::Failure;
use crate::output;

/// A result with the record of its data, which is left out where nothing was done.
#[derive(Serialize)]
struct Prepared<'r, T> {
    #[serde(flatten)]
    result: &'r T,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    prepared: Vec<OfColumn<'r>>,
}

/// One step, with the column it was done to.
#[derive(Serialize)]
struct OfColumn<'r> {
    column: &'r str,
    #[serde(flatten)]
    step: StepReport<'r>,
}

/// One step as `--json` prints it; the names are a contract.
#[derive(Serialize)]
pub(crate) struct StepReport<'r> {
    step: &'r str,
    parameters: Map<String, Value>,
    estimates: Map<String, Value>,
    rows_before: usize,
    rows_after: usize,
    missing_before: usize,
    missing_after: usize,
    changed: usize,
    flagged: &'r [usize],
    warning: Option<String>,
}

impl<'r> StepReport<'r> {
    pub(crate) fn new(step: &'r Step) -> Self {
        let parameter = |(name, value): &(Cow<'_, str>, Parameter)| {
            let value = match value {
                Parameter::Number(number) => Value::from(*number),
                other => Value::from(other.to_string()),
            };
            (name.to_string(), value)
        };
        let estimate =
            |(name, value): &(Cow<'_, str>, f64)| (name.to_string(), Value::from(*value));
        Self {
            step: &step.name,
            parameters: step.parameters.iter().map(parameter).collect(),
            estimates: step.estimates.iter().map(estimate).collect(),
            rows_before: step.rows_before,
            rows_after: step.rows_after,
            missing_before: step.missing_before,
            missing_after: step.missing_after,
            changed: step.changed,
            flagged: &step.flagged,
            warning: step.warning.map(|warning| warning.to_string()),
        }
    }
}

/// The steps of all columns.
fn steps<'r>(
    tables: impl IntoIterator<Item = &'r Table>,
) -> impl Iterator<Item = (&'r str, &'r Step)> {
    let columns = tables.into_iter().flat_map(Table::columns);
    columns.flat_map(|column: &Column| column.history().iter().map(|step| (column.name(), step)))
}

/// Prints a result and what was done to its data as one JSON object.
pub(crate) fn print_json<'r>(
    result: &'r impl Serialize,
    tables: impl IntoIterator<Item = &'r Table>,
) -> Result<(), Failure> {
    let of_column = |(column, step)| OfColumn {
        column,
        step: StepReport::new(step),
    };
    let prepared = steps(tables).map(of_column).collect();
    output::print_json(&Prepared { result, prepared })
}

/// Prints the lines of a result, and of what was done to its data.
pub(crate) fn print_lines<'r>(
    lines: &[String],
    tables: impl IntoIterator<Item = &'r Table>,
) -> Result<(), Failure> {
    let steps = steps(tables).map(|(column, step)| format!("prepared  {column}: {step}"));
    output::print_lines(&lines.iter().cloned().chain(steps).collect::<Vec<_>>())
}
