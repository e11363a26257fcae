//! Columns as NumPy arrays in a ZIP archive.

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};

use kosmic_core::Series;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::npy::{header, write_value};
use super::sink::{Layout, Sink};

/// How many rows are taken at once.
const BLOCK_ROWS: usize = 1 << 16;

/// Arrays follow each other in the archive, while their rows come side by side: they wait in a file without a name.
pub(super) struct NpzSink {
    file: Option<File>,
    layout: Layout,
    waiting: BufWriter<File>,
    /// The pieces of each column: offset and length in bytes.
    pieces: Vec<Vec<(u64, u64)>>,
    end: u64,
    rows: u64,
}

impl NpzSink {
    pub(super) fn new(file: File, layout: Layout) -> io::Result<Self> {
        Ok(Self {
            file: Some(file),
            waiting: BufWriter::new(tempfile::tempfile()?),
            pieces: vec![Vec::new(); layout.names.len()],
            layout,
            end: 0,
            rows: 0,
        })
    }
}

impl Sink for NpzSink {
    fn write(&mut self, columns: &[Series<'_>]) -> io::Result<()> {
        let rows = columns.first().map_or(0, Series::len);
        let mut scratch = Vec::new();
        for ((column, is_single), pieces) in columns
            .iter()
            .zip(&self.layout.singles)
            .zip(&mut self.pieces)
        {
            for start in (0..rows).step_by(BLOCK_ROWS) {
                for value in column.read(start..rows.min(start + BLOCK_ROWS), &mut scratch) {
                    write_value(&mut self.waiting, *value, *is_single)?;
                }
            }
            let bytes = rows as u64 * if *is_single { 4 } else { 8 };
            pieces.push((self.end, bytes));
            self.end += bytes;
        }
        self.rows += rows as u64;
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        self.waiting.flush()?;
        let waiting = self.waiting.get_mut();
        let Some(file) = self.file.take() else {
            return Ok(());
        };
        let mut archive = ZipWriter::new(BufWriter::with_capacity(1 << 18, file));
        // Stored, as `numpy.savez` does; large, so that any size is allowed.
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .large_file(true);
        for ((name, is_single), pieces) in self
            .layout
            .names
            .iter()
            .zip(&self.layout.singles)
            .zip(&self.pieces)
        {
            archive
                .start_file(format!("{name}.npy"), options)
                .map_err(io::Error::other)?;
            archive.write_all(&header(*is_single, self.rows, None))?;
            for &(offset, length) in pieces {
                waiting.seek(SeekFrom::Start(offset))?;
                io::copy(&mut Read::take(&mut *waiting, length), &mut archive)?;
            }
        }
        archive.finish().map_err(io::Error::other)?.flush()
    }
}
