//! `kosmic power corr`.

use kosmic_stats::{CorrelationPower, r_from_k};
use serde::Serialize;

use super::{DEFAULT_ALPHA, Wanted};
use crate::arguments::{CorrArguments, CorrMethod, name_of};
use crate::failure::Failure;
use crate::output::{Sheet, print_json, print_lines, significant};

/// What `--json` prints; the names are a contract.
#[derive(Serialize)]
struct Report {
    r: f64,
    k: f64,
    /// A whole number by the exact method, a real one by Fisher's z.
    n: serde_json::Number,
    power: f64,
    alpha: f64,
    alternative: String,
    method: String,
    null: f64,
}

pub(super) fn run(arguments: &CorrArguments) -> Result<(), Failure> {
    let report = Report::new(arguments)?;
    if arguments.study.json {
        return print_json(&report);
    }
    print_lines(&report.sheet().lines())
}

impl Report {
    fn new(arguments: &CorrArguments) -> Result<Self, Failure> {
        let study = &arguments.study;
        let given = arguments.k.map(r_from_k).transpose();
        let effect = arguments.r.or(given.map_err(Failure::usage)?);
        let alpha = study.alpha.unwrap_or(DEFAULT_ALPHA);
        let test = CorrelationPower::new()
            .method(arguments.method.into())
            .alternative(study.alternative.into())
            .alpha(alpha)
            .null(arguments.null);
        let report = |r: f64, n: f64, power: f64, alpha: f64| Self {
            r,
            k: 2.0 * r.abs(),
            n: number(n, arguments.method),
            power,
            alpha,
            alternative: name_of(&study.alternative),
            method: name_of(&arguments.method),
            null: arguments.null,
        };
        let found = match Wanted::of(effect, "--r", study)? {
            Wanted::Power { effect, n } => test
                .power(effect, n)
                .map(|power| report(effect, n, power, alpha)),
            Wanted::Rows { effect, power } => test.sample_size(effect, power).map(|size| {
                let n = size.real.unwrap_or(size.whole as f64);
                report(effect, n, power, alpha)
            }),
            Wanted::Effect { n, power } => test
                .effect(n, power)
                .map(|effect| report(effect, n, power, alpha)),
            Wanted::Level { effect, n, power } => test
                .level(effect, n, power)
                .map(|alpha| report(effect, n, power, alpha)),
        };
        found.map_err(Failure::usage)
    }

    fn sheet(&self) -> Sheet {
        let method = match self.method.as_str() {
            "exact" => "exact distribution of r",
            _ => "Fisher's z",
        };
        let sheet = Sheet::default()
            .row(
                "r",
                format!("{}  (K {})", significant(self.r), significant(self.k)),
            )
            .row("n", self.n.to_string())
            .row("power", significant(self.power))
            .row(
                "alpha",
                format!("{}  {}", significant(self.alpha), self.alternative),
            );
        let sheet = if self.null == 0.0 {
            sheet
        } else {
            sheet.row("null", format!("r = {}", significant(self.null)))
        };
        sheet
            .row("method", method)
            .row("assumed", "independent rows, normal values")
    }
}

fn number(n: f64, method: CorrMethod) -> serde_json::Number {
    match method {
        CorrMethod::Exact => (n as u64).into(),
        CorrMethod::Fisher => serde_json::Number::from_f64(n).unwrap_or(0.into()),
    }
}
