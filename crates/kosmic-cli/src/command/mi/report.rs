//! What is said of an estimate.

use kosmic_core::{Binning, Pair, PairSource};
use serde::Serialize;

use super::Found;
use crate::arguments::MiArguments;
use crate::input::Inputs;
use crate::output::{Sheet, counted, fixed, limits, percent, significant};

/// What `--json` prints; the names are a contract. What does not belong to the estimator, or is undefined, is null.
#[derive(Serialize)]
pub(super) struct Report {
    n: usize,
    estimator: &'static str,
    nats: f64,
    bits: f64,
    lower: Option<f64>,
    upper: Option<f64>,
    level: f64,
    standard_error: Option<f64>,
    gaussian_r: f64,
    gaussian_k: f64,
    k: f64,
    p_value: Option<f64>,
    test: Option<&'static str>,
    permutations: Option<usize>,
    permutations_used: Option<usize>,
    as_large: Option<usize>,
    neighbours: Option<usize>,
    jitter: bool,
    bins: Option<usize>,
    binning: Option<&'static str>,
    plug_in: Option<f64>,
    degrees_of_freedom: Option<usize>,
    seed: u64,
    warnings: Vec<String>,
}

impl Report {
    pub(super) fn new<S: PairSource>(
        arguments: &MiArguments,
        pair: &Pair<S>,
        found: &Found,
    ) -> Self {
        let information = found.information();
        let report = Self {
            n: pair.len(),
            estimator: arguments.estimator.name(),
            nats: information.nats,
            bits: information.bits(),
            lower: None,
            upper: None,
            level: arguments.level,
            standard_error: None,
            gaussian_r: information.gaussian_r(),
            gaussian_k: information.gaussian_k(),
            k: pair.k(),
            p_value: None,
            test: None,
            permutations: arguments.permutations,
            permutations_used: None,
            as_large: None,
            neighbours: None,
            jitter: arguments.jitter,
            bins: None,
            binning: None,
            plug_in: None,
            degrees_of_freedom: None,
            seed: arguments.seed,
            warnings: Vec::new(),
        };
        report.with(found)
    }

    /// With what only this estimator has.
    fn with(self, found: &Found) -> Self {
        match found {
            Found::Gaussian(found, limits) => Self {
                lower: limits.map(|nats| nats.lower),
                upper: limits.map(|nats| nats.upper),
                p_value: Some(found.p_value),
                test: Some("exact t"),
                ..self
            },
            Found::Histogram(found) => Self {
                p_value: Some(found.p_value),
                test: Some("G"),
                bins: Some(found.bins),
                binning: Some(name_of(found.binning)),
                plug_in: Some(found.plug_in.nats),
                degrees_of_freedom: Some(found.degrees_of_freedom),
                ..self
            },
            Found::Neighbours(found) => Self {
                standard_error: found.standard_error,
                neighbours: Some(found.neighbours),
                p_value: found.test.map(|test| test.p_value),
                test: self.permutations.map(|_| "permutation"),
                permutations_used: self.permutations.map(|_| found.permuted.len()),
                as_large: found.test.map(|test| test.as_large),
                warnings: self
                    .stopped_early(found.permuted.len())
                    .into_iter()
                    .collect(),
                ..self
            },
        }
    }

    pub(super) fn sheet(&self, inputs: &Inputs<'_>) -> Sheet {
        let names = format!("x = {}, y = {}", inputs.x_name, inputs.y_name);
        let sheet = Sheet::default()
            .row("series", names)
            .row("n", self.n.to_string())
            .row("information", self.information())
            .row("estimator", self.estimator_in_words())
            .row(
                "as normal",
                format!(
                    "K = {}, |r| = {} of a normal pair with as much",
                    fixed(self.gaussian_k),
                    fixed(self.gaussian_r)
                ),
            )
            .row("K", format!("{}  (linear coupling)", fixed(self.k)));
        let sheet = match self.test {
            Some(test) => sheet.row("p-value", self.p_value_in_words(test)),
            None => sheet.row("p-value", "on request: --permutations"),
        };
        let sheet = sheet.row("assumed", self.assumed());
        let warnings = self.warnings.iter();
        warnings.fold(sheet, |sheet, warning| sheet.row("warning", warning))
    }

    fn information(&self) -> String {
        let mut text = format!("{} nats, {} bits", fixed(self.nats), fixed(self.bits));
        if self.neighbours.is_none() && self.bins.is_none() {
            let interval = limits(self.lower, self.upper);
            text += &format!("  {} interval {interval} nats", percent(self.level));
        }
        if let Some(error) = self.standard_error {
            text += &format!("  standard error {} nats", fixed(error));
        }
        text
    }

    fn estimator_in_words(&self) -> String {
        let mut text = self.estimator.to_owned();
        if let Some(neighbours) = self.neighbours {
            text += &format!(", {}", counted(neighbours, "neighbour"));
        }
        if self.jitter {
            text += &format!(", jittered with seed {}", self.seed);
        }
        if let (Some(bins), Some(plug_in)) = (self.bins, self.plug_in) {
            let kind = self.binning.unwrap_or_default();
            text += &format!(
                ", {bins} bins, {kind}, {} nats before the correction",
                fixed(plug_in)
            );
        }
        text
    }

    fn p_value_in_words(&self, test: &str) -> String {
        let p = self.p_value.map_or("undefined".into(), significant);
        match (self.permutations_used, self.as_large) {
            (Some(used), Some(as_large)) => {
                let seed = self.seed;
                format!(
                    "{p}  (independence, {as_large} of {used} permutations as large, seed {seed})"
                )
            }
            _ => format!("{p}  (independence, {test} test)"),
        }
    }

    fn assumed(&self) -> &'static str {
        match (self.neighbours, self.bins) {
            (Some(_), _) => "independent rows, continuous values",
            (_, Some(_)) => "independent rows",
            _ => "independent rows, normal values",
        }
    }

    fn stopped_early(&self, used: usize) -> Option<String> {
        let asked = self.permutations.filter(|&asked| used < asked)?;
        Some(format!(
            "stopped early: {asked} permutations were asked for, {used} are finished"
        ))
    }
}

/// As it is written on the command line.
fn name_of(binning: Binning) -> &'static str {
    match binning {
        Binning::EqualWidth => "equal-width",
        _ => "equiprobable",
    }
}
