//! `kosmic adjust`: p-values of a family of tests.

use std::io::Read;
use std::path::Path;

use anyhow::{Context, anyhow};
use kosmic_stats::{Adjustment, MissingP, NullShare, adjust_p, q_values};
use serde::Serialize;

use crate::arguments::{AdjustArguments, AdjustMethod, name_of};
use crate::failure::Failure;
use crate::output::{aligned, print_json, print_lines, significant};

/// What `--json` prints; the names are a contract.
#[derive(Serialize)]
struct Report {
    method: String,
    alpha: f64,
    tests: usize,
    /// The share of true nulls, which q-values take into account; else null.
    null_share: Option<f64>,
    adjusted: Vec<Option<f64>>,
    rejected: Vec<bool>,
}

pub(super) fn run(arguments: &AdjustArguments) -> Result<(), Failure> {
    if !(arguments.alpha > 0.0 && arguments.alpha < 1.0) {
        return Err(Failure::usage(anyhow!(
            "alpha must lie strictly between 0 and 1, got {}",
            arguments.alpha
        )));
    }
    let p = p_values(&text(&arguments.file)?).map_err(Failure::data)?;
    let report = Report::new(arguments, &p).map_err(Failure::data)?;
    if arguments.json {
        return print_json(&report);
    }
    print_lines(&aligned(&report.rows(&p)))
}

fn text(file: &Path) -> Result<String, Failure> {
    let mut text = String::new();
    let read = if file == Path::new("-") {
        std::io::stdin().lock().read_to_string(&mut text)
    } else {
        std::fs::File::open(file).and_then(|mut file| file.read_to_string(&mut text))
    };
    let name = file.display();
    read.with_context(|| format!("{name} could not be read"))
        .map_err(Failure::data)?;
    Ok(text)
}

/// One number a line; the empty line after the last is none.
fn p_values(text: &str) -> anyhow::Result<Vec<f64>> {
    let number = |(line, text): (usize, &str)| match text.trim() {
        "" | "NA" => Ok(f64::NAN),
        text => text
            .parse::<f64>()
            .map_err(|_| anyhow!("line {}: expected a p-value, found {text:?}", line + 1)),
    };
    text.lines().enumerate().map(number).collect()
}

impl Report {
    fn new(arguments: &AdjustArguments, p: &[f64]) -> Result<Self, kosmic_stats::StatsError> {
        let missing = MissingP::from(arguments.missing);
        let (adjusted, null_share) = match procedure(arguments) {
            Some(method) => (adjust_p(p, method, missing)?.p, None),
            None => {
                let found = q_values(p, NullShare::AtLambda(0.5), missing)?;
                (found.q, Some(found.null_share))
            }
        };
        let counted = match missing {
            MissingP::CountAsOne => p.len(),
            _ => adjusted.iter().flatten().count(),
        };
        let rejected = |p: &Option<f64>| p.is_some_and(|p| p <= arguments.alpha);
        Ok(Self {
            method: name_of(&arguments.method),
            alpha: arguments.alpha,
            tests: counted,
            null_share,
            rejected: adjusted.iter().map(rejected).collect(),
            adjusted,
        })
    }

    fn rows(&self, p: &[f64]) -> Vec<Vec<String>> {
        let heading = ["test", "p", "adjusted", "rejected"]
            .map(str::to_owned)
            .to_vec();
        let row = |index: usize| {
            let adjusted = self.adjusted[index].map_or("missing".into(), significant);
            let rejected = if self.rejected[index] { "yes" } else { "no" };
            let p = if p[index].is_nan() {
                "missing".into()
            } else {
                significant(p[index])
            };
            vec![(index + 1).to_string(), p, adjusted, rejected.into()]
        };
        let mut rows = vec![heading];
        rows.extend((0..p.len()).map(row));
        rows
    }
}

/// The procedure of a name; q-values are none.
fn procedure(arguments: &AdjustArguments) -> Option<Adjustment> {
    Some(match arguments.method {
        AdjustMethod::Bonferroni => Adjustment::Bonferroni,
        AdjustMethod::Sidak => Adjustment::Sidak,
        AdjustMethod::Holm => Adjustment::Holm,
        AdjustMethod::HolmSidak => Adjustment::HolmSidak,
        AdjustMethod::Hochberg => Adjustment::Hochberg,
        AdjustMethod::Hommel => Adjustment::Hommel,
        AdjustMethod::Bh => Adjustment::BenjaminiHochberg,
        AdjustMethod::By => Adjustment::BenjaminiYekutieli,
        AdjustMethod::Bky => Adjustment::TwoStage {
            alpha: arguments.alpha,
        },
        AdjustMethod::Storey => return None,
    })
}
