//! A record as tables in Markdown.

use std::fmt::{self, Write};

use super::cell::{Finding, LEVEL, Tally};
use super::record::Record;
use super::study::Study;

/// A section for each record: under what terms it was made, a table of the lowest and highest coverage over correlations, and below
/// it every cell.
#[must_use]
pub fn report(records: &[Record]) -> String {
    let mut text = String::new();
    for record in records {
        if let Some(study) = record.study() {
            section(&mut text, study, record).expect("a String takes all that is written");
        }
    }
    text
}

fn section(text: &mut String, study: Study, record: &Record) -> fmt::Result {
    let findings = &record.in_order();
    let seconds: f64 = findings.iter().map(|finding| finding.seconds).sum();
    writeln!(text, "\n## {}\n", heading(study))?;
    terms(text, record)?;
    writeln!(
        text,
        "{} {} each; {seconds:.0} s. {}:\n",
        study.replicates(),
        if study.asks_for_rejections() {
            "surrogates"
        } else {
            "replicates"
        },
        if study.asks_for_rejections() {
            "Share of samples without coupling in which a test rejects at the 5 % level"
        } else {
            "Lowest and highest coverage over correlations"
        }
    )?;
    let names = study.procedures().join(" | ");
    writeln!(text, "| law | rows | {names} |")?;
    writeln!(text, "|{}", "---|".repeat(study.procedures().len() + 2))?;
    let shown: Vec<&Finding> = findings
        .iter()
        .copied()
        .filter(|finding| !study.asks_for_rejections() || finding.cell.rho == 0.0)
        .collect();
    for group in
        shown.chunk_by(|a, b| (a.cell.process(), a.cell.rows) == (b.cell.process(), b.cell.rows))
    {
        write!(
            text,
            "| {} | {} |",
            group[0].cell.process(),
            group[0].cell.rows
        )?;
        for place in 0..study.procedures().len() {
            write!(text, " {} |", range(group, place))?;
        }
        writeln!(text)?;
    }
    if findings.iter().any(|finding| finding.cell.rho != 0.0) {
        every_cell(text, &names, findings)?;
    }
    Ok(())
}

fn terms(text: &mut String, record: &Record) -> fmt::Result {
    let terms = &record.terms;
    let error = (LEVEL * (1.0 - LEVEL) / terms.trials as f64).sqrt();
    writeln!(
        text,
        "Recorded by `{}` at revision {} on {}; {} samples a cell, Monte Carlo error {error:.4} at the nominal level.\n",
        terms.command, terms.revision, terms.host, terms.trials
    )
}

fn every_cell(text: &mut String, names: &str, findings: &[&Finding]) -> fmt::Result {
    writeln!(
        text,
        "\n<details><summary>Every cell: {}</summary>\n",
        if findings[0].cell.study.asks_for_rejections() {
            "rejections (mean p)"
        } else {
            "coverage (mean length on the scale of r)"
        }
    )?;
    writeln!(text, "| law | rows | ρ | true r | {names} |")?;
    writeln!(text, "|{}", "---|".repeat(findings[0].procedures.len() + 4))?;
    for finding in findings {
        let (cell, truth) = (&finding.cell, finding.truth);
        write!(
            text,
            "| {} | {} | {} | {truth:.4} |",
            cell.process(),
            cell.rows,
            cell.rho
        )?;
        for tally in &finding.procedures {
            write!(text, " {:.3}", share(finding, tally))?;
            if let Some(length) = tally.length {
                write!(text, " ({length:.3})")?;
            }
            write!(text, " |")?;
        }
        writeln!(text)?;
    }
    writeln!(text, "\n</details>")
}

/// The share of samples that limits cover, or in which a test rejects.
fn share(finding: &Finding, tally: &Tally) -> f64 {
    let share = tally.share(finding.trials);
    if finding.cell.study.asks_for_rejections() {
        1.0 - share
    } else {
        share
    }
}

/// "lowest-highest" share of one procedure in a group of findings.
fn range(group: &[&Finding], place: usize) -> String {
    let shares = || {
        group
            .iter()
            .map(|finding| share(finding, &finding.procedures[place]))
    };
    let lowest = shares().fold(f64::INFINITY, f64::min);
    let highest = shares().fold(0.0, f64::max);
    if group.len() == 1 {
        return format!("{lowest:.3}");
    }
    format!("{lowest:.3}-{highest:.3}")
}

fn heading(study: Study) -> &'static str {
    match study {
        Study::Intervals => "Intervals of r, independent pairs",
        Study::Series => "Intervals that take rows to be independent, autoregressive series",
        Study::Blocks => "Intervals from blocks of rows, autoregressive series",
        Study::Double => "Other intervals where the default falls short, independent pairs",
        Study::Matrix => {
            "Simultaneous band of a matrix: ten correlations of five independent columns"
        }
        Study::Tests => "Tests of no coupling: independent pairs, then autoregressive series",
        Study::Peaks => {
            "Tests of the peak of 21 lags of two independent series (100 rows have too few shifts, and no rejections by them)"
        }
        Study::Lags => "Simultaneous band of a lag profile: eleven lags of two independent series",
    }
}

#[cfg(test)]
mod tests {
    use kosmic_core::Silent;

    use super::*;
    use crate::calibration::Terms;

    #[test]
    fn each_study_found_has_a_section_and_each_cell_a_row() {
        let records = [Study::Intervals, Study::Lags].map(|study| {
            let mut record = Record::new(Terms::new("command", study.name(), "host", 2));
            for cell in study.cells().into_iter().take(2) {
                record.findings.push(cell.simulate(2, &Silent).unwrap());
            }
            record
        });
        let text = report(&records);
        assert_eq!(text.matches("\n## ").count(), 2);
        assert_eq!(text.matches("at revision intervals on host").count(), 1);
        assert_eq!(text.matches("at revision lags on host").count(), 1);
        assert_eq!(text.matches("| normal | 20 | 0 | 0.0000 |").count(), 1);
        assert_eq!(text.matches("| normal | 20 | 0.1 | 0.1000 |").count(), 1);
        assert_eq!(text.matches("| normal | 60 |").count(), 1);
    }
}
