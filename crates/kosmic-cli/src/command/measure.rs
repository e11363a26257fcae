//! `kosmic k --measure`: K by ranks or by distances, with the inference of that measure.

use kosmic_core::{CoreError, DistanceCorrelation, Kendall, Limits, Pair, PairSource, Spearman};
use serde::Serialize;

use crate::arguments::MeasureName;
use crate::input::Inputs;
use crate::output::{Sheet, fixed, limits, percent, significant};

/// What `--json` prints; the names are a contract. What is undefined is null.
#[derive(Serialize)]
pub(super) struct Report {
    n: usize,
    measure: &'static str,
    k: f64,
    value: f64,
    lower: Option<f64>,
    upper: Option<f64>,
    p_value: Option<f64>,
    test: &'static str,
    /// Of distance correlation: that of the bias-corrected square.
    bias_corrected: Option<f64>,
    #[serde(skip)]
    label: &'static str,
}

impl Report {
    /// `None` for Pearson's, which has its own.
    pub(super) fn of_pair<S: PairSource>(
        measure: MeasureName,
        pair: &Pair<S>,
        level: f64,
    ) -> Result<Option<Self>, CoreError> {
        match measure {
            MeasureName::Pearson => Ok(None),
            MeasureName::Spearman => Self::spearman(pair, level).map(Some),
            MeasureName::Kendall => Self::kendall(pair, level).map(Some),
            MeasureName::Distance => Self::distance(pair).map(Some),
        }
    }

    fn spearman<S: PairSource>(pair: &Pair<S>, level: f64) -> Result<Self, CoreError> {
        let found = Spearman::of_pair(pair)?;
        let folded = found.limits(level)?.map(Limits::folded);
        Ok(Self {
            n: found.n,
            measure: "spearman",
            k: found.k(),
            value: found.rho,
            lower: folded.map(|k| k.lower),
            upper: folded.map(|k| k.upper),
            p_value: Some(found.p_value),
            test: if found.exact { "all orders" } else { "t" },
            bias_corrected: None,
            label: "Spearman's rho",
        })
    }

    fn kendall<S: PairSource>(pair: &Pair<S>, level: f64) -> Result<Self, CoreError> {
        let found = Kendall::of_pair(pair)?;
        let folded = found.limits(level)?.map(Limits::folded);
        Ok(Self {
            n: found.n,
            measure: "kendall",
            k: found.k(),
            value: found.tau,
            lower: folded.map(|k| k.lower),
            upper: folded.map(|k| k.upper),
            p_value: Some(found.p_value),
            test: if found.exact { "all orders" } else { "normal" },
            bias_corrected: None,
            label: "Kendall's tau-b",
        })
    }

    fn distance<S: PairSource>(pair: &Pair<S>) -> Result<Self, CoreError> {
        let found = DistanceCorrelation::of_pair(pair)?;
        Ok(Self {
            n: found.n,
            measure: "distance",
            k: found.k(),
            value: found.correlation,
            lower: None,
            upper: None,
            p_value: found.p_value,
            test: "chi-square",
            bias_corrected: found.bias_corrected,
            label: "dCor",
        })
    }

    pub(super) fn sheet(&self, inputs: &Inputs<'_>, level: f64) -> Sheet {
        let interval = match self.measure {
            "distance" => String::new(),
            _ => format!(
                "  {} interval {}",
                percent(level),
                limits(self.lower, self.upper)
            ),
        };
        let p = self.p_value.map_or("undefined".into(), significant);
        let sheet = Sheet::default()
            .row(
                "series",
                format!("x = {}, y = {}", inputs.x_name, inputs.y_name),
            )
            .row("n", self.n.to_string())
            .row("K", format!("{}{interval}", fixed(self.k)))
            .row(self.label, fixed(self.value))
            .row(
                "p-value",
                format!("{p}  (independence, {} test)", self.test),
            );
        let sheet = match self.bias_corrected {
            Some(square) => sheet.row("bias-corrected", format!("dCor^2 = {}", fixed(square))),
            None => sheet,
        };
        sheet.row("assumed", "independent rows")
    }
}
