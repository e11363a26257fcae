//! What is said of two couplings.

use std::path::Path;

use kosmic_core::{Comparison, ComparisonTest, CoreError, Equivalence, Limits, fisher_limits};
use kosmic_plot::{Figure, IntervalFigure};
use serde::Serialize;

use super::{Compared, Relation};
use crate::arguments::CompareArguments;
use crate::failure::Failure;
use crate::output::{Sheet, fixed, limits, percent, significant};

/// What `--json` prints; the names are a contract. What is undefined, or was not asked for, is null. Of two values the first
/// is that of x and y.
#[derive(Serialize)]
pub(super) struct Report {
    relation: &'static str,
    series: [[String; 2]; 2],
    missing: String,
    n: [usize; 2],
    level: f64,
    k: [f64; 2],
    lower: [Option<f64>; 2],
    upper: [Option<f64>; 2],
    r: [f64; 2],
    k_difference: f64,
    k_difference_lower: f64,
    k_difference_upper: f64,
    r_difference: f64,
    r_difference_lower: f64,
    r_difference_upper: f64,
    z: f64,
    p_value: f64,
    williams_t: Option<f64>,
    williams_degrees_of_freedom: Option<usize>,
    williams_p_value: Option<f64>,
    margin: Option<f64>,
    /// The p of |K₁ - K₂| ≥ margin.
    k_equivalence_p_value: Option<f64>,
    /// The p of |r₁ - r₂| ≥ margin / 2.
    r_equivalence_p_value: Option<f64>,
    #[serde(skip)]
    said: Relation,
}

impl Report {
    pub(super) fn new(arguments: &CompareArguments, compared: Compared) -> Result<Self, CoreError> {
        let Compared {
            relation,
            comparison,
            n,
            names,
        } = compared;
        let level = arguments.formula.level;
        let r = comparison.correlations();
        let [first, second] = [0, 1].map(|place| fisher_limits(r[place], n[place], level));
        let folded = [first?.map(Limits::folded), second?.map(Limits::folded)];
        let (of_k, of_r) = (comparison.k_limits(level)?, comparison.limits(level)?);
        let z: ComparisonTest = comparison.z_test();
        let williams = comparison.williams_test();
        let margin = arguments.margin;
        let (k_same, r_same) = match margin.map(|margin| equivalences(&comparison, margin)) {
            Some(same) => same.map(|(k, r)| (Some(k.p_value()), Some(r.p_value())))?,
            None => (None, None),
        };
        Ok(Self {
            relation: relation.name(),
            series: names,
            missing: arguments.input.missing.written(),
            n,
            level,
            k: r.map(|r| 2.0 * r.abs()),
            lower: folded.map(|limits| limits.map(|limits| limits.lower)),
            upper: folded.map(|limits| limits.map(|limits| limits.upper)),
            r,
            k_difference: comparison.k_difference(),
            k_difference_lower: of_k.lower,
            k_difference_upper: of_k.upper,
            r_difference: comparison.difference(),
            r_difference_lower: of_r.lower,
            r_difference_upper: of_r.upper,
            z: z.statistic,
            p_value: z.p_value,
            williams_t: williams.map(|test| test.statistic),
            williams_degrees_of_freedom: williams.and_then(|test| test.degrees_of_freedom),
            williams_p_value: williams.map(|test| test.p_value),
            margin,
            k_equivalence_p_value: k_same,
            r_equivalence_p_value: r_same,
            said: relation,
        })
    }

    pub(super) fn draw(&self, path: &Path) -> Result<(), Failure> {
        let figure = IntervalFigure::new()
            .x_label(format!("K, {} intervals", percent(self.level)))
            .vertical(0.0);
        let figure = [0, 1].into_iter().fold(figure, |figure, place| {
            let limits = self.lower[place].zip(self.upper[place]);
            let limits = limits.map(|(lower, upper)| [lower, upper]);
            figure.interval(self.coupling(place), self.k[place], limits)
        });
        let ends = [self.k_difference_lower, self.k_difference_upper];
        let figure = figure.interval("difference", self.k_difference, Some(ends));
        let margins = self.margin.into_iter().flat_map(|margin| [-margin, margin]);
        margins
            .fold(figure, IntervalFigure::vertical)
            .save(path)
            .map_err(Failure::data)
    }

    fn coupling(&self, place: usize) -> String {
        let [x, y] = &self.series[place];
        format!("{x} and {y}")
    }

    pub(super) fn sheet(&self) -> Sheet {
        let level = percent(self.level);
        let k = |place: usize| {
            format!(
                "{}  {level} interval {}  ({}, n = {}, r = {})",
                fixed(self.k[place]),
                limits(self.lower[place], self.upper[place]),
                self.coupling(place),
                self.n[place],
                fixed(self.r[place]),
            )
        };
        let difference = |value: f64, lower: f64, upper: f64| {
            let interval = limits(Some(lower), Some(upper));
            format!("{}  {level} interval {interval}", fixed(value))
        };
        let sheet = Sheet::default()
            .row("couplings", self.said.in_words())
            .row("first K", k(0))
            .row("second K", k(1))
            .row(
                "K - K",
                difference(
                    self.k_difference,
                    self.k_difference_lower,
                    self.k_difference_upper,
                ),
            )
            .row(
                "r - r",
                difference(
                    self.r_difference,
                    self.r_difference_lower,
                    self.r_difference_upper,
                ),
            )
            .row("p-value", self.tests());
        let sheet = match self.margin {
            Some(margin) => sheet.row("equivalence", self.equivalence(margin)),
            None => sheet,
        };
        sheet.row("assumed", "independent rows, normal values")
    }

    fn tests(&self) -> String {
        let name = self.said.test();
        let z = format!(
            "{}  (equal r, {name}, z = {})",
            significant(self.p_value),
            fixed(self.z)
        );
        match self.williams_p_value.zip(self.williams_t) {
            Some((p, t)) => format!("{z}, {}  (Williams, t = {})", significant(p), fixed(t)),
            None => z,
        }
    }

    fn equivalence(&self, margin: f64) -> String {
        let p = |p: Option<f64>| p.map_or("undefined".into(), significant);
        format!(
            "p = {} that the K differ by {margin} or more, {} that the r do by {}",
            p(self.k_equivalence_p_value),
            p(self.r_equivalence_p_value),
            0.5 * margin
        )
    }
}

/// Of the two K within the margin, and of the signed r within half of it, which is the same margin of K.
fn equivalences(
    comparison: &Comparison,
    margin: f64,
) -> Result<(Equivalence, Equivalence), CoreError> {
    let half = Limits {
        lower: -0.5 * margin,
        upper: 0.5 * margin,
    };
    Ok((
        comparison.k_equivalence(margin)?,
        comparison.equivalence(half)?,
    ))
}
