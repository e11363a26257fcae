//! From `--scheme` and what belongs to it to a design of the rows.

use anyhow::anyhow;
use kosmic_core::{Pair, PairSource};
use kosmic_data::Table;
use kosmic_parallel::{Design, ParallelError, Plan, SchemeChoice};

use crate::arguments::{SchemeArguments, SchemeName};
use crate::failure::Failure;

/// The design that is asked for, and why it is this where that was left to the pair.
pub(super) fn of<S: PairSource>(
    arguments: &SchemeArguments,
    table: &Table,
    pair: &Pair<S>,
    plan: &Plan,
) -> Result<(Design, Option<SchemeChoice>), Failure> {
    if let Some(choice) = plan.choice_for(pair).map_err(Failure::data)? {
        return Ok((choice.design().map_err(Failure::usage)?, Some(choice)));
    }
    Ok((given(arguments, table)?, None))
}

/// The design of a scheme that leaves nothing open.
fn given(arguments: &SchemeArguments, table: &Table) -> Result<Design, Failure> {
    let labelled = |column: &Option<String>, design: fn(Vec<u64>) -> Result<Design, _>| {
        let column = column.as_deref().expect("the parser asks for it");
        design(labels(table, column)?).map_err(Failure::data)
    };
    match arguments.scheme()? {
        SchemeName::Iid => Ok(Design::iid()),
        SchemeName::Balanced => Ok(Design::balanced()),
        SchemeName::Poisson => Ok(Design::poisson()),
        SchemeName::Dirichlet => dirichlet(arguments).map_err(Failure::usage),
        SchemeName::Stratified => labelled(&arguments.strata, Design::stratified),
        SchemeName::Cluster => labelled(&arguments.clusters, Design::clustered),
        SchemeName::Auto | SchemeName::Moving | SchemeName::Circular | SchemeName::Stationary => {
            unreachable!("these are chosen by the pair")
        }
    }
}

/// Checks what can be checked before the file is read.
pub(super) fn verify(arguments: &SchemeArguments) -> Result<SchemeName, Failure> {
    dirichlet(arguments).map_err(Failure::usage)?;
    arguments.scheme()
}

fn dirichlet(arguments: &SchemeArguments) -> Result<Design, ParallelError> {
    Design::dirichlet(arguments.concentration.unwrap_or(1.0))
}

/// The label of each row: the bits of a number.
fn labels(table: &Table, name: &str) -> Result<Vec<u64>, Failure> {
    let column = table.column(name).map_err(Failure::data)?;
    let series = column.series().map_err(Failure::data)?;
    let mut scratch = Vec::new();
    let values = series.read(0..column.len(), &mut scratch);
    if let Some(first) = values.iter().position(|value| value.is_nan()) {
        let (path, missing) = (
            table.path().display(),
            column.missing().map_err(Failure::data)?,
        );
        let message = format!(
            "{path}: column {name:?} has {missing} missing labels, the first at index {first}; each row needs one"
        );
        return Err(Failure::data(anyhow!(message)));
    }
    // Zeros of either sign are one label.
    Ok(values.iter().map(|value| (value + 0.0).to_bits()).collect())
}
