//! A record as a figure.

use kosmic_plot::{LineFigure, Panels};

use super::cell::{Finding, LEVEL};
use super::law::Law;
use super::record::Record;
use super::study::Study;

/// Methods that are drawn: all would hide each other.
const DRAWN: [&str; 5] = [
    "fisher",
    "percentile",
    "bca",
    "student",
    "student-symmetric",
];

/// Tests that are drawn, as far as a study has them.
const TESTS: [&str; 4] = ["single", "permutation of r", "permutation", "auto"];

/// Of a study of intervals the lowest coverage over correlations against the number of rows, a panel for each law; of a study
/// of tests the share of samples without a coupling in which they reject, against the autoregressive coefficient of normal
/// series, a panel for each number of rows.
#[must_use]
pub fn chart(record: &Record) -> Panels {
    if record.study().is_some_and(Study::asks_for_rejections) {
        return rejections(record);
    }
    let findings = record.in_order();
    let laws = findings.chunk_by(|a, b| a.cell.process() == b.cell.process());
    laws.fold(Panels::in_columns(2), |panels, findings| {
        panels.panel(panel(findings))
    })
}

fn panel(findings: &[&Finding]) -> LineFigure {
    let sizes: Vec<&[&Finding]> = findings
        .chunk_by(|a, b| a.cell.rows == b.cell.rows)
        .collect();
    let rows: Vec<f64> = sizes
        .iter()
        .map(|group| (group[0].cell.rows as f64).log10())
        .collect();
    let figure = LineFigure::new()
        .title(findings[0].cell.process())
        .x_label("log10 of rows")
        .y_label("lowest coverage")
        .horizontal(LEVEL, "promised");
    DRAWN.iter().fold(figure, |figure, name| {
        let lowest = sizes.iter().map(|group| lowest(group, name));
        figure.line(*name, &rows, &lowest.collect::<Vec<_>>())
    })
}

fn rejections(record: &Record) -> Panels {
    let mut findings = record.in_order();
    findings.retain(|finding| finding.cell.rho == 0.0 && finding.cell.law == Law::Normal);
    findings.sort_by_key(|finding| finding.cell.rows);
    let sizes = findings.chunk_by(|a, b| a.cell.rows == b.cell.rows);
    let several = sizes.filter(|group| group.len() > 1);
    several.fold(Panels::in_columns(2), |panels, group| {
        panels.panel(rejections_of(group))
    })
}

fn rejections_of(group: &[&Finding]) -> LineFigure {
    let phis: Vec<f64> = group.iter().map(|finding| finding.cell.phi[0]).collect();
    let figure = LineFigure::new()
        .title(format!("{} rows", group[0].cell.rows))
        .x_label("autoregressive coefficient of both series")
        .y_label("share of samples that reject")
        .horizontal(1.0 - LEVEL, "promised");
    let held = |name: &str| {
        let first = &group[0].procedures;
        first.iter().any(|tally| tally.name == name)
    };
    let names = TESTS.iter().filter(|name| held(name));
    names.fold(figure, |figure, name| {
        let shares = group
            .iter()
            .map(|finding| Some(1.0 - finding.share_of(name)?));
        figure.line(*name, &phis, &shares.collect::<Vec<_>>())
    })
}

fn lowest(group: &[&Finding], name: &str) -> Option<f64> {
    let shares = group.iter().filter_map(|finding| finding.share_of(name));
    shares.reduce(f64::min)
}
