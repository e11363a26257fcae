//! Rows as delimited text.

use std::fs::File;
use std::io::{self, BufWriter, Write};

use kosmic_core::Series;

use super::sink::{Layout, Sink, each_block};

/// Whole numbers below this are written without an exponent.
const PLAIN: f64 = 1e15;

pub(super) struct CsvSink {
    out: BufWriter<File>,
    delimiter: u8,
}

impl CsvSink {
    /// Begins with the names, where there are any.
    pub(super) fn new(file: File, layout: &Layout, delimiter: u8) -> io::Result<Self> {
        let mut out = BufWriter::with_capacity(1 << 18, file);
        if layout.is_named {
            for (place, name) in layout.names.iter().enumerate() {
                if place > 0 {
                    out.write_all(&[delimiter])?;
                }
                write_name(&mut out, name, delimiter)?;
            }
            out.write_all(b"\n")?;
        }
        Ok(Self { out, delimiter })
    }
}

impl Sink for CsvSink {
    fn write(&mut self, columns: &[Series<'_>]) -> io::Result<()> {
        let (out, delimiter) = (&mut self.out, self.delimiter);
        each_block(columns, |block| {
            for row in 0..block.first().map_or(0, |column| column.len()) {
                for (place, column) in block.iter().enumerate() {
                    if place > 0 {
                        out.write_all(&[delimiter])?;
                    }
                    write_number(out, column[row])?;
                }
                out.write_all(b"\n")?;
            }
            Ok(())
        })
    }

    fn finish(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// The shortest text that reads as the same number; `NaN` where there is none, since an empty line would be no row.
fn write_number(out: &mut impl Write, value: f64) -> io::Result<()> {
    if value.fract() == 0.0 && value.abs() < PLAIN {
        write!(out, "{value}")
    } else {
        write!(out, "{value:?}")
    }
}

/// In quotes where it holds a delimiter, a quote or a line end, or would be taken for a comment, or for nothing.
fn write_name(out: &mut impl Write, name: &str, delimiter: u8) -> io::Result<()> {
    let special = |byte: u8| byte == delimiter || b"\"\r\n,;|\t".contains(&byte);
    let is_plain = name == name.trim() && !name.is_empty() && !name.starts_with('#');
    if is_plain && !name.bytes().any(special) {
        return out.write_all(name.as_bytes());
    }
    write!(out, "\"{}\"", name.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_names_are_written_as_short_as_they_read_back() {
        let number = |value: f64| {
            let mut text = Vec::new();
            write_number(&mut text, value).unwrap();
            String::from_utf8(text).unwrap()
        };
        assert_eq!(
            [0.1, -0.0, 5.0, 1e300, 5e-324, f64::INFINITY, f64::NAN].map(number),
            ["0.1", "-0", "5", "1e300", "5e-324", "inf", "NaN"]
        );
        let name = |name: &str| {
            let mut text = Vec::new();
            write_name(&mut text, name, b',').unwrap();
            String::from_utf8(text).unwrap()
        };
        assert_eq!(
            ["a", "a,b", "#a", "say \"a\""].map(name),
            ["a", "\"a,b\"", "\"#a\"", "\"say \"\"a\"\"\""]
        );
    }
}
