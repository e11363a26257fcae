//! A record as a figure.

use kosmic_plot::{LineFigure, Panels};

use super::cell::{Finding, LEVEL};
use super::record::Record;

/// Methods that are drawn: all would hide each other.
const DRAWN: [&str; 5] = [
    "fisher",
    "percentile",
    "bca",
    "student",
    "student-symmetric",
];

/// The lowest coverage over correlations against the number of rows, a panel for each law of a study of intervals.
#[must_use]
pub fn chart(record: &Record) -> Panels {
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

fn lowest(group: &[&Finding], name: &str) -> Option<f64> {
    let shares = group.iter().filter_map(|finding| {
        let tally = finding.procedures.iter().find(|tally| tally.name == name)?;
        Some(tally.share(finding.trials))
    });
    shares.reduce(f64::min)
}
