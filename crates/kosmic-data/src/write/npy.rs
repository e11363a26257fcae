//! Rows as one NumPy array, in C order.

use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};

use kosmic_core::Series;

use super::sink::{Layout, Sink, each_block};

/// The bytes of a header: with room for any number of rows, so that it can be written anew at the end.
const HEADER: usize = 128;

/// The header of version 1 of an array of one dimension, or of two with this many columns.
pub(super) fn header(is_single: bool, rows: u64, columns: Option<usize>) -> [u8; HEADER] {
    let width = if is_single { 4 } else { 8 };
    let shape = match columns {
        None => format!("({rows},)"),
        Some(columns) => format!("({rows}, {columns})"),
    };
    let text = format!("{{'descr': '<f{width}', 'fortran_order': False, 'shape': {shape}, }}");
    let mut bytes = [b' '; HEADER];
    bytes[..8].copy_from_slice(b"\x93NUMPY\x01\0");
    bytes[8..10].copy_from_slice(&(HEADER as u16 - 10).to_le_bytes());
    bytes[10..10 + text.len()].copy_from_slice(text.as_bytes());
    bytes[HEADER - 1] = b'\n';
    bytes
}

/// Writes a value as single, where it is one, or as double.
pub(super) fn write_value(out: &mut impl Write, value: f64, is_single: bool) -> io::Result<()> {
    if is_single {
        out.write_all(&(value as f32).to_le_bytes())
    } else {
        out.write_all(&value.to_le_bytes())
    }
}

pub(super) struct NpySink {
    out: BufWriter<File>,
    is_single: bool,
    /// The columns of two dimensions.
    columns: Option<usize>,
    rows: u64,
}

impl NpySink {
    pub(super) fn new(file: File, layout: &Layout) -> io::Result<Self> {
        let columns = layout.names.len();
        let mut sink = Self {
            out: BufWriter::with_capacity(1 << 18, file),
            is_single: layout.singles.iter().all(|single| *single),
            columns: (columns > 1).then_some(columns),
            rows: 0,
        };
        sink.write_header()?;
        Ok(sink)
    }

    fn write_header(&mut self) -> io::Result<()> {
        let header = header(self.is_single, self.rows, self.columns);
        self.out.write_all(&header)
    }
}

impl Sink for NpySink {
    fn write(&mut self, columns: &[Series<'_>]) -> io::Result<()> {
        let (out, is_single) = (&mut self.out, self.is_single);
        self.rows += columns.first().map_or(0, Series::len) as u64;
        each_block(columns, |block| {
            for row in 0..block.first().map_or(0, |column| column.len()) {
                for column in block {
                    write_value(out, column[row], is_single)?;
                }
            }
            Ok(())
        })
    }

    fn finish(&mut self) -> io::Result<()> {
        self.out.seek(SeekFrom::Start(0))?;
        self.write_header()?;
        self.out.flush()
    }
}
