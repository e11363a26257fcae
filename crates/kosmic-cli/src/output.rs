//! How results are printed: one JSON object, or aligned lines for people.

use std::io::{BufWriter, Write};

use serde::Serialize;

use crate::failure::Failure;

/// Prints one JSON object and a line end.
pub(crate) fn print_json(value: &impl Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(value).map_err(Failure::data)?;
    print_lines(&[text])
}

/// Prints lines; a reader that leaves early is no failure.
pub(crate) fn print_lines(lines: &[String]) -> Result<(), Failure> {
    let mut out = BufWriter::new(std::io::stdout().lock());
    for line in lines {
        writeln!(out, "{line}")?;
    }
    Ok(out.flush()?)
}

/// Lines of a label and what it labels, aligned.
#[derive(Default)]
pub(crate) struct Sheet(Vec<(&'static str, String)>);

impl Sheet {
    pub(crate) fn row(mut self, label: &'static str, text: impl Into<String>) -> Self {
        self.0.push((label, text.into()));
        self
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        let width = self
            .0
            .iter()
            .map(|(label, _)| label.len())
            .max()
            .unwrap_or(0);
        self.0
            .iter()
            .map(|(label, text)| format!("{label:width$}  {text}"))
            .collect()
    }
}

/// Cells in columns, the first aligned to the left, the others to the right.
pub(crate) fn aligned(rows: &[Vec<String>]) -> Vec<String> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        rows.iter()
            .filter_map(|row| row.get(column))
            .map(|cell| cell.chars().count())
            .max()
    };
    let widths: Vec<usize> = (0..columns)
        .map(|column| width(column).unwrap_or(0))
        .collect();
    let line = |row: &Vec<String>| {
        let cells = row
            .iter()
            .zip(&widths)
            .enumerate()
            .map(|(column, (cell, &width))| {
                if column == 0 {
                    format!("{cell:<width$}")
                } else {
                    format!("{cell:>width$}")
                }
            });
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

/// A lag with its sign; 0 has none.
pub(crate) fn signed(lag: i64) -> String {
    if lag == 0 {
        "0".into()
    } else {
        format!("{lag:+}")
    }
}

/// A number of things, in words.
pub(crate) fn counted(count: usize, thing: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {thing}{plural}")
}

/// Four decimals, with a sign kept for zero-free reading.
pub(crate) fn fixed(value: f64) -> String {
    format!("{value:.4}")
}

/// A pair of limits, or why there are none.
pub(crate) fn limits(lower: Option<f64>, upper: Option<f64>) -> String {
    match (lower, upper) {
        (Some(lower), Some(upper)) => format!("[{lower:.4}, {upper:.4}]"),
        _ => "undefined".into(),
    }
}

/// Six significant digits, by exponent where the number is very large or small.
pub(crate) fn significant(value: f64) -> String {
    let size = value.abs();
    if value == 0.0 || (1e-4..1e7).contains(&size) {
        let whole = if size >= 1.0 {
            size.log10() as usize + 1
        } else {
            1
        };
        format!("{value:.*}", 6_usize.saturating_sub(whole))
    } else {
        format!("{value:.5e}")
    }
}

/// `confidence` as per cent without trailing zeros.
pub(crate) fn percent(confidence: f64) -> String {
    let rounded = (confidence * 1e8).round() / 1e6;
    format!("{rounded} %")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_aligned() {
        let sheet = Sheet::default().row("K", "1").row("method", "2");
        assert_eq!(sheet.lines(), ["K       1", "method  2"]);
    }

    #[test]
    fn numbers_read_well() {
        assert_eq!([-3, 0, 3].map(signed), ["-3", "0", "+3"]);
        assert_eq!(counted(1, "row"), "1 row");
        assert_eq!(counted(0, "row"), "0 rows");
        assert_eq!(significant(1234.5678), "1234.57");
        assert_eq!(significant(1e-9), "1.00000e-9");
        assert_eq!(percent(0.95), "95 %");
        assert_eq!(percent(0.999), "99.9 %");
        assert_eq!(limits(Some(0.5), None), "undefined");
    }
}
