//! `kosmic power ttest`.

use kosmic_stats::{TDesign, TTestPower};
use serde::Serialize;

use super::{DEFAULT_ALPHA, Wanted};
use crate::arguments::{DesignName, TtestArguments, name_of};
use crate::failure::Failure;
use crate::output::{Sheet, print_json, print_lines, significant};

/// What `--json` prints; the names are a contract.
#[derive(Serialize)]
struct Report {
    d: f64,
    /// Values in the first group, as a real number.
    n: f64,
    /// Values in the second group; null where there is none.
    n_second: Option<f64>,
    power: f64,
    alpha: f64,
    alternative: String,
    design: String,
}

pub(super) fn run(arguments: &TtestArguments) -> Result<(), Failure> {
    let report = Report::new(arguments)?;
    if arguments.study.json {
        return print_json(&report);
    }
    print_lines(&report.sheet().lines())
}

impl Report {
    fn new(arguments: &TtestArguments) -> Result<Self, Failure> {
        let study = &arguments.study;
        let alpha = study.alpha.unwrap_or(DEFAULT_ALPHA);
        let ratio = arguments.ratio;
        let design = match arguments.design {
            DesignName::OneSample => TDesign::OneSample,
            DesignName::Paired => TDesign::Paired,
            DesignName::TwoSample => TDesign::TwoSamples { ratio },
        };
        let test = TTestPower::new(design)
            .alternative(study.alternative.into())
            .alpha(alpha);
        let report = |d: f64, n: f64, power: f64, alpha: f64| Self {
            d,
            n,
            n_second: (arguments.design == DesignName::TwoSample).then_some(n * ratio),
            power,
            alpha,
            alternative: name_of(&study.alternative),
            design: name_of(&arguments.design),
        };
        let found = match Wanted::of(arguments.d, "--d", study)? {
            Wanted::Power { effect, n } => test
                .power(effect, n)
                .map(|power| report(effect, n, power, alpha)),
            Wanted::Rows { effect, power } => test
                .sample_size(effect, power)
                .map(|n| report(effect, n, power, alpha)),
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
        let n = match self.n_second {
            Some(second) => format!("{} and {}", significant(self.n), significant(second)),
            None => significant(self.n),
        };
        Sheet::default()
            .row("d", significant(self.d))
            .row("n", format!("{n}  (to be rounded up)"))
            .row("power", significant(self.power))
            .row(
                "alpha",
                format!("{}  {}", significant(self.alpha), self.alternative),
            )
            .row("design", self.design.clone())
            .row("assumed", "independent normal values, equal variances")
    }
}
