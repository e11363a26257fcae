//! `kosmic k`: K of two columns with its relatives and inference by formula.

use kosmic_core::{
    CoreError, KVariants, Pair, PairSource, correlation_p_value, fisher_limits, verify_level,
};
use kosmic_data::Table;
use serde::Serialize;

use super::measure;
use crate::arguments::KArguments;
use crate::failure::Failure;
use crate::input::Inputs;
use crate::output::{Sheet, fixed, limits, percent, significant};
use crate::prepared::{print_json, print_lines};

/// What `--json` prints; the names are a contract.
#[derive(Serialize)]
struct Report {
    n: usize,
    k: f64,
    r: f64,
    p_value: Option<f64>,
    lower: Option<f64>,
    upper: Option<f64>,
    spearman_k: Option<f64>,
    robust_k: Option<f64>,
    zscored_k: f64,
}

pub(super) fn run(arguments: &KArguments) -> Result<(), Failure> {
    verify_level(arguments.level).map_err(Failure::usage)?;
    let table = arguments.input.read()?;
    let inputs = Inputs::select(&table, &arguments.input)?;
    let pair = inputs.pair()?;
    let (measure, level) = (arguments.measure, arguments.level);
    let other = measure::Report::of_pair(measure, &pair, level).map_err(Failure::data)?;
    if let Some(report) = other {
        return print(arguments, &report, &report.sheet(&inputs, level), &table);
    }
    let report = Report::of_pair(&pair, level).map_err(Failure::data)?;
    print(arguments, &report, &report.sheet(&inputs, level), &table)
}

fn print(
    arguments: &KArguments,
    report: &impl Serialize,
    sheet: &Sheet,
    table: &Table,
) -> Result<(), Failure> {
    if arguments.json {
        return print_json(report, [table]);
    }
    print_lines(&sheet.lines(), [table])
}

impl Report {
    fn of_pair<S: PairSource>(pair: &Pair<S>, level: f64) -> Result<Self, CoreError> {
        let (n, r) = (pair.len(), pair.r());
        // Ranks need whole columns, K does not.
        let variants = match KVariants::of_pair(pair) {
            Err(CoreError::NeedsMemory { .. }) => None,
            variants => Some(variants?),
        };
        let limits = fisher_limits(r, n, level)?.map(kosmic_core::Limits::folded);
        Ok(Self {
            n,
            k: pair.k(),
            r,
            p_value: correlation_p_value(r, n)?,
            lower: limits.map(|limits| limits.lower),
            upper: limits.map(|limits| limits.upper),
            spearman_k: variants.map(|variants| variants.spearman),
            robust_k: variants.and_then(|variants| variants.robust),
            zscored_k: pair.k(),
        })
    }

    fn sheet(&self, inputs: &Inputs<'_>, level: f64) -> Sheet {
        let interval = limits(self.lower, self.upper);
        let p = self.p_value.map_or("undefined".into(), significant);
        let whole = "not found: needs whole columns in memory, see --memory";
        let spearman = self.spearman_k.map_or(whole.into(), fixed);
        let undefined = match self.spearman_k {
            Some(_) => "undefined: too many equal values",
            None => whole,
        };
        let robust = self.robust_k.map_or(undefined.into(), fixed);
        Sheet::default()
            .row(
                "series",
                format!("x = {}, y = {}", inputs.x_name, inputs.y_name),
            )
            .row("n", self.n.to_string())
            .row(
                "K",
                format!("{}  {} interval {interval}", fixed(self.k), percent(level)),
            )
            .row("r", fixed(self.r))
            .row(
                "p-value",
                format!("{p}  (no linear coupling, exact t test)"),
            )
            .row("Spearman K", spearman)
            .row("robust K", format!("{robust}  (percentage bend)"))
            .row(
                "assumed",
                "independent rows, normal values (Fisher z interval, t test)",
            )
    }
}
